"""Pin what a remote server says its tools are, and tell what has changed since."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.tools.errors import OutboundBadResponse
from hub.tools.hidden_text import HiddenText, find_hidden_text
from hub.tools.suspects import Suspect, find_words_to_models

# All that a model or a reviewer is told about a tool, and nothing that varies by itself.
_PINNED = ("name", "title", "description", "inputSchema", "outputSchema", "annotations")
_LIKENESS = 0.8
_ABSENT = "(absent)"


@dataclass(frozen=True, slots=True)
class Pin:
    """One tool as it was approved. `digest` covers it all, `body` all but the name.

    `hidden` is what hides in it, or is said to models in it.
    """

    name: str
    digest: str
    body: str
    definition: Mapping[str, Any]
    hidden: tuple[HiddenText | Suspect, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One value in a tool's definition that is not what was approved."""

    tool: str
    path: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.tool}{self.path}: {self.before} -> {self.after}"


@dataclass(frozen=True, slots=True)
class Drift:
    """How a listing differs from what was approved. A renamed tool is neither added nor removed."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    changed: tuple[Change, ...]
    hidden: tuple[HiddenText | Suspect, ...]

    @property
    def is_none(self) -> bool:
        return not (self.added or self.removed or self.renamed or self.changed)

    def lines(self) -> list[str]:
        """For a person who has to approve it; every character that hides is spelled out."""
        return [
            *(f"added {name}" for name in self.added),
            *(f"removed {name}" for name in self.removed),
            *(f"renamed {before} -> {after}" for before, after in self.renamed),
            *(f"changed {change}" for change in self.changed),
            *(
                f"{'hidden text' if isinstance(finding, HiddenText) else 'suspicious'} {finding}"
                for finding in self.hidden
            ),
        ]


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _digest(value: object) -> str:
    try:
        return hashlib.sha256(_canonical(value).encode()).hexdigest()
    except RecursionError as error:
        raise OutboundBadResponse("the definition is too deep") from error


def pin(tool: Mapping[str, Any]) -> Pin:
    """The pin of a tool as `tools/list` describes it."""
    definition = {key: tool[key] for key in _PINNED if tool.get(key) is not None}
    body = {key: value for key, value in definition.items() if key != "name"}
    name = str(definition.get("name", ""))
    digests = _digest(definition), _digest(body)  # first: what is too deep is not looked through
    hidden: tuple[HiddenText | Suspect, ...] = (
        *find_hidden_text(name, definition),
        *find_words_to_models(name, definition),
    )
    return Pin(name, *digests, definition, hidden)


def compare(approved: Sequence[Pin], listing: Sequence[Mapping[str, Any]]) -> Drift:
    """What is different in `listing`; also a name that is listed twice counts as added."""
    before = {item.name: item for item in approved}
    listed = [pin(tool) for tool in listing]
    after = {item.name: item for item in reversed(listed)}
    doubled = [item.name for item in listed if after[item.name] is not item]
    gone = [before[name] for name in before if name not in after]
    new = [after[name] for name in after if name not in before]
    renamed = _pair(gone, new)
    renames = dict(renamed)
    kept = {name: name for name in before if name in after} | renames
    changes = [
        change
        for old, now in sorted(kept.items())
        if before[old].body != after[now].body
        for change in _differences(now, before[old].definition, after[now].definition)
    ]
    return Drift(
        tuple(sorted([*(i.name for i in new if i.name not in renames.values()), *doubled])),
        tuple(sorted(item.name for item in gone if item.name not in renames)),
        tuple(renamed),
        tuple(changes),
        tuple(finding for item in listed for finding in item.hidden),
    )


def _pair(gone: Sequence[Pin], new: Sequence[Pin]) -> list[tuple[str, str]]:
    """Match tools that vanished with tools that appeared and are the same, or nearly."""
    free = sorted(new, key=lambda item: item.name)
    pairs: list[tuple[str, str]] = []
    for old in sorted(gone, key=lambda item: item.name):
        scored = [(_likeness(old, item), item) for item in free]
        score, best = max(scored, key=lambda pair: pair[0], default=(0.0, old))
        if score >= _LIKENESS:
            pairs.append((old.name, best.name))
            free.remove(best)
    return pairs


def _likeness(one: Pin, other: Pin) -> float:
    if one.body == other.body:
        return 1.0
    first, second = _words(one), _words(other)
    union = first | second
    return len(first & second) / len(union) if union else 0.0


def _words(item: Pin) -> frozenset[str]:
    body = {key: value for key, value in item.definition.items() if key != "name"}
    return frozenset(re.findall(r"\w+", _canonical(body).lower()))


def _differences(
    tool: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Change]:
    left, right = dict(_leaves(before)), dict(_leaves(after))
    for path in sorted(left.keys() | right.keys()):
        old, now = left.get(path, _ABSENT), right.get(path, _ABSENT)
        if old != now and path != "/name":
            yield Change(tool, path, old, now)


def _leaves(value: object) -> Iterator[tuple[str, str]]:
    """Every value that holds no other, with its JSON pointer; without recursion, for depth."""
    waiting: list[tuple[str, object]] = [("", value)]
    while waiting:
        path, item = waiting.pop()
        if isinstance(item, Mapping) and item:
            waiting += [(f"{path}/{_escape(str(key))}", inner) for key, inner in item.items()]
        elif isinstance(item, list) and item:
            waiting += [(f"{path}/{index}", inner) for index, inner in enumerate(item)]
        else:
            yield path, _canonical(item)


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
