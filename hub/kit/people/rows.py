"""Rows that hold what is a person's: plain in the process, sealed in the database.

A table says in `personal` which of its columns those are. They stay attributes of the row, are
empty in the database, and are sealed together in its column `sealed`, bound to the row. Rows from
before still hold them plain, and are read all the same until the worker has sealed them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import event
from sqlalchemy.orm import object_session
from sqlalchemy.orm.attributes import get_history, set_committed_value
from sqlalchemy.util import await_only
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.kit.db import Table
from hub.kit.people.keyring import PERSONS, People
from hub.kit.vault.envelope import Envelope, version_of

SESSION_KEY: Final = "people"
Row = TypeVar("Row", bound=type[Table])
_Index = Callable[[People, Mapping[str, Any]], bytes | None]


@dataclass(frozen=True)
class Personal:
    """`subject` is the column that says whose it is; where it is empty, or there is none, the
    organization's key seals. `row` is what a value is bound to, `indexes` the columns by which it
    is found, each with how it is made of the plain values. `only` says for which rows it holds.
    """

    fields: tuple[str, ...]
    subject: str | None = "user_id"
    row: tuple[str, ...] = ("id",)
    org: str | None = "org_id"
    indexes: Mapping[str, _Index] = field(default_factory=dict)
    only: tuple[str, str] | None = None


SPECS: Final[dict[type[Table], Personal]] = {}


def personal(spec: Personal) -> Callable[[Row], Row]:
    """Of a table with a column `sealed`: its rows are sealed and opened from now on."""

    def mark(model: Row) -> Row:
        SPECS[model] = spec
        event.listen(model, "load", _loaded)
        event.listen(model, "refresh", _refreshed)
        event.listen(model, "before_insert", _begin)
        event.listen(model, "before_update", _hide)
        for moment in ("after_insert", "after_update"):
            event.listen(model, moment, _show)
        return model

    return mark


async def sealed_values(session: AsyncSession, row: Table) -> dict[str, Any]:
    """The columns of a row as they are stored, for statements that are no unit of work."""
    spec, values = SPECS[type(row)], row.model_dump()
    if not _holds(spec, values):
        return values
    people = _people(session.info)
    return values | dict.fromkeys(spec.fields) | await sealed_columns(people, type(row), values)


async def sealed_columns(
    people: People, model: type[Table], values: Mapping[str, Any]
) -> dict[str, Any]:
    """`sealed` and the indexes, of a row's plain values. Of an erased person nothing is kept."""
    spec = SPECS[model]
    envelope = await _sealing(people, spec, values)
    plain = {name: values[name] for name in spec.fields if values[name] is not None}
    if envelope is None or not plain:
        return {"sealed": None, **dict.fromkeys(spec.indexes)}
    content = msgspec.json.encode(plain)
    sealed = envelope.seal(_column(model), bound_to(spec, values), content)
    return {"sealed": sealed} | {name: made(people, values) for name, made in spec.indexes.items()}


async def opened(
    people: People, model: type[Table], values: Mapping[str, Any], sealed: bytes
) -> dict[str, Any]:
    """The plain values of a row; none of them once the key was destroyed.

    Raises:
        ContentUnreadable: it belongs to another row, or was changed.
    """
    spec = SPECS[model]
    version = version_of(sealed)
    if version == PERSONS:
        assert spec.subject is not None
        envelope = (await people.find(values[spec.subject])).envelope
    else:
        assert spec.org is not None
        envelope = await people.envelope_of(values[spec.org], version)
    if envelope is None:
        return {}
    content = envelope.open(_column(model), bound_to(spec, values), sealed)
    return msgspec.json.decode(content, type=dict[str, Any])


def bound_to(spec: Personal, values: Mapping[str, Any]) -> str:
    parts = (values[name] for name in spec.row)
    return "/".join(part.hex() if isinstance(part, bytes) else str(part) for part in parts)


async def _sealing(people: People, spec: Personal, values: Mapping[str, Any]) -> Envelope | None:
    subject = values[spec.subject] if spec.subject is not None else None
    if subject is not None:
        known = await people.find(subject)
        if known.exists:
            return known.envelope
    if spec.org is None:
        raise LookupError(f"there is no account {subject}, and nobody else whose key it would be")
    return await people.envelope_of(values[spec.org])


async def opened_row(
    session: AsyncSession, model: type[Table], values: Mapping[str, Any]
) -> dict[str, Any]:
    """The columns of a row that some other statement has read, with its plain values."""
    sealed = values["sealed"]
    if sealed is None:
        return dict(values)
    return {**values, **await opened(people_of(session), model, values, sealed)}


def people_of(session: AsyncSession) -> People:
    """Raises RuntimeError: the session's database was opened without the keys of persons."""
    return _people(session.info)


def _loaded(target: Any, context: Any) -> None:
    _open(target, context.session.info)


def _refreshed(target: Any, context: Any, _: Any) -> None:
    if context is not None:  # without one, a statement's own values were set, and nothing was read
        _open(target, context.session.info)


def _open(target: Any, info: Mapping[str, Any]) -> None:
    """In the greenlet of a load, where what waits may be awaited."""
    spec, held = SPECS[type(target)], target.__dict__
    sealed = held.get("sealed")
    if sealed is None:
        _blank(target, spec)
        return
    people = _people(info)
    wrapped = held.get("wrapped_key")
    if wrapped is not None and spec.subject is not None:
        await_only(people.opened(held[spec.subject], wrapped))
    plain = await_only(opened(people, type(target), held, sealed))
    for name in spec.fields:
        set_committed_value(target, name, plain.get(name))
    _blank(target, spec)


def _blank(target: Any, spec: Personal) -> None:
    """What was erased is an empty text where there has to be one."""
    for name in spec.fields:
        if target.__dict__.get(name, "") is None and type(target).model_fields[name].is_required():
            set_committed_value(target, name, "")


def _begin(mapper: Any, connection: Any, target: Any) -> None:
    """A new account gets its key with its row."""
    if hasattr(target, "wrapped_key"):
        target.wrapped_key = await_only(_people(_info_of(target)).make(target.id))[1]
    _hide(mapper, connection, target)


def _hide(_mapper: Any, _connection: Any, target: Any) -> None:
    """Before a row is written: its plain values leave for where only their key finds them."""
    spec, held = SPECS[type(target)], target.__dict__
    if not _holds(spec, held):
        if held.get("sealed") is not None:
            target.sealed = None
        return
    if not _changed(target, spec):
        return
    people = _people(_info_of(target))
    values = {name: getattr(target, name) for name in type(target).model_fields}
    for name, value in await_only(sealed_columns(people, type(target), values)).items():
        setattr(target, name, value)
    for name in spec.fields:
        setattr(target, name, None)
    held["_plain"] = {name: values[name] for name in spec.fields}


def _changed(target: Any, spec: Personal) -> bool:
    new = target.__dict__.get("sealed") is None
    return new or any(get_history(target, name).has_changes() for name in spec.fields)


def _show(_mapper: Any, _connection: Any, target: Any) -> None:
    for name, value in target.__dict__.pop("_plain", {}).items():
        set_committed_value(target, name, value)


def _holds(spec: Personal, values: Mapping[str, Any]) -> bool:
    return spec.only is None or values[spec.only[0]] == spec.only[1]


def _column(model: type[Table]) -> str:
    return f"{model.__tablename__}.sealed"


def _info_of(target: Any) -> Mapping[str, Any]:
    session = object_session(target)
    assert session is not None
    return session.info


def _people(info: Mapping[str, Any]) -> People:
    found = info.get(SESSION_KEY)
    if found is None:
        raise RuntimeError("this database was opened without the keys of persons")
    people: People = found
    return people
