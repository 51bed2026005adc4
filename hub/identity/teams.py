"""The rules of organizations, their members and invitations."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import domains, members_repository, repository
from hub.identity.admins import keep_an_admin
from hub.identity.confined import reach_of
from hub.identity.credentials import INVITATION, digest, mint, prefix_of
from hub.identity.directory import links
from hub.identity.domain import Identity
from hub.identity.errors import (
    InvitationNotFound,
    MemberNotFound,
    OrganizationNotFound,
    OwnerStays,
    PersonalOrganization,
)
from hub.identity.events import InvitationCreated
from hub.identity.models import Invitation, Membership, Organization, User
from hub.identity.principal import Principal
from hub.identity.service import PERSONAL, found
from hub.kit.errors import Unauthenticated
from hub.kit.ids import is_id, new_id

INVITATION_LIFE: Final = timedelta(days=7)


async def create_team(identity: Identity, principal: Principal, name: str) -> Organization:
    """A team of which the caller is admin; its wallet starts without a welcome gift."""
    org_id = new_id("org")
    async with identity.database.transaction(org_id, user_id=principal.user_id) as session:
        user = await repository.get_user(session, principal.user_id)
        if user is None:
            raise Unauthenticated("This account has ended.")
        team = await found(identity, session, org_id, user, team=name, first=False)
        entry = audit.Entry("organization.created", org_id, org_id, after={"type": team.type})
        await audit.record(session, entry)
        return team


async def list_organizations(
    identity: Identity, principal: Principal, *, after: str | None, limit: int
) -> Sequence[tuple[Organization, str]]:
    """Where the caller belongs; an API key sees its own organization only."""
    org_ids = await reach_of(identity, principal)
    async with identity.database.transaction(org_ids) as session:
        return await repository.organizations_of(
            session, principal.user_id, after=after, limit=limit
        )


async def list_members(
    identity: Identity, principal: Principal, *, q: str | None, after: str | None, limit: int
) -> Sequence[tuple[User, Membership, datetime | None]]:
    """With the last sign-in here, as far as it is still on record."""
    async with identity.database.transaction(principal.org_id) as session:
        return await members_repository.list_members(
            session, principal.org_id, q=q, after=after, limit=limit
        )


async def change_role(
    identity: Identity, principal: Principal, user_id: str, role: str
) -> tuple[User, Membership]:
    """Effective within a second, on sessions and keys that exist.

    Raises:
        MemberNotFound: nobody here by this ID.
        LastAdmin: the organization would be left without an admin.
        OwnerStays: they own it.
    """
    async with identity.database.transaction(principal.org_id) as session:
        organization = await repository.lock_organization(session, principal.org_id)
        membership = await _member(session, principal.org_id, user_id)
        if role != "admin":
            await keep_an_admin(session, membership)
            _keep_the_owner(organization, membership)
        before = membership.role
        await repository.set_role(session, principal.org_id, user_id, role)
        user = await repository.get_user(session, user_id)
        if user is None:
            raise MemberNotFound("There is no such member.")
        entry = audit.Entry(
            "member.role_changed",
            principal.org_id,
            user_id,
            before={"role": before},
            after={"role": role},
        )
        await audit.record(session, entry)
    membership.role = role
    return user, membership


async def remove_member(identity: Identity, principal: Principal, user_id: str) -> None:
    """Take a member out, or leave; their sessions and keys here end.

    Raises:
        MemberNotFound: nobody here by this ID.
        LastAdmin: the organization would be left without an admin.
        OwnerStays: they own it.
        PersonalOrganization: one cannot leave oneself.
    """
    async with identity.database.transaction(principal.org_id) as session:
        organization = await repository.lock_organization(session, principal.org_id)
        membership = await _member(session, principal.org_id, user_id)
        if organization is None or organization.type == PERSONAL:
            raise PersonalOrganization("A personal account cannot be left.")
        await keep_an_admin(session, membership)
        _keep_the_owner(organization, membership)
        await repository.revoke_everything_of(
            session, [principal.org_id], user_id, identity.clock()
        )
        await repository.remove_membership(session, principal.org_id, user_id)
        await links.unlink(session, principal.org_id, user_id)
        before = {"role": membership.role}
        await audit.record(
            session, audit.Entry("member.removed", principal.org_id, user_id, before=before)
        )


async def _member(session: AsyncSession, org_id: str, user_id: str) -> Membership:
    found_ = (
        await repository.get_membership(session, org_id, user_id) if is_id("usr", user_id) else None
    )
    if found_ is None:
        raise MemberNotFound("There is no such member.")
    return found_


def _keep_the_owner(organization: Organization | None, membership: Membership) -> None:
    """Whoever they are to be made smaller by, and be it themselves."""
    if organization is not None and organization.owner_id == membership.user_id:
        raise OwnerStays("The owner offers the organization to another member first.")


async def invite(
    identity: Identity,
    principal: Principal,
    email: str,
    role: str,
    life: timedelta = INVITATION_LIFE,
) -> tuple[Invitation, str]:
    """A seat for this address, and the secret to show once.

    Raises:
        EmailDomainNotAllowed: addresses of its domain are refused.
        PersonalOrganization: a personal account has no members.
    """
    await domains.admit(identity, email)
    async with identity.database.transaction(principal.org_id) as session:
        organization = await repository.get_organization(session, principal.org_id)
        if organization is None or organization.type == PERSONAL:
            raise PersonalOrganization("Make an organization, then invite people to it.")
        invitation, token = await offer(
            identity,
            session,
            organization,
            email,
            role,
            inviter_id=principal.user_id,
            life=life,
        )
        entry = audit.Entry(
            "invitation.created",
            invitation.org_id,
            invitation.id,
            after={"role": role, "expires_at": invitation.expires_at},
        )
        await audit.record(session, entry)
    return invitation, token


async def offer(
    identity: Identity,
    session: AsyncSession,
    organization: Organization,
    email: str,
    role: str,
    *,
    inviter_id: str,
    life: timedelta = INVITATION_LIFE,
) -> tuple[Invitation, str]:
    """The seat and its secret, in this transaction; the person is told."""
    token = mint(INVITATION)
    now = identity.clock()
    invitation = Invitation(
        id=new_id("ivt"),
        org_id=organization.id,
        email=email,
        role=role,
        token_hash=digest(token),
        invited_by=inviter_id,
        created_at=now,
        expires_at=now + life,
    )
    await repository.add(session, invitation)
    await tell(identity, session, organization, invitation, token)
    return invitation, token


async def tell(
    identity: Identity,
    session: AsyncSession,
    organization: Organization,
    invitation: Invitation,
    token: str,
) -> None:
    """The person hears of the seat, with the secret that takes it."""
    inviter = await repository.get_user(session, invitation.invited_by)
    await identity.events.emit(
        session,
        InvitationCreated(
            org_id=invitation.org_id,
            invitation_id=invitation.id,
            organization=organization.name,
            inviter=(inviter.name if inviter else "") or "Somebody",
            email=invitation.email,
            role=invitation.role,
            expires_at=invitation.expires_at,
            token=token,
        ),
    )


async def list_invitations(
    identity: Identity, principal: Principal, *, after: str | None, limit: int
) -> Sequence[Invitation]:
    async with identity.database.transaction(principal.org_id) as session:
        return await repository.list_invitations(
            session, principal.org_id, after=after, limit=limit
        )


async def revoke_invitation(identity: Identity, principal: Principal, invitation_id: str) -> None:
    async with identity.database.transaction(principal.org_id) as session:
        known = (
            await repository.get_invitation(session, principal.org_id, invitation_id)
            if is_id("ivt", invitation_id)
            else None
        )
        if known is None:
            raise InvitationNotFound("There is no such invitation.")
        await repository.revoke_invitation(
            session, principal.org_id, invitation_id, identity.clock()
        )
        before = {"role": known.role}
        await audit.record(
            session,
            audit.Entry("invitation.revoked", principal.org_id, invitation_id, before=before),
        )


async def accept(identity: Identity, principal: Principal, token: str) -> tuple[Organization, str]:
    """Take the seat. The secret alone is not enough: the account must have the address.

    Raises:
        InvitationNotFound: used, expired, revoked, for another address, or its inviter is no
            longer an admin.
        EmailDomainNotAllowed: addresses of its domain are refused by now.
    """
    refused = InvitationNotFound("The invitation is used, expired, or for another address.")
    if prefix_of(token) != INVITATION:
        raise refused
    now = identity.clock()
    async with identity.database.transaction(user_id=principal.user_id) as session:
        seat = await repository.find_invitation(session, digest(token))
        user = await repository.get_user(session, principal.user_id)
    if seat is None or user is None or seat.expires_at <= now:
        raise refused
    if seat.email.casefold() != user.email.casefold():
        raise refused
    await domains.admit(identity, user.email)
    async with identity.database.transaction(seat.org_id, user_id=user.id) as session:
        if not await repository.accept_invitation(session, seat.org_id, seat.id, now):
            raise refused
        organization = await repository.get_organization(session, seat.org_id)
        membership = await repository.get_membership(session, seat.org_id, user.id)
        if membership is None:
            membership = Membership(
                org_id=seat.org_id, user_id=user.id, role=seat.role, created_at=now
            )
            await repository.add_membership(session, membership)
        if organization is None:
            raise OrganizationNotFound("The organization has ended.")
        await links.link(session, seat.org_id, seat.id, user.id)
        after = {"role": membership.role}
        await audit.record(
            session, audit.Entry("invitation.accepted", seat.org_id, seat.id, after=after)
        )
    return organization, membership.role
