"""The SQL of signed-in sessions, of one person in all of their organizations. As in `repository`.

Each needs a transaction that sees those organizations.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.models import Session


async def open_sessions(
    session: AsyncSession, user_id: str, *, now: datetime, after: str | None, limit: int
) -> Sequence[Session]:
    statement = (
        select(Session)
        .where(
            col(Session.user_id) == user_id,
            col(Session.revoked_at).is_(None),
            col(Session.expires_at) > now,
        )
        .order_by(col(Session.id).desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(col(Session.id) < after)
    return (await session.exec(statement)).all()


async def find_open(
    session: AsyncSession, user_id: str, session_id: str, *, now: datetime
) -> Session | None:
    statement = select(Session).where(
        col(Session.user_id) == user_id,
        col(Session.id) == session_id,
        col(Session.revoked_at).is_(None),
        col(Session.expires_at) > now,
    )
    return (await session.exec(statement)).first()


async def revoke_others(
    session: AsyncSession, user_id: str, *, kept: str | None, now: datetime
) -> int:
    """Ends all of a person's sessions but one. How many there were."""
    statement = update(Session).where(
        col(Session.user_id) == user_id,
        col(Session.revoked_at).is_(None),
        col(Session.expires_at) > now,
    )
    if kept is not None:
        statement = statement.where(col(Session.id) != kept)
    done = await session.exec(statement.values(revoked_at=now))
    return done.rowcount


class Began(NamedTuple):
    method: str
    at: datetime


async def began(session: AsyncSession, org_id: str, session_id: str) -> Began | None:
    statement = select(Session.method, Session.created_at).where(
        col(Session.org_id) == org_id, col(Session.id) == session_id
    )
    found = (await session.exec(statement)).first()
    return None if found is None else Began(*found)


async def method_of(session: AsyncSession, org_id: str, session_id: str) -> str | None:
    """How it began."""
    statement = select(Session.method).where(
        col(Session.org_id) == org_id, col(Session.id) == session_id
    )
    return (await session.exec(statement)).first()


async def has_second_factor(session: AsyncSession, org_id: str, session_id: str) -> None:
    """From now on the session counts as begun with one: its owner has just proven it."""
    await session.exec(
        update(Session)
        .where(col(Session.org_id) == org_id, col(Session.id) == session_id)
        .values(second_factor=True)
    )
