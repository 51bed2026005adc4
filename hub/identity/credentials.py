"""The form of secrets: how they are made, recognized and stored.

Every secret ends in a CRC-32 of what stands before it, so that a typing error or a guess is refused
without asking the database, and scanners can tell a leaked key from noise. Only the SHA-256 of a
secret is stored: with 178 random bits or more there is nothing for a slow hash to protect.
"""

import hashlib
import re
import secrets
import zlib
from collections.abc import Iterable
from typing import Final, NamedTuple

from hub.kit.errors import Unauthenticated

SESSION: Final = "las_"
LIVE_KEY: Final = "lae_live_"
TEST_KEY: Final = "lae_test_"
INVITATION: Final = "lai_"
SETUP: Final = "lau_"
ACCESS: Final = "lao_"
REFRESH: Final = "lar_"
CODE: Final = "lac_"
CLIENT_SECRET: Final = "lax_"  # noqa: S105 - what such secrets begin with
CHALLENGE: Final = "lah_"
SCIM: Final = "lad_"
LINK: Final = "lam_"

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECK_LENGTH: Final = 6
_KEY_RANDOM: Final = 30
_TOKEN_RANDOM: Final = 43
_RANDOM_LENGTH: Final = {
    SESSION: _TOKEN_RANDOM,
    INVITATION: _TOKEN_RANDOM,
    SETUP: _TOKEN_RANDOM,
    ACCESS: _TOKEN_RANDOM,
    REFRESH: _TOKEN_RANDOM,
    CODE: _TOKEN_RANDOM,
    CLIENT_SECRET: _TOKEN_RANDOM,
    CHALLENGE: _TOKEN_RANDOM,
    SCIM: _TOKEN_RANDOM,
    LINK: _TOKEN_RANDOM,
    LIVE_KEY: _KEY_RANDOM,
    TEST_KEY: _KEY_RANDOM,
}
_FORM: Final = re.compile(r"(la[siuorcxhdm]_|lae_live_|lae_test_)([0-9A-Za-z]{36,49})", re.ASCII)
_BEARER: Final = b"bearer "
_DPOP: Final = b"dpop "


def mint(prefix: str) -> str:
    """A new secret of this kind, with its checksum."""
    body = prefix + "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_LENGTH[prefix]))
    return body + _checksum(body)


def digest(secret: str) -> bytes:
    """What is stored and looked up; defined for any text that a request can carry."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def prefix_of(secret: str) -> str | None:
    """Which kind of secret this is, or None when its form or checksum is wrong."""
    found = _FORM.fullmatch(secret)
    if found is None:
        return None
    prefix = found[1]
    if len(found[2]) != _RANDOM_LENGTH[prefix] + _CHECK_LENGTH:
        return None
    return prefix if secret[-_CHECK_LENGTH:] == _checksum(secret[:-_CHECK_LENGTH]) else None


def display(key: str) -> str:
    """Enough of a key to recognize it in a list, too little to use it."""
    prefix = LIVE_KEY if key.startswith(LIVE_KEY) else TEST_KEY
    return f"{prefix}{key[len(prefix) : len(prefix) + 4]}…{key[-4:]}"


def _checksum(body: str) -> str:
    rest = zlib.crc32(body.encode("ascii"))
    digits = []
    for _ in range(_CHECK_LENGTH):
        rest, place = divmod(rest, 62)
        digits.append(_ALPHABET[place])
    return "".join(reversed(digits))


class Presented(NamedTuple):
    """A credential as it came; one from a cookie proves nothing about who made the request.

    `proven` says that it came with the scheme for tokens that are bound to a key, and `proof` is
    what shows it.
    """

    secret: str
    from_cookie: bool
    proven: bool = False
    proof: str | None = None


def credential_of(
    headers: Iterable[tuple[bytes, bytes]], *, cookie: str = "__Host-laelia"
) -> Presented | None:
    """The one credential of a request, from its ASGI headers; never from the query string.

    A header outranks the cookie, so that a script in a signed-in browser acts as its key.

    Raises:
        Unauthenticated: two different credentials in headers, or a scheme other than Bearer and
            DPoP.
    """
    bearer = key = jar = proof = None
    proven = False
    for name, value in headers:
        if name == b"authorization":
            proven = value[:5].lower() == _DPOP
            bearer = _only(bearer, value[5:].strip() if proven else _bearer(value))
        elif name == b"x-api-key":
            key = _only(key, value.strip())
        elif name == b"cookie":
            jar = value if jar is None else jar + b"; " + value
        elif name == b"dpop":
            proof = _only(proof, value)
    given = bearer or key
    if given:
        shown = proof.decode("latin-1") if proof is not None and proven else None
        return Presented(given.decode("latin-1"), from_cookie=False, proven=proven, proof=shown)
    found = _from_jar(jar, cookie.encode()) if jar else None
    return Presented(found.decode("latin-1"), from_cookie=True) if found else None


def _bearer(value: bytes) -> bytes:
    if value[:7].lower() != _BEARER:
        raise Unauthenticated("Send the credential as `Authorization: Bearer …`.")
    return value[7:].strip()


def _only(earlier: bytes | None, value: bytes) -> bytes:
    if earlier is not None and earlier != value:
        raise Unauthenticated("The request carries two different credentials.")
    return value


def _from_jar(jar: bytes, name: bytes) -> bytes | None:
    for pair in jar.split(b";"):
        key, _, value = pair.strip().partition(b"=")
        if key == name:
            return value
    return None
