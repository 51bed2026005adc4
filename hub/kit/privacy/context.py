"""The words around a number that say what it is: its label, its field's name, its column."""

import re
from functools import lru_cache
from typing import Final

BEFORE: Final = 56
AFTER: Final = 24
# `[US_SSN]` and `<US_SSN_1>` stand for values that are gone; they name no number beside them.
_GONE: Final = re.compile(r"(?:^|[\[<])[A-Z][A-Z0-9_]{0,42}[\]>]")
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTER: Final = r"[^\W\d_]"

Words = re.Pattern[str]


def words(*alternatives: str) -> Words:
    """A pattern of whole words, for text as `around` gives it. A space stands for any gap."""
    joined = "|".join(alternatives).replace(" ", r"[\s._:\-]*")
    return re.compile(f"(?<!{_LETTER})(?:{joined})(?!{_LETTER})")


_THINGS: Final = (
    "order( (no|number|id))?",
    "bestell(ung|nummer)",
    "invoice",
    "rechnung(snummer)?",
    "ticket",
    "case",
    "sku",
    "part( (no|number))?",
    "item",
    "article",
    "product( (code|id))?",
    "serial( (no|number))?",
    "model",
    "batch",
    "lot",
    "tracking( (no|number|id))?",
    "sendungsnummer",
    "shipment",
    "isbn",
    "issn",
    "ean",
    "gtin",
    "upc",
    "imei",
    "uuid",
    "commit",
    "build",
    "job",
    "epoch",
    "timestamp",
    "ts",
    "etag",
    "trace( id)?",
    "span( id)?",
    "checksum",
    "sha256",
    "md5",
    "vat",
    "ust idnr",
    "eori",
    "doi",
    "zip",
    "postcode",
    "patent",
    "population",
    "page",
    "pages",
    "row",
    "rows",
)
# A label of a number that belongs to a thing; a weak reading of such a number is dropped.
_THING: Final = re.compile(words(*_THINGS).pattern + r"[^\w+]*\Z")
VERSIONS: Final = words(
    "v",
    "version(s|en|e)?",
    "release(s|d)?",
    "upgrade(d)?( from| to)?",
    "update(d)?( from| to)?",
    "downgrade(d)?",
    "build",
    "firmware",
    "chapter",
    "section",
    "clause",
    "paragraph",
    "kapitel",
    "abschnitt",
    "standard",
    "netmask",
    "mask",
    "oid",
    "chrome",
    "kernel",
)


@lru_cache(maxsize=512)
def _lowered(text: str) -> str:
    return _HUMP.sub(" ", _GONE.sub(lambda gone: "#" * len(gone[0]), text)).lower()


def before(text: str, start: int, hint: str) -> str:
    """What stands before a place, in lower case, `camelCase` as two words; first the hint."""
    nearby = text[max(0, start - BEFORE) : start]
    return _lowered(f"{hint} {nearby}" if hint else nearby)


def after(text: str, end: int) -> str:
    return _lowered(text[end : end + AFTER])


def is_of_thing(before: str) -> bool:
    """Whether the last word before a number says that a thing bears it, no person."""
    return _THING.search(before[-32:]) is not None
