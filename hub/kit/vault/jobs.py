"""Work on all content of an organization, in the background, in steps that any worker may take.

A step that is taken twice does no harm: what it changes, it changes only from what it read.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, Protocol

import structlog

from hub.kit.clock import Clock
from hub.kit.db import Reader

log = structlog.get_logger()

_AT_ONCE: Final = 20
_ASK: Final = """
    insert into content_jobs (org_id, job, part, marker, asked_at)
    select %s, %s, part, '', %s from unnest(%s::text[]) as part
    on conflict (org_id, job, part)
      do update set marker = '', asked_at = excluded.asked_at, done_at = null
"""
_OPEN: Final = """
    select org_id, job, part, marker, asked_at from content_jobs
    where done_at is null and job = any(%s) order by asked_at limit %s
"""
_MOVE: Final = """
    update content_jobs set marker = %(marker)s, done_at = %(done_at)s, asked_at = %(asked_at)s
    where org_id = %(org)s and job = %(job)s and part = %(part)s and asked_at = %(was_asked_at)s
"""


class Work(Protocol):
    async def step(self, org_id: str, marker: str, /) -> str | None:
        """Takes the rows after the marker, and says how far it came; None at the end."""
        ...


Works = Mapping[tuple[str, str], Work]
"""By job and part."""


async def ask(reader: Reader, org_id: str, job: str, parts: Iterable[str], now: datetime) -> None:
    """Has the job done for this organization, from the start if it was under way."""
    async with reader.transaction(org_id) as connection:
        await connection.execute(_ASK, [org_id, job, now, list(parts)])


class ContentJobs:
    """`finder` sees every organization's jobs, and changes none."""

    def __init__(self, *, finder: Reader, reader: Reader, works: Works, clock: Clock) -> None:
        self._finder = finder
        self._reader = reader
        self._works = works
        self._jobs = sorted({job for job, _ in works})
        self._clock = clock

    async def step(self) -> bool:
        """One step of each job that waits. True when more is to be done."""
        async with self._finder.transaction() as connection:
            cursor = await connection.execute(_OPEN, [self._jobs, _AT_ONCE])
            rows = await cursor.fetchall()
        moved = [await self._take(*row) for row in rows]
        return any(moved)

    async def _take(
        self, org_id: str, job: str, part: str, marker: str, asked_at: datetime
    ) -> bool:
        """One step of one job. Whether it came further: one that fails is put behind the others,
        and has the next turn that is left over."""
        work, failed = self._works[job, part], False
        reached: str | None = marker
        try:
            reached = await work.step(org_id, marker)
        except Exception:  # an edge: what one organization has must not stop the work on others
            log.exception("content_job.failed", org_id=org_id, job=job, part=part)
            failed = True
        now = self._clock()
        values = {
            "org": org_id,
            "job": job,
            "part": part,
            "marker": marker if reached is None else reached,
            "done_at": now if reached is None else None,
            "was_asked_at": asked_at,
            "asked_at": now if failed else asked_at,
        }
        async with self._reader.transaction(org_id) as connection:
            await connection.execute(_MOVE, values)
        return not failed
