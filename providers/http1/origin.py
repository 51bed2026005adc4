"""Where a vendor is, and requests to it as they stand on the wire."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple, Self
from urllib.parse import urlsplit

from providers.contract import ProviderError
from providers.settings import InvalidSettingError

# A path comes encoded: no space, no control character, nothing outside ASCII.
_PATH: Final = re.compile(r"/[!-~]*")
_PORTS: Final = {"http": 80, "https": 443}


class Origin(NamedTuple):
    """`authority` is host and port as the `Host` header says them; `path` ends before a slash."""

    tls: bool
    host: str
    port: int
    authority: str
    path: str

    @classmethod
    def at(cls, url: str) -> Self:
        """Raises InvalidSettingError for what is no plain http or https address."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
            if not host.isascii():
                host = host.encode("idna").decode()
        except ValueError:
            # Its words may quote a password.
            raise InvalidSettingError("the vendor's address cannot be read") from None
        if parts.scheme not in _PORTS or not host:
            raise InvalidSettingError("the vendor's address is no http or https address")
        if parts.username is not None or parts.query or parts.fragment:
            raise InvalidSettingError("the vendor's address has a user, a query or a fragment")
        if parts.path and not _PATH.fullmatch(parts.path):
            raise InvalidSettingError("the path of the vendor's address is not percent-encoded")
        authority = f"[{host}]" if ":" in host else host
        usual = _PORTS[parts.scheme]
        if port not in {None, usual}:
            authority = f"{authority}:{port}"
        return cls(parts.scheme == "https", host, port or usual, authority, parts.path.rstrip("/"))

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
