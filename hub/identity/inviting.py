"""The rules of an invitation that is under way: looked at by whom it is for, and sent again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.audit import public as audit
from hub.identity import domains, members_repository, repository
from hub.identity.credentials import INVITATION, digest, mint, prefix_of
from hub.identity.domain import Identity
from hub.identity.errors import InvitationNotFound, OrganizationNotFound
from hub.identity.models import Invitation
from hub.identity.principal import Principal
from hub.identity.teams import tell
from hub.kit.ids import is_id


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation offers."""

    organization: str
    inviter: str
    email: str
    role: str
    expires_at: datetime


async def look(identity: Identity, token: str) -> Offer:
    """What somebody who holds the secret is offered, whether they are signed in or not.

    Raises:
        InvitationNotFound: used, expired, revoked, or its inviter is no longer an admin.
    """
    refused = InvitationNotFound("The invitation is used, expired or taken back.")
    if prefix_of(token) != INVITATION:
        raise refused
    async with identity.database.transaction() as session:
        seat = await repository.find_invitation(session, digest(token))
    if seat is None or seat.expires_at <= identity.clock():
        raise refused
    async with identity.database.transaction(seat.org_id) as session:
        organization = await repository.get_organization(session, seat.org_id)
        known = await repository.get_invitation(session, seat.org_id, seat.id)
        inviter = None if known is None else await repository.get_user(session, known.invited_by)
    if organization is None:
        raise refused
    name = (inviter.name if inviter else "") or "Somebody"
    return Offer(organization.name, name, seat.email, seat.role, seat.expires_at)


async def resend(
    identity: Identity, principal: Principal, invitation_id: str, life: timedelta
) -> tuple[Invitation, str]:
    """The same seat with another secret, mailed anew; the one before opens nothing any more.

    Raises:
        InvitationNotFound: none of the organization, accepted, or taken back.
        EmailDomainNotAllowed: addresses of its domain are refused by now.
    """
    missing = InvitationNotFound("There is no such invitation that is open.")
    if not is_id("ivt", invitation_id):
        raise missing
    async with identity.database.transaction(principal.org_id) as session:
        known = await repository.get_invitation(session, principal.org_id, invitation_id)
    if known is None or known.accepted_at is not None or known.revoked_at is not None:
        raise missing
    await domains.admit(identity, known.email)
    before = {"expires_at": known.expires_at}
    token = mint(INVITATION)
    known.token_hash, known.invited_by = digest(token), principal.user_id
    known.expires_at = identity.clock() + life
    async with identity.database.transaction(principal.org_id) as session:
        organization = await repository.get_organization(session, principal.org_id)
        if organization is None:
            raise OrganizationNotFound("The organization has ended.")
        if not await members_repository.renew_invitation(session, known):
            raise missing
        await tell(identity, session, organization, known, token)
        after = {"role": known.role, "expires_at": known.expires_at}
        entry = audit.Entry("invitation.resent", known.org_id, known.id, before, after)
        await audit.record(session, entry)
    return known, token
