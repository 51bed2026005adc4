"""Statements over the people of an organization and the seats that it offers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.models import Invitation, Membership, Session, User


async def list_members(
    session: AsyncSession, org_id: str, *, q: str | None, after: str | None, limit: int
) -> Sequence[tuple[User, Membership, datetime | None]]:
    """The newest accounts first; `q` is a part of the name or the address."""
    signed_in = (
        select(func.max(col(Session.created_at)))
        .where(
            col(Session.org_id) == org_id,
            col(Session.user_id) == col(User.id),
            col(Session.support_access_id).is_(None),
        )
        .correlate(User)
        .scalar_subquery()
    )
    statement = (
        select(User, Membership, signed_in)
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(col(Membership.org_id) == org_id, col(Membership.status) == "active")
        .order_by(col(User.id).desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(col(User.id) < after)
    if q is not None:
        found = (col(one).icontains(q, autoescape=True) for one in (User.name, User.email))
        statement = statement.where(or_(*found))
    return (await session.exec(statement)).all()


async def renew_invitation(session: AsyncSession, invitation: Invitation) -> bool:
    """Another secret, end and inviter. Whether it was still open."""
    done = await session.exec(
        update(Invitation)
        .where(
            col(Invitation.org_id) == invitation.org_id,
            col(Invitation.id) == invitation.id,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .values(
            token_hash=invitation.token_hash,
            expires_at=invitation.expires_at,
            invited_by=invitation.invited_by,
        )
    )
    return done.rowcount == 1
