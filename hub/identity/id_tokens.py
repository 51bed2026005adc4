"""What an ID token says, once its signature and all that OpenID Connect asks of it hold.

The list of algorithms is ours and has asymmetric ones alone: a provider's public key is never the
secret of an HMAC, and `none` is no algorithm. Keys come from the provider's own key set and never
out of the token. Extensions that a token calls critical are not understood, so it is refused.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import jwt
from jwt.api_jws import PyJWS

from hub.identity.errors import AssertionRefused

ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
SKEW: Final = timedelta(seconds=60)
# One that comes straight from the token endpoint was made for this sign-in.
_OLDEST: Final = timedelta(minutes=10)
_MOST_BYTES: Final = 64 * 1024
_MOST_SUBJECT: Final = 255
_LEAST_RSA_BITS: Final = 2048
_COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
_KTY: Final = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
_CURVES: Final = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519"}
_DIGESTS: Final = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512}
# Ed25519 hashes with SHA-512, and so does whoever signs with it.
_DIGEST_OF_EDDSA: Final = hashlib.sha512

Jwk = Mapping[str, Any]


def header_of(token: str, allowed: Sequence[str]) -> tuple[str, str | None]:
    """The algorithm, which is one of those allowed, and the ID of the key.

    Raises:
        AssertionRefused: it is not to be looked at any further.
    """
    if len(token) > _MOST_BYTES or not _COMPACT.fullmatch(token):
        raise _refused("The ID token is not a signed JWT.")
    header = _object(_decoded(token.partition(".")[0]), "header")
    algorithm, key_id = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS or algorithm not in allowed:
        raise _refused("The ID token is not signed with an algorithm that is allowed.")
    if "crit" in header or "b64" in header or "zip" in header:
        raise _refused("The ID token has extensions that must be understood, and are not.")
    if str(header.get("typ", "JWT")).upper() != "JWT":
        raise _refused("The token is of another type than an ID token.")
    if key_id is not None and not isinstance(key_id, str):
        raise _refused("The ID token names its key by something other than text.")
    return algorithm, key_id


def fitting(keys: Sequence[Jwk], algorithm: str, key_id: str | None) -> Jwk | None:
    """The one key that may have signed; None when there is none, or without a name several."""
    kty, curve = _KTY[algorithm[:2]], _CURVES.get(algorithm)
    fit = [
        key
        for key in keys
        if key.get("kty") == kty
        and (curve is None or key.get("crv") == curve)
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and "verify" in key.get("key_ops", ("verify",))
        and (key_id is None or key.get("kid") == key_id)
    ]
    return fit[0] if len(fit) == 1 else None


def verified(token: str, key: Jwk, algorithm: str) -> dict[str, Any]:
    """The claims of a token that this key has signed.

    Raises:
        AssertionRefused: it has not.
    """
    public = {name: value for name, value in key.items() if name not in ("d", "k", "key_ops")}
    try:
        known = jwt.PyJWK(public, algorithm=algorithm)
        if getattr(known.key, "key_size", _LEAST_RSA_BITS) < _LEAST_RSA_BITS and (
            known.key_type == "RSA"
        ):
            raise _refused("The provider's key is too short.")
        found = PyJWS().decode_complete(token, known.key, algorithms=[algorithm])
    except jwt.PyJWTError as error:
        raise _refused("The signature of the ID token does not hold.") from error
    return _object(found["payload"], "payload")


def check(
    claims: Mapping[str, Any],
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    now: datetime,
) -> None:
    """Whether they were made by this issuer, for this client, for this sign-in, and now.

    Raises:
        AssertionRefused: one of it is not so.
    """
    if claims.get("iss") != issuer:
        raise _refused("The ID token is of another issuer.", "issuer")
    _check_audience(claims, client_id)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _MOST_SUBJECT:
        raise _refused("The ID token does not say who it is about.", "subject")
    given = claims.get("nonce")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()):
        raise _refused("The ID token was made for another sign-in.", "nonce")
    _check_times(claims, now)


def check_access_token(claims: Mapping[str, Any], access_token: str, algorithm: str) -> None:
    """`at_hash` binds the access token, where it is there.

    Raises:
        AssertionRefused: it binds another.
    """
    if "at_hash" not in claims:
        return
    digest = _DIGEST_OF_EDDSA if algorithm == "EdDSA" else _DIGESTS[algorithm[2:]]
    half = digest(access_token.encode()).digest()
    half = half[: len(half) // 2]
    wanted = base64.urlsafe_b64encode(half).rstrip(b"=")
    if not hmac.compare_digest(str(claims["at_hash"]).encode(), wanted):
        raise _refused("The access token does not belong to the ID token.", "at_hash")


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    given = claims.get("aud")
    audiences = [given] if isinstance(given, str) else given
    if not isinstance(audiences, list) or client_id not in audiences:
        raise _refused("The ID token was made for another client.", "audience")
    if len(audiences) > 1 and claims.get("azp") != client_id:
        raise _refused("The ID token was made for several clients.", "audience")
    if claims.get("azp", client_id) != client_id:
        raise _refused("The ID token was given to another client.", "audience")


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    moment, skew = now.timestamp(), SKEW.total_seconds()
    expires, issued = _time(claims, "exp"), _time(claims, "iat")
    if expires is None or issued is None:
        raise _refused(
            "The ID token does not say when it was made, or until when it holds.", "time"
        )
    begins = _time(claims, "nbf")
    if expires <= moment - skew:
        raise _refused("The ID token has expired.", "time")
    if issued > moment + skew or (begins is not None and begins > moment + skew):
        raise _refused("The ID token is of the future; compare the clocks.", "time")
    if issued < moment - _OLDEST.total_seconds() - skew:
        raise _refused("The ID token is too old.", "time")


def _time(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e11:
        raise _refused(f"`{name}` of the ID token is no time.", "time")
    return float(value)


def _decoded(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError as error:
        raise _refused("The ID token cannot be read.") from error


def _object(raw: bytes, part: str) -> dict[str, Any]:
    """Raises AssertionRefused: also where a member is there twice, and readers could differ."""
    try:
        found = json.loads(raw, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise _refused(f"The {part} of the ID token cannot be read.") from error
    if not isinstance(found, dict):
        raise _refused(f"The {part} of the ID token is no object.")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member is there twice")
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _refused(detail: str, step: str = "signature") -> AssertionRefused:
    return AssertionRefused(detail, step=step)
