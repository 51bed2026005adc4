"""The SQL of the platform's view of people and organizations.

Each needs a transaction that sees the platform's own organization.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.models import Membership, Organization, Session, User


async def list_users(
    session: AsyncSession,
    *,
    q: str | None,
    whole: bool,
    status: str | None,
    after: str | None,
    limit: int,
) -> Sequence[User]:
    """Newest first. `whole`: `q` is an address or an ID, and not a part of an address or name."""
    statement = select(User).order_by(col(User.id).desc()).limit(limit)
    if q is not None:
        exact = or_(col(User.id) == q, col(User.email) == q)
        part = or_(
            col(User.email).contains(q, autoescape=True),
            col(User.name).icontains(q, autoescape=True),
        )
        statement = statement.where(exact if whole else or_(exact, part))
    if status is not None:
        statement = statement.where(col(User.status) == status)
    if after is not None:
        statement = statement.where(col(User.id) < after)
    return (await session.exec(statement)).all()


async def list_organizations(
    session: AsyncSession,
    *,
    q: str | None,
    kind: str | None,
    status: str | None,
    after: str | None,
    limit: int,
) -> Sequence[tuple[Organization, int]]:
    """With how many members each has, newest first; without the platform's own."""
    members = (
        select(func.count())
        .where(col(Membership.org_id) == col(Organization.id), col(Membership.status) == "active")
        .correlate(Organization)
        .scalar_subquery()
    )
    statement = (
        select(Organization, members)
        .where(col(Organization.type) != "platform")
        .order_by(col(Organization.id).desc())
        .limit(limit)
    )
    if q is not None:
        named = col(Organization.name).icontains(q, autoescape=True)
        statement = statement.where(or_(col(Organization.id) == q, named))
    if kind is not None:
        statement = statement.where(col(Organization.type) == kind)
    if status is not None:
        statement = statement.where(col(Organization.status) == status)
    if after is not None:
        statement = statement.where(col(Organization.id) < after)
    return (await session.exec(statement)).all()


async def names_of(session: AsyncSession, org_ids: Collection[str]) -> dict[str, str]:
    query = select(Organization.id, Organization.name).where(col(Organization.id).in_(org_ids))
    return {row[0]: row[1] for row in (await session.exec(query)).all()}


async def seats_of(session: AsyncSession, user_id: str) -> Sequence[tuple[Organization, str]]:
    statement = (
        select(Organization, Membership.role)
        .join(Membership, col(Membership.org_id) == col(Organization.id))
        .where(col(Membership.user_id) == user_id, col(Membership.status) == "active")
        .order_by(col(Organization.id).desc())
    )
    return (await session.exec(statement)).all()


async def set_user(session: AsyncSession, user_id: str, **values: Any) -> None:
    """The transaction must name the user as its own."""
    await session.exec(
        update(User)
        .where(col(User.id) == user_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


async def end_sessions(session: AsyncSession, user_id: str, now: datetime) -> int:
    """All of a person's, in the organizations that the transaction sees. How many there were."""
    done = await session.exec(
        update(Session)
        .where(
            col(Session.user_id) == user_id,
            col(Session.revoked_at).is_(None),
            col(Session.expires_at) > now,
        )
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )
    return done.rowcount
