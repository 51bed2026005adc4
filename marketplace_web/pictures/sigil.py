"""The flower of an ID, as `ui/src/brand/sigil-shape.ts` has it: same ID, same flower, everywhere.

`ui/src/brand/sigil-vectors.json` holds shapes that both must make.
"""

import math
from dataclasses import dataclass
from typing import Final

_FAMILIES: Final = (
    ("#98177e", "#df3cbb", "#fea91e"),
    ("#5f3add", "#9a82ff", "#f478d4"),
    ("#007a68", "#35c3ab", "#fea91e"),
    ("#c8320c", "#ff8a62", "#98177e"),
    ("#c27400", "#ffbd4d", "#98177e"),
    ("#0f6fb5", "#6bb8f2", "#df3cbb"),
)
_SALT: Final = ":2062"
_WORD: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Petal:
    """`turn` in degrees, clockwise; paths in SVG's words, in a box from -50 to 50."""

    turn: float
    path: str
    vein: str
    back: bool


@dataclass(frozen=True, slots=True)
class Sigil:
    deep: str
    bright: str
    lip: str
    petals: tuple[Petal, ...]
    lip_path: str


def sigil(agent_id: str) -> Sigil:
    """`laelia` itself is the brand's own."""
    bits = _hash(agent_id)
    family = 0 if agent_id == "laelia" else _hash(agent_id + _SALT) % len(_FAMILIES)
    deep, bright, lip = _FAMILIES[family]
    wide = 15 + _fraction(bits, 0) * 8
    long = 37 + _fraction(bits, 1) * 7
    thin = 9 + _fraction(bits, 2) * 6
    tall = 35 + _fraction(bits, 3) * 9
    tilt = 6 + _fraction(bits, 4) * 26
    low = 116 + _fraction(bits, 5) * 30
    drop = 14 + _fraction(bits, 6) * 8
    shapes = (
        (0, tall, thin, 0.5),
        (low, tall * 0.95, thin, 0.5),
        (-low, tall * 0.95, thin, 0.5),
        (90 - tilt, long, wide, 0.35),
        (tilt - 90, long, wide, 0.35),
    )
    petals = tuple(
        Petal(
            turn=_round(turn),
            path=petal(length, width, k),
            vein=f"M0 -6L0 {_told(-length * 0.72)}",
            back=i < 3,
        )
        for i, (turn, length, width, k) in enumerate(shapes)
    )
    end, below = _told(drop), _told(drop + 5)
    lip_path = f"M0 -3C9 2 8 {end} 0 {below}C-8 {end} -9 2 0 -3Z"
    return Sigil(deep, bright, lip, petals, lip_path)


def petal(length: float, width: float, k: float) -> str:
    """One petal from the middle upwards. `k` is how narrow it begins."""
    top, out, tip = _round(-length), _round(width * 1.5), _round(width * 1.35)
    low, high = _told(-length * k * 0.5), _told(-length * 0.98)
    return (
        f"M0 0C{_told(out)} {low} {_told(tip)} {high} 0 {_told(top)}"
        f"C{_told(-tip)} {high} {_told(-out)} {low} 0 0Z"
    )


def _hash(text: str) -> int:
    """FNV-1a over UTF-16 units, with a final mix."""
    value = 2166136261
    units = text.encode("utf-16-le", "surrogatepass")
    for i in range(0, len(units), 2):
        value = ((value ^ int.from_bytes(units[i : i + 2], "little")) * 16777619) & _WORD
    value = ((value ^ (value >> 16)) * 2246822507) & _WORD
    value = ((value ^ (value >> 13)) * 3266489909) & _WORD
    return value ^ (value >> 16)


def _fraction(value: int, n: int) -> float:
    return ((value >> (n * 4)) & 15) / 15


def _round(value: float) -> float:
    """As JavaScript rounds, halves upwards; Python would take the even neighbor."""
    return math.floor(value * 100 + 0.5) / 100


def _told(value: float) -> str:
    """As JavaScript writes it: no `.0`, no `-0`."""
    rounded = _round(value)
    return str(int(rounded)) if rounded == int(rounded) else repr(rounded)
