"""What changed between two manifests, and how large the step to the next version is.

Major: whoever calls the agent may break, or it may do or see more than was agreed to. Minor: it
answers differently, or offers more. Patch: only what people read about it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from hub.agents.errors import DefinitionError, pointer
from hub.agents.manifest import Manifest, document
from hub.agents.manifest.fields import CHANNELS, TEXT_SCHEMA

Level = Literal["none", "patch", "minor", "major"]
LEVELS: Final[tuple[Level, ...]] = ("none", "patch", "minor", "major")

_SEMVER: Final = re.compile(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})")
_TEXTS: Final = frozenset(
    {
        "name",
        "tagline",
        "description",
        "category",
        "features",
        "tags",
        "use_cases",
        "examples",
        "proven_models",
    }
)
# Where data goes, what is done there, and with whose credential.
_PERMISSIONS: Final = frozenset(
    {
        "kind",
        "slug",
        "url",
        "method",
        "tools",
        "credential",
        "relay",
        "headers",
        "region",
    }
)
_ANNOTATIONS: Final = frozenset(
    {
        "title",
        "description",
        "examples",
        "default",
        "deprecated",
        "$comment",
    }
)
# For inputs a wider limit is an offer, for outputs it is a break; the other way round for narrower.
_UPPER: Final = frozenset({"maxLength", "maxItems", "maxProperties", "maximum"})
_LOWER: Final = frozenset({"minLength", "minItems", "minProperties", "minimum"})


@dataclass(frozen=True)
class Difference:
    """One place where two manifests differ; `before` or `after` is None where it is absent."""

    pointer: str
    before: Any
    after: Any
    level: Level
    reason: str


@dataclass(frozen=True)
class Change:
    level: Level
    differences: tuple[Difference, ...]


def compare(before: Manifest, after: Manifest) -> Change:
    """Every difference with its weight, and the weight of the whole."""
    old, new = _complete(document(before)), _complete(document(after))
    found: list[Difference] = []
    for name in sorted(old.keys() | new.keys()):
        if name == "input_schema":
            found += _schema(old[name], new[name], [name], takes=True)
        elif name == "output_schema":
            found += _schema(old[name], new[name], [name], takes=False)
        else:
            found += _field(name, old.get(name), new.get(name))
    level: Level = "none"
    for difference in found:
        level = max(level, difference.level, key=LEVELS.index)
    return Change(level, tuple(found))


def next_version(current: str, level: Level) -> str:
    """The semver after `current`. Below 1.0.0 the same steps apply: published means promised."""
    major, minor, patch = precedence(current)
    if level == "major":
        return f"{major + 1}.0.0"
    if level == "minor":
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}" if level == "patch" else current


def precedence(version: str) -> tuple[int, ...]:
    """What orders versions. Raises for what is not one."""
    if _SEMVER.fullmatch(version) is None:
        raise DefinitionError.at("/version", f"{version[:40]!r} is not a version like 1.4.2")
    return tuple(int(part) for part in version.split("."))


def _complete(content: dict[str, Any]) -> dict[str, Any]:
    # These stand at their default when absent, and a change to or from it counts all the same.
    return {
        "input_schema": TEXT_SCHEMA,
        "output_schema": TEXT_SCHEMA,
        "channels": list(CHANNELS),
        **content,
    }


def _field(name: str, old: Any, new: Any) -> Iterator[Difference]:
    if name == "channels":
        yield from _channels(old, new)
        return
    for path, before, after in _walk(old, new, [name]):
        level, reason = _weigh(name, path)
        yield Difference(pointer(path), before, after, level, reason)


def _weigh(name: str, path: list[str | int]) -> tuple[Level, str]:
    if name in _TEXTS:
        return "patch", "only what people read"
    if name in _PERMISSIONS or "tools" in path or "agent" in path:
        return "major", "what it may reach changes"
    return "minor", "it may answer differently"


def _channels(old: list[str], new: list[str]) -> Iterator[Difference]:
    for channel in old:
        if channel not in new:
            yield Difference("/channels", channel, None, "major", "a channel is withdrawn")
    for channel in new:
        if channel not in old:
            yield Difference("/channels", None, channel, "minor", "a channel is added")


def _walk(old: Any, new: Any, path: list[str | int]) -> Iterator[tuple[list[str | int], Any, Any]]:
    """The smallest parts that differ."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from _walk(old.get(key), new.get(key), [*path, key])
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for at, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _walk(one, other, [*path, at])
    else:
        yield path, old, new


def _schema(old: Any, new: Any, path: list[str | int], *, takes: bool) -> Iterator[Difference]:
    """Differences of a schema of what the agent takes (or gives), by what they do to callers."""
    if old == new:
        return
    if not (isinstance(old, dict) and isinstance(new, dict)):
        yield Difference(pointer(path), old, new, "major", "the schema changes")
        return
    for keyword in sorted(old.keys() | new.keys()):
        before, after, here = old.get(keyword), new.get(keyword), [*path, keyword]
        if before == after:
            continue
        if keyword == "properties":
            yield from _properties(before or {}, after or {}, here, takes=takes)
        elif keyword == "required":
            yield from _required(before or [], after or [], here, takes=takes)
        elif keyword == "items":
            yield from _schema(before, after, here, takes=takes)
        else:
            level, reason = _keyword(keyword, before, after, takes=takes)
            yield Difference(pointer(here), before, after, level, reason)


def _properties(
    old: dict[str, Any], new: dict[str, Any], path: list[str | int], *, takes: bool
) -> Iterator[Difference]:
    for name in sorted(old.keys() | new.keys()):
        here = [*path, name]
        if name not in new:
            yield Difference(pointer(here), old[name], None, "major", "a field is gone")
        elif name not in old:
            yield Difference(pointer(here), None, new[name], "minor", "a field is added")
        else:
            yield from _schema(old[name], new[name], here, takes=takes)


def _required(
    old: list[str], new: list[str], path: list[str | int], *, takes: bool
) -> Iterator[Difference]:
    for name in sorted(set(old) ^ set(new)):
        added = name in new
        level: Level = "major" if added == takes else "minor"
        reason = "becomes required" if added else "is no longer required"
        before, after = (None, name) if added else (name, None)
        yield Difference(pointer(path), before, after, level, f"{name} {reason}")


def _keyword(keyword: str, old: Any, new: Any, *, takes: bool) -> tuple[Level, str]:
    if keyword in _ANNOTATIONS:
        return ("minor", "a default changes") if keyword == "default" else ("patch", "a note")
    wider = _is_wider(keyword, old, new)
    if wider is None or wider != takes:
        return "major", "callers may break"
    return "minor", "it takes more" if takes else "it promises more"


def _is_wider(keyword: str, old: Any, new: Any) -> bool | None:
    """Whether the new value admits more than the old one; None where that cannot be said."""
    if keyword in _UPPER:
        return new is None or (old is not None and new > old)
    if keyword in _LOWER:
        return new is None or (old is not None and new < old)
    if keyword == "enum" and isinstance(old, list) and isinstance(new, list):
        if all(value in new for value in old):
            return True
        return False if all(value in old for value in new) else None
    return None
