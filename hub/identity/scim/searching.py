"""Filters as conditions of SQL, on the column that holds resources as they are searched.

Each comparison becomes a JSON path of PostgreSQL's, which looks into lists by itself and which the
index on the column can answer; what they are joined by becomes SQL.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, cast, func, literal, not_, or_
from sqlalchemy.dialects.postgresql.json import JSONPATH

from hub.identity.scim.attributes import Attribute, ResourceType
from hub.identity.scim.documents import InvalidValue, accept_value, folded
from hub.identity.scim.errors import InvalidFilter
from hub.identity.scim.filters import (
    Both,
    Compare,
    Either,
    Filter,
    Name,
    Not,
    Present,
    Value,
    Within,
    parse_filter,
    parse_name,
)

Condition = ColumnElement[bool]
# How an attribute that is kept in a table of its own is asked for: by the ID on its other side.
Related = Mapping[str, Callable[[str | None], Condition]]

_SIGNS: Final = {"eq": "==", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}


class Search:
    """Conditions on one kind of resource."""

    def __init__(self, kind: ResourceType, column: Any, related: Related) -> None:
        self._kind = kind
        self._column = column
        self._related = related

    def where(self, text: str) -> Condition:
        """Raises InvalidFilter."""
        return self._condition(parse_filter(text))

    def by(self, text: str) -> ColumnElement[Any]:
        """What to sort by; a multi-valued attribute sorts by its first value.

        Raises:
            InvalidFilter: it names no attribute that has an order.
        """
        name = parse_name(text)
        attribute, path = self._found(name)
        if attribute.kind == "complex":
            raise InvalidFilter(f"{text[:100]!r} has parts; sort by one of them.")
        return func.jsonb_path_query_first(self._column, cast(literal(path), JSONPATH))

    def _condition(self, which: Filter) -> Condition:  # noqa: PLR0911 - one for each kind of filter
        match which:
            case Both(left, right):
                return and_(self._condition(left), self._condition(right))
            case Either(left, right):
                return or_(self._condition(left), self._condition(right))
            case Not(inner):
                return not_(self._condition(inner))
            case Within(name, inner):
                return self._within(name, inner)
            case Present(name):
                return self._present(name)
            case Compare(name, "ne", value):
                return not_(self._compare(Compare(name, "eq", value)))
            case Compare():
                return self._compare(which)

    def _compare(self, which: Compare) -> Condition:
        related = self._relation(which.name)
        if related is not None:
            if which.operator != "eq" or which.name.part not in (None, "value"):
                raise InvalidFilter(f"{which.name.attribute} is compared by eq, with an ID.")
            return related(str(which.value))
        if which.value is None:
            if which.operator != "eq":
                raise InvalidFilter("null is compared by eq and ne.")
            return not_(self._present(which.name))
        attribute, path = self._found(which.name)
        if attribute.kind == "complex":
            attribute, path = _its_value(attribute, path)
        return self._matches(f"{path} ? ({_compared('@', attribute, which)})")

    def _present(self, name: Name) -> Condition:
        related = self._relation(name)
        if related is not None:
            return related(None)
        return self._matches(self._found(name)[1])

    def _within(self, name: Name, inner: Filter) -> Condition:
        related = self._relation(name)
        if related is not None:
            match inner:
                case Compare(Name(None, part, None), "eq", value) if part.lower() == "value":
                    return related(str(value))
            raise InvalidFilter(f"{name.attribute} is asked by value eq.")
        attribute, path = self._found(name)
        if attribute.kind != "complex":
            raise InvalidFilter(f"{attribute.name} has no parts.")
        return self._matches(f"{path}[*] ? ({_inside(attribute, inner)})")

    def _matches(self, path: str) -> Condition:
        return self._column.path_exists(cast(literal(path), JSONPATH))  # type: ignore[no-any-return]

    def _relation(self, name: Name) -> Callable[[str | None], Condition] | None:
        own = name.schema is None or name.schema.lower() == self._kind.schema.id.lower()
        return self._related.get(name.attribute.lower()) if own else None

    def _found(self, name: Name) -> tuple[Attribute, str]:
        """The attribute that is named, and the path to it."""
        attribute, steps = self._first(name)
        if name.part is not None:
            part = attribute.by_name.get(name.part.lower())
            if part is None:
                raise InvalidFilter(f"{attribute.name} has no part {name.part[:50]!r}.")
            attribute, steps = part, [*steps, name.part.lower()]
        return attribute, "$" + "".join("." + json.dumps(step) for step in steps)

    def _first(self, name: Name) -> tuple[Attribute, list[str]]:
        schema = self._kind.schemas.get((name.schema or self._kind.schema.id).lower())
        if schema is None:
            raise InvalidFilter(f"There is no schema {str(name.schema)[:100]!r} here.")
        if schema is self._kind.schema:
            attribute, above = self._kind.attribute(name.attribute), []
        else:
            attribute = schema.by_name.get(name.attribute.lower())
            above = [schema.id.lower()]
        if attribute is None:
            raise InvalidFilter(f"There is no attribute {name.attribute[:100]!r} here.")
        return attribute, [*above, attribute.name.lower()]


def narrowed(text: str | None) -> tuple[str, str] | None:
    """The user name or the external ID that whatever fits the filter must have, as it is indexed;
    none where the filter does not say one. Directories ask so before they write.

    Raises:
        InvalidFilter: it cannot be read.
    """
    return None if text is None else _named(parse_filter(text))


def _named(which: Filter) -> tuple[str, str] | None:
    match which:
        case Both(left, right):
            return _named(left) or _named(right)
        case Compare(Name(None, attribute, None), "eq", str(value)):
            match attribute.lower():
                case "username":
                    return "user_name", value.casefold()
                case "externalid":
                    return "external_id", value
    return None


def _its_value(attribute: Attribute, path: str) -> tuple[Attribute, str]:
    part = attribute.by_name.get("value")
    if part is None:
        raise InvalidFilter(f"{attribute.name} has parts; name one of them.")
    return part, f'{path}."value"'


def _inside(attribute: Attribute, which: Filter) -> str:  # noqa: PLR0911 - one for each kind
    """A filter about the parts of one value, as a condition of a JSON path."""
    match which:
        case Both(left, right):
            return f"({_inside(attribute, left)} && {_inside(attribute, right)})"
        case Either(left, right):
            return f"({_inside(attribute, left)} || {_inside(attribute, right)})"
        case Not(inner):
            return f"!({_inside(attribute, inner)})"
        case Within():
            raise InvalidFilter("Parts of a value have no parts.")
        case Present(name):
            return f"exists ({_step(attribute, name)[1]})"
        case Compare(name, operator, value):
            part, step = _step(attribute, name)
            if value is None:
                there = f"exists ({step})"
                return there if operator == "ne" else f"!({there})"
            if operator == "ne":
                return f"!({_compared(step, part, Compare(name, 'eq', value))})"
            return _compared(step, part, which)


def _step(attribute: Attribute, name: Name) -> tuple[Attribute, str]:
    part = attribute.by_name.get(name.attribute.lower())
    if part is None or name.part is not None or name.schema is not None:
        raise InvalidFilter(f"{attribute.name} has no part {name.attribute[:50]!r}.")
    return part, f"@.{json.dumps(part.name.lower())}"


def _compared(step: str, attribute: Attribute, which: Compare) -> str:
    value = _comparable(attribute, which.value)
    written = json.dumps(value)
    if which.operator in _SIGNS:
        if isinstance(value, bool) and which.operator != "eq":
            raise InvalidFilter(f"{attribute.name} has no order.")
        return f"{step} {_SIGNS[which.operator]} {written}"
    if not isinstance(value, str):
        raise InvalidFilter(f"{attribute.name} is no text.")
    match which.operator:
        case "sw":
            return f"{step} starts with {written}"
        case "ew":
            return f"{step} like_regex {json.dumps(re.escape(value) + '$')}"
        case _:
            return f'{step} like_regex {written} flag "q"'


def _comparable(attribute: Attribute, value: Value) -> Any:
    try:
        accepted = accept_value(attribute, value)
        return folded(attribute, "" if accepted is None else accepted)
    except InvalidValue as error:
        raise InvalidFilter(error.detail) from error
