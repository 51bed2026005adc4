"""Schedules as people keep them: every statement names the organization first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import col, select

from hub.identity.public import Principal
from hub.kit.db import Database
from hub.kit.errors import Conflict
from hub.runs.errors import ScheduleNotFound
from hub.runs.models import Schedule, ScheduleStart

_MOST = 500


class Schedules:
    """Of one organization at a time; who does not see everyone sees their own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, schedule: Schedule) -> None:
        """Raises:
        Conflict: the organization has as many as it may.
        """
        count = select(func.count()).where(Schedule.org_id == schedule.org_id)
        async with self._database.transaction(schedule.org_id) as session:
            if (await session.exec(count)).one() >= _MOST:
                raise Conflict(f"An organization has at most {_MOST} schedules.")
            session.add(schedule)

    async def get(self, caller: Principal, schedule_id: str) -> Schedule:
        """Raises:
        ScheduleNotFound: there is none, or it is not the caller's to see.
        """
        query = select(Schedule).where(Schedule.org_id == caller.org_id, Schedule.id == schedule_id)
        async with self._database.transaction(caller.org_id) as session:
            found = (await session.exec(query)).one_or_none()
        if found is None or not (caller.sees_everyone or found.user_id == caller.user_id):
            raise ScheduleNotFound("There is no schedule with this ID.")
        return found

    async def list(self, caller: Principal, *, after: str | None, limit: int) -> Sequence[Schedule]:
        query = select(Schedule).where(Schedule.org_id == caller.org_id)
        if not caller.sees_everyone:
            query = query.where(Schedule.user_id == caller.user_id)
        if after:
            query = query.where(Schedule.id < after)
        query = query.order_by(col(Schedule.id).desc()).limit(limit)
        async with self._database.transaction(caller.org_id) as session:
            return (await session.exec(query)).all()

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
            for name, value in {**values, "updated_at": now}.items():
                setattr(schedule, name, value)
            session.add(schedule)
        return schedule

    async def remove(self, caller: Principal, schedule_id: str) -> None:
        """Raises ScheduleNotFound. Runs that it started stay."""
        await self.get(caller, schedule_id)
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
