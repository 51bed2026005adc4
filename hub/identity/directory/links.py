"""Whose account an entry of the directory is. For whoever makes and ends seats."""

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.directory import roles
from hub.identity.directory.models import DirectoryUser


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
