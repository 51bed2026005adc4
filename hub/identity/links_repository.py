"""The SQL of mailed links, and of what people's addresses and devices are. As in `repository`.

Each needs a transaction of that user, but for the look-ups from before it is known who they are.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.errors import EmailTaken
from hub.identity.external.models import ExternalIdentity
from hub.identity.models import (
    EmailLink,
    Passkey,
    RecoveryCode,
    TotpSecret,
    User,
    device_index,
)
from hub.kit.people import opened_row, people_of


class KnownLink(NamedTuple):
    """By its secret; `org_ids` in the order in which a sign-in prefers them."""

    token_hash: bytes
    purpose: str
    user_id: str
    email: str
    attempts: int
    created_at: datetime
    expires_at: datetime
    org_ids: list[str]


class Device(NamedTuple):
    any_before: bool
    this_before: bool


async def add_link(session: AsyncSession, link: EmailLink) -> None:
    """Those of the person whose time is over go with it."""
    await session.exec(
        delete(EmailLink).where(
            col(EmailLink.user_id) == link.user_id, col(EmailLink.expires_at) <= link.created_at
        )
    )
    session.add(link)
    await session.flush()


async def find_link(session: AsyncSession, token_hash: bytes) -> KnownLink | None:
    connection = await session.connection()
    found = await connection.execute(
        text("select * from find_mailed_link(:hash)"), {"hash": token_hash}
    )
    row = found.mappings().first()
    if row is None:
        return None
    said = await opened_row(session, EmailLink, {**row, "token_hash": token_hash})
    return KnownLink(**{name: said[name] for name in KnownLink._fields})


async def use_link(session: AsyncSession, token_hash: bytes) -> bool:
    """Whether it was there still: of two at once, one goes on."""
    done = await session.exec(delete(EmailLink).where(col(EmailLink.token_hash) == token_hash))
    return done.rowcount == 1


async def drop_links(
    session: AsyncSession,
    user_id: str,
    purposes: Sequence[str],
    *,
    since: datetime | None = None,
) -> None:
    """All of these kinds, or those made at that time or later."""
    statement = delete(EmailLink).where(
        col(EmailLink.user_id) == user_id, col(EmailLink.purpose).in_(purposes)
    )
    if since is not None:
        statement = statement.where(col(EmailLink.created_at) >= since)
    await session.exec(statement)


async def count_attempt(session: AsyncSession, token_hash: bytes) -> None:
    await session.exec(
        update(EmailLink)
        .where(col(EmailLink.token_hash) == token_hash)
        .values(attempts=col(EmailLink.attempts) + 1)
    )


async def set_verified(session: AsyncSession, user_id: str, now: datetime) -> None:
    """Where it was verified before, since then."""
    await session.exec(
        update(User)
        .where(col(User.id) == user_id, col(User.email_verified_at).is_(None))
        .values(email_verified_at=now)
    )


async def set_email(session: AsyncSession, user_id: str, email: str, now: datetime) -> None:
    """Raises EmailTaken: also where somebody may still take the address back."""
    user = await session.get(User, user_id)
    if user is None:
        return
    user.email, user.email_verified_at = email, now
    try:
        await session.flush()
    except IntegrityError as error:
        raise EmailTaken("There is an account with this email address.") from error


async def clear_password(session: AsyncSession, user_id: str) -> None:
    await session.exec(update(User).where(col(User.id) == user_id).values(password_hash=None))


async def remove_factors_since(session: AsyncSession, user_id: str, moment: datetime) -> None:
    """Passkeys, codes and accounts elsewhere that were set up at that time or later."""
    for table in (Passkey, ExternalIdentity):
        await session.exec(
            delete(table).where(col(table.user_id) == user_id, col(table.created_at) >= moment)
        )
    done = await session.exec(
        delete(TotpSecret).where(
            col(TotpSecret.user_id) == user_id, col(TotpSecret.created_at) >= moment
        )
    )
    if done.rowcount:
        await session.exec(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))


async def find_device(
    session: AsyncSession,
    user_id: str,
    *,
    network: str | None,
    user_agent: str | None,
    since: datetime,
) -> Device:
    """Whether the person has signed in since then at all, and from this network and program."""
    connection = await session.connection()
    found = await connection.execute(
        text("select * from find_known_device(:user, :idx, :network, :agent, :since)"),
        {
            "user": user_id,
            "idx": device_index(people_of(session), network, user_agent),
            "network": network,
            "agent": user_agent,
            "since": since,
        },
    )
    return Device(*found.one())
