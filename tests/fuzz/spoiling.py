"""Bodies that are nearly right: one that is accepted, with one or two of its places spoiled.

Invented from the schema alone, hardly a body passes the rules behind it, and nothing beyond them
is ever tried.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import strategies as st

# What programs fall over: what databases and encodings refuse, and the ends of every range. Lone
# surrogates are not among it, because the tool's own validator falls over them first; the tests of
# bad input send them.
_HOSTILE: Final = (
    *("", " ", "\0", "a\0b", "\u202e", "\ufeff", "é" * 300, "x" * 70_000),
    *("NaN", "Infinity", "1e999", "-1", "0", "٣", "1_000", "0x10", "1." + "1" * 60, "9" * 400),
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "2020-02-30T00:00:00Z", "PT1H"),
    *("1.0.0", "{{", "{% for x in y %}", "../..", "http://[", "http://127.0.0.1:1", "a@b.c"),
    *("agt_00000000000000000000000000", "openai/gpt-test", "* * * * *", "UTC", "Etc/Nowhere"),
    *(None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, 2**64, -(2**63) - 1, 10**400),
    *(0.5, -0.0, 1e308, 5e-324, [], {}, [[]], {"": ""}, {"\0": 1}, [None]),
)


@dataclass(frozen=True)
class Good:
    """What an operation accepts; `body` is null where it has none of JSON."""

    body: Any
    headers: dict[str, str]


def _nested(levels: int) -> Any:
    value: Any = {}
    for _ in range(levels):
        value = {"a": [value]}
    return value


_VALUES: Final = st.one_of(
    st.sampled_from((*_HOSTILE, _nested(40), _nested(90))),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=8,
    ),
)


def spoiled(body: Any, invented: Any, draw: Callable[[st.SearchStrategy[Any]], Any]) -> Any:
    """`body` with some of what was `invented` beside it, and up to two places spoiled."""
    body = deepcopy(body)
    if isinstance(body, dict) and isinstance(invented, dict):
        for name in invented:
            if draw(st.integers(0, 3)) == 0:
                # A copy: it is invented once for several bodies, and may be spoiled in this one.
                body[name] = deepcopy(invented[name])
    for _ in range(draw(st.integers(0, 2))):
        places = list(_places(body))
        if not places:
            return draw(_VALUES)
        inside, key = draw(st.sampled_from(places))
        match draw(st.sampled_from(("replace", "replace", "replace", "remove", "add"))):
            case "remove" if isinstance(inside, dict):
                del inside[key]
            case "add" if isinstance(inside, dict):
                name = draw(st.text(max_size=5) | st.sampled_from(("\0", "$ref", "_meta")))
                inside[name] = deepcopy(draw(_VALUES))
            case _:
                # A copy: what is sampled is one object each time, and may be spoiled further.
                inside[key] = deepcopy(draw(_VALUES))
    return body


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every container of it with every key into it."""
    keys = list(value) if isinstance(value, dict) else []
    keys = list(range(len(value))) if isinstance(value, list) else keys
    return [(value, key) for key in keys] + [place for key in keys for place in _places(value[key])]
