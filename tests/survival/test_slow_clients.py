"""Whoever takes their time holds no connection for long, and nobody else is kept waiting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import ClassVar

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from hub.commands.protocol import Impatient
from hub.gateway.wire import read_body
from tests.serving import served

MUCH = b"x" * 4_000_000
_ended: asyncio.Queue[str] = asyncio.Queue()


class Hurried(Impatient):
    """The same, for a test."""

    patience_s: ClassVar[float] = 0.4


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Says how much was sent; or much, to whoever asks for it."""
    body = await read_body(receive)
    said = MUCH if scope["path"] == "/much" else str(len(body)).encode()
    length = (b"content-length", str(len(said)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": said})
    message = await receive()
    _ended.put_nowait(message["type"])


@asynccontextmanager
async def serving(protocol: type[Impatient]) -> AsyncIterator[int]:
    config = uvicorn.Config(app, port=0, http=protocol, lifespan="off", log_level="error")
    async with served(config) as port:
        yield port


async def ask(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


WHOLE = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nconnection: close\r\n\r\nab"
BEGUN = {
    "nothing at all": b"",
    "half a line": b"GET / HT",
    "half a header": b"GET / HTTP/1.1\r\nhost: x\r\nx-a: ",
    "half a body": b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nab",
    "a second request, half": b"GET / HTTP/1.1\r\nhost: x\r\n\r\nGET / HT",
}


@pytest.mark.req("F9", "R58")
async def test_f9_whoever_never_ends_a_request_is_let_go() -> None:
    async with serving(Hurried) as port, AsyncExitStack() as stack, asyncio.timeout(20):
        slow = []
        for _ in range(40):
            for begun in BEGUN.values():
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                stack.callback(writer.close)
                writer.write(begun)
                slow.append(reader)
        for _ in range(20):
            assert (await ask(port, WHOLE)).endswith(b"\r\n\r\n2"), "others are served meanwhile"
        for reader in slow:
            try:
                await reader.read()  # to the end of the connection
            except ConnectionResetError:
                continue


@pytest.mark.req("F9")
async def test_f9_a_request_that_comes_slowly_but_steadily_is_served() -> None:
    async with serving(Hurried) as port, asyncio.timeout(20):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 6000\r\n\r\n")
        for _ in range(6):
            writer.write(b"x" * 1000)
            await asyncio.sleep(0.2)  # the line is slow: that is what is tested
        assert b"200 OK" in await reader.readuntil(b"6000")
        writer.close()


@pytest.mark.req("F10")
async def test_f10_whoever_reads_nothing_is_let_go() -> None:
    while not _ended.empty():
        _ended.get_nowait()
    async with serving(Hurried) as port, asyncio.timeout(20):
        _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.write(b"GET /much HTTP/1.1\r\nhost: x\r\n\r\n")
        assert await _ended.get() == "http.disconnect", "and what was being done ends"
        writer.close()


@pytest.mark.req("F10")
async def test_f10_whoever_reads_slowly_gets_it_all() -> None:
    async with serving(Hurried) as port, asyncio.timeout(20):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.write(b"GET /much HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        got = 0
        while piece := await reader.read(600_000):
            got += len(piece)
        assert got > len(MUCH)
        writer.close()
