"""The installation's signing key: Ed25519, made once, kept under LAELIA_HOME.

Compact JWS (RFC 7515) with `alg: EdDSA` (RFC 8037); public keys as a JWK set (RFC 7517), each
named by its RFC 7638 thumbprint.

Signing is made by hand because every run has a receipt: the header is encoded once, the claims are
JSON already, and what is left is one signature. That others read it as we do is shown where it
matters: `laelia receipt verify` is PyJWT's work, not ours.
"""

import base64
import hashlib
from pathlib import Path
from typing import Any, Final, Self

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from nacl.bindings import crypto_sign, crypto_sign_BYTES

from hub.kit.keyfile import read_or_make


def _new_pem() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


RECEIPT: Final = "receipt+jwt"
QUOTE: Final = "quote+jwt"
AUDIT_HEAD: Final = "audit-head+jwt"


class SignatureInvalidError(ValueError):
    code = "signature_invalid"


class SigningKey:
    """Signs receipts, quotes and audit heads. `key_id` is the thumbprint of the public key."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        # As libsodium keeps it: the seed and the public key
        self._secret = private.private_bytes_raw() + public
        jwk = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(public)}
        thumbprint = hashlib.sha256(msgspec.json.encode(jwk, order="sorted")).digest()
        self.key_id = _base64url(thumbprint)
        self._jwk: dict[str, Any] = jwk | {"kid": self.key_id, "use": "sig", "alg": "EdDSA"}
        self._headers = {kind: self._header(kind) for kind in (RECEIPT, QUOTE, AUDIT_HEAD)}

    @classmethod
    def load_or_create(cls, path: Path) -> Self:
        """The key in this file; made if there is none, by exactly one of several processes."""
        private = load_pem_private_key(read_or_make(path, _new_pem), password=None)
        if not isinstance(private, Ed25519PrivateKey):
            raise TypeError(f"{path} does not hold an Ed25519 key")
        return cls(private)

    def _header(self, kind: str) -> str:
        return _base64url(msgspec.json.encode({"alg": "EdDSA", "kid": self.key_id, "typ": kind}))

    def sign(self, payload: bytes, *, kind: str = RECEIPT) -> str:
        """`kind` keeps what was signed for one purpose from being shown for another."""
        signed = f"{self._headers[kind]}.{_base64url(payload)}"
        # Every run is signed for, and libsodium does it in two thirds of OpenSSL's time
        signature = crypto_sign(signed.encode(), self._secret)[:crypto_sign_BYTES]
        return f"{signed}.{_base64url(signature)}"

    def jwks(self) -> dict[str, Any]:
        return {"keys": [self._jwk]}


def verify(token: str, jwks: dict[str, Any], *, kind: str = RECEIPT) -> bytes:
    """What was signed, under one of these keys and for this purpose.

    Raises:
        SignatureInvalidError: it is no such token, the key is not among these, or it was changed.
    """
    parts = token.strip().split(".")
    if len(parts) != 3:
        raise SignatureInvalidError("not a compact JWS of three parts")
    try:
        header = msgspec.json.decode(_decoded(parts[0]), type=_Header)
        payload, signature = _decoded(parts[1]), _decoded(parts[2])
    except (msgspec.DecodeError, ValueError) as error:
        raise SignatureInvalidError("not a compact JWS") from error
    if header.alg != "EdDSA" or header.typ != kind or header.crit is not None:
        raise SignatureInvalidError(f"not signed as {kind} with EdDSA")
    try:
        _public_key(jwks, header.kid).verify(signature, f"{parts[0]}.{parts[1]}".encode())
    except InvalidSignature as error:
        raise SignatureInvalidError("the signature does not fit: it was changed") from error
    return payload


class _Header(msgspec.Struct):
    alg: str
    kid: str
    typ: str
    crit: list[str] | None = None


def _decoded(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _public_key(jwks: dict[str, Any], key_id: str) -> Ed25519PublicKey:
    """The key set is trusted; what the token says of keys is only a name to look up in it."""
    for key in jwks.get("keys", []):
        if key.get("kid") == key_id and key.get("kty") == "OKP" and key.get("crv") == "Ed25519":
            try:
                return Ed25519PublicKey.from_public_bytes(_decoded(key["x"]))
            except (KeyError, ValueError) as error:
                raise SignatureInvalidError(f"the key {key_id} is malformed") from error
    raise SignatureInvalidError(f"no key {key_id} among those of the issuer")
