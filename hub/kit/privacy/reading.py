"""Reads closely the places of a text that a glance has pointed at."""

from collections.abc import Iterable, Iterator
from string import ascii_letters, digits
from typing import Final

from hub.kit.privacy import contacts, credentials, money
from hub.kit.privacy.finding import COLONS, DIGITS, may_hold_keys
from hub.kit.privacy.identifiers import RULES
from hub.kit.privacy.spans import Span

_ROOM_BEFORE: Final = 20
_ROOM_AFTER: Final = 44
_SHAPE: Final = str.maketrans(dict.fromkeys(digits, "9") | dict.fromkeys(ascii_letters, "a"))


def read(text: str, hint: str) -> Iterator[Span]:
    for start, end in _windows(text):
        shape = text[start:end].translate(_SHAPE)
        if "aa99" in shape:
            yield from money.ibans(text, start, end)
        if any(sign in shape for sign in money.CARD_SHAPES):
            yield from money.cards(text, start, end, hint)
        for rule in RULES:
            for sign in rule.shapes:
                if sign in shape:
                    yield from rule.spans(text, start, end, hint)
                    break
        yield from contacts.phones(text, start, end, hint)
        if shape.count(".") > 2:
            yield from contacts.ipv4s(text, start, end, hint)
    if "@" in text:
        yield from contacts.emails(text)
    if COLONS.search(text):
        yield from contacts.ipv6s(text)
    yield from _credentials(text, hint)


def _windows(text: str) -> Iterable[tuple[int, int]]:
    """Where numbers stand, with room for what belongs to them; none overlap."""
    start = end = -1
    for run in DIGITS.finditer(text):
        low, high = max(0, run.start() - _ROOM_BEFORE), run.end() + _ROOM_AFTER
        if low > end:
            if end >= 0:
                yield start, end
            start = low
        end = high
    if end >= 0:
        yield start, end


def _credentials(text: str, hint: str) -> Iterator[Span]:
    if may_hold_keys(text):
        yield from credentials.keys(text)
    if "eyJ" in text:
        yield from credentials.signed_tokens(text)
    if "PRIVATE KEY" in text:
        yield from credentials.private_keys(text)
    if "://" in text and "@" in text:
        yield from credentials.in_addresses(text)
    yield from credentials.assigned(text)
    if hint:
        yield from credentials.named(text, hint)
