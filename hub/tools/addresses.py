"""Which network addresses the hub may connect to on behalf of a tenant."""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from aiohttp.abc import AbstractResolver, ResolveResult

from hub.tools.errors import OutboundBlocked, OutboundUnreachable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?", re.ASCII)

# Listed here and not left to ipaddress.is_global, whose answers differ between Python releases.
_FORBIDDEN_V4 = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this host: Linux connects 0.0.0.0 to loopback
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, and a cloud's metadata service
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's host agent, on an address that looks public
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # relays into 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Only global unicast may be reached at all, which by itself refuses loopback, unspecified,
# v4-mapped and v4-compatible forms, both NAT64 prefixes, unique local, link-local and multicast.
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_FORBIDDEN_V6 = tuple(
    ipaddress.IPv6Network(block)
    for block in (
        "2001::/23",  # Teredo, ORCHID, benchmarking and the other protocol assignments
        "2001:db8::/32",
        "2002::/16",  # 6to4: carries an IPv4 address of the caller's choice
        "3fff::/20",
    )
)


def _is_isatap(address: ipaddress.IPv6Address) -> bool:
    return (int(address) >> 32) & 0xFDFFFFFF == 0x00005EFE


def is_public(address: Address) -> bool:
    """Whether the address belongs to the open internet, whatever it may embed."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not any(address in block for block in _FORBIDDEN_V4)
    if address.scope_id is not None or address not in _GLOBAL_V6:
        return False
    return not _is_isatap(address) and not any(address in block for block in _FORBIDDEN_V6)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One thing an operator lets through: a network, or a host with its port."""

    network: Network | None = None
    host: str = ""
    port: int = 0


def _parse_entry(text: str) -> _Entry:
    try:
        return _Entry(network=ipaddress.ip_network(text.strip()))
    except ValueError:
        host, _, port = text.strip().rpartition(":")
    host = host.strip("[]").rstrip(".").lower()
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"not a network in CIDR notation and not host:port: {text!r}")
    return _Entry(host=host, port=int(port))


class AddressPolicy:
    """Public addresses, and what the operator has let through beside them."""

    def __init__(self, allow: Iterable[str] = ()) -> None:
        entries = [_parse_entry(text) for text in allow]
        self._networks = tuple(entry.network for entry in entries if entry.network is not None)
        self._hosts = frozenset((entry.host, entry.port) for entry in entries if entry.host)
        # Where names that the operator listed led to. The socket gate knows addresses only, and
        # must let these through; the resolver gate has by then checked the name itself.
        self._reached: set[tuple[Address, int]] = set()

    def is_listed(self, host: str, address: Address, port: int) -> bool:
        if (host.rstrip(".").lower(), port) in self._hosts:
            self._reached.add((address, port))
            return True
        return any(address in network for network in self._networks)

    def require(self, host: str, address: Address, port: int, *, listed_only: bool) -> None:
        if self.is_listed(host, address, port):
            return
        if listed_only or not is_public(address):
            reason = "needs https" if listed_only and is_public(address) else "is not public"
            raise OutboundBlocked(f"the address of {host} {reason}")

    def open_socket(
        self,
        info: tuple[
            int | socket.AddressFamily,
            int | socket.SocketKind,
            int,
            str,
            tuple[str, int] | tuple[str, int, int, int],
        ],
    ) -> socket.socket:
        """The last gate: no socket is made for an address that no rule admits."""
        family, kind, protocol, _, target = info
        address = ipaddress.ip_address(target[0])
        if (address, target[1]) not in self._reached:
            self.require(target[0], address, target[1], listed_only=False)
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made


def parse_host(host: str) -> Address | None:
    """The address that a URL's host spells out, None for a name; anything else is refused."""
    bare = host.partition("%")[0]
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        numeric = host.replace(".", "").isdecimal()
        if numeric or len(host) > 253 or not _HOST_NAME.fullmatch(host):
            raise OutboundBlocked("the host is not a name or address") from None
        return None
    if bare != host:
        raise OutboundBlocked("an address with a zone is local by definition")
    return address


class SystemResolver(AbstractResolver):
    """The system's resolver on threads of its own.

    A look-up cannot be cancelled, and a hostile name server lets it hang: on the loop's shared
    threads a handful of those would stop everything else that uses them.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=32, thread_name_prefix="resolve")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, partial(socket.getaddrinfo, host, port, family, socket.SOCK_STREAM)
        )
        return [
            {
                "hostname": host,
                "host": str(target[0]),
                "port": port,
                "family": kind,
                "proto": protocol,
                "flags": socket.AI_NUMERICHOST,
            }
            for kind, _, protocol, _, target in found
        ]

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class VettingResolver(AbstractResolver):
    """Resolves once and hands the connector only addresses that were all found admissible.

    One bad address among good ones refuses the name, or a resolver controlled by an attacker
    would only have to answer with both.
    """

    def __init__(
        self, policy: AddressPolicy, inner: AbstractResolver, *, listed_only: bool
    ) -> None:
        self._policy = policy
        self._inner = inner
        self._listed_only = listed_only

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        answers: Sequence[ResolveResult] = await self._inner.resolve(host, port, family)
        if not answers:
            raise OutboundUnreachable(f"{host} has no address")
        for answer in answers:
            try:
                address = ipaddress.ip_address(answer["host"])
            except ValueError:
                raise OutboundBlocked(f"{host} has no usable address") from None
            self._policy.require(host, address, port, listed_only=self._listed_only)
        return list(answers)

    async def close(self) -> None:
        """The resolver behind belongs to the client, which has two of these."""
