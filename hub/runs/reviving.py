"""Runs that go on where they left off, and the end of those that never will.

A run may leave checkpoints when its process dies, and does so when it waits for a person. Both
join the queue again, and whichever worker takes them goes on from there.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import structlog

from hub.kit.clock import Clock
from hub.kit.db import Reader
from hub.runs.errors import RunCancelled
from hub.runs.record import NewRun
from hub.runs.service import Runs
from hub.runs.settling import COLUMNS, run_from

_AT_ONCE: Final = 500
_MOST_TIMES: Final = 3
# A run is taken from the process that was found dead, and from no other that has taken it since.
# A child waits for its parent, which asks for it again under the same key.
_AGAIN: Final = """
    update runs r set status = 'queued', process_id = null, queued_at = %s, resumed = resumed + 1
    from unnest(%s::text[], %s::text[]) as dead(id, process_id)
    where r.org_id = %s and r.id = dead.id and r.process_id = dead.process_id
      and r.finished_at is null and r.cancel_requested_at is null
      and (r.parent_run_id is null or (r.idempotency_key is not null and exists (
        select from runs p
        where p.org_id = r.org_id and p.id = r.parent_run_id and p.finished_at is null
      )))
      and r.resumed < %s and exists (
        select from checkpoints.checkpoints c where c.thread_id = r.org_id || '/' || r.id
      )
    returning r.id
"""
_UNANSWERED: Final = """
    select r.org_id, r.id from runs r where r.status = 'input_required' and exists (
      select from run_approvals a
      where a.org_id = r.org_id and a.run_id = r.id and a.status = 'pending' and a.expires_at <= %s
    ) limit %s
"""
_GO_ON: Final = """
    update runs set status = 'queued', queued_at = %s
    where org_id = any(%s) and id = any(%s) and status = 'input_required'
      and cancel_requested_at is null
"""
_FORGOTTEN: Final = f"""
    select {COLUMNS} from runs where status = 'input_required' and paused_at < %s limit %s
"""  # noqa: S608 - constants of ours
_LEFT: Final = """
    select distinct r.org_id, r.id from checkpoints.checkpoints c
    join runs r on r.org_id = split_part(c.thread_id, '/', 1)
               and r.id = split_part(c.thread_id, '/', 2)
    where r.finished_at < %s limit %s
"""

log = structlog.get_logger()


async def requeue_lost(reader: Reader, runs: Iterable[NewRun], now: datetime) -> set[str]:
    """Those of the runs whose process died that can go on; they are in the queue again."""
    by_org: dict[str, list[NewRun]] = defaultdict(list)
    for run in runs:
        by_org[run.org_id].append(run)
    again: set[str] = set()
    for org_id, dead in by_org.items():
        values: list[Any] = [now, [r.id for r in dead], [r.process_id for r in dead]]
        async with reader.transaction(org_id) as connection:
            cursor = await connection.execute(_AGAIN, [*values, org_id, _MOST_TIMES])
            found = {row[0] for row in await cursor.fetchall()}
        for run_id in found:
            log.warning("run.resumed", run_id=run_id, org_id=org_id)
        again |= found
    return again


class Forget(Protocol):
    async def __call__(self, org_id: str, run_id: str, /) -> None:
        """Removes what a run that is over has left."""
        ...


class Waits:
    """The ends of waiting: a question's time, the longest that a hold may stay, what is left."""

    def __init__(
        self,
        *,
        finder: Reader,
        reader: Reader,
        runs: Runs,
        forget: Forget,
        longest: timedelta,
        clock: Clock,
    ) -> None:
        self._finder = finder
        self._reader = reader
        self._runs = runs
        self._forget = forget
        self._longest = longest
        self._clock = clock

    async def step(self) -> bool:
        """True when there was more than one step takes."""
        now = self._clock()
        cancelled = await self._find(_FORGOTTEN, now - self._longest)
        for row in cancelled:
            error = RunCancelled("Nobody answered what the run asked, for as long as it may wait.")
            await self._runs.settle(run_from(row), "cancelled", error)
        silent = await self._find(_UNANSWERED, now)
        if silent:
            orgs = sorted({row[0] for row in silent})
            async with self._reader.transaction(*orgs) as connection:
                await connection.execute(_GO_ON, [now, orgs, [row[1] for row in silent]])
        left = await self._find(_LEFT, now - timedelta(minutes=1))
        for org_id, run_id in left:
            await self._forget(org_id, run_id)
        return _AT_ONCE in (len(cancelled), len(silent), len(left))

    async def _find(self, query: str, moment: datetime) -> list[Any]:
        async with self._finder.transaction() as connection:
            cursor = await connection.execute(query, [moment, _AT_ONCE])
            return await cursor.fetchall()
