"""PATCH (RFC 7644, section 3.5.2) on a document, with what Entra ID and Okta make of it.

Entra ID writes `Add` for `add`, `"False"` for false, puts paths into the names of a value without a
path, and names what it wants to exist by a filter (`emails[type eq "work"].value`). Okta sends
values without a path. All of it is understood.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Final, NamedTuple

from hub.identity.scim.attributes import Attribute, ResourceType, Schema
from hub.identity.scim.documents import (
    MOST_VALUES,
    Document,
    InvalidValue,
    accept_value,
    folded,
)
from hub.identity.scim.errors import (
    InvalidFilter,
    InvalidPath,
    InvalidSyntax,
    Mutability,
    NoTarget,
)
from hub.identity.scim.filters import (
    Both,
    Compare,
    Either,
    Filter,
    Name,
    Not,
    Path,
    Present,
    Within,
    parse_path,
)

PATCH: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_MOST: Final = 1000
_KINDS: Final = ("add", "replace", "remove")


class Operation(NamedTuple):
    """One of them, its path read. Without a path the value holds attributes."""

    kind: str
    path: Path | None
    value: Any


def operations(body: Mapping[str, Any]) -> list[Operation]:
    """Raises:
    InvalidSyntax: the body is no PATCH, or has more operations than are taken.
    InvalidPath: a path cannot be read.
    """
    members = {key.lower(): value for key, value in body.items()}
    given = members.get("operations")
    if not isinstance(given, list) or not 0 < len(given) <= _MOST:
        raise InvalidSyntax(f"Operations are a list of one to {_MOST}.")
    return [_operation(one) for one in given]


def _operation(given: Any) -> Operation:
    if not isinstance(given, dict):
        raise InvalidSyntax("An operation is an object.")
    members = {key.lower(): value for key, value in given.items()}
    kind, path = members.get("op"), members.get("path")
    if not isinstance(kind, str) or kind.lower() not in _KINDS:
        raise InvalidSyntax("op is add, replace or remove.")
    if path is not None and not isinstance(path, str):
        raise InvalidPath("A path is text.")
    if kind.lower() == "remove" and not path:
        raise NoTarget("What is to be removed needs a path.")
    return Operation(kind.lower(), parse_path(path) if path else None, members.get("value"))


def unrolled(kind: ResourceType, operation: Operation) -> list[Operation]:
    """The same with a path each. What no schema knows is passed over, as in bodies, and so is what
    is the hub's to say.
    """
    if operation.path is not None:
        return [operation]
    if not isinstance(operation.value, dict):
        raise InvalidValue("Without a path the value holds attributes.")
    found = []
    for key, value in operation.value.items():
        schema = kind.schemas.get(key.lower())
        if schema is not None and isinstance(value, dict):
            paths = [(f"{schema.id}:{inner}", inside) for inner, inside in value.items()]
        else:
            paths = [(key, value)]
        for text, inside in paths:
            path = parse_path(text)
            named = _attribute(kind, path.name)
            if named is not None and not named.read_only:
                found.append(Operation(operation.kind, path, inside))
    return found


def apply(kind: ResourceType, document: Document, operation: Operation) -> Document:
    """The document after one operation that has a path.

    Raises:
        InvalidPath: it names no attribute.
        Mutability: the attribute is not for clients to change, or is required.
        NoTarget: the filter in the path selects nothing.
        InvalidValue: the value is of another kind.
    """
    assert operation.path is not None
    path = operation.path
    changed = dict(document)
    bare = kind.schemas.get(f"{path.name.schema}:{path.name.attribute}".lower())
    if bare is not None and path.which is None:
        return _whole_extension(kind, changed, bare, operation)
    attribute = _attribute(kind, path.name)
    if attribute is None:
        raise InvalidPath("The path names no attribute.")
    if attribute.read_only:
        raise Mutability(f"{attribute.name} is the hub's to say.")
    extension = _extension(kind, path.name)
    holder = changed
    if extension is not None:
        holder = changed[extension.id] = dict(changed.get(extension.id, {}))
    # Only what is changed is copied: a request may hold many operations on a large resource.
    if attribute.name in holder:
        holder[attribute.name] = deepcopy(holder[attribute.name])
    _change(holder, attribute, operation)
    if attribute.required and attribute.name not in holder:
        raise Mutability(f"{attribute.name} is required.")
    if extension is not None and not holder:
        del changed[extension.id]
    return changed


def _whole_extension(
    kind: ResourceType, document: Document, schema: Schema, operation: Operation
) -> Document:
    """The path is the URN of a schema: all of its attributes are meant."""
    if schema is kind.schema:
        raise InvalidPath("The path names the resource itself; leave it out.")
    if operation.kind in ("remove", "replace"):
        document.pop(schema.id, None)
    if operation.kind == "remove":
        return document
    for one in unrolled(kind, Operation("add", None, {schema.id: operation.value})):
        document = apply(kind, document, one)
    return document


def _extension(kind: ResourceType, name: Name) -> Schema | None:
    schema = kind.schemas.get((name.schema or "").lower())
    return None if schema is None or schema is kind.schema else schema


def _attribute(kind: ResourceType, name: Name) -> Attribute | None:
    """What a path names first; the URN of a whole extension counts as such too."""
    if name.schema is None:
        return kind.attribute(name.attribute)
    schema = kind.schemas.get(name.schema.lower())
    return None if schema is None else schema.by_name.get(name.attribute.lower())


def _change(holder: Document, attribute: Attribute, operation: Operation) -> None:
    path = operation.path
    assert path is not None
    if path.which is not None:
        _change_selected(holder, attribute, operation)
    elif path.name.part is not None:
        _change_part(holder, attribute, path.name.part, operation)
    elif operation.kind == "remove":
        _remove_values(holder, attribute, operation.value)
    else:
        _set(holder, attribute, operation)


def _set(holder: Document, attribute: Attribute, operation: Operation) -> None:
    value = accept_value(attribute, operation.value)
    if value is None:
        if operation.kind == "replace" or not attribute.multi:
            holder.pop(attribute.name, None)
        return
    known = holder.get(attribute.name)
    if operation.kind == "add" and attribute.multi and known:
        added = [one for one in value if one not in known]
        _put(holder, attribute, _one_primary(known, added) + added)
    elif attribute.kind == "complex" and not attribute.multi and known:
        holder[attribute.name] = known | value
    else:
        holder[attribute.name] = value


def _remove_values(holder: Document, attribute: Attribute, value: Any) -> None:
    """All of them; with a value, which Entra ID sends for members, those alone."""
    if value is None or not attribute.multi:
        holder.pop(attribute.name, None)
        return
    gone = accept_value(attribute, value) or []
    names = {one.get("value") for one in gone if isinstance(one, dict)}
    kept = [one for one in holder.get(attribute.name, []) if one.get("value") not in names]
    _put(holder, attribute, kept)


def _change_part(holder: Document, attribute: Attribute, name: str, operation: Operation) -> None:
    part = _part(attribute, name)
    value = None if operation.kind == "remove" else accept_value(part, operation.value)
    known = holder.get(attribute.name)
    if attribute.multi:
        values = known or ([] if value is None else [{}])
        _put(holder, attribute, [_with(one, part, value) for one in values])
    else:
        _put(holder, attribute, _with(known or {}, part, value))


def _change_selected(holder: Document, attribute: Attribute, operation: Operation) -> None:
    path = operation.path
    assert path is not None
    assert path.which is not None
    if not attribute.multi:
        raise InvalidPath(f"{attribute.name} has one value; no filter selects among it.")
    values: list[Document] = list(holder.get(attribute.name, []))
    which = path.which
    chosen = [place for place, one in enumerate(values) if holds(attribute, which, one)]
    if not chosen:
        if operation.kind != "add":
            raise NoTarget(f"No value of {attribute.name} is as the path says.")
        values.append(described(attribute, which))
        chosen = [len(values) - 1]
    change = _selected_change(attribute, path.part, operation)
    for place in chosen:
        values[place] = change(values[place])
    primary = [place for place in chosen if values[place].get("primary") is True]
    if primary:
        kept = values[primary[-1]]
        values = [one if one is kept else _one_primary([one], [kept])[0] for one in values]
    _put(holder, attribute, values)


def _selected_change(
    attribute: Attribute, name: str | None, operation: Operation
) -> Callable[[Document], Document]:
    if name is not None:
        part = _part(attribute, name)
        value = None if operation.kind == "remove" else accept_value(part, operation.value)
        return lambda one: _with(one, part, value)
    if operation.kind == "remove":
        return lambda _: {}
    given = accept_value(attribute, operation.value)
    if not given:
        raise InvalidValue(f"{attribute.name} needs a value here.")
    return lambda one: one | given[0]


def _part(attribute: Attribute, name: str) -> Attribute:
    part = attribute.by_name.get(name.lower())
    if part is None:
        raise InvalidPath(f"{attribute.name} has no part {name[:50]!r}.")
    if part.read_only:
        raise Mutability(f"{attribute.name}.{part.name} is the hub's to say.")
    return part


def _with(one: Document, part: Attribute, value: Any) -> Document:
    rest = {key: kept for key, kept in one.items() if key != part.name}
    return rest if value is None else rest | {part.name: value}


def _put(holder: Document, attribute: Attribute, value: Any) -> None:
    kept = [one for one in value if one] if isinstance(value, list) else value
    if isinstance(kept, list) and len(kept) > MOST_VALUES:
        raise InvalidValue(f"{attribute.name} would have more than {MOST_VALUES} values.")
    if kept:
        holder[attribute.name] = kept
    else:
        holder.pop(attribute.name, None)


def _one_primary(known: list[Any], added: list[Any]) -> list[Any]:
    """What was primary is so no more when something new is."""
    if not any(isinstance(one, dict) and one.get("primary") is True for one in added):
        return known
    return [one | {"primary": False} if one.get("primary") else one for one in known]


def described(attribute: Attribute, which: Filter) -> Document:
    """A value of which the filter is true, for who adds to what is not there yet."""
    match which:
        case Compare(Name(None, name, None), "eq", value) if value is not None:
            part = _part(attribute, name)
            return {part.name: accept_value(part, value)}
        case Both(left, right):
            return described(attribute, left) | described(attribute, right)
        case _:
            raise NoTarget(f"No value of {attribute.name} is as the path says.")


def holds(attribute: Attribute, which: Filter, one: Document) -> bool:
    """Whether a filter is true of one value of a multi-valued attribute."""
    match which:
        case Both(left, right):
            return holds(attribute, left, one) and holds(attribute, right, one)
        case Either(left, right):
            return holds(attribute, left, one) or holds(attribute, right, one)
        case Not(inner):
            return not holds(attribute, inner, one)
        case Within():
            raise InvalidFilter("Parts of a value have no parts.")
        case Present(name):
            return one.get(_named(attribute, name).name) is not None
        case Compare(name, operator, value):
            part = _named(attribute, name)
            known = one.get(part.name)
            if part.kind == "boolean" and value is not None:
                value = accept_value(part, value)
            return _compares(folded(part, known), operator, folded(part, value))


def _named(attribute: Attribute, name: Name) -> Attribute:
    part = attribute.by_name.get(name.attribute.lower())
    if part is None or name.part is not None or name.schema is not None:
        raise InvalidFilter(f"{attribute.name} has no part {name.attribute[:50]!r}.")
    return part


def _compares(known: Any, operator: str, value: Any) -> bool:
    if operator == "ne":
        return not _compares(known, "eq", value)
    if operator == "eq":
        return bool(known == value)
    if not isinstance(known, str) or not isinstance(value, str):
        return False
    return _TEXT[operator](known, value)


_TEXT: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "co": lambda known, value: value in known,
    "sw": lambda known, value: known.startswith(value),
    "ew": lambda known, value: known.endswith(value),
    "gt": lambda known, value: known > value,
    "ge": lambda known, value: known >= value,
    "lt": lambda known, value: known < value,
    "le": lambda known, value: known <= value,
}
