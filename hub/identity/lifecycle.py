"""The rules of an organization's life: its name, its owner, its growth and its end."""

from datetime import timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import lifecycle_repository, repository
from hub.identity.announcing import tell_admins, tell_person
from hub.identity.domain import Identity
from hub.identity.errors import (
    MemberNotFound,
    NotPersonal,
    OrganizationNotFound,
    OwnerRequired,
    PersonalOrganization,
    TransferNotFound,
)
from hub.identity.models import Organization, OrganizationTransfer
from hub.identity.principal import Principal
from hub.identity.service import PERSONAL, TEAM
from hub.kit.clock import said_day
from hub.kit.errors import Conflict
from hub.kit.ids import is_id

TRANSFER_LIFE: Final = timedelta(days=7)


async def rename(identity: Identity, principal: Principal, name: str) -> Organization:
    """Raises PersonalOrganization: its name is its person's."""
    async with identity.database.transaction(principal.org_id) as session:
        organization = await _locked(session, principal.org_id)
        if organization.type == PERSONAL:
            raise PersonalOrganization("Make a team of it first; a person is not renamed here.")
        await lifecycle_repository.change(session, organization.id, name=name)
        organization.name = name
        entry = audit.Entry("organization.renamed", organization.id, organization.id)
        await audit.record(session, entry)
    return organization


async def grow(identity: Identity, principal: Principal, name: str) -> Organization:
    """A team from the hidden organization of one person: the same, under a name, with room for
    others. Agents, keys, credits, runs and files stay where they are.

    Raises:
        NotPersonal: it is a team already.
    """
    async with identity.database.transaction(principal.org_id) as session:
        organization = await _locked(session, principal.org_id)
        if organization.type != PERSONAL:
            raise NotPersonal("This organization is a team already.")
        await lifecycle_repository.change(session, organization.id, type=TEAM, name=name)
        organization.type, organization.name = TEAM, name
        before, after = {"type": PERSONAL}, {"type": TEAM}
        entry = audit.Entry("organization.grown", organization.id, organization.id, before, after)
        await audit.record(session, entry)
    return organization


async def is_owner(session: AsyncSession, organization: Organization, user_id: str) -> bool:
    """Where the owner has no seat any more, every admin may do what an owner does."""
    owner = organization.owner_id
    if owner is None or owner == user_id:
        return True
    seat = await repository.get_membership(session, organization.id, owner)
    return seat is None or seat.role != "admin"


async def _owned(session: AsyncSession, principal: Principal) -> Organization:
    organization = await _locked(session, principal.org_id)
    if not await is_owner(session, organization, principal.user_id):
        raise OwnerRequired("The organization's owner does this.")
    return organization


async def _locked(session: AsyncSession, org_id: str) -> Organization:
    organization = await repository.lock_organization(session, org_id)
    if organization is None:
        raise OrganizationNotFound("The organization has ended.")
    return organization


async def offer(identity: Identity, principal: Principal, user_id: str) -> OrganizationTransfer:
    """Offer the organization to a member; it is theirs once they accept. A new offer takes the
    place of an earlier one.

    Raises:
        OwnerRequired: the caller is not the owner.
        PersonalOrganization: there is nobody to hand it to.
        MemberNotFound: nobody here by this ID.
    """
    now = identity.clock()
    async with identity.database.transaction(principal.org_id) as session:
        organization = await _owned(session, principal)
        if organization.type == PERSONAL:
            raise PersonalOrganization("A personal account cannot be handed on.")
        seat = (
            await repository.get_membership(session, organization.id, user_id)
            if is_id("usr", user_id)
            else None
        )
        if seat is None:
            raise MemberNotFound("There is no such member.")
        if user_id == principal.user_id:
            raise Conflict("It is yours already.")
        transfer = OrganizationTransfer(
            org_id=organization.id,
            from_user=principal.user_id,
            to_user=user_id,
            created_at=now,
            expires_at=now + TRANSFER_LIFE,
        )
        await lifecycle_repository.set_transfer(session, transfer)
        values = {"organization": organization.name, "expires": said_day(transfer.expires_at)}
        await tell_person(
            identity, session, organization.id, "transfer_offered", user_id, values=values, at=now
        )
        after = {"owner_id": user_id, "expires_at": transfer.expires_at}
        entry = audit.Entry(
            "organization.transfer_offered", organization.id, organization.id, after=after
        )
        await audit.record(session, entry)
    return transfer


async def offered(identity: Identity, principal: Principal) -> OrganizationTransfer:
    """The open offer, for admins and for whom it is made to.

    Raises:
        TransferNotFound: there is none that they could see.
    """
    async with identity.database.transaction(principal.org_id) as session:
        return await _open_transfer(identity, session, principal)


async def _open_transfer(
    identity: Identity, session: AsyncSession, principal: Principal
) -> OrganizationTransfer:
    transfer = await lifecycle_repository.get_transfer(session, principal.org_id)
    sees = transfer is not None and (
        "admin" in principal.scopes or transfer.to_user == principal.user_id
    )
    if transfer is None or not sees or transfer.expires_at <= identity.clock():
        raise TransferNotFound("Nobody offers this organization.")
    return transfer


async def accept(identity: Identity, principal: Principal) -> Organization:
    """Take the organization over. Who offered it stays an admin.

    Raises:
        TransferNotFound: it is not offered to the caller, or no longer by its owner.
    """
    async with identity.database.transaction(principal.org_id) as session:
        organization = await _locked(session, principal.org_id)
        transfer = await _open_transfer(identity, session, principal)
        stands = await is_owner(session, organization, transfer.from_user)
        if transfer.to_user != principal.user_id or not stands:
            raise TransferNotFound("Nobody offers this organization to you.")
        await lifecycle_repository.remove_transfer(session, organization.id)
        await repository.set_role(session, organization.id, principal.user_id, "admin")
        before, after = organization.owner_id, principal.user_id
        await lifecycle_repository.change(session, organization.id, owner_id=after)
        organization.owner_id = after
        values = {"organization": organization.name}
        await tell_admins(identity, session, organization.id, "transfer_accepted", values=values)
        entry = audit.Entry(
            "organization.transferred",
            organization.id,
            organization.id,
            before={"owner_id": before},
            after={"owner_id": after},
        )
        await audit.record(session, entry)
    return organization


async def withdraw(identity: Identity, principal: Principal) -> None:
    """Take the offer back, or decline it. Raises TransferNotFound."""
    async with identity.database.transaction(principal.org_id) as session:
        transfer = await _open_transfer(identity, session, principal)
        await lifecycle_repository.remove_transfer(session, principal.org_id)
        before = {"owner_id": transfer.to_user}
        entry = audit.Entry(
            "organization.transfer_ended", principal.org_id, principal.org_id, before=before
        )
        await audit.record(session, entry)


async def ask_for_deletion(identity: Identity, principal: Principal, reason: str) -> Organization:
    """From now on the organization is closed, and at the end of the days of grace it is gone.

    Raises:
        OwnerRequired: the caller is not the owner.
    """
    now = identity.clock()
    delete_at = now + timedelta(days=identity.organizations.deletion_grace_days)
    async with identity.database.transaction(principal.org_id) as session:
        organization = await _owned(session, principal)
        await lifecycle_repository.change(
            session,
            organization.id,
            status="deleting",
            status_reason=reason,
            status_at=now,
            delete_at=delete_at,
        )
        values = {"organization": organization.name, "when": said_day(delete_at)}
        await tell_admins(
            identity, session, organization.id, "organization_deleting", values=values
        )
        after = {"reason": reason, "delete_at": delete_at}
        entry = audit.Entry(
            "organization.deletion_asked", organization.id, organization.id, after=after
        )
        await audit.record(session, entry)
    organization.status, organization.status_reason = "deleting", reason
    organization.delete_at = delete_at
    return organization


async def restore(identity: Identity, principal: Principal, org_id: str) -> Organization:
    """Take back that it is to be deleted. Any admin of it may, from wherever they are signed in.

    Raises:
        OrganizationNotFound: none that the caller is admin of and that waits for its end.
    """
    missing = OrganizationNotFound("There is no such organization that waits for its end.")
    if not is_id("org", org_id):
        raise missing
    async with identity.database.transaction(user_id=principal.user_id) as session:
        seat = await repository.get_membership(session, org_id, principal.user_id)
    if seat is None or seat.role != "admin":
        raise missing
    async with identity.database.transaction(org_id, user_id=principal.user_id) as session:
        organization = await _locked(session, org_id)
        if organization.status != "deleting":
            raise missing
        await lifecycle_repository.change(
            session,
            org_id,
            status="active",
            status_reason=None,
            status_at=identity.clock(),
            delete_at=None,
        )
        values = {"organization": organization.name}
        await tell_admins(identity, session, org_id, "organization_restored", values=values)
        before = {"delete_at": organization.delete_at}
        entry = audit.Entry("organization.restored", org_id, org_id, before=before)
        await audit.record(session, entry)
    organization.status, organization.status_reason, organization.delete_at = "active", None, None
    return organization
