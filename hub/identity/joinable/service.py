"""The rules of joining an organization by one's email domain.

It follows from the address, so it takes one that is verified, whatever the settings say; a domain
that the organization has shown to be its own; and the organization's word for that domain: `ask`
or `join`. Where it signs its people in through a provider alone, they come through that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hub.audit import public as audit
from hub.identity import domains, repository
from hub.identity.announcing import tell_admins, tell_person
from hub.identity.confined import is_confined
from hub.identity.domain import Identity
from hub.identity.errors import (
    EmailDomainNotAllowed,
    EmailNotVerified,
    JoinRequestNotFound,
    OrganizationNotFound,
)
from hub.identity.joinable import repository as requests
from hub.identity.joinable.models import JoinRequest
from hub.identity.joinable.repository import Open
from hub.identity.models import Membership, User
from hub.identity.principal import Principal, Role
from hub.identity.sso import realms
from hub.identity.sso import repository as sso_repository
from hub.identity.verification import require_verified
from hub.kit.ids import is_id

Status = Literal["joined", "asked"]


@dataclass(frozen=True, slots=True)
class Joinable:
    """`asked`: the request is there and waits."""

    organization_id: str
    name: str
    joining: str
    asked: bool


async def find(identity: Identity, principal: Principal) -> Joinable | None:
    """The organization that lets the caller in, or asks for a word of an admin's. One at most,
    since a domain is one organization's. None for an address that is not verified.
    """
    if await is_confined(identity, principal):
        return None
    try:
        await require_verified(identity, principal, always=True)
    except EmailNotVerified:
        return None
    user = await _user(identity, principal)
    found = await _open(identity, user)
    if found is None:
        return None
    async with identity.database.transaction(found.org_id, user_id=user.id) as session:
        asked = await requests.get_request(session, found.org_id, user.id)
    return Joinable(found.org_id, found.name, found.joining, asked is not None)


async def join(identity: Identity, principal: Principal, org_id: str) -> Status:
    """Take the seat, or ask for it; asking twice changes nothing.

    Raises:
        EmailNotVerified: the address is not known to be theirs.
        OrganizationNotFound: none of this ID lets them in.
        EmailDomainNotAllowed: addresses of the domain are refused here by now.
        SsoRequired: its people come through their provider.
    """
    await require_verified(identity, principal, always=True)
    missing = OrganizationNotFound("No such organization lets you in by your address.")
    if await is_confined(identity, principal):
        raise missing
    user = await _user(identity, principal)
    found = await _open(identity, user)
    if found is None or found.org_id != org_id:
        raise missing
    await domains.admit(identity, user.email)
    async with identity.database.transaction(user_id=user.id) as session:
        realm = await realms.find(session, user.email)
    if realm is not None and realm.enforced:
        raise realms.required(identity, realm)
    if found.joining == "join":
        await _seat(identity, found.org_id, user.id, "member", action="member.joined")
        return "joined"
    await _ask(identity, found, user)
    return "asked"


async def list_requests(
    identity: Identity, principal: Principal, *, after: str | None, limit: int
) -> Sequence[JoinRequest]:
    async with identity.database.transaction(principal.org_id) as session:
        return await requests.list_requests(session, principal.org_id, after=after, limit=limit)


async def accept(identity: Identity, principal: Principal, user_id: str, role: Role) -> None:
    """Raises JoinRequestNotFound: nobody of this ID asks."""
    await _require_request(identity, principal, user_id)
    await _seat(identity, principal.org_id, user_id, role, action="join_request.accepted")


async def refuse(identity: Identity, principal: Principal, user_id: str) -> None:
    """Raises JoinRequestNotFound: nobody of this ID asks."""
    await _require_request(identity, principal, user_id)
    async with identity.database.transaction(principal.org_id) as session:
        if not await requests.remove_request(session, principal.org_id, user_id):
            raise JoinRequestNotFound("Nobody of this ID asks to join.")
        entry = audit.Entry("join_request.refused", principal.org_id, user_id)
        await audit.record(session, entry)


async def _require_request(identity: Identity, principal: Principal, user_id: str) -> None:
    found = None
    if is_id("usr", user_id):
        async with identity.database.transaction(principal.org_id) as session:
            found = await requests.get_request(session, principal.org_id, user_id)
    if found is None:
        raise JoinRequestNotFound("Nobody of this ID asks to join.")


async def _user(identity: Identity, principal: Principal) -> User:
    async with identity.database.transaction(user_id=principal.user_id) as session:
        user = await repository.get_user(session, principal.user_id)
    if user is None:
        raise OrganizationNotFound("This account has ended.")
    return user


async def _open(identity: Identity, user: User) -> Open | None:
    """Where they have no seat yet, not even one that was suspended."""
    try:
        domain = domains.ascii_name(user.email.rpartition("@")[2])
    except EmailDomainNotAllowed:
        return None
    async with identity.database.transaction() as session:
        found = await requests.find_open(session, domain)
    if found is None:
        return None
    async with identity.database.transaction(found.org_id, user_id=user.id) as session:
        seat = await sso_repository.any_membership(session, found.org_id, user.id)
    return None if seat is not None else found


async def _seat(identity: Identity, org_id: str, user_id: str, role: str, *, action: str) -> None:
    """The seat and its event. Of two at once, one makes it."""
    now = identity.clock()
    async with identity.database.transaction(org_id, user_id=user_id) as session:
        organization = await repository.lock_organization(session, org_id)
        asked = await requests.remove_request(session, org_id, user_id)
        seat = await sso_repository.any_membership(session, org_id, user_id)
        if organization is None or seat is not None:
            raise OrganizationNotFound("The organization has ended, or the seat is there.")
        if action == "join_request.accepted" and not asked:
            raise JoinRequestNotFound("Somebody else has decided.")
        membership = Membership(org_id=org_id, user_id=user_id, role=role, created_at=now)
        await repository.add_membership(session, membership)
        if asked:
            values = {"organization": organization.name, "role": role}
            await tell_person(
                identity, session, org_id, "join_accepted", user_id, values=values, at=now
            )
        await audit.record(session, audit.Entry(action, org_id, user_id, after={"role": role}))


async def _ask(identity: Identity, found: Open, user: User) -> None:
    request = JoinRequest(
        org_id=found.org_id,
        user_id=user.id,
        email=user.email,
        name=user.name,
        created_at=identity.clock(),
    )
    async with identity.database.transaction(found.org_id, user_id=user.id) as session:
        if not await requests.add_request(session, request):
            return
        values = {"organization": found.name, "person": user.name or user.email}
        await tell_admins(identity, session, found.org_id, "join_asked", values=values)
        await audit.record(session, audit.Entry("join_request.made", found.org_id, user.id))
