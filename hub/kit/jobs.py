"""What a worker says of its jobs, where those who run the installation can read it.

A job of this kind is taken up many times a second; what is known of it is kept in memory, and
written every few seconds. So a job that is at work shows as that, one whose worker is gone shows
when the worker was last seen, and nothing is made up in between.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from hub.kit.clock import Clock
from hub.kit.db import Connection, Reader
from hub.kit.tables import WorkerJob

WRITES_EVERY_S: Final = 5.0
# Of a worker that is gone nothing is known any more; what its jobs last did is kept for a day.
KEPT_FOR: Final = timedelta(days=1)
_LONGEST_ERROR: Final = 300
_FIELDS: Final = (
    *("every_s", "runs", "failed", "failures", "started_at"),
    *("finished_at", "duration_ms", "error", "next_at"),
)
_WRITE: Final = """
    insert into worker_jobs (
      process_id, name, every_s, runs, failed, failures, started_at, finished_at, duration_ms,
      error, next_at, seen_at
    ) values (
      %(process_id)s, %(name)s, %(every_s)s, %(runs)s, %(failed)s, %(failures)s, %(started_at)s,
      %(finished_at)s, %(duration_ms)s, %(error)s, %(next_at)s, %(seen_at)s
    ) on conflict (process_id, name) do update set
      runs = excluded.runs, failed = excluded.failed, failures = excluded.failures,
      started_at = excluded.started_at, finished_at = excluded.finished_at,
      duration_ms = excluded.duration_ms, error = excluded.error, next_at = excluded.next_at,
      seen_at = excluded.seen_at,
      asked_at = case when worker_jobs.asked_at > excluded.started_at
        or excluded.started_at is null then worker_jobs.asked_at end
    returning asked_at is not null
"""
_FORGET: Final = "delete from worker_jobs where seen_at < %s"


@dataclass
class Job:
    """One job as its loop lives it; `repeat` tells it what happens."""

    name: str
    every_s: float
    clock: Clock
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    runs: int = 0
    failed: int = 0
    failures: int = 0
    started_at: datetime | None = None
    finished_at: datetime | None = None
    duration_ms: int | None = None
    error: str | None = None
    next_at: datetime | None = None
    at_work: bool = False

    def began(self) -> None:
        self.started_at, self.at_work = self.clock(), True

    def ended(self, error: Exception | None, pause_s: float) -> None:
        now = self.clock()
        assert self.started_at is not None
        self.runs, self.at_work, self.finished_at = self.runs + 1, False, now
        self.duration_ms = round((now - self.started_at).total_seconds() * 1000)
        self.next_at = now + timedelta(seconds=pause_s)
        self.failures = 0 if error is None else self.failures + 1
        if error is not None:
            self.failed += 1
            self.error = f"{type(error).__name__}: {error}"[:_LONGEST_ERROR]


class JobBook:
    """Writes what this worker's jobs do, and wakes those that somebody asked for."""

    def __init__(self, finder: Reader, process_id: str, clock: Clock) -> None:
        self._finder = finder
        self._process_id = process_id
        self._clock = clock
        self.jobs: dict[str, Job] = {}

    def job(self, name: str, every_s: float) -> Job:
        return self.jobs.setdefault(name, Job(name, every_s, self._clock))

    async def step(self) -> bool:
        now = self._clock()
        async with self._finder.transaction() as connection:
            for job in self.jobs.values():
                if await self._write(connection, job, now) and not job.at_work:
                    job.wake.set()
            await connection.execute(_FORGET, [now - KEPT_FOR])
        return False

    async def _write(self, connection: Connection, job: Job, now: datetime) -> bool:
        """Whether somebody asked for it, and it has not begun since."""
        values: dict[str, Any] = {name: getattr(job, name) for name in _FIELDS}
        values |= {"process_id": self._process_id, "name": job.name, "seen_at": now}
        row = await (await connection.execute(_WRITE, values)).fetchone()
        return bool(row and row[0])


def newest(rows: Sequence[WorkerJob]) -> dict[str, tuple[WorkerJob, int]]:
    """Of each job what the worker that was seen last says, with how many workers have it."""
    found: dict[str, tuple[WorkerJob, int]] = {}
    for row in sorted(rows, key=lambda one: one.seen_at):
        found[row.name] = (row, found[row.name][1] + 1 if row.name in found else 1)
    return found
