"""Filters and attribute paths (RFC 7644, sections 3.4.2.2 and 3.5.2), read into trees."""

import json
import math
import re
from dataclasses import dataclass
from typing import Final

from hub.identity.scim.errors import InvalidFilter, InvalidPath

Value = str | int | float | bool | None

_MOST: Final = 2000
_DEEPEST: Final = 20
_OPERATORS: Final = frozenset({"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"})
_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<mark>[()\[\]])
    | (?P<word>[A-Za-z0-9$_.:+-]+)
    )""",
    re.VERBOSE | re.ASCII,
)
_NAME: Final = re.compile(r"\$?[A-Za-z][A-Za-z0-9_-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Name:
    """An attribute, within a schema (its URN, or None for the resource's own), and a part of it."""

    schema: str | None
    attribute: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Compare:
    name: Name
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Present:
    name: Name


@dataclass(frozen=True, slots=True)
class Not:
    of: "Filter"


@dataclass(frozen=True, slots=True)
class Both:
    left: "Filter"
    right: "Filter"


@dataclass(frozen=True, slots=True)
class Either:
    left: "Filter"
    right: "Filter"


@dataclass(frozen=True, slots=True)
class Within:
    """Some value of a multi-valued attribute fulfils all of a filter about its parts."""

    name: Name
    of: "Filter"


Filter = Compare | Present | Not | Both | Either | Within


@dataclass(frozen=True, slots=True)
class Path:
    """Where an operation is to be done: `emails[type eq "work"].value` has all three."""

    name: Name
    which: Filter | None = None
    part: str | None = None


def parse_filter(text: str) -> Filter:
    """Raises InvalidFilter."""
    reader = _Reader(text)
    found = reader.either(0)
    reader.end()
    return found


def parse_path(text: str) -> Path:
    """Raises InvalidPath."""
    try:
        return _path(text)
    except InvalidFilter as error:
        raise InvalidPath(f"The path {text[:100]!r} cannot be read. {error.detail}") from error


def _path(text: str) -> Path:
    head, bracket, rest = text.strip().partition("[")
    name = parse_name(head.strip())
    if not bracket:
        return Path(name)
    inside, _, behind = rest.rpartition("]")
    if not inside or name.part is not None:
        raise InvalidFilter("It is not closed, or stands behind a part.")
    which = parse_filter(inside)
    if not behind:
        return Path(name, which)
    if not behind.startswith(".") or not _NAME.fullmatch(behind[1:]):
        raise InvalidFilter("Behind it stands no part.")
    return Path(name, which, behind[1:])


def parse_name(text: str) -> Name:
    """Raises InvalidFilter."""
    schema, colon, rest = text.rpartition(":")
    # The version in a URN has a dot: what stands behind its last colon is the attribute.
    attribute, dot, part = (rest if colon else text).partition(".")
    names = [attribute, part] if dot else [attribute]
    if not all(_NAME.fullmatch(name) for name in names):
        raise InvalidFilter(f"{text[:100]!r} is no attribute.")
    return Name(schema or None, attribute, part or None)


class _Reader:
    """Recursive descent: `or` binds weakest, then `and`, then `not`."""

    def __init__(self, text: str) -> None:
        if len(text) > _MOST:
            raise InvalidFilter(f"A filter has at most {_MOST} characters.")
        self._tokens = _tokens(text)
        self._at = 0

    def either(self, depth: int) -> Filter:
        if depth > _DEEPEST:
            raise InvalidFilter(f"A filter is at most {_DEEPEST} levels deep.")
        found = self._both(depth)
        while self._takes("or"):
            found = Either(found, self._both(depth))
        return found

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise InvalidFilter(f"Nothing may follow at {self._tokens[self._at][:50]!r}.")

    def _both(self, depth: int) -> Filter:
        found = self._one(depth)
        while self._takes("and"):
            found = Both(found, self._one(depth))
        return found

    def _one(self, depth: int) -> Filter:
        if self._takes("not"):
            self._need("(")
            return Not(self._inside(")", depth))
        if self._takes("("):
            return self._inside(")", depth)
        name = parse_name(self._next())
        if self._takes("["):
            return Within(name, self._inside("]", depth))
        operator = self._next().lower()
        if operator == "pr":
            return Present(name)
        if operator not in _OPERATORS:
            raise InvalidFilter(f"{operator[:50]!r} is no operator.")
        return Compare(name, operator, _value(self._next()))

    def _inside(self, closing: str, depth: int) -> Filter:
        found = self.either(depth + 1)
        self._need(closing)
        return found

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise InvalidFilter("The filter ends too early.")
        self._at += 1
        return self._tokens[self._at - 1]

    def _takes(self, word: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at].lower() == word:
            self._at += 1
            return True
        return False

    def _need(self, mark: str) -> None:
        if not self._takes(mark):
            raise InvalidFilter(f"A {mark!r} is missing.")


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    end = len(text.rstrip())
    while at < end:
        matched = _TOKEN.match(text, at)
        if matched is None:
            raise InvalidFilter(f"It cannot be read at {text[at : at + 20]!r}.")
        found.append(matched[0].strip())
        at = matched.end()
    return found


def _value(token: str) -> Value:
    try:
        found: Value = json.loads(token if token.startswith('"') else token.lower())
    except ValueError as error:
        raise InvalidFilter(f"{token[:50]!r} is no value; text stands in quotes.") from error
    if isinstance(found, str) and ("\0" in found or not _encodes(found)):
        raise InvalidFilter("The text holds a character that no attribute can have.")
    if isinstance(found, float) and not math.isfinite(found):
        raise InvalidFilter("The value is none that can be compared.")
    return found


def _encodes(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)
