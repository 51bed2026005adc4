"""Recognized values exchanged for something else, until nothing recognized is left."""

from collections import Counter
from collections.abc import Callable
from typing import Final

from hub.kit.privacy.finding import find
from hub.kit.privacy.names import Names
from hub.kit.privacy.spans import Span, resolved

Replace = Callable[[Span, str], str]
# A replacement is shorter than its value, so that words which name a number may come nearer to the
# next one; that settles after a round or two.
_ROUNDS: Final = 10
_FIRM: Final = 2.0  # surer than any find


def replaced(
    text: str,
    replace: Replace,
    counted: Counter[str],
    *,
    hint: str = "",
    names: Names | None = None,
    spared: list[Span] | None = None,
) -> str:
    """The text with every value as `replace` gives it; `counted` learns how many of each kind.

    What `replace` has written is never read as a value again, nor are the `spared` places, which
    it also replaces.
    """
    spans = find(text, hint=hint, names=names)
    if spared:
        spans = [*spared, *_beside(spans, spared)]
    if not spans:
        return text
    counted.update(span.kind for span in spans)
    text, written = _exchanged(text, spans, replace, [])
    for _ in range(_ROUNDS):
        spans = _beside(find(text, hint=hint, names=names), written)
        if not spans:
            break
        counted.update(span.kind for span in spans)
        text, written = _exchanged(text, spans, replace, written)
    return text


def _beside(spans: list[Span], others: list[Span]) -> list[Span]:
    """Those that touch none of the others."""
    if not spans:
        return spans
    kept = set(resolved([*spans, *(other._replace(score=_FIRM) for other in others)]))
    return [span for span in spans if span in kept]


def _exchanged(
    text: str, spans: list[Span], replace: Replace, written: list[Span]
) -> tuple[str, list[Span]]:
    """The new text, and where in it replacements of this and of earlier rounds stand."""
    fresh = set(spans)
    parts: list[str] = []
    places: list[Span] = []
    done = length = 0
    for span in sorted([*spans, *written]):
        value = text[span.start : span.end]
        shown = replace(span, value) if span in fresh else value
        before = text[done : span.start]
        start = length + len(before)
        length = start + len(shown)
        places.append(Span(start, length, span.kind, span.score))
        parts += (before, shown)
        done = span.end
    return "".join((*parts, text[done:])), places
