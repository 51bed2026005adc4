"""A name server with the TXT records that a test publishes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset


@dataclass
class DnsPeer:
    """`texts` are by name, in lower case and without the last dot."""

    address: str = ""
    texts: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, query: bytes) -> bytes:
        message = dns.message.from_wire(query)
        response = dns.message.make_response(message)
        response.flags |= dns.flags.AA | dns.flags.RA
        question = message.question[0]
        name = question.name.to_text().rstrip(".").lower()
        self.asked.append(name)
        found = self.texts.get(name)
        if found is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif question.rdtype == dns.rdatatype.TXT:
            quoted = (f'"{text}"' for text in found)
            response.answer.append(dns.rrset.from_text(question.name, 60, "IN", "TXT", *quoted))
        return response.to_wire()


class _Server(asyncio.DatagramProtocol):
    def __init__(self, peer: DnsPeer) -> None:
        self._peer = peer
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        assert self._transport is not None
        self._transport.sendto(self._peer.answer(data), addr)


@asynccontextmanager
async def dns_peer() -> AsyncIterator[DnsPeer]:
    peer = DnsPeer()
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Server(peer), local_addr=("127.0.0.1", 0)
    )
    host, port = transport.get_extra_info("sockname")[:2]
    peer.address = f"{host}:{port}"
    try:
        yield peer
    finally:
        transport.close()
