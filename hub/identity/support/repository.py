"""The SQL of support's access. Each needs a transaction that sees the organization, or the
platform's own, which sees all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.models import Session
from hub.identity.support.models import SupportAccess


async def add(session: AsyncSession, row: SupportAccess | Session) -> None:
    session.add(row)
    await session.flush()


async def find(session: AsyncSession, access_id: str) -> SupportAccess | None:
    return await session.get(SupportAccess, access_id)


async def get(
    session: AsyncSession, org_id: str, access_id: str, *, lock: bool = False
) -> SupportAccess | None:
    statement = select(SupportAccess).where(
        col(SupportAccess.org_id) == org_id, col(SupportAccess.id) == access_id
    )
    if lock:
        statement = statement.with_for_update()
    return (await session.exec(statement)).first()


async def list_all(
    session: AsyncSession, *, org_id: str | None, after: str | None, limit: int
) -> Sequence[SupportAccess]:
    """The newest first; of one organization, or of all when `org_id` is None."""
    statement = select(SupportAccess).order_by(col(SupportAccess.id).desc()).limit(limit)
    if org_id is not None:
        statement = statement.where(col(SupportAccess.org_id) == org_id)
    if after is not None:
        statement = statement.where(col(SupportAccess.id) < after)
    return (await session.exec(statement)).all()


async def change(session: AsyncSession, row: SupportAccess, **values: Any) -> None:
    """Of a row that is locked."""
    await session.exec(
        update(SupportAccess)
        .where(col(SupportAccess.org_id) == row.org_id, col(SupportAccess.id) == row.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    for name, value in values.items():
        setattr(row, name, value)


async def end_sessions(session: AsyncSession, row: SupportAccess, now: datetime) -> None:
    await session.exec(
        update(Session)
        .where(
            col(Session.org_id) == row.org_id,
            col(Session.support_access_id) == row.id,
            col(Session.revoked_at).is_(None),
        )
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )
