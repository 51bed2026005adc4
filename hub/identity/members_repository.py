"""Statements over the people of an organization and the seats that it offers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.models import Invitation, Membership, Session, User

_AT_ONCE: Final = 500


async def list_members(
    session: AsyncSession, org_id: str, *, q: str | None, after: str | None, limit: int
) -> Sequence[tuple[User, Membership, datetime | None]]:
    """The newest accounts first; `q` is a part of the name or the address. Those are sealed, so
    they are looked for in the process, `_AT_ONCE` members at a time.
    """
    found: list[tuple[User, Membership, datetime | None]] = []
    at_once = limit if q is None else _AT_ONCE
    while len(found) < limit:
        rows = await _members(session, org_id, after=after, limit=at_once)
        found += [row for row in rows if q is None or _says(row[0], q.casefold())]
        if len(rows) < at_once or q is None:
            break
        after = rows[-1][0].id
    return found[:limit]


def _says(user: User, part: str) -> bool:
    return part in user.name.casefold() or part in user.email.casefold()


async def _members(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[tuple[User, Membership, datetime | None]]:
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
