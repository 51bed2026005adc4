"""A site over TLS at which a client publishes who it is."""

import ipaddress
import json
import secrets
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.oauth.browsing import CALLBACK


def pair() -> bytes:
    """A certificate for 127.0.0.1 that is its own authority, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "publisher")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return made.public_bytes(serialization.Encoding.PEM) + private


@dataclass
class Publisher:
    """`pages` are answers by path; `asked` counts what was read."""

    url: str
    pages: dict[str, web.Response] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def document(self, path: str, **changes: Any) -> dict[str, Any]:
        return {
            "client_id": self.url + path,
            "client_name": "Client with a document",
            "redirect_uris": [CALLBACK],
            "grant_types": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_method": "none",
        } | changes

    def publish(
        self,
        path: str,
        content: Any = None,
        *,
        status: int = 200,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
        **changes: Any,
    ) -> str:
        """The client's ID: where this document now is."""
        said = self.document(path, **changes) if content is None else content
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.pages[path] = web.Response(
            body=body, status=status, content_type=kind, headers=headers
        )
        return self.url + path


@asynccontextmanager
async def publishing(certificate: Path) -> AsyncIterator[Publisher]:
    site = Publisher("")
    # A port comes back sooner or later, and the hub keeps what it read at an address.
    root = f"/{secrets.token_hex(4)}"

    async def answer(request: web.Request) -> web.Response:
        path = request.path.removeprefix(root)
        site.asked.append(path)
        page = site.pages.get(path)
        if page is None:
            return web.Response(status=404)
        return web.Response(
            body=page.body,
            status=page.status,
            content_type=page.content_type,
            headers={n: v for n, v in page.headers.items() if n.lower()[:8] != "content-"},
        )

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    app = web.Application()
    app.router.add_get(root + "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
        site.url = f"https://127.0.0.1:{runner.addresses[0][1]}{root}"
        yield site
    finally:
        await runner.cleanup()
