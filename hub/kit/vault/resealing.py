"""Sealing anew: what an earlier key sealed, or what was written plain, under the newest key.

While it goes on everything stays readable, and a value that somebody changes meanwhile is theirs.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.kit.db import Reader
from hub.kit.vault.envelope import Envelope, Place, is_sealed, version_of
from hub.kit.vault.keyring import ContentErased, Vault

REENCRYPT: Final = "reencrypt"
_AT_ONCE: Final = 200

Open = Callable[[str, Place, bytes], Awaitable[bytes | None]]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A column that holds sealed values. `earlier` is the text column that held them before."""

    name: str
    bound_to: str
    earlier: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A table with sealed columns; `key` are the columns that with `org_id` name a row, and
    `bound_by` those of which the place of a value is made, joined by slashes."""

    name: str
    table: str
    columns: tuple[Sealed, ...]
    key: tuple[str, ...] = ("id",)
    bound_by: tuple[str, ...] = ("id",)


_Change = tuple[Any, ...]


class Resealing:
    """One part's work. `open_` reads what is there, in whatever form it is."""

    def __init__(self, reader: Reader, vault: Vault, part: Part, open_: Open | None = None) -> None:
        self._reader = reader
        self._vault = vault
        self._part = part
        self._open: Open = open_ or vault.open
        self._read = _read(part)

    async def step(self, org_id: str, marker: str, /) -> str | None:
        try:
            newest = await self._vault.ready(org_id)
        except ContentErased:
            return None
        part = self._part
        after = marker.split("/") if marker else [""] * len(part.key)
        async with self._reader.transaction(org_id) as connection:
            cursor = await connection.execute(self._read, [org_id, *after, _AT_ONCE])
            rows = await cursor.fetchall()
        for at, column in enumerate(part.columns):
            changes = [
                change
                for row in rows
                if (change := await self._changed(org_id, row, at, column, newest)) is not None
            ]
            await self._write(org_id, column, changes)
        if len(rows) < _AT_ONCE:
            return None
        return "/".join(rows[-1][: len(part.key)])

    async def _changed(
        self, org_id: str, row: Sequence[Any], at: int, column: Sealed, newest: Envelope
    ) -> _Change | None:
        part = self._part
        width = len(part.key)
        row_id = "/".join(row[width : width + len(part.bound_by)])
        stored, earlier = row[width + len(part.bound_by) + 2 * at :][:2]
        place = Place(column.bound_to, row_id)
        content: bytes | None = None
        if stored:
            if is_sealed(stored) and version_of(stored) == newest.version:
                return None
            content = await self._open(org_id, place, stored)
        elif earlier:
            content = earlier.encode()
        if content is None:
            return None
        return (*row[:width], stored, newest.seal(*place, content))

    async def _write(self, org_id: str, column: Sealed, changes: Sequence[_Change]) -> None:
        if not changes:
            return
        columns = [list(values) for values in zip(*changes, strict=True)]
        async with self._reader.transaction(org_id) as connection:
            await connection.execute(_written(self._part, column), [*columns, org_id])


def _read(part: Part) -> str:
    key = ", ".join(part.key)
    sealed = [name for c in part.columns for name in (c.name, c.earlier or "null::text")]
    wanted = ", ".join(f"{n} as c{at}" for at, n in enumerate((*part.key, *part.bound_by, *sealed)))
    places = ", ".join(["%s"] * len(part.key))
    return (
        f"select {wanted} from {part.table}"  # noqa: S608 - names of ours
        f" where org_id = %s and ({key}) > ({places}) order by {key} limit %s"
    )


def _written(part: Part, column: Sealed) -> str:
    arrays = ", ".join(["%s::text[]"] * len(part.key) + ["%s::bytea[]"] * 2)
    same = " and ".join(f"t.{name} = n.{name}" for name in part.key)
    emptied = f", {column.earlier} = ''" if column.earlier else ""
    return (
        f"update {part.table} t set {column.name} = n.anew{emptied}"  # noqa: S608 - names of ours
        f" from unnest({arrays}) as n({', '.join(part.key)}, old, anew)"
        f" where t.org_id = %s and {same} and t.{column.name} is not distinct from n.old"
    )
