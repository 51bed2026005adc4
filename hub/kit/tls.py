"""TLS with authorities and certificates of one's own: towards NATS, and for whoever calls the hub.

PostgreSQL and Valkey take both in their URLs by themselves; NATS has no such words, so the hub
reads them here: `tls://host:4222?ca_file=…&cert_file=…&key_file=…`.
"""

import ssl
from typing import Final
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from hub.kit.settings import Tls

_WORDS: Final = frozenset({"ca_file", "cert_file", "key_file"})


def of_nats(url: str) -> tuple[str, ssl.SSLContext | None]:
    """The URL as NATS takes it, and how to trust the server and be trusted by it.

    Raises:
        ValueError: the URL says something else of TLS.
        OSError: a file cannot be read.
    """
    parts = urlsplit(url)
    said = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    if unknown := said.keys() - _WORDS:
        raise ValueError(f"LAELIA_NATS_URL: {', '.join(sorted(unknown))} is not understood")
    if parts.scheme != "tls":
        if said:
            raise ValueError("LAELIA_NATS_URL: certificates go with tls://")
        return url, None
    context = ssl.create_default_context(cafile=said.get("ca_file"))
    if "cert_file" in said:
        context.load_cert_chain(said["cert_file"], said.get("key_file"))
    return urlunsplit(parts._replace(query="")), context


def towards_itself(tls: Tls) -> ssl.SSLContext | None:
    """How a process of ours asks another: by the very certificate that it shows, whatever its name.

    None where the hub is served plainly.
    """
    if tls.cert_file is None:
        return None
    context = ssl.create_default_context(cafile=str(tls.cert_file))
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context
