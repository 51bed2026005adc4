"""Whose account an entry of the directory is. For whoever makes and ends seats."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity import repository
from hub.identity.directory import roles
from hub.identity.directory.models import DirectoryUser
from hub.identity.directory.repository import of_address
from hub.identity.errors import LastAdmin


async def link(session: AsyncSession, org_id: str, invitation_id: str, user_id: str) -> None:
    """Somebody took the seat that an entry was offered: the entry is theirs, and so are its roles.

    Raises:
        LastAdmin: they are the only admin, and their groups make them something else.
    """
    done = await session.exec(
        update(DirectoryUser)
        .where(
            col(DirectoryUser.org_id) == org_id,
            col(DirectoryUser.invitation_id) == invitation_id,
        )
        .values(user_id=user_id, invitation_id=None)
        .returning(col(DirectoryUser.id))
    )
    await roles.follow(session, org_id, [row.id for row in done.all()])


async def adopt(
    session: AsyncSession, org_id: str, email: str, user_id: str, now: datetime
) -> None:
    """Somebody with this address has a seat now, by whatever way: the entry that speaks for the
    address is theirs, so that it can take the seat away. The last admin stays one.
    """
    offered = await session.exec(
        select(DirectoryUser).where(
            col(DirectoryUser.org_id) == org_id,
            col(DirectoryUser.source) == "scim",
            of_address(session, org_id, email),
            col(DirectoryUser.active).is_(True),
            col(DirectoryUser.user_id).is_(None),
        )
    )
    entry = offered.first()
    if entry is None:
        return
    if entry.invitation_id is not None:
        await repository.revoke_invitation(session, org_id, entry.invitation_id, now)
    entry.user_id, entry.invitation_id = user_id, None
    await session.flush()
    with suppress(LastAdmin):
        await roles.follow(session, org_id, [entry.id])


async def unlink(session: AsyncSession, org_id: str, user_id: str) -> None:
    """Somebody left, or an admin took them out: the directory cannot bring them back unasked.

    An account that the directory made is nobody else's, and stays known.
    """
    await session.exec(
        update(DirectoryUser)
        .where(
            col(DirectoryUser.org_id) == org_id,
            col(DirectoryUser.user_id) == user_id,
            col(DirectoryUser.owned).is_(False),
        )
        .values(user_id=None)
    )
