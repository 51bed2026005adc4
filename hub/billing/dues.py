"""What is to be looked at when its time comes: one row a thing, written with what made it due."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Executable, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, exists, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing.subscription_models import Due, TestClock

_PAUSES: Final = (
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)


def pause(attempts: int) -> timedelta:
    """How long until something that has no answer yet is looked at again."""
    return _PAUSES[min(attempts, len(_PAUSES) - 1)]


async def put(
    session: AsyncSession,
    kind: str,
    object_id: str,
    *,
    org_id: str,
    at: datetime,
    attempts: int = 0,
    detail: str | None = None,
) -> None:
    """Due at that time, and no other."""
    values = {"org_id": org_id, "due_at": at, "attempts": attempts, "detail": detail}
    row = insert(Due).values(kind=kind, object_id=object_id, **values)
    await session.exec(row.on_conflict_do_update(index_elements=["kind", "object_id"], set_=values))


async def put_if_sooner(
    session: AsyncSession, kind: str, object_id: str, *, org_id: str, at: datetime
) -> None:
    row = insert(Due).values(
        kind=kind, object_id=object_id, org_id=org_id, due_at=at, attempts=0, detail=None
    )
    sooner = func.least(col(Due.due_at), at)
    await session.exec(
        row.on_conflict_do_update(index_elements=["kind", "object_id"], set_={"due_at": sooner})
    )


async def drop(session: AsyncSession, kind: str, object_id: str) -> None:
    await session.exec(delete(Due).where(col(Due.kind) == kind, col(Due.object_id) == object_id))


async def claim(session: AsyncSession, due: Due, until: datetime) -> bool:
    """Whether it was still due as it was read, and is now at `until`."""
    statement = update(Due).where(*_as_read(due)).values(due_at=until).returning(col(Due.object_id))
    if not await _did(session, statement):
        return False
    due.due_at = until
    return True


async def take(session: AsyncSession, due: Due) -> bool:
    """Whether it was still due as it was read or claimed: then it is this transaction's to do, and
    no more. Whoever stood still for longer than a claim lasts has lost it to another."""
    return await _did(session, delete(Due).where(*_as_read(due)).returning(col(Due.object_id)))


async def put_off(session: AsyncSession, due: Due, now: datetime) -> None:
    """For a while, if it is still due as it was read or claimed."""
    later = update(Due).where(*_as_read(due))
    await session.exec(later.values(due_at=now + pause(due.attempts), attempts=due.attempts + 1))


def _as_read(due: Due) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Due.kind) == due.kind,
        col(Due.object_id) == due.object_id,
        col(Due.due_at) == due.due_at,
    )


async def _did(session: AsyncSession, statement: Executable) -> bool:
    connection = await session.connection()
    return (await connection.execute(statement)).first() is not None


async def get(session: AsyncSession, kind: str, object_id: str) -> Due | None:
    return await session.get(Due, (kind, object_id), populate_existing=True)


async def next_of(session: AsyncSession, org_id: str, until: datetime) -> Due | None:
    """The earliest of one organization; what happened at one moment goes in the order of IDs."""
    query = (
        select(Due)
        .where(Due.org_id == org_id, col(Due.due_at) <= until)
        .order_by(col(Due.due_at), col(Due.object_id), col(Due.kind))
        .limit(1)
    )
    return (await session.exec(query)).first()


async def all_due(session: AsyncSession, now: datetime, *, limit: int) -> Sequence[Due]:
    """Across organizations, for the worker's role; those with a clock of their own are not."""
    tested = exists().where(col(TestClock.org_id) == col(Due.org_id))
    query = (
        select(Due)
        .where(col(Due.due_at) <= now, ~tested)
        .order_by(col(Due.due_at), col(Due.object_id))
        .limit(limit)
    )
    return (await session.exec(query)).all()
