"""Multi-row SQL over arrays: one statement, one round trip, however many rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hub.kit.db import Connection


def recordset(columns: Mapping[str, str]) -> str:
    """A `from` item, `d`, over one JSON parameter: an array of objects with these columns.

    One parameter is several times cheaper to send than an array a column. Bytes arrive as base64
    and take `decode(…, 'base64')`; JSON inside arrives as text and takes `::jsonb`.
    """
    typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    return f"json_to_recordset(%s::json) as d({typed})"


def array_literal(values: Iterable[str | int]) -> str:
    """An array inside a row, as PostgreSQL writes it. For IDs and numbers, which need no quotes."""
    return "{" + ",".join(map(str, values)) + "}"


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
        self.sql = (
            f"insert into {table} ({names}) select {values} from unnest({arrays}) as rows({names})"  # noqa: S608 - constants of ours
        )

    async def __call__(self, connection: Connection, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            await connection.execute(self.sql, [list(column) for column in zip(*rows, strict=True)])
