"""Where an answer may be sent: exactly where the client said before, and nowhere odd.

https anywhere, or http to a program on the person's own machine, whose port alone may differ
(RFC 8252, section 7.3).
"""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from authlib.oauth2.rfc7591 import InvalidRedirectURIError

_MOST: Final = 2000
_URI: Final = re.compile(r"[!$&-;=?-Z_a-z~\[\]%]+", re.ASCII)
_HOST: Final = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.\-]*[0-9A-Za-z])?", re.ASCII)
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def vet(uri: str) -> SplitResult:
    """The address in parts.

    Raises:
        InvalidRedirectURIError: it could run something, hide where it leads, or be read over the
            network by others.
    """
    if not _URI.fullmatch(uri) or len(uri) > _MOST:
        raise InvalidRedirectURIError("A redirect URI is an absolute URI without a fragment.")
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise InvalidRedirectURIError("A redirect URI has a host and a port.") from None
    if "@" in parts.netloc or not (_HOST.fullmatch(host) or host in _LOOPBACK):
        raise InvalidRedirectURIError("A redirect URI names a host, and no user.")
    if not uri.startswith(("https://", "http://")):
        raise InvalidRedirectURIError("A redirect URI is https, or http to the own machine.")
    if parts.scheme == "http" and not is_loopback(parts):
        raise InvalidRedirectURIError("Only the own machine is reached over http.")
    return parts


def is_loopback(parts: SplitResult) -> bool:
    return parts.hostname in _LOOPBACK


def matches(registered: str, given: str) -> bool:
    """Whether it is the same address, letter by letter, but for the port of the own machine."""
    if registered == given:
        return True
    try:
        ours, theirs = vet(registered), vet(given)
    except InvalidRedirectURIError:
        return False
    if not (is_loopback(ours) and ours.scheme == "http"):
        return False
    return _portless(registered, ours) == _portless(given, theirs)


def _portless(uri: str, parts: SplitResult) -> str:
    """The text itself, so that nothing but the port is forgiven."""
    if parts.port is None:
        return uri
    return uri.replace(parts.netloc, parts.netloc.rpartition(":")[0], 1)


def shown_host(uri: str) -> str:
    """What the consent page says of it."""
    parts = vet(uri)
    return "a program on your computer" if is_loopback(parts) else parts.netloc
