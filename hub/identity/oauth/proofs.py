"""Proof of possession (DPoP, RFC 9449): a token that is worth nothing without its client's key.

A client signs, for each request, what it does and where, with a key whose public half is in the
proof itself. Whoever copies a token out of a log or a memory has no such key. A proof is good for
one request, at one address, for a minute; one for a token names that token too.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import jwt
from jwt.api_jws import PyJWS

from hub.identity.credentials import digest
from hub.identity.id_tokens import ALGORITHMS
from hub.kit.errors import Unauthenticated

TYPE: Final = "dpop+jwt"
NEAR_S: Final = 60
# As long a proof is remembered: it may be early or late by as much.
REMEMBERED_S: Final = 2 * NEAR_S + 10
_MOST_BYTES: Final = 8 * 1024
_MOST_TEXT: Final = 500
_LEAST_RSA_BITS: Final = 2048
_COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
_THUMBPRINT: Final = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
# What of a key its thumbprint is made of (RFC 7638), and what no public key has.
_MEMBERS: Final = {
    "EC": ("crv", "kty", "x", "y"),
    "RSA": ("e", "kty", "n"),
    "OKP": ("crv", "kty", "x"),
}
_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


class ProofInvalid(Unauthenticated):
    """The request is not proven to be made by whoever the token was given to."""

    code = "proof_invalid"
    title = "The token is bound to a key, and the request shows no proof of it"


@dataclass(frozen=True, slots=True)
class Proof:
    """`key` is the thumbprint of the key that signed; `mark` is this proof's alone."""

    key: str
    mark: bytes


def is_thumbprint(text: str) -> bool:
    return _THUMBPRINT.fullmatch(text) is not None


def read(
    proof: str,
    *,
    method: str,
    addresses: Collection[str],
    now: datetime,
    token: str | None = None,
) -> Proof:
    """`addresses` are those under which the request may have been made; `token` is what came with
    it, if any did.

    Raises:
        ProofInvalid: it does not hold, or is of another request.
    """
    if len(proof) > _MOST_BYTES or not _COMPACT.fullmatch(proof):
        raise ProofInvalid("The proof is no signed JWT.")
    header = _object(proof.partition(".")[0])
    algorithm = header.get("alg")
    if header.get("typ") != TYPE or algorithm not in ALGORITHMS or "crit" in header:
        raise ProofInvalid(f"A proof is of the type {TYPE}, signed asymmetrically.")
    said = header.get("jwk")
    key = public_key(said, algorithm)
    try:
        claims = _claims(PyJWS().decode_complete(proof, key.key, algorithms=[algorithm])["payload"])
    except jwt.PyJWTError as error:
        raise ProofInvalid("The signature of the proof does not hold.") from error
    _check(claims, method=method, addresses=addresses, now=now)
    if token is not None:
        wanted = _b64(hashlib.sha256(token.encode()).digest())
        if not _same(claims.get("ath"), wanted):
            raise ProofInvalid("The proof was made for another token.")
    assert isinstance(said, Mapping)
    thumbprint = thumbprint_of(said)
    return Proof(thumbprint, digest(f"dpop\n{thumbprint}\n{claims['jti']}"))


def public_key(said: Any, algorithm: str) -> jwt.PyJWK:
    """Raises ProofInvalid: it is no public key for this algorithm."""
    if not isinstance(said, Mapping) or _PRIVATE & said.keys():
        raise ProofInvalid("The proof holds no public key.")
    try:
        key = jwt.PyJWK.from_dict(dict(said), algorithm=algorithm)
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise ProofInvalid("The key of the proof cannot be read.") from error
    if said.get("alg", algorithm) != algorithm or said.get("kty") not in _MEMBERS:
        raise ProofInvalid("The key of the proof is for another algorithm.")
    if key.key_type == "RSA" and getattr(key.key, "key_size", 0) < _LEAST_RSA_BITS:
        raise ProofInvalid("The key of the proof is too short.")
    return key


def thumbprint_of(key: Mapping[str, Any]) -> str:
    """RFC 7638, SHA-256. The key has been read before."""
    members = {name: str(key[name]) for name in _MEMBERS[str(key["kty"])]}
    written = json.dumps(members, sort_keys=True, separators=(",", ":"))
    return _b64(hashlib.sha256(written.encode()).digest())


def _check(
    claims: Mapping[str, Any], *, method: str, addresses: Collection[str], now: datetime
) -> None:
    jti, issued = claims.get("jti"), claims.get("iat")
    if not isinstance(jti, str) or not 0 < len(jti) <= _MOST_TEXT:
        raise ProofInvalid("The proof has no ID.")
    if claims.get("htm") != method:
        raise ProofInvalid("The proof was made for another method.")
    if _address(claims.get("htu")) not in {_address(one) for one in addresses}:
        raise ProofInvalid("The proof was made for another address.")
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        raise ProofInvalid("The proof does not say when it was made.")
    if not abs(now.timestamp() - issued) <= NEAR_S:
        raise ProofInvalid("The proof is not of now: compare the clocks.")


def _address(given: Any) -> tuple[str, str, str] | None:
    """As addresses are compared: without query and fragment."""
    if not isinstance(given, str):
        return None
    try:
        parts = urlsplit(given)
    except ValueError:
        return None
    return parts.scheme.lower(), parts.netloc.lower(), parts.path or "/"


def _claims(raw: bytes) -> dict[str, Any]:
    return _parsed(raw, "payload")


def _object(part: str) -> dict[str, Any]:
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError as error:
        raise ProofInvalid("The proof cannot be read.") from error
    return _parsed(raw, "header")


def _parsed(raw: bytes, part: str) -> dict[str, Any]:
    """Of a member that is there twice, two readers could take another each."""
    try:
        found = json.loads(raw, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise ProofInvalid(f"The {part} of the proof cannot be read.") from error
    if not isinstance(found, dict):
        raise ProofInvalid(f"The {part} of the proof is no object.")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member is there twice")
    return found


def _same(given: Any, wanted: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode(), wanted.encode())


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
