"""Everything that is recognized in a text, for the price of a glance where there is nothing.

Most texts hold no personal data. So a few substring searches and one scan for runs of digits come
first; recognizers read only where those point.
"""

import re
from collections.abc import Iterable, Iterator
from string import ascii_letters, digits
from typing import Final

from hub.kit.privacy import contacts, credentials, money
from hub.kit.privacy.folding import fold
from hub.kit.privacy.identifiers import RULES
from hub.kit.privacy.names import Names
from hub.kit.privacy.spans import Span, resolved

# Six digits with little between them, the tail of an identifier that is half letters, or four
# numbers with dots. Each branch starts with a digit, so that the scan skips all else at once.
_DIGITS: Final = re.compile(
    r"[0-9](?:(?:[ .\-/()]{0,2}[A-Za-z]?[0-9]){5,}|[0-9]{3}[A-Za-z](?![0-9A-Za-z])"
    r"|[0-9L-Vl-v][A-Ta-t][0-9L-Vl-v]{2}[A-Za-z][0-9L-Vl-v]{2}"
    r"|[0-9]{0,2}(?:\.[0-9]{1,3}){3})"
)
_ROOM_BEFORE: Final = 20
_ROOM_AFTER: Final = 44
_SHAPE: Final = str.maketrans(dict.fromkeys(digits, "9") | dict.fromkeys(ascii_letters, "a"))
_COLONS: Final = re.compile(r":[0-9A-Fa-f]{0,4}:")


def find(text: str, *, hint: str = "", names: Names | None = None) -> list[Span]:
    """What of the text is personal or secret, in order and without overlap.

    Args:
        text: anything; positions of the spans are into it as it is.
        hint: the name of the field that the text is the value of.
        names: also looks for persons and places, which takes a model.
    """
    folded = fold(text)
    spans = list(_spans(folded.text, hint))
    if spans and folded.places is not None:
        spans = [Span(*folded.given(s.start, s.end), s.kind, s.score) for s in spans]
    if names is not None and text:
        spans.extend(names.find(text))
    return resolved(spans) if spans else spans


def _spans(text: str, hint: str) -> Iterator[Span]:
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
    if _COLONS.search(text):
        yield from contacts.ipv6s(text)
    yield from _credentials(text, hint)


def _windows(text: str) -> Iterable[tuple[int, int]]:
    """Where numbers stand, with room for what belongs to them; none overlap."""
    start = end = -1
    for run in _DIGITS.finditer(text):
        low, high = max(0, run.start() - _ROOM_BEFORE), run.end() + _ROOM_AFTER
        if low > end:
            if end >= 0:
                yield start, end
            start = low
        end = high
    if end >= 0:
        yield start, end


def _credentials(text: str, hint: str) -> Iterator[Span]:
    if credentials.may_hold_keys(text):
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
