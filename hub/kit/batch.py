"""Multi-row SQL over arrays: one statement, one round trip, however many rows.

Arrays are written here as PostgreSQL reads them: the driver's own lists cost ten times as much.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from hub.kit.db import Connection


def recordset(columns: Mapping[str, str]) -> str:
    """A `from` item, `d`, over one JSON parameter: an array of objects with these columns.

    One parameter is several times cheaper to send than an array a column. Bytes arrive as base64
    and take `decode(…, 'base64')`; JSON inside arrives as text and takes `::jsonb`.
    """
    typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    return f"json_to_recordset(%s::json) as d({typed})"


def json_rows(rows: Iterable[Any]) -> str:
    """Rows for a :func:`recordset`, as structs or dicts with its columns."""
    return msgspec.json.encode(list(rows)).decode()


def array_literal(values: Iterable[str | int]) -> str:
    """For IDs and numbers, which need no quotes."""
    return "{" + ",".join(map(str, values)) + "}"


def _quoted(value: str | None) -> str:
    if value is None:
        return "NULL"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _number(value: int | None) -> str:
    return "NULL" if value is None else str(value)


def _moment(value: datetime | None) -> str:
    return "NULL" if value is None else value.isoformat()


_WRITERS: Final[dict[str, Any]] = {"text": _quoted, "bigint": _number, "timestamptz": _moment}


def column_literal(type_: str, values: Iterable[Any]) -> Any:
    """One column of a batch: an array's text, or for other types a list that the driver writes."""
    write = _quoted if type_.endswith("[]") else _WRITERS.get(type_)
    return list(values) if write is None else "{" + ",".join(map(write, values)) + "}"


class BatchInsert:
    """`insert … select … from unnest(…)`, its text built once from names and types.

    A column of array type takes :func:`array_literal`; `unnest` would flatten real arrays.
    """

    def __init__(self, table: str, columns: Mapping[str, str]) -> None:
        names = ", ".join(columns)
        values = ", ".join(f"{n}::{t}" if t.endswith("[]") else n for n, t in columns.items())
        arrays = ", ".join(
            "%s::text[]" if t.endswith("[]") else f"%s::{t}[]" for t in columns.values()
        )
        self._types = tuple(columns.values())
        self.sql = (
            f"insert into {table} ({names}) select {values} from unnest({arrays}) as rows({names})"  # noqa: S608 - constants of ours
        )

    def values(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """What `sql` takes for these rows, of which there is at least one."""
        columns = zip(self._types, zip(*rows, strict=True), strict=True)
        return [column_literal(type_, column) for type_, column in columns]

    async def __call__(self, connection: Connection, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            await connection.execute(self.sql, self.values(rows))
