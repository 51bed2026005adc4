"""What was recognized in a text, and which of several readings of one place holds."""

from bisect import bisect
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """`text[start:end]` is a value of this kind; `score` says how certain that is, from 0 to 1."""

    start: int
    end: int
    kind: str
    score: float


def resolved(spans: Iterable[Span]) -> list[Span]:
    """In order, of those that overlap the most certain, of equally certain ones the longer."""
    kept: list[Span] = []  # always in order and without overlap, so that neighbors suffice
    for span in sorted(spans, key=lambda s: (-s.score, s.start - s.end, s.start)):
        at = bisect(kept, span)
        if at and kept[at - 1].end > span.start:
            continue
        if at == len(kept) or kept[at].start >= span.end:
            kept.insert(at, span)
    return kept


def counts(spans: Iterable[Span]) -> dict[str, int]:
    """How many of each kind: all that is ever recorded of a find."""
    return dict(sorted(Counter(span.kind for span in spans).items()))
