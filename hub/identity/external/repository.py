"""The SQL of accounts elsewhere, of one person. As in `hub.identity.repository`."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.external.errors import ExternalIdentityTaken
from hub.identity.external.models import ExternalIdentity
from hub.identity.models import Passkey, User


class Known(NamedTuple):
    """By its house and what that calls the person; `org_ids` as a sign-in prefers them."""

    id: str
    user_id: str
    org_ids: list[str]


async def find(session: AsyncSession, issuer: str, subject: str) -> Known | None:
    connection = await session.connection()
    found = await connection.execute(
        text("select * from find_external_identity(:issuer, :subject)"),
        {"issuer": issuer, "subject": subject},
    )
    row = found.first()
    return None if row is None else Known(row.id, row.user_id, list(row.org_ids))


async def add(session: AsyncSession, identity: ExternalIdentity) -> None:
    """Raises ExternalIdentityTaken."""
    session.add(identity)
    try:
        await session.flush()
    except IntegrityError as error:
        raise ExternalIdentityTaken("It opens another account here.") from error


async def used(session: AsyncSession, identity_id: str, now: datetime) -> None:
    await session.exec(
        update(ExternalIdentity)
        .where(col(ExternalIdentity.id) == identity_id)
        .values(last_used_at=now)
    )


async def list_own(
    session: AsyncSession, user_id: str, *, after: str | None, limit: int
) -> Sequence[ExternalIdentity]:
    """Newest first."""
    statement = select(ExternalIdentity).where(col(ExternalIdentity.user_id) == user_id)
    if after is not None:
        statement = statement.where(col(ExternalIdentity.id) < after)
    rows = await session.exec(statement.order_by(col(ExternalIdentity.id).desc()).limit(limit))
    return rows.all()


async def get(session: AsyncSession, user_id: str, identity_id: str) -> ExternalIdentity | None:
    statement = select(ExternalIdentity).where(
        col(ExternalIdentity.user_id) == user_id, col(ExternalIdentity.id) == identity_id
    )
    return (await session.exec(statement)).first()


async def remove(session: AsyncSession, user_id: str, identity_id: str) -> None:
    await session.exec(
        delete(ExternalIdentity).where(
            col(ExternalIdentity.user_id) == user_id, col(ExternalIdentity.id) == identity_id
        )
    )


async def lock(session: AsyncSession, user_id: str) -> User | None:
    """Ways in are taken away one at a time, so that two at once do not leave none."""
    statement = select(User).where(col(User.id) == user_id).with_for_update()
    return (await session.exec(statement)).first()


async def other_ways_in(session: AsyncSession, user: User, identity_id: str) -> bool:
    """Whether a password, a passkey or another account elsewhere signs the person in."""
    if user.password_hash is not None:
        return True
    passkeys = select(func.count()).where(col(Passkey.user_id) == user.id)
    others = select(func.count()).where(
        col(ExternalIdentity.user_id) == user.id, col(ExternalIdentity.id) != identity_id
    )
    found = [(await session.exec(one)).one() for one in (passkeys, others)]
    return sum(found) > 0
