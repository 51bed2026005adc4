"""Texts cut into passages: as long as one thought, with the headings that they stand under."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_ENOUGH: Final = 1200
_LONGEST: Final = 2400
_HEADING: Final = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*\s*$")
_FENCE: Final = ("```", "~~~")


@dataclass(frozen=True)
class Passage:
    """Lines count from 1; `heading` is the way to it, outermost first."""

    heading: str
    first_line: int
    last_line: int
    text: str


def passages(text: str, *, markdown: bool) -> list[Passage]:
    """Cut at headings and blank lines, so that few passages begin in mid-thought."""
    return [
        Passage(heading, first, last, words)
        for heading, lines in _sections(text.splitlines(), markdown=markdown)
        for first, last, words in _pieces(lines)
    ]


def _sections(
    lines: Sequence[str], *, markdown: bool
) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    trail: list[tuple[int, str]] = []
    held: list[tuple[int, str]] = []
    fenced = False
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith(_FENCE):
            fenced = not fenced
        found = _HEADING.match(line) if markdown and not fenced else None
        if found:
            yield _trail(trail), held
            depth = len(found[1])
            trail = [above for above in trail if above[0] < depth] + [(depth, found[2])]
            held = []
        else:
            held.append((number, line))
    yield _trail(trail), held


def _trail(trail: Sequence[tuple[int, str]]) -> str:
    return " > ".join(name for _, name in trail)


def _pieces(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int, str]]:
    held: list[tuple[int, str]] = []
    size = 0
    for number, whole in lines:
        for line in _cut(whole):
            full = size > _ENOUGH and not line.strip()
            if held and (full or size + len(line) > _LONGEST):
                yield _piece(held)
                held, size = [], 0
            if held or line.strip():
                held.append((number, line))
                size += len(line) + 1
    if held:
        yield _piece(held)


def _cut(line: str) -> list[str]:
    """A line as long as a book would be a passage as long as a book."""
    return [line[at : at + _LONGEST] for at in range(0, len(line), _LONGEST)] or [""]


def _piece(held: list[tuple[int, str]]) -> tuple[int, int, str]:
    while not held[-1][1].strip():
        held.pop()
    return held[0][0], held[-1][0], "\n".join(line for _, line in held)
