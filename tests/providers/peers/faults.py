"""A raw HTTP peer that fails on purpose. The first part of the path says how.

Emulators answer well and fail politely; these are the ways in which networks fail.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from email.utils import formatdate

Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter
_Behaviour = Callable[["FaultPeer", Reader, Writer, dict[str, str]], Awaitable[None]]


class FaultPeer:
    """`asked` is set when a request has come, `left` when its sender has closed the connection."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: asyncio.Queue[str] = asyncio.Queue()
        self.left: asyncio.Queue[str] = asyncio.Queue()

    async def serve(self, reader: Reader, writer: Writer) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
            raw = dict(line.split(": ", 1) for line in lines if ": " in line)
            headers["authorization"] = raw.get("Authorization", "")
            await reader.readexactly(int(headers.get("content-length", 0)))
            mode = first.split(" ")[1].split("/")[1]
            self.asked.put_nowait(mode)
            await _BEHAVIOURS[mode](self, reader, writer, headers)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.left.put_nowait("gone")
        finally:
            writer.close()


async def _answer(writer: Writer, status: int, body: str, *headers: str) -> None:
    lines = [
        f"HTTP/1.1 {status} X",
        "Content-Type: application/json",
        f"Content-Length: {len(body.encode())}",
        "Connection: close",
        *headers,
    ]
    writer.write(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
    await writer.drain()


_SLOW_DOWN = '{"error": {"message": "slow down", "type": "busy"}}'


async def _rate_limited(_: FaultPeer, _r: Reader, writer: Writer, _h: dict[str, str]) -> None:
    await _answer(writer, 429, _SLOW_DOWN, "Retry-After: 7")


async def _rate_limited_until(_: FaultPeer, _r: Reader, writer: Writer, _h: dict[str, str]) -> None:
    moment = formatdate(time.time() + 60, usegmt=True)
    await _answer(writer, 429, _SLOW_DOWN, f"Retry-After: {moment}")


async def _unavailable(_: FaultPeer, _r: Reader, writer: Writer, _h: dict[str, str]) -> None:
    await _answer(writer, 503, '{"error": {"message": "no capacity"}}', "Retry-After: 2")


async def _not_found(_: FaultPeer, _r: Reader, writer: Writer, _h: dict[str, str]) -> None:
    await _answer(writer, 404, '{"error": {"message": "no such model"}}')


async def _redirect(peer: FaultPeer, _r: Reader, writer: Writer, _h: dict[str, str]) -> None:
    await _answer(writer, 307, "{}", f"Location: {peer.url}/unavailable/")


async def _echo(_: FaultPeer, _r: Reader, writer: Writer, headers: dict[str, str]) -> None:
    """Repeats whatever came as a key, as careless gateways do, and goes on and on."""
    names = ("authorization", "x-api-key", "api-key", "x-goog-api-key")
    keys = " ".join(headers.get(name, "") for name in names)
    await _answer(writer, 401, f'{{"error": {{"message": "refused: {keys} {"x" * 2000}"}}}}')


async def _hang(peer: FaultPeer, reader: Reader, _w: Writer, _h: dict[str, str]) -> None:
    await reader.read(1)
    peer.left.put_nowait("hang")


async def _drip(_: FaultPeer, _r: Reader, writer: Writer, _h: dict[str, str]) -> None:
    """A byte now and then keeps every time-out between two reads from striking."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n")
    writer.write(b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1\r\n\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.05)


async def _cut(_: FaultPeer, _r: Reader, writer: Writer, _h: dict[str, str]) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n")
    writer.write(b"Transfer-Encoding: chunked\r\n\r\n5\r\n\n\n\n\n\n\r\n64\r\n\n")
    await writer.drain()


async def _close(_: FaultPeer, _r: Reader, _w: Writer, _h: dict[str, str]) -> None:
    """Nothing at all, and goodbye."""


_BEHAVIOURS: dict[str, _Behaviour] = {
    "rate-limited": _rate_limited,
    "rate-limited-until": _rate_limited_until,
    "unavailable": _unavailable,
    "not-found": _not_found,
    "redirect": _redirect,
    "echo": _echo,
    "hang": _hang,
    "drip": _drip,
    "cut": _cut,
    "close": _close,
}


@asynccontextmanager
async def fault_peer() -> AsyncIterator[FaultPeer]:
    peer = FaultPeer()
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    peer.url = f"http://127.0.0.1:{port}"
    try:
        yield peer
    finally:
        server.close()
