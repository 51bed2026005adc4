"""Exports of the audit chain, checked without the hub."""

from pathlib import Path
from urllib.error import URLError

import msgspec
import typer

from hub.audit.verifying import ChainBrokenError, Verified, kept_heads, verify_export
from hub.commands.receipt import keys_at


def verify_file(file: Path, keys: str, heads: Path | None) -> None:
    """Prints what holds; exits with 1 and the first broken link when something does not."""
    try:
        kept = list(kept_heads(heads.read_text())) if heads is not None else []
        with file.open("rb") as lines:
            found = verify_export(lines, keys_at(keys), kept=kept)
    except ChainBrokenError as error:
        typer.echo(f"audit: broken: {error}", err=True)
        raise typer.Exit(1) from None
    except (OSError, URLError, msgspec.DecodeError) as error:
        typer.echo(f"audit: cannot verify: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(_said(found))


def _said(found: Verified) -> str:
    if not found.whole:
        return (
            f"{found.events} events of {found.chain} are as they were written. This is a selection:"
            " whether something is missing, only an export without filters shows."
        )
    unsigned = found.events - found.signed
    tail = f"; the last {unsigned} wait for the next head" if unsigned else ""
    return (
        f"{found.events} events of {found.chain} are whole and in order; {found.heads} signed heads"
        f" vouch for the first {found.signed}{tail}."
    )
