"""Receipts, checked without the hub: anybody who has its public keys can.

What the hub signs (`hub/kit/signing.py`, by hand, because every run pays for it) is verified here
by an implementation that shares no line with it, so that a receipt which passes is one that any
JOSE library accepts.
"""

import sys
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import jwt
import msgspec
import typer

from hub.kit.signing import RECEIPT, SignatureInvalidError

_TIMEOUT_S: Final = 10
_MOST: Final = 1024 * 1024


def verify_receipt(source: str, keys: str) -> None:
    """Prints what was signed; exits with 1 when it was not, or was changed since."""
    try:
        signed = verified(_receipt_in(_read(source)), keys_at(keys))
    except (SignatureInvalidError, OSError, URLError, msgspec.DecodeError) as error:
        typer.echo(f"receipt: not valid: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(msgspec.json.format(signed).decode())


def verified(receipt: str, jwks: dict[str, Any]) -> bytes:
    """What was signed as a receipt under one of these keys.

    Raises:
        SignatureInvalidError: it is no receipt, the key is not among these, or it was changed.
    """
    try:
        header = jwt.get_unverified_header(receipt.strip())
        # A quote is signed with the same keys, and is no receipt.
        if header.get("typ") != RECEIPT or header.get("alg") != "EdDSA":
            raise SignatureInvalidError(f"not signed as {RECEIPT} with EdDSA")
        key = jwt.PyJWKSet.from_dict(jwks)[str(header.get("kid"))]
        # The signature alone: what a receipt says of times is for its reader to weigh.
        signed = jwt.PyJWS().decode_complete(receipt.strip(), key, algorithms=["EdDSA"])
    except KeyError as error:
        raise SignatureInvalidError(
            f"no key {header.get('kid')} among those of the issuer"
        ) from error
    except jwt.InvalidSignatureError as error:
        raise SignatureInvalidError("the signature does not fit: it was changed") from error
    except jwt.PyJWTError as error:
        raise SignatureInvalidError(str(error)) from error
    return bytes(signed["payload"])


def _read(source: str) -> str:
    return sys.stdin.read() if source == "-" else Path(source).read_text()


def _receipt_in(text: str) -> str:
    """The receipt alone, or the whole answer of a call that holds it."""
    if not text.lstrip().startswith("{"):
        return text
    answer = msgspec.json.decode(text, type=dict[str, Any])
    about = answer.get("laelia")
    found = answer.get("receipt") or (about.get("receipt") if isinstance(about, dict) else None)
    if not isinstance(found, str):
        raise SignatureInvalidError("there is no receipt in this answer")
    return found


def keys_at(place: str) -> dict[str, Any]:
    """A hub's public keys, from a file or from the hub."""
    if urlsplit(place).scheme in ("http", "https"):
        with urlopen(place, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - http and https alone
            raw = answer.read(_MOST)
    else:
        raw = Path(place).read_bytes()
    return msgspec.json.decode(raw, type=dict[str, Any])
