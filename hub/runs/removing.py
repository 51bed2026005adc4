"""Content that is older than its organization wants it kept, removed; books and usage stay.

A run keeps when it was, whose, of which agent and what it cost, and loses what was said in it.
"""

from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from hub.audit import public as audit
from hub.kit.clock import Clock
from hub.kit.db import Connection, Reader
from hub.kit.ids import id_at
from hub.runs.files import Files

ERASE: Final = "erase"
_AT_ONCE: Final = 500
_POLICIES: Final = """
    select org_id, content_days from retention_policies
    where content_days is not null and org_id > %s order by org_id limit %s
"""
_MARKER: Final = """
    select marker from content_jobs where org_id = %s and job = 'retention' and part = 'runs'
"""
_MARK: Final = """
    insert into content_jobs (org_id, job, part, marker, asked_at)
    values (%s, 'retention', 'runs', %s, %s)
    on conflict (org_id, job, part) do update set marker = excluded.marker
"""
_OLD_RUNS: Final = """
    select id, finished_at is not null from runs
    where org_id = %s and id > %s and id < %s and content_removed_at is null
    order by id limit %s
"""
_EMPTY_RUNS: Final = """
    update runs set input = '', output = null, error_detail = null, attempts = null,
      content_removed_at = %s
    where org_id = %s and id = any(%s) and finished_at is not null
"""
_EMPTY_APPROVALS: Final = """
    update run_approvals set question = '', sealed_question = null, value = null
    where org_id = %s and run_id = any(%s)
"""
_MESSAGES: Final = """
    delete from conversation_messages where org_id = %s and (conversation_id, id) in (
      select conversation_id, id from conversation_messages
      where org_id = %s and created_at < %s limit %s
    ) returning id
"""
_CONVERSATIONS: Final = """
    delete from conversations where org_id = %s and id in (
      select c.id from conversations c where c.org_id = %s and c.updated_at < %s and not exists (
        select from conversation_messages m where m.org_id = c.org_id and m.conversation_id = c.id
      ) limit %s
    ) returning id
"""

log = structlog.get_logger()


class Remover:
    def __init__(self, reader: Reader, files: Files, clock: Clock) -> None:
        self._reader = reader
        self._files = files
        self._clock = clock

    async def remove(self, org_id: str, before: datetime) -> bool:
        """Removes some of what is older, in one transaction with its record. True: there is more.

        Runs that have not finished keep what they need, and lose it once they have.
        """
        removed: dict[str, int] = {}
        async with self._reader.transaction(org_id) as connection:
            removed["runs"], more = await self._empty_runs(connection, org_id, before)
            old = [org_id, org_id, before, _AT_ONCE]
            for name, query in (("messages", _MESSAGES), ("sessions", _CONVERSATIONS)):
                cursor = await connection.execute(query, old)
                removed[name] = len(await cursor.fetchall())
            files = await self._files.take_older(connection, org_id, before, _AT_ONCE)
            removed["files"] = len(files)
            if any(removed.values()):
                entry = audit.Entry("retention.applied", org_id, org_id, after=removed)
                await audit.record_on(connection, entry, by=audit.SYSTEM)
        # The rows are gone first: a file without a row is out of everybody's reach.
        await self._files.unlink(org_id, files)
        return more or _AT_ONCE in removed.values()

    async def _empty_runs(
        self, connection: Connection, org_id: str, before: datetime
    ) -> tuple[int, bool]:
        row = await (await connection.execute(_MARKER, [org_id])).fetchone()
        start, end = row[0] if row else "", id_at("run", before)
        cursor = await connection.execute(_OLD_RUNS, [org_id, start, end, _AT_ONCE])
        found = await cursor.fetchall()
        over = [run_id for run_id, finished in found if finished]
        if over:
            await connection.execute(_EMPTY_RUNS, [self._clock(), org_id, over])
            await connection.execute(_EMPTY_APPROVALS, [org_id, over])
        waiting = [run_id for run_id, finished in found if not finished]
        # Everything before the marker is empty: the next look begins there.
        reached = [run_id for run_id in over if not waiting or run_id < waiting[0]]
        if reached:
            await connection.execute(_MARK, [org_id, reached[-1], self._clock()])
        return len(over), len(found) == _AT_ONCE and bool(over)


class Erasing:
    """The job that removes everything of an organization whose keys were destroyed."""

    def __init__(self, remover: Remover, clock: Clock) -> None:
        self._remover = remover
        self._clock = clock

    async def step(self, org_id: str, marker: str, /) -> str | None:
        del marker
        more = await self._remover.remove(org_id, self._clock() + timedelta(days=1))
        return "" if more else None


class Expiring:
    """Applies what organizations chose. `finder` sees every choice, and changes none."""

    def __init__(self, finder: Reader, remover: Remover, clock: Clock) -> None:
        self._finder = finder
        self._remover = remover
        self._clock = clock

    async def step(self) -> bool:
        """Some of every organization's content. True when there is more."""
        after, more = "", False
        while rows := await self._policies(after):
            for org_id, days in rows:
                before = self._clock() - timedelta(days=days)
                more = await self._remover.remove(org_id, before) or more
            after = rows[-1][0]
        return more

    async def _policies(self, after: str) -> list[Any]:
        async with self._finder.transaction() as connection:
            return await (await connection.execute(_POLICIES, [after, _AT_ONCE])).fetchall()
