"""What nobody finishes is finished here, so that no hold outlives its run.

A run is lost when the process that had it is gone, or silent for longer than its lease. Silence
counts only while this sweeper could have heard: when the database was away, everybody was silent.
What left checkpoints is not lost: it joins the queue again, a few times at most.
"""

import asyncio
from datetime import timedelta
from time import monotonic
from typing import Final

import structlog

from hub.kit.clock import Clock
from hub.kit.db import Reader
from hub.kit.errors import LaeliaError
from hub.runs.errors import QueueTimeout, RunCancelled
from hub.runs.record import NewRun, RunStatus
from hub.runs.reviving import requeue_lost
from hub.runs.service import Runs
from hub.runs.settling import COLUMNS, run_from, run_lost

_AT_ONCE: Final = 500
_LOST: Final = f"""
    select {COLUMNS} from runs r
    where finished_at is null and process_id is not null
      -- one that was just started may be a process's first word after a silence
      and coalesce(queued_at, started_at, created_at) < %s and not exists (
      select from processes p
      where p.id = r.process_id and p.heartbeat_at > now() - make_interval(secs => %s)
    )
    order by depth desc limit %s
"""  # noqa: S608 - constants of ours
_STALE: Final = f"""
    select {COLUMNS}, cancel_requested_at is not null as cancelled from runs
    where status = 'queued' and (
      parent_run_id is null
      and coalesce(queued_at, created_at) < %s - make_interval(secs => %s)
      or cancel_requested_at < %s - interval '5 seconds'
    ) limit %s
"""  # noqa: S608 - constants of ours
# A child ends with its parent. One that waits does so at once; one under way has a minute, for it
# ends by itself unless nobody knows of it.
_ORPHANED: Final = f"""
    select {COLUMNS} from runs r
    where finished_at is null and parent_run_id is not null and exists (
      select from runs p
      where p.org_id = r.org_id and p.id = r.parent_run_id
        and p.finished_at < case r.status when 'queued' then %s else %s - interval '1 minute' end
    ) limit %s
"""  # noqa: S608 - constants of ours
_DEAD: Final = """
    select id from processes p
    where heartbeat_at < now() - make_interval(secs => %s)
      and not exists (select from runs r where r.process_id = p.id and r.finished_at is null)
    limit %s
"""
_REMOVE: Final = """
    delete from processes where id = any(%s) and heartbeat_at < now() - make_interval(secs => %s)
"""

_End = tuple[NewRun, RunStatus, LaeliaError]

log = structlog.get_logger()


class Sweeper:
    """`finder` sees every organization's runs, and changes none; ends go the way of all ends."""

    def __init__(
        self,
        *,
        finder: Reader,
        reader: Reader,
        runs: Runs,
        lease_s: float,
        queue_s: float,
        clock: Clock,
    ) -> None:
        self._finder = finder
        self._reader = reader
        self._runs = runs
        self._lease_s = lease_s
        self._queue_s = queue_s
        self._clock = clock
        self._watching_since: float | None = None
        self._looked_at = 0.0

    @property
    def every_s(self) -> float:
        return min(1.0, self._lease_s / 6)

    async def step(self) -> bool:
        """Settles what is due. True when there was more than one step takes."""
        stale = await self._stale()
        gone = await self._lost() if self._has_watched() else []
        orphans = await self._orphaned()
        await asyncio.gather(*(self._settle(*end) for end in (*stale, *orphans)))
        # Children first: whoever goes on with their parents asks for them again.
        await self._revive([end for end in gone if end[0].parent_run_id is not None])
        await self._revive([end for end in gone if end[0].parent_run_id is None])
        if self._has_watched():
            await self._forget_processes()
        return _AT_ONCE in (len(stale), len(gone), len(orphans))

    async def _revive(self, gone: list[_End]) -> None:
        """Lets go on what can, and settles the rest."""
        again = await requeue_lost(self._reader, [run for run, *_ in gone], self._clock())
        await asyncio.gather(*(self._settle(*end) for end in gone if end[0].id not in again))

    def _has_watched(self) -> bool:
        """Whether a living process has had a whole lease to be heard. Asked after a good look."""
        now = monotonic()
        if self._watching_since is None or now - self._looked_at > self._lease_s / 3:
            self._watching_since = now
        self._looked_at = now
        return now - self._watching_since >= self._lease_s

    async def _stale(self) -> list[_End]:
        now = self._clock()
        async with self._finder.transaction() as connection:
            cursor = await connection.execute(_STALE, [now, self._queue_s, now, _AT_ONCE])
            rows = await cursor.fetchall()
        cancelled = RunCancelled("The run was cancelled.")
        late = QueueTimeout("The run waited too long for a worker.")
        return [
            (run_from(row), "cancelled", cancelled) if row[-1] else (run_from(row), "failed", late)
            for row in rows
        ]

    async def _lost(self) -> list[_End]:
        async with self._finder.transaction() as connection:
            before = self._clock() - timedelta(seconds=self._lease_s)
            cursor = await connection.execute(_LOST, [before, self._lease_s, _AT_ONCE])
            return [(run_from(row), "lost", run_lost()) for row in await cursor.fetchall()]

    async def _orphaned(self) -> list[_End]:
        now = self._clock()
        async with self._finder.transaction() as connection:
            cursor = await connection.execute(_ORPHANED, [now, now, _AT_ONCE])
            return [(run_from(row), "lost", run_lost()) for row in await cursor.fetchall()]

    async def _settle(self, run: NewRun, status: RunStatus, error: LaeliaError) -> None:
        if await self._runs.settle(run, status, error):
            log.warning("run.swept", run_id=run.id, org_id=run.org_id, status=status)

    async def _forget_processes(self) -> None:
        silence = self._lease_s * 2
        async with self._finder.transaction() as connection:
            cursor = await connection.execute(_DEAD, [silence, _AT_ONCE])
            dead = [row[0] for row in await cursor.fetchall()]
        if dead:
            async with self._reader.transaction() as connection:
                await connection.execute(_REMOVE, [dead, silence])
