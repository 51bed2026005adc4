"""The brand's flowers on a plate: an agent's sigil, and the mark."""

from typing import Final

from PIL import Image

from marketplace_web.pictures.plate import Plate, Point, Rgb, distance, points, rgb
from marketplace_web.pictures.sigil import Sigil, petal

_WHITE: Final[Rgb] = (255, 255, 255)
_SEPAL: Final = petal(44, 12, 0.4)
_WING: Final = petal(46, 23, 0.4)
_LIP: Final = "M0 -2C10 4 8 20 0 26C-8 20 -10 4 0 -2Z"
# Where the petals' color has become bright, and how much of it is left at their tips.
_OPENED: Final = 0.62
_TIP: Final = 0.72


def draw_sigil(plate: Plate, flower: Sigil, center: Point, side: float) -> None:
    """`side` in points: the flower's box."""
    unit = side / 100
    paint = _petals_paint(plate.image.size, flower, center, 44 * unit)
    for one in flower.petals:
        outline = points(one.path, turn=one.turn, scale=unit, at=center)
        plate.fill(outline, paint, 0.62 if one.back else 0.9)
        vein = points(one.vein, turn=one.turn, scale=unit, at=center)
        plate.stroke(vein, rgb(flower.deep), 1.3 * unit, 0.35)
    plate.fill(points(flower.lip_path, scale=unit, at=center), rgb(flower.lip))
    plate.disc((center[0], center[1] - unit), 4.2 * unit, _WHITE, 0.92)


def draw_veins(plate: Plate, flower: Sigil, center: Point, side: float, color: Rgb) -> None:
    """The flower as lines, larger than itself: an ornament behind it."""
    for one in flower.petals:
        for step in range(4):
            unit = side / 100 * (1 - 0.14 * step)
            outline = points(one.path, turn=one.turn, scale=unit, at=center)
            plate.stroke(outline, color, 1.2, 0.2 - 0.03 * step)


def draw_mark(plate: Plate, center: Point, side: float, *, wing: Rgb, sepal: Rgb) -> None:
    """The logo's flower. `center` is the middle of its box, 2 of 100 below the flower's own."""
    unit = side / 100
    at = (center[0], center[1] - 2 * unit)
    for turn in (0, 132, -132):
        plate.fill(points(_SEPAL, turn=turn, scale=unit, at=at), sepal)
    for turn in (74, -74):
        plate.fill(points(_WING, turn=turn, scale=unit, at=at), wing)
    plate.fill(points(_LIP, scale=unit, at=at), rgb("#fea91e"))
    plate.disc(at, 5 * unit, _WHITE)


def _petals_paint(
    size: tuple[int, int], flower: Sigil, center: Point, radius: float
) -> Image.Image:
    """From deep in the middle to bright, and then half through."""
    side = round(radius * 2.4)
    far = distance(side, radius)
    deep, bright = rgb(flower.deep), rgb(flower.bright)
    bands = [
        far.point([round(a + (b - a) * min(1, v / 255 / _OPENED)) for v in range(256)])
        for a, b in zip(deep, bright, strict=True)
    ]
    fading = [
        round(255 * (1 - (1 - _TIP) * max(0, v / 255 - _OPENED) / (1 - _OPENED)))
        for v in range(256)
    ]
    paint = Image.merge("RGBA", (*bands, far.point(fading)))
    whole = Image.new("RGBA", size)
    whole.paste(paint, (round(center[0] - side / 2), round(center[1] - side / 2)))
    return whole
