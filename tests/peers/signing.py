"""An authority, and somebody with a certificate of it: who signs messages, as vendors do."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

YEARS = timedelta(days=3650)  # clocks of tests go far


@dataclass(frozen=True)
class Signer:
    """`chain` is its certificate and those between it and the `authority`, in PEM."""

    key: rsa.RSAPrivateKey
    chain: bytes
    authority: bytes

    def sign(self, said: bytes) -> bytes:
        return self.key.sign(said, PKCS1v15(), SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


@cache
def signer(host: str, *, ended: bool = False) -> Signer:
    """`ended`: its certificate was good until an hour ago."""
    above, key = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
    now = datetime.now(UTC)
    root, name = _named("Test authority"), _named(host)
    identifier = x509.SubjectKeyIdentifier.from_public_key(above.public_key())
    base = x509.CertificateBuilder().issuer_name(root).not_valid_before(now - timedelta(days=30))
    authority = (
        base.subject_name(root)
        .public_key(above.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_after(now + YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(identifier, critical=False)
        .sign(above, SHA256())
    )
    known = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    leaf = (
        base.subject_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_after(now - timedelta(hours=1) if ended else now + YEARS)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(known, critical=False)
        .sign(above, SHA256())
    )
    return Signer(key, leaf.public_bytes(Encoding.PEM), authority.public_bytes(Encoding.PEM))
