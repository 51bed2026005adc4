"""Tables for spreadsheets: CSV, sent row by row."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, Final, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

Format = Literal["json", "csv"]
Row = Mapping[str, Any]
# For `responses=` of an operation that answers a table too
tables: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def wants_csv(request: Request, chosen: Format | None) -> bool:
    """What the query chose stands over the `Accept` header."""
    return chosen == "csv" or (chosen is None and "text/csv" in request.headers.get("accept", ""))


def as_csv(rows: AsyncIterator[Row] | Iterable[Row], name: str) -> Response:
    """A file to download. Rows have the same columns; those of the first are the head."""
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(_lines(rows), media_type="text/csv", headers=headers)


async def _lines(rows: AsyncIterator[Row] | Iterable[Row]) -> AsyncIterator[str]:
    header = True
    async for row in _each(rows):
        made = io.StringIO()
        writer = csv.writer(made)
        if header:
            writer.writerow(row)
            header = False
        writer.writerow([_cell(value) for value in row.values()])
        yield made.getvalue()


async def _each(rows: AsyncIterator[Row] | Iterable[Row]) -> AsyncIterator[Row]:
    if isinstance(rows, AsyncIterator):
        async for row in rows:
            yield row
    else:
        for row in rows:
            yield row


def _cell(value: Any) -> Any:
    """What a spreadsheet shows, and never computes: text that looks like a formula is quoted."""
    if isinstance(value, dict | list):
        value = msgspec.json.encode(value).decode()
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
