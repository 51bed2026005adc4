"""Schedules: due times become ordinary asynchronous runs, each due time once.

A due time's run has an idempotency key made of the schedule and the time, so a worker that dies
after starting it and before writing that down starts nothing twice.
"""

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import structlog
from cronsim import CronSim, CronSimError

from hub.audit import public as audit
from hub.credits.public import BudgetExceeded
from hub.identity.public import Principal, find_standing
from hub.kit.clock import Clock, rfc3339
from hub.kit.db import Reader
from hub.kit.errors import InvalidInput, LaeliaError, Unavailable
from hub.kit.groupcommit import GroupCommitter
from hub.kit.ids import new_id
from hub.kit.maintenance import Gate
from hub.kit.vault import Place, Vault
from hub.runs.invocation import Invocation
from hub.runs.record import Rejected
from hub.runs.sealing import SCHEDULE
from hub.runs.service import Runs

FACE: Final = "schedule"
_ON_TIME: Final = timedelta(seconds=60)
_MOST_MISSED: Final = 24
_AT_ONCE: Final = 100
_DUE: Final = """
    select org_id, id from schedules where next_run_at <= %s order by next_run_at limit %s
"""
_READ: Final = """
    select id, user_id, key_id, agent_id, cron, timezone, input, model, max_credits, budget, missed,
      metadata, next_run_at
    from schedules where org_id = %s and id = %s and next_run_at <= %s
"""
_SPENT: Final = """
    select coalesce(sum(case when r.finished_at is null then r.max_credits else r.cost end), 0)
    from schedule_starts s join runs r on r.org_id = s.org_id and r.id = s.run_id
    where s.org_id = %s and s.schedule_id = %s and s.due_at >= %s
"""
_NOTE: Final = """
    insert into schedule_starts (org_id, schedule_id, due_at, run_id, error_code, error_detail,
                                 started_at)
    values (%s, %s, %s, %s, %s, %s, %s) on conflict do nothing
"""
_ADVANCE: Final = """
    update schedules set next_run_at = %s where org_id = %s and id = %s and next_run_at = %s
"""
_PAUSE: Final = """
    update schedules set next_run_at = null, paused_at = %s, paused_reason = 'rights_ended'
    where org_id = %s and id = %s
"""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Due:
    """A schedule whose time has come, as it was read."""

    id: str
    user_id: str
    key_id: str | None
    agent_id: str
    cron: str
    timezone: str
    input: bytes
    model: str | None
    max_credits: int | None
    budget: int | None
    missed: str
    metadata: dict[str, Any] | None
    next_run_at: datetime


def zone_of(name: str) -> ZoneInfo:
    """Raises InvalidInput."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput.at("/timezone", "is not a time zone, such as Europe/Berlin") from error


def next_time(cron: str, timezone: str, after: datetime) -> datetime:
    """The first due time after a moment; daylight saving moves it as cron does.

    Raises:
        InvalidInput: the expression or the zone is not one, or never comes.
    """
    if len(cron.split()) != 5:
        raise InvalidInput.at("/cron", "has five fields: minute hour day month weekday")
    try:
        return next(_times(cron, timezone, after))
    except (CronSimError, StopIteration) as error:
        raise InvalidInput.at("/cron", "is not a cron expression that ever comes") from error


def due_times(
    cron: str, timezone: str, missed: str, *, first: datetime, now: datetime
) -> list[datetime]:
    """Which of the times from `first` to `now` to start, oldest first."""
    backwards = _times(cron, timezone, now.replace(microsecond=0) + timedelta(seconds=1), True)
    recent = list(takewhile(lambda time: time >= first, islice(backwards, _MOST_MISSED)))[::-1]
    if missed == "run_all":
        return recent
    if missed == "run_once":
        return recent[-1:]
    return [time for time in recent if now - time <= _ON_TIME]


def _times(cron: str, timezone: str, start: datetime, reverse: bool = False) -> Iterator[datetime]:
    for time in CronSim(cron, start.astimezone(zone_of(timezone)), reverse=reverse):
        yield time.astimezone(UTC)


class Scheduler:
    """Starts what is due. Several may: each due time's idempotency key starts one run."""

    def __init__(
        self,
        *,
        finder: Reader,
        reader: Reader,
        runs: Runs,
        vault: Vault,
        rejections: GroupCommitter[Rejected, bool],
        gate: Gate,
        clock: Clock,
    ) -> None:
        self._gate = gate
        self._vault = vault
        self._finder = finder
        self._reader = reader
        self._runs = runs
        self._rejections = rejections
        self._clock = clock

    async def step(self) -> bool:
        """True when more is due than one step takes. Under maintenance it waits, and stays due."""
        if not self._gate.open:
            return False
        now = self._clock()
        async with self._finder.transaction() as connection:
            cursor = await connection.execute(_DUE, [now, _AT_ONCE])
            due = await cursor.fetchall()
        await asyncio.gather(*(self._start(row[0], row[1], now) for row in due))
        return len(due) == _AT_ONCE

    async def _start(self, org_id: str, schedule_id: str, now: datetime) -> None:
        async with self._reader.transaction(org_id) as connection:
            cursor = await connection.execute(_READ, [org_id, schedule_id, now])
            row = await cursor.fetchone()
            if row is None:
                return
            it = Due(*row)
            owner = await find_standing(
                connection, org_id=org_id, user_id=it.user_id, key_id=it.key_id
            )
            if owner is None or "agents:invoke" not in owner.scopes:
                await connection.execute(_PAUSE, [now, org_id, schedule_id])
                entry = audit.Entry("schedule.paused", org_id, schedule_id, after={"paused": True})
                await audit.record_on(connection, entry, by=audit.SYSTEM)
                log.info("schedule.paused", schedule_id=schedule_id, reason="rights_ended")
                return
        given = await self._vault.open(org_id, Place(SCHEDULE, it.id), it.input)
        it = replace(it, input=given or b"null")
        for time in due_times(it.cron, it.timezone, it.missed, first=it.next_run_at, now=now):
            await self._start_one(owner, it, time, now)
        after = next_time(it.cron, it.timezone, now)
        async with self._reader.transaction(org_id) as connection:
            await connection.execute(_ADVANCE, [after, org_id, schedule_id, it.next_run_at])

    async def _start_one(self, owner: Principal, it: Due, time: datetime, now: datetime) -> None:
        note: Sequence[str | None]
        try:
            call = self._call(owner, it, time, await self._allowance(owner.org_id, it, now))
            note = ((await self._runs.submit(call)).run_id, None, None)
        except Unavailable:
            raise  # nothing is known: the same due time comes again
        except LaeliaError as error:
            note = (None, error.code, error.detail[:1000])
            await self._rejections.submit(
                Rejected(
                    org_id=owner.org_id,
                    id=new_id("use"),
                    time=now,
                    user_id=owner.user_id,
                    key_id=owner.key_id,
                    face=FACE,
                    mode=owner.mode,
                    agent_id=it.agent_id,
                    error_code=error.code,
                )
            )
        async with self._reader.transaction(owner.org_id) as connection:
            await connection.execute(_NOTE, [owner.org_id, it.id, time, *note, now])

    async def _allowance(self, org_id: str, it: Due, now: datetime) -> int | None:
        """The most that the next run may cost.

        Raises:
            BudgetExceeded: this month's is spent.
        """
        if it.budget is None:
            return it.max_credits
        month = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        async with self._reader.transaction(org_id) as connection:
            cursor = await connection.execute(_SPENT, [org_id, it.id, month])
            spent = await cursor.fetchone()
        left = int(it.budget - (spent[0] if spent else 0))
        if left <= 0:
            raise BudgetExceeded("The schedule has spent this month's budget.")
        return left if it.max_credits is None else min(left, it.max_credits)

    def _call(self, owner: Principal, it: Due, time: datetime, allowance: int | None) -> Invocation:
        key = f"{it.id}:{rfc3339(time)}"
        return Invocation(
            caller=owner,
            agent_id=it.agent_id,
            input=msgspec.json.decode(it.input),
            face=FACE,
            model=it.model,
            metadata=it.metadata,
            max_credits=allowance,
            idempotency_key=key,
            request_hash=hashlib.sha256(key.encode()).digest(),
        )
