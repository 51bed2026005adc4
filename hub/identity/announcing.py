"""Telling people what happens to their organization or account, in its transaction."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity import lifecycle_repository, repository
from hub.identity.domain import Identity
from hub.identity.events import Notice, PersonTold
from hub.identity.models import User


async def tell_admins(
    identity: Identity,
    session: AsyncSession,
    org_id: str,
    notice: Notice,
    *,
    values: Mapping[str, str],
) -> None:
    """Every admin of the organization, which the transaction must see."""
    now = identity.clock()
    for user in await lifecycle_repository.admins_of(session, org_id):
        await _tell(identity, session, org_id, notice, user, values=values, at=now)


async def tell_person(
    identity: Identity,
    session: AsyncSession,
    org_id: str,
    notice: Notice,
    user_id: str,
    *,
    values: Mapping[str, str],
    at: datetime,
) -> None:
    """One person, whom the transaction must see."""
    user = await repository.get_user(session, user_id)
    if user is not None:
        await _tell(identity, session, org_id, notice, user, values=values, at=at)


async def _tell(
    identity: Identity,
    session: AsyncSession,
    org_id: str,
    notice: Notice,
    user: User,
    *,
    values: Mapping[str, str],
    at: datetime,
) -> None:
    told = PersonTold(
        org_id=org_id,
        key=f"{notice}:{org_id}:{user.id}:{at.timestamp():.0f}",
        notice=notice,
        user_id=user.id,
        email=user.email,
        values=values,
    )
    await identity.events.emit(session, told)
