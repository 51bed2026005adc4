"""TXT records, asked of the system's name servers or of those that the settings name."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hub.kit.errors import Unavailable
from hub.kit.lazy import lazy

if TYPE_CHECKING:
    from dns import asyncresolver, exception, nameserver, resolver
else:
    asyncresolver, nameserver = lazy("dns.asyncresolver"), lazy("dns.nameserver")
    exception, resolver = lazy("dns.exception"), lazy("dns.resolver")

_TOTAL_S: Final = 5.0
_MOST_RECORDS: Final = 50


class Texts:
    """`servers` are `address:port`, or an address alone for port 53."""

    def __init__(self, servers: Sequence[str] = ()) -> None:
        self._servers = servers

    async def find(self, name: str) -> list[str]:
        """The texts at this name; none when there are none.

        Raises:
            Unavailable: no name server answers.
        """
        try:
            answer = await self._resolver().resolve(name, "TXT", search=False)
        except (resolver.NXDOMAIN, resolver.NoAnswer):
            return []
        except exception.DNSException as error:
            raise Unavailable("The name servers do not answer. Try again shortly.") from error
        records = list(answer)[:_MOST_RECORDS]
        return [b"".join(record.strings).decode("utf-8", "replace") for record in records]

    def _resolver(self) -> "asyncresolver.Resolver":
        asking = asyncresolver.Resolver(configure=not self._servers)
        if self._servers:
            asking.nameservers = [
                nameserver.Do53Nameserver(host.strip("[]"), int(port or 53))
                for host, port in map(_place, self._servers)
            ]
        asking.lifetime = _TOTAL_S
        return asking


def _place(server: str) -> tuple[str, str]:
    host, colon, port = server.rpartition(":")
    if colon and port.isdigit() and (host.startswith("[") or ":" not in host):
        return host, port
    return server, ""
