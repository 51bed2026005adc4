"""Payment cards (Luhn, and the issuers' ranges) and bank accounts (IBAN)."""

import re
from collections.abc import Iterator
from typing import Final

from hub.kit.privacy import checksums, context
from hub.kit.privacy.context import words
from hub.kit.privacy.spans import Span

_CARD: Final = re.compile(
    r"(?<![0-9A-Za-z_])(?<![0-9][.\-])"
    r"(?:[0-9]{12,19}"
    r"|[0-9]{4}([ \-.])[0-9]{4}\1[0-9]{4}\1[0-9]{1,4}(?:\1[0-9]{1,3})?"
    r"|[0-9]{4}([ \-])[0-9]{6}\2[0-9]{4,5})"
    r"(?![0-9A-Za-z_]|[.\-][0-9])",
    re.ASCII,
)
CARD_SHAPES: Final = (
    *("999999999999", "9999 9999 9999", "9999-9999-9999", "9999.9999.9999"),
    *("9999 999999 9999", "9999-999999-9999"),
)
_CARD_WORDS: Final = words(
    "card( ?no| number)?", "cc", "pan", "credit", "debit", "visa", "mastercard", "amex",
    "american express", "discover", "jcb", "diners", "union ?pay", "maestro", "karte\\w*",
    "kreditkarte\\w*", "carte\\w*", "tarjeta", "carta", "cartão", "kaart", "karta", "kort",
)  # fmt: skip
# First digits from and to, and the lengths that are issued.
_ISSUERS: Final = (
    ("4", "4", {16}),
    ("51", "55", {16}),
    ("2221", "2720", {16}),
    ("34", "34", {15}),
    ("37", "37", {15}),
    ("6011", "6011", {16}),
    ("644", "649", {16}),
    ("65", "65", {16}),
    ("3528", "3589", {16}),
    ("300", "305", {14}),
    ("36", "36", {14}),
    ("38", "39", {14}),
    ("62", "62", {16}),
    ("60", "60", {16}),  # RuPay
    ("50", "50", {16}),
    ("56", "58", {16}),
    ("67", "67", {16}),
    ("2200", "2204", {16}),
)
_RARE: Final = (("4", "4", {13, 19}), ("62", "62", {17, 18, 19}), ("50", "69", set(range(12, 20))))

_IBAN: Final = re.compile(
    r"(?<![0-9A-Za-z_])[A-Z]{2}[0-9]{2}(?:[ \-]?[0-9A-Z]){11,30}", re.ASCII | re.IGNORECASE
)
_IBAN_LENGTHS: Final = {
    country: int(length)
    for country, length in re.findall(
        r"([A-Z]{2})(\d\d)",
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20"
        "EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30"
        "KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23"
        "PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26"
        "UA29VA22VG24XK20YE30",
    )
}


def cards(text: str, start: int, end: int, hint: str) -> Iterator[Span]:
    for found in _CARD.finditer(text, start, end):
        number = re.sub(r"[^0-9]", "", found[0])
        if not checksums.luhn(number) or len(set(number)) < 2:
            continue
        near = context.before(text, found.start(), hint)
        named = _CARD_WORDS.search(near) or _CARD_WORDS.search(context.after(text, found.end()))
        if named and _issued(number, (*_ISSUERS, *_RARE)):
            yield Span(found.start(), found.end(), "CARD", 0.97)
        elif _issued(number, _ISSUERS) and not context.is_of_thing(near):
            yield Span(found.start(), found.end(), "CARD", 0.85)


def _issued(number: str, ranges: tuple[tuple[str, str, set[int]], ...]) -> bool:
    return any(
        len(number) in lengths and low <= number[: len(low)] <= high
        for low, high, lengths in ranges
    )


def ibans(text: str, start: int, end: int) -> Iterator[Span]:
    """Two check digits and a fixed length need no word beside them."""
    at = start
    while found := _IBAN.search(text, at, end):
        at = found.start() + 1
        length = _IBAN_LENGTHS.get(found[0][:2].upper())
        stop = _after_signs(text, found.start(), length) if length else None
        if stop is None or stop > found.end() or text[stop : stop + 1].isalnum():
            continue
        if checksums.iban(re.sub(r"[ \-]", "", text[found.start() : stop]).upper()):
            yield Span(found.start(), stop, "IBAN", 0.98)
            at = stop


def _after_signs(text: str, start: int, count: int) -> int | None:
    """The place behind this many letters and digits."""
    for place in range(start, min(len(text), start + 2 * count)):
        count -= text[place].isalnum()
        if not count:
            return place + 1
    return None
