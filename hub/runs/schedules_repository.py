"""Schedules as people keep them: every statement names the organization first."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.amounts import format_credits
from hub.kit.db import Database
from hub.kit.errors import Conflict
from hub.kit.vault import Place, Vault
from hub.runs.errors import ScheduleNotFound
from hub.runs.models import Schedule, ScheduleStart
from hub.runs.sealing import SCHEDULE

_MOST = 500


class Schedules:
    """Of one organization at a time; who does not see everyone sees their own."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def add(self, schedule: Schedule) -> None:
        """Raises:
        Conflict: the organization has as many as it may.
        """
        count = select(func.count()).where(Schedule.org_id == schedule.org_id)
        given, state = schedule.input, _state(schedule, schedule.input)
        schedule.input = await self._vault.seal(schedule.org_id, _place(schedule.id), given)
        async with self._database.transaction(schedule.org_id) as session:
            if (await session.exec(count)).one() >= _MOST:
                raise Conflict(f"An organization has at most {_MOST} schedules.")
            session.add(schedule)
            await _record(session, "created", schedule, after=state)
        schedule.input = given

    async def get(self, caller: Principal, schedule_id: str) -> Schedule:
        """Raises:
        ScheduleNotFound: there is none, or it is not the caller's to see.
        """
        query = select(Schedule).where(Schedule.org_id == caller.org_id, Schedule.id == schedule_id)
        async with self._database.transaction(caller.org_id) as session:
            found = (await session.exec(query)).one_or_none()
        if found is None or not (caller.reads_everyone or found.user_id == caller.user_id):
            raise ScheduleNotFound("There is no schedule with this ID.")
        found.input = await self._opened(found)
        return found

    async def list(self, caller: Principal, *, after: str | None, limit: int) -> Sequence[Schedule]:
        query = select(Schedule).where(Schedule.org_id == caller.org_id)
        if not caller.reads_everyone:
            query = query.where(Schedule.user_id == caller.user_id)
        if after:
            query = query.where(Schedule.id < after)
        query = query.order_by(col(Schedule.id).desc()).limit(limit)
        async with self._database.transaction(caller.org_id) as session:
            found = (await session.exec(query)).all()
        for one in found:
            one.input = await self._opened(one)
        return found

    async def _opened(self, schedule: Schedule) -> bytes:
        """Its input as it was given; null once the keys were destroyed."""
        place = _place(schedule.id)
        return await self._vault.open(schedule.org_id, place, schedule.input) or b"null"

    async def change(
        self, caller: Principal, schedule_id: str, values: dict[str, Any], *, now: datetime
    ) -> Schedule:
        """Raises ScheduleNotFound."""
        await self.get(caller, schedule_id)
        query = (
            select(Schedule)
            .where(Schedule.org_id == caller.org_id, Schedule.id == schedule_id)
            .with_for_update()
        )
        async with self._database.transaction(caller.org_id) as session:
            schedule = (await session.exec(query)).one()
            given = await self._opened(schedule)
            before = _state(schedule, given)
            for name, value in {**values, "updated_at": now}.items():
                setattr(schedule, name, value)
            if "input" in values:
                given = values["input"]
                place = _place(schedule.id)
                schedule.input = await self._vault.seal(schedule.org_id, place, given)
            session.add(schedule)
            changed = audit.changes(before, _state(schedule, given))
            await _record(session, "changed", schedule, before=changed[0], after=changed[1])
        schedule.input = given
        return schedule

    async def remove(self, caller: Principal, schedule_id: str) -> None:
        """Raises ScheduleNotFound. Runs that it started stay."""
        schedule = await self.get(caller, schedule_id)
        async with self._database.transaction(caller.org_id) as session:
            await session.exec(
                delete(ScheduleStart).where(
                    col(ScheduleStart.org_id) == caller.org_id,
                    col(ScheduleStart.schedule_id) == schedule_id,
                )
            )
            await session.exec(
                delete(Schedule).where(
                    col(Schedule.org_id) == caller.org_id, col(Schedule.id) == schedule_id
                )
            )
            before = _state(schedule, schedule.input)
            await _record(session, "removed", schedule, before=before)

    async def starts(
        self, caller: Principal, schedule_id: str, *, limit: int
    ) -> Sequence[ScheduleStart]:
        """The latest due times and what became of them. Raises ScheduleNotFound."""
        await self.get(caller, schedule_id)
        query = (
            select(ScheduleStart)
            .where(ScheduleStart.org_id == caller.org_id, ScheduleStart.schedule_id == schedule_id)
            .order_by(col(ScheduleStart.due_at).desc())
            .limit(limit)
        )
        async with self._database.transaction(caller.org_id) as session:
            return (await session.exec(query)).all()


def _place(schedule_id: str) -> Place:
    return Place(SCHEDULE, schedule_id)


def _state(schedule: Schedule, given: bytes) -> dict[str, Any]:
    """What the record shows: of the input only its digest."""
    return {
        **schedule.model_dump(exclude={"input", "max_credits", "budget"}),
        "max_credits": _shown(schedule.max_credits),
        "budget": _shown(schedule.budget),
        "paused": schedule.paused_at is not None,
        "input_digest": hashlib.sha256(given).hexdigest(),
    }


def _shown(amount: int | None) -> str | None:
    return None if amount is None else format_credits(amount)


async def _record(
    session: AsyncSession,
    verb: str,
    schedule: Schedule,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    entry = audit.Entry(
        f"schedule.{verb}", schedule.org_id, schedule.id, before=before or {}, after=after or {}
    )
    await audit.record(session, entry)
