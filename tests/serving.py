"""ASGI applications that a test serves within its own process."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn


@asynccontextmanager
async def served(config: uvicorn.Config, *listening: socket.socket) -> AsyncIterator[int]:
    """The port, while it serves there; on the sockets, where some are given.

    Raises whatever keeps the server from starting.
    """
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=list(listening) or None))
    while not server.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task
