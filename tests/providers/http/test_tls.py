"""Whom the HTTP client under the adapters believes to be the vendor."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from providers.contract import ProviderError
from providers.http import VendorHttp
from tests.providers.peers.wire import always, whole, wire_peer

pytestmark = [
    pytest.mark.req("S24"),
    pytest.mark.asyncio(loop_scope="function"),
    pytest.mark.timeout(60),
]


class _Authority:
    """Signs certificates for names; `root` is the file that says to trust it."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(name)
        root = self._signed(self._name, self._key, x509.BasicConstraints(ca=True, path_length=0))
        self.root = folder / f"{name}.pem"
        self.root.write_bytes(root.public_bytes(serialization.Encoding.PEM))

    def serving(self, host: str) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = self._signed(_name(host), key, x509.SubjectAlternativeName([x509.DNSName(host)]))
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        pair = self._folder / f"{host}.pem"
        pair.write_bytes(leaf.public_bytes(serialization.Encoding.PEM) + private)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pair)
        return context

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(extension, critical=True)
            .sign(self._key, hashes.SHA256())
        )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


async def _asked(tls: ssl.SSLContext) -> bytes:
    async with wire_peer(always(whole(b"ok")), tls) as peer:
        http = VendorHttp(peer.url)
        try:
            async with asyncio.timeout(30):
                first = await http.post("/chat", b"{}", {})
                assert await http.post("/chat", b"{}", {}) == first
                assert peer.connections == 1
                return first
        finally:
            await http.aclose()


async def test_a_vendor_with_a_good_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = _Authority(tmp_path, "trusted")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root))
    assert await _asked(authority.serving("localhost")) == b"ok"


@pytest.mark.parametrize(("signer", "host"), [("unknown", "localhost"), ("trusted", "other.test")])
async def test_anybody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signer: str, host: str
) -> None:
    authorities = {name: _Authority(tmp_path, name) for name in ("trusted", "unknown")}
    monkeypatch.setenv("SSL_CERT_FILE", str(authorities["trusted"].root))
    with pytest.raises(ProviderError) as caught:
        await _asked(authorities[signer].serving(host))
    assert caught.value.code == "unreachable"
    assert "SSLCertVerificationError" in caught.value.message
