"""How an account begins."""

from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import domains, links, repository, verification
from hub.identity.domain import Identity
from hub.identity.errors import EmailTaken
from hub.identity.events import PersonTold
from hub.identity.models import User
from hub.identity.service import SignedInUser, found, new_user, open_session, record_sign_in
from hub.identity.sso import realms
from hub.kit.ids import new_id

_ACTION: Final = "user.signed_up"


async def sign_up(
    identity: Identity, email: str, password: str, *, name: str | None, team: str | None
) -> SignedInUser | None:
    """Account, organization and session in one transaction, and a link to verify the address.

    None where addresses are verified first: then nobody is signed in, and whoever asks is told the
    same of an address that has an account. The owner of that one hears of it by mail.

    Raises:
        EmailTaken: there is an account with this address, and addresses are not verified first.
        EmailDomainNotAllowed: addresses of its domain may have none.
        SsoRequired: they get one through their organization's provider.
    """
    await domains.admit(identity, email)
    await realms.refuse_account(identity, email)
    hashed = await identity.passwords.accept(password, email=email)
    user = new_user(identity, email, hashed, name=name)
    try:
        return await _begin(identity, user, team)
    except EmailTaken:
        if identity.sign_up.verification != "first":
            raise
    await _tell_owner(identity, email)
    return None


async def _begin(identity: Identity, user: User, team: str | None) -> SignedInUser | None:
    org_id = new_id("org")
    first = identity.sign_up.verification == "first"
    async with identity.database.transaction(org_id, user_id=user.id) as session:
        await repository.add_user(session, user)
        organization = await found(identity, session, org_id, user, team=team, first=True)
        if identity.sign_up.verification != "off":
            await verification.send(identity, session, user, org_id)
        if first:
            await _record(session, org_id, user.id)
            return None
        signed_in = await open_session(identity, session, user, organization, "admin")
        await record_sign_in(session, _ACTION, signed_in)
        return signed_in


async def _record(session: AsyncSession, org_id: str, user_id: str) -> None:
    after = {"organization_id": org_id}
    entry = audit.Entry(_ACTION, org_id, user_id, after=after)
    await audit.record(session, entry, by=links.by(user_id))


async def _tell_owner(identity: Identity, email: str) -> None:
    """Once a day at most."""
    async with identity.database.transaction() as session:
        known = await repository.find_sign_in(session, email)
    if known is None:  # it is kept for who may still take it back
        return
    org_id = links.home_of(known.org_ids)
    async with identity.database.transaction(org_id, user_id=known.user_id) as session:
        told = PersonTold(
            org_id=org_id,
            notice="address_taken",
            key=f"address_taken:{identity.clock():%Y-%m-%d}",
            email=email,
        )
        await identity.events.emit(session, told)
