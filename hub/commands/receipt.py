"""Receipts, checked without the hub: anybody who has its public keys can."""

import sys
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import msgspec
import typer

from hub.kit.signing import SignatureInvalidError, verify

_TIMEOUT_S: Final = 10
_MOST: Final = 1024 * 1024


def verify_receipt(source: str, keys: str) -> None:
    """Prints what was signed; exits with 1 when it was not, or was changed since."""
    try:
        signed = verify(_receipt_in(_read(source)), keys_at(keys))
    except (SignatureInvalidError, OSError, URLError, msgspec.DecodeError) as error:
        typer.echo(f"receipt: not valid: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(msgspec.json.format(signed).decode())


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
