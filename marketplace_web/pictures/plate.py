"""Shapes on a picture: paths as SVG writes them, drawn four times as large and made smaller."""

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from PIL import Image, ImageChops, ImageColor, ImageDraw

Point = tuple[float, float]
Rgb = tuple[int, int, int]
_FINER: Final = 4
_STEPS: Final = 28
_TOKEN: Final = re.compile(r"[MCLZ]|-?\d+(?:\.\d+)?")


def rgb(color: str) -> Rgb:
    """Of a color such as `#98177e`."""
    red, green, blue = ImageColor.getrgb(color)[:3]
    return red, green, blue


def points(path: str, *, turn: float = 0, scale: float = 1, at: Point = (0, 0)) -> list[Point]:
    """A path as short lines: turned clockwise by degrees, then scaled, then moved."""
    sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))
    return [
        (at[0] + scale * (x * cosine - y * sine), at[1] + scale * (x * sine + y * cosine))
        for x, y in _flat(path)
    ]


class Plate:
    """A picture under way, in RGB."""

    def __init__(self, width: int, height: int, ground: Rgb) -> None:
        self.image = Image.new("RGB", (width, height), ground)

    def fill(self, outline: Sequence[Point], paint: Rgb | Image.Image, opacity: float = 1) -> None:
        """`paint` is a color, or an RGBA picture as large as this one."""
        self._laid(outline, paint, opacity, width=0)

    def stroke(self, line: Sequence[Point], color: Rgb, width: float, opacity: float = 1) -> None:
        self._laid(line, color, opacity, width=width)

    def disc(self, center: Point, radius: float, color: Rgb, opacity: float = 1) -> None:
        ring = [
            (
                center[0] + radius * math.cos(math.tau * i / 64),
                center[1] + radius * math.sin(math.tau * i / 64),
            )
            for i in range(64)
        ]
        self.fill(ring, color, opacity)

    def glow(self, center: Point, radius: int, color: Rgb, opacity: float) -> None:
        """Light that ends softly at `radius`."""
        falling = [round(opacity * 255 * (0.5 + 0.5 * math.cos(math.pi * v / 255))) for v in _BYTES]
        mask = distance(2 * radius, radius).point(falling)
        corner = (round(center[0]) - radius, round(center[1]) - radius)
        self.image.paste(color, (*corner, corner[0] + 2 * radius, corner[1] + 2 * radius), mask)

    def _laid(
        self, line: Sequence[Point], paint: Rgb | Image.Image, opacity: float, *, width: float
    ) -> None:
        box = _box(line, width, self.image.size)
        if box is None:
            return
        mask = _mask(line, box, width).point([round(v * opacity) for v in _BYTES])
        if isinstance(paint, tuple):
            self.image.paste(paint, box, mask)
            return
        part = paint.crop(box)
        self.image.paste(part.convert("RGB"), box, ImageChops.multiply(mask, part.getchannel("A")))


_BYTES: Final = range(256)


def distance(side: int, radius: float) -> Image.Image:
    """How far each point of a square is from its middle, as a byte; 255 from `radius` outwards."""
    wide = round(2 * radius)
    grown = _unit_distance().resize((wide, wide), Image.Resampling.BICUBIC)
    whole = Image.new("L", (side, side), 255)
    whole.paste(grown, ((side - wide) // 2, (side - wide) // 2))
    return whole


@cache
def _unit_distance() -> Image.Image:
    far = (math.hypot(x - 127.5, y - 127.5) * 2 for y in _BYTES for x in _BYTES)
    return Image.frombytes("L", (256, 256), bytes(min(255, round(v)) for v in far))


def _flat(path: str) -> Iterator[Point]:
    tokens = iter(_TOKEN.findall(path))
    here: Point = (0, 0)
    command = ""
    for token in tokens:
        if token == "Z":  # noqa: S105 - a letter of a path
            return
        if token.isalpha():
            command, token = token, next(tokens)  # noqa: PLW2901 - its first number
        numbers = [float(token), *(float(next(tokens)) for _ in range(5 if command == "C" else 1))]
        if command == "C":
            yield from _curve(here, *zip(numbers[::2], numbers[1::2], strict=True))
            here = (numbers[4], numbers[5])
        else:
            here = (numbers[0], numbers[1])
            yield here


def _curve(a: Point, b: Point, c: Point, d: Point) -> Iterator[Point]:
    for i in range(1, _STEPS + 1):
        t = i / _STEPS
        s = 1 - t
        parts = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
        yield (
            sum(part * p[0] for part, p in zip(parts, (a, b, c, d), strict=True)),
            sum(part * p[1] for part, p in zip(parts, (a, b, c, d), strict=True)),
        )


def _box(
    line: Sequence[Point], width: float, size: tuple[int, int]
) -> tuple[int, int, int, int] | None:
    """What of the picture the line touches."""
    edge = width / 2 + 1
    left = max(0, math.floor(min(x for x, _ in line) - edge))
    top = max(0, math.floor(min(y for _, y in line) - edge))
    right = min(size[0], math.ceil(max(x for x, _ in line) + edge))
    bottom = min(size[1], math.ceil(max(y for _, y in line) + edge))
    return (left, top, right, bottom) if left < right and top < bottom else None


def _mask(line: Sequence[Point], box: tuple[int, int, int, int], width: float) -> Image.Image:
    left, top, right, bottom = box
    mask = Image.new("L", ((right - left) * _FINER, (bottom - top) * _FINER))
    moved = [((x - left) * _FINER, (y - top) * _FINER) for x, y in line]
    pen = ImageDraw.Draw(mask)
    if not width:
        pen.polygon(moved, fill=255)
        return mask.reduce(_FINER)
    pen.line(moved, fill=255, width=max(1, round(width * _FINER)), joint="curve")
    half = width * _FINER / 2
    for x, y in (moved[0], moved[-1]):
        pen.ellipse((x - half, y - half, x + half, y + half), fill=255)
    return mask.reduce(_FINER)
