"""The end of a person: their key is destroyed, and with it all that was theirs, wherever copies of
it lie. Books and the record of acts keep their ID, which says nothing any more.
"""

from collections.abc import Mapping

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import (
    erasing_repository,
    factors_repository,
    lifecycle_repository,
    repository,
)
from hub.identity.admins import keep_an_admin
from hub.identity.directory import links
from hub.identity.domain import Identity
from hub.identity.errors import OwnerStays, UserNotFound
from hub.identity.events import PersonErased
from hub.identity.models import User
from hub.identity.principal import Principal
from hub.identity.service import PERSONAL
from hub.kit.errors import Conflict
from hub.kit.ids import PLATFORM_ORG, is_id

_WHY = "The person was erased."


async def erase_own(identity: Identity, principal: Principal) -> None:
    """One's own account; who asks has shown that it is theirs. Raises what `erase` does."""
    await _erase(identity, principal.user_id, principal.org_id, {}, as_platform=False)


async def erase(identity: Identity, principal: Principal, user_id: str, reason: str) -> None:
    """Somebody's account, by the platform.

    Raises:
        UserNotFound: there is none, or it was erased before.
        OwnerStays: a team is theirs; it is handed on or deleted first.
        LastAdmin: a team would be left without an admin.
        Conflict: they administer the platform.
    """
    if user_id == principal.user_id:
        raise Conflict("Nobody erases themselves as an administrator.")
    after = {"reason": reason}
    await _erase(identity, user_id, PLATFORM_ORG, after, as_platform=True)


async def _erase(
    identity: Identity, user_id: str, chain: str, after: Mapping[str, object], *, as_platform: bool
) -> None:
    """`chain` is the organization whose record has it."""
    if not is_id("usr", user_id):
        raise UserNotFound("There is no account with this ID.")
    async with identity.database.transaction(user_id=user_id) as session:
        orgs = await repository.organization_ids_of(session, user_id)
    async with identity.database.transaction({*orgs, chain}, user_id=user_id) as session:
        user = await repository.get_user(session, user_id)
        if user is None or user.erased_at is not None:
            raise UserNotFound("There is no account with this ID.")
        if user.platform_role is not None:
            raise Conflict("Who administers the platform steps down first.")
        for org_id in orgs:
            await _leave(identity, session, org_id, user)
        await repository.revoke_everything_of(session, orgs, user_id, identity.clock())
        await factors_repository.remove_all(session, user_id)
        await identity.events.emit(session, PersonErased(user_id))
        await erasing_repository.destroy(session, user_id, identity.clock())
        entry = audit.Entry("user.erased", chain, user_id, after=after, as_platform=as_platform)
        await audit.record(session, entry)
    identity.people.forget(user_id)


async def _leave(identity: Identity, session: AsyncSession, org_id: str, user: User) -> None:
    """A seat in a team ends; what a person did alone ends with them, as any organization does."""
    organization = await repository.lock_organization(session, org_id)
    membership = await repository.get_membership(session, org_id, user.id)
    if organization is None or membership is None:
        return
    if organization.type == PERSONAL:
        now = identity.clock()
        await lifecycle_repository.change(
            session, org_id, status="deleting", status_reason=_WHY, status_at=now, delete_at=now
        )
        return
    if organization.owner_id == user.id:
        raise OwnerStays("Hand the organization on, or delete it, first.")
    await keep_an_admin(session, membership)
    await repository.remove_membership(session, org_id, user.id)
    await links.unlink(session, org_id, user.id)
