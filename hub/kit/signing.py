"""The installation's signing key: Ed25519, made once, kept under LAELIA_HOME.

Compact JWS (RFC 7515) with `alg: EdDSA` (RFC 8037); public keys as a JWK set (RFC 7517), each
named by its RFC 7638 thumbprint.
"""

import base64
import hashlib
from pathlib import Path
from typing import Any, Self

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from hub.kit.keyfile import read_or_make


def _new_pem() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class SigningKey:
    """Signs receipts. `key_id` is the thumbprint of the public key."""

    def __init__(self, private: Ed25519PrivateKey, *, kind: str = "receipt+jwt") -> None:
        self._private = private
        public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        jwk = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(public)}
        thumbprint = hashlib.sha256(msgspec.json.encode(jwk, order="sorted")).digest()
        self.key_id = _base64url(thumbprint)
        self._jwk: dict[str, Any] = jwk | {"kid": self.key_id, "use": "sig", "alg": "EdDSA"}
        header = {"alg": "EdDSA", "kid": self.key_id, "typ": kind}
        self._header = _base64url(msgspec.json.encode(header))

    @classmethod
    def load_or_create(cls, path: Path) -> Self:
        """The key in this file; made if there is none, by exactly one of several processes."""
        private = load_pem_private_key(read_or_make(path, _new_pem), password=None)
        if not isinstance(private, Ed25519PrivateKey):
            raise TypeError(f"{path} does not hold an Ed25519 key")
        return cls(private)

    def sign(self, payload: bytes) -> str:
        signed = f"{self._header}.{_base64url(payload)}"
        return f"{signed}.{_base64url(self._private.sign(signed.encode()))}"

    def jwks(self) -> dict[str, Any]:
        return {"keys": [self._jwk]}
