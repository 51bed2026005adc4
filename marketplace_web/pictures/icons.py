"""The app's icons, drawn from the brand's mark."""

import io
from dataclasses import dataclass
from typing import Final

from marketplace_web.pictures.flowers import draw_mark
from marketplace_web.pictures.plate import Plate, rgb


@dataclass(frozen=True, slots=True)
class Icon:
    """`share` of the side is the mark's: a maskable icon is cut to a circle of 0.8 at the least."""

    side: int
    share: float
    ground: str = "#ffffff"


ICONS: Final = {
    "icon-192.png": Icon(192, 0.78),
    "icon-512.png": Icon(512, 0.78),
    "icon-maskable-512.png": Icon(512, 0.64),
    "apple-touch-icon.png": Icon(180, 0.7),
}


def draw_icon(name: str) -> bytes:
    """A PNG without transparency, so that the mark is seen on every home screen."""
    icon = ICONS[name]
    plate = Plate(icon.side, icon.side, rgb(icon.ground))
    middle = icon.side / 2
    side = icon.side * icon.share
    lower = middle + 0.07 * side  # the mark weighs more above the middle of its box
    draw_mark(plate, (middle, lower), side, wing=rgb("#98177e"), sepal=rgb("#f478d4"))
    made = io.BytesIO()
    plate.image.save(made, "PNG", optimize=True)
    return made.getvalue()
