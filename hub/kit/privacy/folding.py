"""Text as recognizers read it: other scripts' digits, wide letters and odd spaces made plain.

Positions found in the folded text are led back to the text as it was given.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_INVISIBLE: Final = "\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff"
_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ODD_PLANES: Final = (*range(0x80, 0x3100), *range(0xA620, 0xABFA), *range(0x10000, 0x1FBFA))


def _plain(code: int) -> str | None:
    sign = chr(code)
    match unicodedata.category(sign):
        case "Nd":
            return str(unicodedata.decimal(sign))
        case "Zs":
            return " "
        case "Pd" if code < 0x2014 or code > 0x2E3B:
            return "-"  # a longer dash parts words, it does not join them
        case _:
            return None


_PLAIN: Final[dict[int, str | int]] = {
    **{code: plain for code in _ODD_PLANES if (plain := _plain(code)) is not None},
    **_WIDE,
    0x2212: "-",
}
_ODD: Final = re.compile(f"[{''.join(map(chr, _PLAIN))}{_INVISIBLE}]")
_HIDDEN: Final = re.compile(f"[{_INVISIBLE}]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """`places` are the positions of each character in the given text; None where they are equal."""

    text: str
    places: list[int] | None = None

    def given(self, start: int, end: int) -> tuple[int, int]:
        """A range of the folded text in the given one, hidden characters inside it included."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    if text.isascii() or not _ODD.search(text):
        return Folded(text)
    hidden = _HIDDEN.search(text) is not None
    plain = text.translate(_PLAIN)
    if not hidden:
        return Folded(plain)
    places = [place for place, sign in enumerate(plain) if sign not in _INVISIBLE]
    return Folded("".join(plain[place] for place in places), places)
