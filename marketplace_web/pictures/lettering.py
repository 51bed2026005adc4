"""Words on a picture, in the front end's own fonts; in Pillow's where none was built.

What no font has a shape for is never drawn as boxes: signs are left out, and a text with letters
that nobody could read is left out whole (`readable`).
"""

import unicodedata
from collections.abc import Sequence
from io import BytesIO
from typing import Final

from PIL import ImageDraw, ImageFont

from marketplace_web.pictures.plate import Plate, Point, Rgb

Font = ImageFont.FreeTypeFont
_NOWHERE: Final = "\U0010fffe"  # no font has a shape for what is no character


class Face:
    """Fonts of one weight and size: each letter is drawn by the first that has it."""

    def __init__(self, files: Sequence[bytes], *, size: int, weight: int, tight: float = 0) -> None:
        """`tight` of the size goes off between letters."""
        self.size = size
        self._tracking = -tight * size
        self._fonts = [font for file in files if (font := _opened(file, size, weight))]
        self._fonts.append(_own(size))
        self._lacking = [_shape(font, _NOWHERE) for font in self._fonts]
        self._known: dict[str, Font | None] = {}

    def readable(self, text: str) -> str:
        """The text as it can be drawn, or nothing."""
        plain = " ".join(unicodedata.normalize("NFC", text).split())
        unknown = {sign for sign in plain if self._font(sign) is None}
        if any(unicodedata.category(sign)[0] in "LNM" for sign in unknown):
            return ""
        return " ".join("".join(sign for sign in plain if sign not in unknown).split())

    def width(self, text: str) -> float:
        return sum(font.getlength(part) for font, part in self._runs(text)) + (
            self._tracking * max(0, len(text) - 1)
        )

    def draw(self, plate: Plate, at: Point, text: str, color: Rgb) -> float:
        """From `at` on the base line to the right. Returns where it ends."""
        pen, x = ImageDraw.Draw(plate.image), at[0]
        for font, part in self._runs(text):
            for i, sign in enumerate(part):
                # Measured from the run's beginning, so that pairs of letters keep their kerning.
                before = font.getlength(part[: i + 1]) - font.getlength(sign)
                place = (x + before + i * self._tracking, at[1])
                pen.text(place, sign, fill=color, font=font, anchor="ls")
            x += font.getlength(part) + len(part) * self._tracking
        return x - self._tracking

    def wrapped(self, text: str, width: float, most: int) -> list[str]:
        """Lines of at most `width`; of more than `most`, the last ends with an ellipsis."""
        lines, line = [], ""
        for word in self._words(text, width):
            longer = f"{line} {word}".strip()
            if not line or self.width(longer) <= width:
                line = longer
                continue
            lines.append(line)
            line = word
        lines.append(line)
        if len(lines) <= most:
            return lines
        last = lines[most - 1]
        while self.width(f"{last}…") > width:
            last = last[:-1]
        return [*lines[: most - 1], last.rstrip(" ,.;:-") + "…"]

    def _words(self, text: str, width: float) -> list[str]:
        """Words; one that is wider than a line in pieces."""
        pieces = []
        for word in text.split():
            rest = word
            while self.width(rest) > width and len(rest) > 1:
                fits = 1
                while self.width(rest[: fits + 1]) <= width:
                    fits += 1
                pieces.append(rest[:fits])
                rest = rest[fits:]
            pieces.append(rest)
        return pieces

    def _runs(self, text: str) -> list[tuple[Font, str]]:
        runs: list[tuple[Font, str]] = []
        for sign in text:
            font = self._font(sign) or self._fonts[-1]
            if runs and (runs[-1][0] is font or sign == " "):
                runs[-1] = (runs[-1][0], runs[-1][1] + sign)
            else:
                runs.append((font, sign))
        return runs

    def _font(self, sign: str) -> Font | None:
        if sign not in self._known:
            self._known[sign] = self._found(sign)
        return self._known[sign]

    def _found(self, sign: str) -> Font | None:
        if sign == " ":
            return self._fonts[0]
        for font, lacking in zip(self._fonts, self._lacking, strict=True):
            shape = _shape(font, sign)
            if shape[1] and shape != lacking:
                return font
        return None


def _shape(font: Font, sign: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(sign)
    return mask.size, bytes(mask)


def _opened(file: bytes, size: int, weight: int) -> Font | None:
    """None for what FreeType cannot read: the next font stands in."""
    try:
        font = ImageFont.truetype(BytesIO(file), size)
        font.set_variation_by_axes([weight])
    except OSError:
        return None
    return font


def _own(size: int) -> Font:
    font = ImageFont.load_default(size)
    assert isinstance(font, Font), "Pillow was built without FreeType"
    return font
