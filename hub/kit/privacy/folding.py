"""Text as recognizers read it: other scripts' digits, wide letters and odd spaces made plain.

Positions found in the folded text are led back to the text as it was given.
"""

from dataclasses import dataclass
from typing import Final

_INVISIBLE: Final = "\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff"
# Where each script's ten digits begin, as of Unicode 15.
_ZEROS: Final = (
    *(0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6),
    *(0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50),
    *(0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0x104A0),
    *(0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0),
    *(0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE),
    *(0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0),
)
_SPACES: Final = "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
# Longer dashes part words, they do not join them.
_HYPHENS: Final = "\u058a\u05be\u1806\u2010\u2011\u2012\u2013\u2212\ufe58\ufe63"
_PLAIN: Final[dict[int, str | int]] = {
    **{zero + value: str(value) for zero in _ZEROS for value in range(10)},
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, _HYPHENS), "-"),
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
}
_ODD: Final = frozenset(map(chr, _PLAIN)) | frozenset(_INVISIBLE)
_HIDDEN: Final = frozenset(_INVISIBLE)


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
    if text.isascii() or _ODD.isdisjoint(text):
        return Folded(text)
    plain = text.translate(_PLAIN)
    if _HIDDEN.isdisjoint(text):
        return Folded(plain)
    places = [place for place, sign in enumerate(plain) if sign not in _HIDDEN]
    return Folded("".join(plain[place] for place in places), places)
