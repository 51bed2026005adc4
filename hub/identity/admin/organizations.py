"""The rules of how the platform finds, suspends and mends organizations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import lifecycle_repository, members_repository
from hub.identity import repository as accounts
from hub.identity.admin import repository
from hub.identity.announcing import tell_admins
from hub.identity.domain import Identity
from hub.identity.errors import (
    AlreadySuspended,
    MemberNotFound,
    NotSuspended,
    OrganizationNotFound,
    PersonalOrganization,
)
from hub.identity.models import Membership, Organization, User
from hub.identity.service import TEAM
from hub.kit.errors import Conflict
from hub.kit.ids import PLATFORM_ORG, is_id

_MOST_MEMBERS = 100


@dataclass(frozen=True, slots=True)
class Known:
    """`members`: the first hundred."""

    organization: Organization
    members: Sequence[tuple[User, Membership]]


async def search(
    identity: Identity,
    *,
    q: str | None,
    kind: str | None,
    status: str | None,
    after: str | None,
    limit: int,
) -> Sequence[tuple[Organization, int]]:
    """By a part of the name or the ID, with how many members each has."""
    async with identity.database.transaction(PLATFORM_ORG) as session:
        return await repository.list_organizations(
            session, q=q, kind=kind, status=status, after=after, limit=limit
        )


async def get(identity: Identity, org_id: str) -> Known:
    """Raises OrganizationNotFound."""
    async with identity.database.transaction(PLATFORM_ORG) as session:
        organization = await _known(session, org_id)
        rows = await members_repository.list_members(
            session, org_id, q=None, after=None, limit=_MOST_MEMBERS
        )
        return Known(organization, [(user, seat) for user, seat, _ in rows])


async def _known(session: AsyncSession, org_id: str, *, lock: bool = False) -> Organization:
    find = accounts.lock_organization if lock else accounts.get_organization
    found = await find(session, org_id) if is_id("org", org_id) else None
    if found is None:
        raise OrganizationNotFound("There is no organization with this ID.")
    return found


async def suspend(identity: Identity, org_id: str, reason: str) -> Organization:
    """Within a second nobody acts in it, over any face; its admins hear why. Whoever belongs to it
    sees that it is suspended, and enters others. What waited for deletion is kept.

    Raises:
        OrganizationNotFound: there is none, or it is gone.
        AlreadySuspended: it is so already.
        PersonalOrganization: the account is what to suspend.
        Conflict: it is the platform's own.
    """
    if org_id == PLATFORM_ORG:
        raise Conflict("The platform's own organization cannot be suspended.")
    if not is_id("org", org_id):
        raise OrganizationNotFound("There is no organization with this ID.")
    async with identity.database.transaction(org_id) as session:
        organization = await _known(session, org_id, lock=True)
        if organization.status == "deleted":
            raise OrganizationNotFound("The organization is gone.")
        if organization.status == "suspended":
            raise AlreadySuspended("The organization is suspended already.")
        if organization.type != TEAM:
            raise PersonalOrganization("Suspend the account of whoever it belongs to.")
        before = {"status": organization.status, "delete_at": organization.delete_at}
        await _stand(identity, session, organization, "suspended", reason)
        values = {"organization": organization.name, "reason": reason}
        await tell_admins(identity, session, org_id, "organization_suspended", values=values)
        await _record(
            session,
            "suspended",
            org_id,
            before=before,
            after={"status": "suspended", "reason": reason},
        )
    return organization


async def reactivate(identity: Identity, org_id: str, reason: str) -> Organization:
    """Raises OrganizationNotFound, NotSuspended."""
    if not is_id("org", org_id):
        raise OrganizationNotFound("There is no organization with this ID.")
    async with identity.database.transaction(org_id) as session:
        organization = await _known(session, org_id, lock=True)
        if organization.status != "suspended":
            raise NotSuspended("The organization is not suspended.")
        await _stand(identity, session, organization, "active", None)
        values = {"organization": organization.name}
        await tell_admins(identity, session, org_id, "organization_reactivated", values=values)
        after = {"status": "active", "reason": reason}
        await _record(session, "reactivated", org_id, before={"status": "suspended"}, after=after)
    return organization


async def _stand(
    identity: Identity,
    session: AsyncSession,
    organization: Organization,
    status: str,
    reason: str | None,
) -> None:
    now = identity.clock()
    await lifecycle_repository.change(
        session,
        organization.id,
        status=status,
        status_reason=reason,
        status_at=now,
        delete_at=None,
    )
    organization.status, organization.status_reason = status, reason
    organization.status_at, organization.delete_at = now, None


async def set_owner(identity: Identity, org_id: str, user_id: str, reason: str) -> Organization:
    """For where the owner is out of reach: one of its admins owns it from now on.

    Raises:
        OrganizationNotFound: there is none.
        MemberNotFound: it has no admin by this ID.
    """
    if not is_id("org", org_id):
        raise OrganizationNotFound("There is no organization with this ID.")
    async with identity.database.transaction(org_id) as session:
        organization = await _known(session, org_id, lock=True)
        seat = await accounts.get_membership(session, org_id, user_id)
        if seat is None or seat.role != "admin":
            raise MemberNotFound("The organization has no admin by this ID.")
        before = {"owner_id": organization.owner_id}
        after = {"owner_id": user_id, "reason": reason}
        await lifecycle_repository.change(session, org_id, owner_id=user_id)
        await lifecycle_repository.remove_transfer(session, org_id)
        organization.owner_id = user_id
        values = {"organization": organization.name}
        await tell_admins(identity, session, org_id, "transfer_accepted", values=values)
        await _record(session, "transferred", org_id, before=before, after=after)
    return organization


async def _record(
    session: AsyncSession,
    verb: str,
    org_id: str,
    *,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> None:
    entry = audit.Entry(
        f"organization.{verb}",
        org_id,
        org_id,
        before=before,
        after=after,
        as_platform=True,
    )
    await audit.record(session, entry)
