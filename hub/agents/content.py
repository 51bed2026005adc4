"""JSON from outside, before anything else looks at it: what no database and no reader can hold.

PostgreSQL stores no NUL and no half of a surrogate pair, JSON writers stop at 64-bit integers, and
depth is paid by everybody who walks a document. Also the merge of RFC 7396.
"""

import math
from collections.abc import Iterator
from typing import Any, Final

from hub.agents.errors import ManifestError, Problem, pointer

MAX_DEPTH: Final = 64
_MAX_PROBLEMS: Final = 20
_LARGEST: Final = 2**63 - 1


def refuse_unstorable(content: Any) -> None:
    """Raises ManifestError with every place that could not be kept as it is."""
    problems: list[Problem] = []
    stack: list[tuple[list[str | int], Any]] = [([], content)]
    while stack and len(problems) < _MAX_PROBLEMS:
        path, value = stack.pop()
        if message := _unstorable(value):
            problems.append(Problem(pointer(path), message))
        elif len(path) > MAX_DEPTH:
            problems.append(Problem(pointer(path[:3]), "is nested too deeply"))
            break
        else:
            for key, child in _children(value):
                if isinstance(key, str) and _broken(key):
                    problems.append(Problem(pointer(path), "has a key that is not plain text"))
                else:
                    stack.append(([*path, key], child))
    if problems:
        raise ManifestError(problems)


def _children(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _unstorable(value: Any) -> str | None:
    if isinstance(value, str) and _broken(value):
        return "holds a NUL or half a character"
    if isinstance(value, int) and not -_LARGEST <= value <= _LARGEST:
        return "is beyond the 64-bit integers"
    if isinstance(value, float) and not math.isfinite(value):
        return "is not a finite number"
    return None


def _broken(text: str) -> bool:
    return "\0" in text or any("\ud800" <= c <= "\udfff" for c in text)


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396: objects merge, null removes, everything else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def storable(text: str) -> str:
    """For pydantic: the text, if it can be kept."""
    if _broken(text):
        raise ValueError("holds a NUL or half a character")
    return text
