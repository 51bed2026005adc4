"""What a shared link shows: 1200 by 630 points, as wide as readers crop it to.

Only what the hub tells is on it; an agent nobody has reviewed has no stars.
"""

import io
import math
from collections.abc import Mapping, Sequence
from typing import Final

from PIL import Image

from marketplace_web.pictures.flowers import draw_mark, draw_sigil, draw_veins
from marketplace_web.pictures.lettering import Face
from marketplace_web.pictures.plate import Plate, Rgb, rgb
from marketplace_web.pictures.sigil import sigil
from marketplace_web.site import Card

WIDTH: Final = 1200
HEIGHT: Final = 630
_LEFT: Final = 76
_COLUMN: Final = 596
_FLOWER: Final = ((924, 318), 590)
_TOP, _BOTTOM = 152, 490
_FOOT: Final = 556
# Sizes of a title, largest first, and on how many lines it may stand in each.
_TITLES: Final = ((86, 2), (72, 2), (60, 3))
_GROUND: Final = rgb("#1b0719")
_WHITE: Final[Rgb] = (255, 255, 255)
_SOFT: Final = rgb("#dccadb")
_DIM: Final = rgb("#b79fb6")
_ROSE: Final = rgb("#f9a2e0")
_POLLEN: Final = rgb("#ffbd4d")
_FERN: Final = rgb("#5fdcc5")
_UNLIT: Final = rgb("#5a3f58")
_MOST_TITLE: Final = 120
_MOST_WORDS: Final = 240
Fonts = Mapping[str, Sequence[bytes]]


class Press:
    """Draws cards with `fonts`: files by `display` and `text`. For one thread at a time."""

    def __init__(self, fonts: Fonts) -> None:
        text = fonts.get("text", ())
        self._display = [*fonts.get("display", ()), *text]
        self._text = text
        self._faces: dict[tuple[bool, int, int], Face] = {}

    def print(self, card: Card) -> bytes:
        """A PNG. Takes long: call it in a thread."""
        plate = Plate(WIDTH, HEIGHT, _GROUND)
        _ground(plate, card.seed)
        self._wordmark(plate)
        self._words(plate, card)
        self._standing(plate, card)
        made = io.BytesIO()
        plate.image.save(made, "PNG", compress_level=7)
        return made.getvalue()

    def _face(self, size: int, weight: int, *, display: bool = False) -> Face:
        key = (display, size, weight)
        if key not in self._faces:
            files = self._display if display else self._text
            tight = 0.032 if display else 0.006
            self._faces[key] = Face(files, size=size, weight=weight, tight=tight)
        return self._faces[key]

    def _wordmark(self, plate: Plate) -> None:
        draw_mark(plate, (_LEFT + 21, 88), 50, wing=rgb("#df3cbb"), sepal=rgb("#fdb0e5"))
        self._face(40, 620, display=True).draw(plate, (_LEFT + 56, 102), "Laelia", _WHITE)

    def _words(self, plate: Plate, card: Card) -> None:
        """Kicker, title and words as one block, in the middle of its place."""
        kicker = self._line(self._face(27, 600), card.kicker)
        title, lines = self._title(card.title)
        if not lines and kicker:  # nobody's letters: whoever made it says so larger
            (title, lines), kicker = self._title(card.kicker), ""
        face = self._face(33, 450)
        words = face.readable(card.words[:_MOST_WORDS])
        told = face.wrapped(words, _COLUMN, 5 - len(lines)) if words else []
        step = round(title.size * 1.06)
        tall = (52 if kicker else 0) + step * len(lines) + (18 + 46 * len(told) if told else 0)
        y: float = _TOP + max(0, (_BOTTOM - _TOP - tall) / 2)
        if kicker:
            self._face(27, 600).draw(plate, (_LEFT, y + 26), kicker, _ROSE)
            y += 52
        for line in lines:
            title.draw(plate, (_LEFT - title.size * 0.04, y + title.size * 0.8), line, _WHITE)
            y += step
        for line in told:
            face.draw(plate, (_LEFT, y + 44), line, _SOFT)
            y += 46

    def _title(self, text: str) -> tuple[Face, list[str]]:
        """In the largest size in which all of it stands; in the smallest it may be cut."""
        for size, most in _TITLES:
            face = self._face(size, 600, display=True)
            readable = face.readable(text[:_MOST_TITLE])
            lines = face.wrapped(readable, _COLUMN, most) if readable else []
            if "".join(lines).replace(" ", "") == readable.replace(" ", ""):
                break
        return face, lines

    def _line(self, face: Face, text: str) -> str:
        readable = face.readable(text[:_MOST_TITLE])
        return face.wrapped(readable, _COLUMN, 1)[0] if readable else ""

    def _standing(self, plate: Plate, card: Card) -> None:
        """Stars with their reviews, and how many runs people were happy with."""
        x: float = _LEFT
        strong, plain = self._face(28, 650), self._face(28, 450)
        if card.score is not None and card.reviews:
            _stars(plate, x, card.score)
            x = strong.draw(plate, (x + 184, _FOOT), f"{card.score:.1f}", _WHITE)
            told = "1 review" if card.reviews == 1 else f"{card.reviews:,} reviews"
            x = plain.draw(plate, (x + 12, _FOOT), told, _DIM) + 40
        if card.happy is not None:
            plate.disc((x + 7, _FOOT - 9), 7, _FERN)
            x = strong.draw(plate, (x + 26, _FOOT), f"{card.happy:.0%}", _WHITE)
            plain.draw(plate, (x + 10, _FOOT), "happy", _DIM)


def _ground(plate: Plate, seed: str) -> None:
    """Orchid at night, lit by the flower."""
    flower = sigil(seed)
    center, side = _FLOWER
    plate.glow((80, -40), 760, rgb("#6b125a"), 0.7)
    plate.glow(center, 700, rgb(flower.deep), 0.55)
    plate.glow(center, 420, rgb(flower.bright), 0.24)
    draw_veins(plate, flower, center, side * 1.75, rgb(flower.bright))
    draw_sigil(plate, flower, center, side)


def _stars(plate: Plate, x: float, score: float) -> None:
    """Five, of which `score` are lit."""
    wide, radius = 34, 14.5
    lit = Image.new("RGBA", plate.image.size)
    lit.paste((*_POLLEN, 255), (0, 0, round(x + score * wide), HEIGHT))
    for i in range(5):
        star = _star((x + radius + i * wide, _FOOT - 9.5), radius)
        plate.fill(star, _UNLIT)
        plate.fill(star, lit)


def _star(center: tuple[float, float], radius: float) -> list[tuple[float, float]]:
    return [
        (
            center[0] + (radius if i % 2 == 0 else radius * 0.46) * math.sin(math.pi * i / 5),
            center[1] - (radius if i % 2 == 0 else radius * 0.46) * math.cos(math.pi * i / 5),
        )
        for i in range(10)
    ]
