"""How answers stand on the wire, whoever made them; and when a connection that waits is closed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from hub.commands.protocol import Impatient
from tests.serving import served

_TWO = (b"content-length", b"2")
_END = {"type": "http.response.body", "body": b""}
ANSWERS: dict[str, list[dict[str, Any]]] = {
    "/whole": [{"headers": [_TWO, (b"x-t", b"a\tb")]}, {"body": b"ab"}],
    "/pieces": [{"headers": [_TWO]}, {"body": b"a", "more_body": True}, {"body": b"b"}],
    "/unmeasured": [{"headers": []}, {"body": b"ab"}],
    "/empty": [{"status": 204, "headers": []}, {}],
    "/closing": [{"headers": [_TWO, (b"connection", b"close")]}, {"body": b"ab"}],
    "/split": [{"headers": [_TWO, (b"x", b"y\r\nz: 1")]}, {"body": b"ab"}],
    "/odd-name": [{"headers": [_TWO, (b"x y", b"z")]}, {"body": b"ab"}],
    "/short": [{"headers": [(b"content-length", b"3")]}, {"body": b"ab"}],
    "/begun": [{"headers": [_TWO]}],
}


async def app(scope: Scope, _receive: Receive, send: Send) -> None:
    start, *bodies = ANSWERS[scope["path"]]
    await send({"type": "http.response.start", "status": 200} | start)
    for body in bodies:
        await send(_END | body)


@asynccontextmanager
async def serving(**options: Any) -> AsyncIterator[int]:
    config = uvicorn.Config(
        app, port=0, http=Impatient, lifespan="off", log_level="critical", **options
    )
    async with served(config) as port:
        yield port


async def ask(port: int, *paths: str, method: str = "GET") -> bytes:
    """What comes for these requests, sent at once, and one more that ends the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for path in paths:
        writer.write(f"{method} {path} HTTP/1.1\r\nhost: x\r\n\r\n".encode())
    writer.write(b"GET /unmeasured HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    answer = await reader.read()
    writer.close()
    return answer


async def test_f9_answers_are_what_they_say_they_are() -> None:
    async with serving() as port, asyncio.timeout(20):
        whole = await ask(port, "/whole", "/pieces", "/whole")
        assert whole.count(b"HTTP/1.1 200 OK\r\n") == 4, "in turn, over one connection"
        assert whole.count(b"x-t: a\tb\r\n\r\nab") == 2
        assert b"transfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n" in await ask(port)
        assert (await ask(port, "/empty")).startswith(b"HTTP/1.1 204 No Content\r\n")
        head = await ask(port, "/whole", method="HEAD")
        assert b"content-length: 2\r\n" in head
        assert head.count(b"ab") == 1, "the second answer's alone"
        assert (await ask(port, "/closing", "/whole")).count(b"HTTP/1.1") == 1


async def test_f9_an_answer_shorter_than_it_says_ends_its_connection() -> None:
    async with serving() as port, asyncio.timeout(20):
        assert (await ask(port, "/short", "/whole")).count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("path", ["/split", "/odd-name"])
async def test_f9_an_answer_that_is_none_is_not_sent(path: str) -> None:
    async with serving() as port, asyncio.timeout(20):
        answer = await ask(port, path)
        assert not answer.endswith(b"ab")
        assert b"z: 1" not in answer
        assert b"x y" not in answer


async def test_f9_an_answer_without_a_body_is_an_error() -> None:
    async with serving() as port, asyncio.timeout(20):
        assert b"500 Internal Server Error" in await ask(port, "/begun")


async def test_f9_a_connection_that_waits_too_long_for_its_next_request_is_closed() -> None:
    async with serving(timeout_keep_alive=1) as port, asyncio.timeout(20):
        began = asyncio.get_running_loop().time()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            writer.write(b"GET /whole HTTP/1.1\r\nhost: x\r\n\r\n")
            await reader.readuntil(b"\r\n\r\nab")
            await asyncio.sleep(0.6)  # less than its patience: that is what is tested
        assert await reader.read() == b""
        assert asyncio.get_running_loop().time() - began > 2
        writer.close()
