"""The record for other systems: CSV, JSON Lines, CEF and OCSF, line by line as it is read.

A JSON Lines export of a whole chain carries its signed heads, so that `laelia audit verify` and
anybody else can check it without the hub. Rows are read in short transactions: none stays open
while a slow reader takes its time.
"""

import csv
import io
from collections.abc import AsyncIterator, Mapping
from datetime import UTC
from typing import Any, Final, Literal

import msgspec

from hub.audit import repository
from hub.audit.mapping import cef, ocsf
from hub.audit.models import AuditEvent, AuditHead
from hub.audit.repository import Wanted
from hub.kit.db import Database

Format = Literal["jsonl", "csv", "cef", "ocsf"]
Line = dict[str, Any]
_AT_ONCE: Final = 500
_COLUMNS: Final = (
    *("occurred_at", "id", "org_id", "seq", "actor_type", "actor_id", "credential_id"),
    *("as_platform", "action", "target_type", "target_id", "before", "after", "outcome"),
    *("address", "user_agent", "request_id", "previous", "hash"),
)
MEDIA_TYPES: Final[Mapping[Format, str]] = {
    "jsonl": "application/x-ndjson",
    "ocsf": "application/x-ndjson",
    "csv": "text/csv",
    "cef": "text/plain",
}


def flat(row: AuditEvent) -> Line:
    """The event as it was hashed: every field a text, a number, a truth or absent."""
    moment = row.occurred_at.astimezone(UTC).replace(tzinfo=None)
    return {
        name: getattr(row, name)
        for name in _COLUMNS
        if name not in ("occurred_at", "previous", "hash")
    } | {
        "occurred_at": moment.isoformat(timespec="microseconds") + "Z",
        "previous": row.previous.hex(),
        "hash": row.hash.hex(),
    }


async def export(database: Database, wanted: Wanted, form: Format) -> AsyncIterator[bytes]:
    """Lines of the events wanted, the oldest first."""
    if form == "jsonl":
        async for line in _verifiable(database, wanted):
            yield msgspec.json.encode(line) + b"\n"
        return
    if form == "csv":
        yield _row(_COLUMNS)
    async for event in _events(database, wanted):
        yield _rendered(flat(event), form)


def _rendered(event: Line, form: Format) -> bytes:
    if form == "csv":
        return _row([event[name] for name in _COLUMNS])
    if form == "cef":
        return cef(event).encode() + b"\n"
    return msgspec.json.encode(ocsf(event)) + b"\n"


async def _verifiable(database: Database, wanted: Wanted) -> AsyncIterator[Line]:
    if not wanted.is_whole:
        yield {"type": "export", "chain": wanted.org_id, "whole": False}
        async for event in _events(database, wanted):
            yield {"type": "event"} | flat(event)
        return
    # Heads first: what is signed later is not in this export, and what was signed must be in it.
    heads = await _heads(database, wanted.org_id)
    async with database.transaction(wanted.org_id) as session:
        last = await repository.length(session, wanted.org_id)
    yield {"type": "export", "chain": wanted.org_id, "whole": True, "last": last}
    after = 0
    while after < last:
        async with database.transaction(wanted.org_id) as session:
            rows = await repository.links(
                session, wanted.org_id, after=after, last=last, limit=_AT_ONCE
            )
        if not rows:
            break  # somebody took the rest; the first line says how many there should be
        for row in rows:
            yield {"type": "event"} | flat(row)
        after = rows[-1].seq
    for head in heads:
        yield {"type": "head", "token": head.token}


async def _events(database: Database, wanted: Wanted) -> AsyncIterator[AuditEvent]:
    after = ""
    while True:
        async with database.transaction(wanted.org_id) as session:
            rows = await repository.oldest(session, wanted, after=after, limit=_AT_ONCE)
        for row in rows:
            yield row
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1].id


async def _heads(database: Database, org_id: str) -> list[AuditHead]:
    """The oldest first: one a day, so that a century is a few megabytes."""
    found: list[AuditHead] = []
    below: int | None = None
    while True:
        async with database.transaction(org_id) as session:
            rows = await repository.heads(session, org_id, below=below, limit=_AT_ONCE)
        found += rows
        if len(rows) < _AT_ONCE:
            return found[::-1]
        below = rows[-1].number


def _row(values: Any) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow([_cell(value) for value in values])
    return written.getvalue().encode()


def _cell(value: Any) -> str:
    """A spreadsheet runs what begins like a formula."""
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if text[0:1] in ("=", "+", "-", "@", "\t", "\r") else text
