"""A peer that says on each connection exactly what a test has written for it, byte by byte."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter


@dataclass
class WirePeer:
    """`requests` holds each request as it came, `left` is told when a client has gone."""

    url: str = ""
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    left: asyncio.Queue[int] = field(default_factory=asyncio.Queue)

    async def take(self, reader: Reader) -> bytes:
        """The body of the next request."""
        head = await reader.readuntil(b"\r\n\r\n")
        _, found, length = head.partition(b"Content-Length: ")
        body = await reader.readexactly(int(length.partition(b"\r")[0])) if found else b""
        self.requests.append(head + body)
        return body

    async def gone(self, reader: Reader, number: int = 1) -> None:
        """Until the client closes; what it says before is no business of the test's."""
        try:
            while await reader.read(65536):
                pass
        except ConnectionError:
            pass
        self.left.put_nowait(number)


Play = Callable[[WirePeer, Reader, Writer], Awaitable[None]]


@asynccontextmanager
async def wire_peer(play: Play, tls: ssl.SSLContext | None = None) -> AsyncIterator[WirePeer]:
    """`play` is the whole life of one connection."""
    peer = WirePeer()

    async def serve(reader: Reader, writer: Writer) -> None:
        peer.connections += 1
        try:
            await play(peer, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    peer.url = f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}"
    try:
        yield peer
    finally:
        server.close()


def whole(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def always(answer: bytes) -> Play:
    """The same answer to every request, on connections that stay."""

    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        while True:
            await peer.take(reader)
            writer.write(answer)

    return play


def once(*pieces: bytes) -> Play:
    """One answer, each piece in a packet of its own, and goodbye."""

    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        await peer.take(reader)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

    return play


def listens_on(*pieces: bytes) -> Play:
    """The same, but it is the client who has to go."""

    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        await once(*pieces)(peer, reader, writer)
        await peer.gone(reader)

    return play
