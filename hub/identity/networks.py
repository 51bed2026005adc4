"""Where a caller is: their subscriber's network, and whether it is among those allowed."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache

from hub.kit.errors import InvalidInput

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Networks = tuple[Network, ...]


def network_of(address: str) -> str:
    """One subscriber: an IPv4 address, or the /64 that an IPv6 host can pick addresses from."""
    parsed = _parsed(address)
    if parsed is None:
        return "local"
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)


def within(address: str | None, networks: Networks) -> bool:
    """Whether the address lies in one of them; what is no address lies in none."""
    parsed = None if address is None else _parsed(address)
    return parsed is not None and any(parsed in network for network in networks)


def parse_networks(texts: Iterable[str] | None) -> Networks | None:
    """As they are stored. None: everywhere."""
    return None if texts is None else _of(tuple(texts))


def normalize_network(text: str) -> str:
    """An address or a CIDR, in the one spelling that is stored.

    Raises:
        InvalidInput: it is neither, or has bits set behind its prefix.
    """
    try:
        return str(ipaddress.ip_network(text.strip()))
    except ValueError as error:
        raise InvalidInput.at("/networks", "holds what is no address and no network") from error


@lru_cache(maxsize=1024)
def _of(texts: tuple[str, ...]) -> Networks:
    return tuple(ipaddress.ip_network(text) for text in texts)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(parsed, "ipv4_mapped", None)
    return parsed if mapped is None else mapped
