"""The SQL of the platform's view of people and organizations.

Each needs a transaction that sees the platform's own organization.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.models import DOMAIN, SIGN_IN, Membership, Organization, Session, User
from hub.kit.people import domain_of, normalized, people_of


async def list_users(
    session: AsyncSession,
    *,
    q: str | None,
    domains: bool,
    status: str | None,
    after: str | None,
    limit: int,
) -> Sequence[User]:
    """Newest first. `q` is an ID or a whole address; `domains`, also all addresses of a domain."""
    statement = select(User).order_by(col(User.id).desc()).limit(limit)
    if q is not None:
        people, found = people_of(session), [col(User.id) == q, col(User.email) == q]
        if "@" in q.lstrip("@"):
            found.append(col(User.email_index) == people.index(SIGN_IN, normalized(q)))
        elif domains:
            found.append(col(User.domain_index) == people.index(DOMAIN, domain_of(f"@{q}")))
        statement = statement.where(or_(*found))
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
    query = select(Organization).where(col(Organization.id).in_(org_ids))
    return {row.id: row.name for row in (await session.exec(query)).all()}


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
