"""Resources as documents: read from a body, shown in an answer, laid out to be searched.

A document has the attributes in their own spelling, those of an extension under its URN, and
nothing that is empty: an attribute without a value is one that is not there.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from hub.identity.scim.attributes import Attribute, ResourceType, Schema
from hub.identity.scim.errors import ScimError
from hub.kit.clock import rfc3339

Document = dict[str, Any]

_MOST_TEXT: Final = 8192
MOST_VALUES: Final = 100
_BOOLEANS: Final = {"true": True, "false": False}


class InvalidValue(ScimError):
    """An attribute has a value of another kind, or a required one is missing."""


def accept(kind: ResourceType, body: Mapping[str, Any]) -> Document:
    """What is kept of a body. What no schema names is left out, and so is what is ours to say.

    Raises:
        InvalidValue: see there.
    """
    found = accept_attributes(kind, body)
    for attribute in kind.schema.attributes:
        if attribute.required and attribute.name not in found:
            raise InvalidValue(f"{attribute.name} is required.")
    return found


def accept_attributes(kind: ResourceType, body: Mapping[str, Any]) -> Document:
    """The same of a part of a resource."""
    found: Document = {}
    for key, value in body.items():
        schema = kind.schemas.get(key.lower())
        if schema is not None and schema is not kind.schema and isinstance(value, dict):
            inside = _of_schema(schema, value)
            if inside:
                found[schema.id] = inside
        elif (attribute := kind.attribute(key)) is not None:
            _keep(found, attribute, value)
    return found


def accept_value(attribute: Attribute, value: Any) -> Any:
    """One attribute's value in its own form, or None when it has none.

    Raises:
        InvalidValue: it is of another kind.
    """
    if value is None:
        return None
    if not attribute.multi:
        return _single(attribute, value)
    values = value if isinstance(value, list) else [value]
    if len(values) > MOST_VALUES and attribute.name != "members":
        raise InvalidValue(f"{attribute.name} has more than {MOST_VALUES} values.")
    found = [one for one in (_single(attribute, value) for value in values) if one is not None]
    if sum(isinstance(one, dict) and one.get("primary") is True for one in found) > 1:
        raise InvalidValue(f"More than one of {attribute.name} is primary.")
    return found or None


def _of_schema(schema: Schema, value: Mapping[str, Any]) -> Document:
    found: Document = {}
    for key, inner in value.items():
        attribute = schema.by_name.get(key.lower())
        if attribute is not None:
            _keep(found, attribute, inner)
    return found


def _keep(found: Document, attribute: Attribute, value: Any) -> None:
    if attribute.read_only:
        return
    kept = accept_value(attribute, value)
    if kept is not None:
        found[attribute.name] = kept


def _single(attribute: Attribute, value: Any) -> Any:
    if value is None:
        return None
    match attribute.kind:
        case "complex":
            return _complex(attribute, value)
        case "boolean":
            return _boolean(attribute, value)
        case "binary":
            return _binary(attribute, value)
        case _:
            return _text(attribute, value)


def _complex(attribute: Attribute, value: Any) -> Document | None:
    # Directories send a lone value for what has one part that matters: a manager, a role.
    if isinstance(value, str) and "value" in attribute.by_name:
        value = {"value": value}
    if not isinstance(value, dict):
        raise InvalidValue(f"{attribute.name} has parts.")
    found: Document = {}
    for key, inner in value.items():
        part = attribute.by_name.get(key.lower())
        if part is not None:
            _keep(found, part, inner)
    return found or None


def _boolean(attribute: Attribute, value: Any) -> bool:
    """Also `"True"` and `"False"`, as Entra ID writes them."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in _BOOLEANS:
        return _BOOLEANS[value.lower()]
    raise InvalidValue(f"{attribute.name} is true or false.")


def _text(attribute: Attribute, value: Any) -> str | None:
    if not isinstance(value, str):
        raise InvalidValue(f"{attribute.name} is text.")
    if len(value) > _MOST_TEXT:
        raise InvalidValue(f"{attribute.name} has more than {_MOST_TEXT} characters.")
    if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise InvalidValue(f"{attribute.name} holds a character that no text can have.")
    return value or None


def _binary(attribute: Attribute, value: Any) -> str | None:
    text = _text(attribute, value)
    try:
        base64.b64decode(text or "", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidValue(f"{attribute.name} is base64.") from error
    return text


def searchable(kind: ResourceType, document: Document, **ours: Any) -> Document:
    """As filters look at it: names in lower case, and text too where case does not count."""
    found = {key.lower(): value for key, value in ours.items() if value is not None}
    for key, value in document.items():
        schema = kind.schemas.get(key.lower())
        if schema is not None:
            inside = {n: _folded(schema.by_name[n.lower()], v) for n, v in value.items()}
            found[schema.id.lower()] = {name.lower(): value for name, value in inside.items()}
        elif (attribute := kind.attribute(key)) is not None:
            found[key.lower()] = _folded(attribute, value)
    return found


def _folded(attribute: Attribute, value: Any) -> Any:
    if isinstance(value, list):
        return [_folded(attribute, one) for one in value]
    if isinstance(value, dict):
        return {k.lower(): _folded(attribute.by_name[k.lower()], v) for k, v in value.items()}
    return folded(attribute, value)


def folded(attribute: Attribute, value: Any) -> Any:
    """A value as it is compared."""
    if attribute.kind == "dateTime" and isinstance(value, str):
        return moment(value)
    return value.casefold() if isinstance(value, str) and not attribute.exact else value


def moment(text: str) -> str:
    """A time in the one form in which times sort as text.

    Raises:
        InvalidValue: it is none.
    """
    try:
        read = datetime.fromisoformat(text)
        return rfc3339(read if read.tzinfo else read.replace(tzinfo=UTC))
    except (ValueError, OverflowError) as error:
        raise InvalidValue(f"{text[:50]!r} is no time.") from error


def projected(
    kind: ResourceType, shown: Document, *, only: Iterable[str], without: Iterable[str]
) -> Document:
    """With the attributes that were asked for; `id` and `schemas` are always there."""
    wanted = {_bare(kind, name) for name in only}
    refused = {_bare(kind, name) for name in without}
    if wanted:
        found: Document = {}
        for key, value in shown.items():
            kept = value if key in ("id", "schemas") else _only(key, value, wanted)
            if kept is not None:
                found[key] = kept
        return found
    return {
        key: kept
        for key, value in shown.items()
        if (kept := value if key in ("id", "schemas") else _without(key, value, refused))
        is not None
    }


def _bare(kind: ResourceType, name: str) -> str:
    """In lower case; an attribute of the resource's own schema without its URN."""
    return name.strip().lower().removeprefix(kind.schema.id.lower() + ":")


def _only(key: str, value: Any, wanted: set[str]) -> Any:
    lower = key.lower()
    if lower in wanted:
        return value
    joint = ":" if ":" in lower else "."
    inside = {name.removeprefix(lower + joint) for name in wanted if name.startswith(lower + joint)}
    if not inside:
        return None
    values = value if isinstance(value, list) else [value]
    kept = [
        {k: found for k, v in one.items() if (found := _only(k, v, inside)) is not None}
        for one in values
        if isinstance(one, dict)
    ]
    kept = [one for one in kept if one]
    if not kept:
        return None
    return kept if isinstance(value, list) else kept[0]


def _without(key: str, value: Any, refused: set[str]) -> Any:
    lower = key.lower()
    if lower in refused:
        return None
    joint = ":" if ":" in lower else "."
    inside = {
        name.removeprefix(lower + joint) for name in refused if name.startswith(lower + joint)
    }
    if not inside:
        return value
    values = value if isinstance(value, list) else [value]
    kept = [
        {k: found for k, v in one.items() if (found := _without(k, v, inside)) is not None}
        if isinstance(one, dict)
        else one
        for one in values
    ]
    return kept if isinstance(value, list) else kept[0]
