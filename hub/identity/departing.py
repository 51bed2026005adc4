"""The end of an organization, once its days of grace are over."""

from typing import Final

from hub.audit import public as audit
from hub.identity import lifecycle_repository, repository
from hub.identity.domain import Identity
from hub.identity.events import OrganizationDeleted

_NAMELESS: Final = "Deleted organization"


async def close_for_good(identity: Identity, org_id: str) -> bool:
    """Nobody belongs to it any more, and nothing opens it; its name is forgotten.

    Whether it is gone now: one that was restored meanwhile is left alone.
    """
    now = identity.clock()
    async with identity.database.transaction(org_id) as session:
        organization = await repository.lock_organization(session, org_id)
        if organization is None or organization.status != "deleting":
            return organization is not None and organization.status == "deleted"
        await lifecycle_repository.revoke_everything_in(session, org_id, now)
        await lifecycle_repository.remove_transfer(session, org_id)
        await lifecycle_repository.remove_memberships(session, org_id)
        await lifecycle_repository.change(
            session,
            org_id,
            status="deleted",
            name=_NAMELESS,
            sealed=None,
            owner_id=None,
            status_at=now,
        )
        await identity.events.emit(session, OrganizationDeleted(org_id))
        after = {"reason": organization.status_reason}
        entry = audit.Entry("organization.deleted", org_id, org_id, after=after)
        await audit.record(session, entry, by=audit.SYSTEM)
    return True


async def forget_departure(identity: Identity, org_id: str) -> None:
    """Its content is gone too: there is nothing left to do about it."""
    async with identity.database.transaction(org_id) as session:
        organization = await repository.lock_organization(session, org_id)
        if organization is not None and organization.status == "deleted":
            await lifecycle_repository.change(session, org_id, delete_at=None)
