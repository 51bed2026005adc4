"""Servers and name servers for the tests of what the hub reaches out to, on real sockets."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import dns.asyncresolver
import dns.message
import dns.rdatatype
import dns.rrset
from aiohttp.abc import AbstractResolver, ResolveResult

Handler = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    rest: asyncio.StreamReader


@dataclass
class Peer:
    """A listener that counts every connection, and keeps what was asked over it."""

    port: int = 0
    accepted: int = 0
    requests: list[Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


async def _read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, target, headers, body, reader)


@asynccontextmanager
async def listen(
    handler: Handler, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[Peer]:
    """A server that hands each connection's first request to `handler` and then hangs up."""
    peer = Peer()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer.accepted += 1
        try:
            request = await _read_request(reader)
            peer.requests.append(request)
            await handler(request, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client hung up, which several tests provoke on purpose
        finally:
            writer.close()

    server = await asyncio.start_server(serve, host, 0, ssl=tls)
    peer.port = server.sockets[0].getsockname()[1]
    async with server:
        yield peer
        server.close()


def respond(
    status: int = 200, body: bytes = b"ok", headers: Mapping[str, str] | None = None
) -> Handler:
    async def handler(_: Request, writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status} Because", f"Content-Length: {len(body)}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)

    return handler


def redirect(location: str, status: int = 302) -> Handler:
    return respond(status, b"", {"Location": location})


class StaticResolver(AbstractResolver):
    """Answers each name with the next of its prepared answers, the last one for ever."""

    def __init__(self, names: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._names = {name: list(answers) for name, answers in names.items()}
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, _family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        self.asked.append(host)
        answers = self._names.get(host)
        if answers is None:
            raise OSError(socket.EAI_NONAME, "unknown name")
        return results(host, port, answers.pop(0) if len(answers) > 1 else answers[0])

    async def close(self) -> None:
        pass


def results(host: str, port: int, addresses: Sequence[str]) -> list[ResolveResult]:
    return [
        {
            "hostname": host,
            "host": address,
            "port": port,
            "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
            "proto": socket.IPPROTO_TCP,
            "flags": socket.AI_NUMERICHOST,
        }
        for address in addresses
    ]


class NameServer(asyncio.DatagramProtocol):
    """A DNS server that gives the next prepared IPv4 answer, with a lifetime of zero."""

    def __init__(self, answers: Sequence[str]) -> None:
        self._answers = list(answers)
        self.asked = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        reply = dns.message.make_response(query)
        question = query.question[0]
        if question.rdtype == dns.rdatatype.A:
            self.asked += 1
            address = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            reply.answer.append(dns.rrset.from_text(question.name, 0, "IN", "A", address))
        self._transport.sendto(reply.to_wire(), addr)


class WireResolver(AbstractResolver):
    """Asks one name server over the wire, and remembers nothing."""

    def __init__(self, port: int) -> None:
        self._resolver = dns.asyncresolver.Resolver(configure=False)
        self._resolver.nameservers = ["127.0.0.1"]
        self._resolver.port = port

    async def resolve(
        self, host: str, port: int = 0, _family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        answer = await self._resolver.resolve(host, "A", lifetime=5)
        return results(host, port, [record.to_text() for record in answer])

    async def close(self) -> None:
        pass


@asynccontextmanager
async def name_server(answers: Sequence[str]) -> AsyncIterator[tuple[NameServer, WireResolver]]:
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(
        lambda: NameServer(answers), local_addr=("127.0.0.1", 0)
    )
    try:
        yield protocol, WireResolver(transport.get_extra_info("sockname")[1])
    finally:
        transport.close()


def hang_up_hard(writer: asyncio.StreamWriter) -> None:
    """Reset the connection, as a crashing server does."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
