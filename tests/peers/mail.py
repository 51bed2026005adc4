"""An SMTP server: aiosmtpd's, which keeps what it takes and refuses what it is told to."""

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "laelia", "mail-password-canary-7"


@dataclass
class MailServer:
    """`refusals` are answered, one after the other, in place of taking a letter."""

    port: int = 0
    ca_file: Path | None = None
    refusals: list[str] = field(default_factory=list)
    letters: list[EmailMessage] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - the library calls it so
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        assert server.transport is not None
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 taken"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _kind: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        name = data.login.decode()
        ok = (name, data.password.decode()) == (USER, PASSWORD)
        self.signed_in += [name] if ok else []
        return AuthResult(success=ok, handled=False)

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if letter["To"] == address]


@asynccontextmanager
async def mail_server(folder: Path, security: str = "starttls") -> AsyncIterator[MailServer]:
    """On a free port of loopback; with TLS, in one way or the other, it wants a sign-in."""
    server = MailServer()
    tls = None
    if security != "none":
        tls, server.ca_file = _certified(folder)
    options: dict[str, Any] = {"hostname": "localhost", "ident": "peer"}
    if security != "none":
        options |= {"authenticator": server.authenticate, "auth_required": True}
    if security == "starttls":
        options |= {"tls_context": tls, "require_starttls": True}
    if security == "tls":
        options |= {"auth_require_tls": False}  # the whole connection is TLS already
    loop = asyncio.get_running_loop()

    def connected() -> SMTP:
        with warnings.catch_warnings(action="ignore"):  # of passwords without STARTTLS
            return SMTP(server, loop=loop, **options)

    listening = await loop.create_server(
        connected,
        "127.0.0.1",
        0,
        ssl=tls if security == "tls" else None,
    )
    server.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield server


def _certified(folder: Path) -> tuple[ssl.SSLContext, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Mail of a test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "mail.pem", folder / "mail.key"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(public, private)
    return context, public
