"""The address on this machine to which a browser brings the answer of an authorization server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

_PATH: Final = "/callback"
_LONGEST: Final = 16 * 1024
_PAGE: Final = b"You can close this page and go back to the terminal.\n"


@dataclass(frozen=True)
class Callback:
    """`answer` is the query of the first request to `url`."""

    url: str
    answer: "asyncio.Future[str]"


@asynccontextmanager
async def listening(port: int) -> AsyncIterator[Callback]:
    """On loopback alone, at this port or any that is free."""
    answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path, _, query = request.partition("\r\n")[0].split(" ")[1].partition("?")
            found = path == _PATH
            if found and not answer.done():
                answer.set_result(query)
            status = b"200 OK" if found else b"404 Not Found"
            head = b"HTTP/1.1 %b\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n" % status
            writer.write(head + (_PAGE if found else b""))
            await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, IndexError, OSError):
            return  # not a browser's request; whoever it was may come again
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port, limit=_LONGEST)
    async with server:
        bound = server.sockets[0].getsockname()[1]
        yield Callback(f"http://127.0.0.1:{bound}{_PATH}", answer)
        answer.cancel()
