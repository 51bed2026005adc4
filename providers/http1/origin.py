"""Where a vendor is, and requests to it as they stand on the wire."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple, Self
from urllib.parse import urlsplit

from providers.contract import ProviderError

# A path comes encoded: no space, no control character, nothing outside ASCII.
_PATH: Final = re.compile(r"/[!-~]*")


class Origin(NamedTuple):
    """`authority` is host and port as the `Host` header says them; `path` ends before a slash."""

    tls: bool
    host: str
    port: int
    authority: str
    path: str

    @classmethod
    def at(cls, url: str) -> Self:
        """Raises ValueError for what is no plain http or https address."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{url!r} is no http or https address")
        if parts.username is not None or parts.query or parts.fragment:
            raise ValueError("a vendor's address holds no user, no query and no fragment")
        if parts.path and not _PATH.fullmatch(parts.path):
            raise ValueError(f"the path of {url!r} is not percent-encoded")
        tls = parts.scheme == "https"
        host = parts.hostname
        if not host.isascii():
            host = host.encode("idna").decode()
        port = parts.port or (443 if tls else 80)
        authority = f"[{host}]" if ":" in host else host
        if port != (443 if tls else 80):
            authority = f"{authority}:{port}"
        return cls(tls, host, port, authority, parts.path.rstrip("/"))

    def url(self, path: str) -> str:
        return f"{'https' if self.tls else 'http'}://{self.authority}{self.path}{path}"

    def request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> bytes:
        """The whole request.

        Nothing in it may end a line but the line ends put there here: paths hold names of models,
        and headers credentials, both of which callers may choose. Nothing of it is remembered,
        since the credentials of callers are in it.
        """
        if not _PATH.fullmatch(path):
            raise ProviderError("invalid_request", "a name in the vendor's path is not encoded")
        fields = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
        if fields.count("\n") != len(headers) or fields.count("\r") != len(headers):
            raise _unfit()
        head = (
            f"{method} {self.path}{path} HTTP/1.1\r\nHost: {self.authority}\r\n"
            f"User-Agent: laelia\r\nAccept-Encoding: identity\r\n{fields}"
        )
        if not head.isascii() or "\0" in head:
            raise _unfit()
        if body is None:
            return f"{head}\r\n".encode()
        return b"%b%b" % (f"{head}Content-Length: {len(body)}\r\n\r\n".encode(), body)


def _unfit() -> ProviderError:
    """Of all that stands in a header, only a credential comes from outside."""
    return ProviderError("bad_credential", "a credential holds letters that no header can carry")
