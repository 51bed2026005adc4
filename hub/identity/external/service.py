"""The rules of signing in with an account elsewhere.

An account here is found by what the house calls itself and the person, never by an email address:
whoever gets an address at a house gets nothing of who has it here. An account that exists is linked
by its owner, who shows that it is theirs.
"""

from collections.abc import Sequence
from typing import Final

from pydantic import TypeAdapter, ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import (
    confined,
    domains,
    links_repository,
    service,
    verification,
)
from hub.identity import repository as accounts
from hub.identity.errors import MfaRequired
from hub.identity.events import PersonTold
from hub.identity.external import repository
from hub.identity.external.domain import External, House, Person
from hub.identity.external.errors import (
    ExternalEmailUnverified,
    ExternalIdentityNotFound,
    ExternalIdentityTaken,
    LastWayIn,
    NotLinked,
)
from hub.identity.external.models import ExternalIdentity
from hub.identity.external.repository import Known
from hub.identity.models import User
from hub.identity.principal import Principal
from hub.identity.schemas import Email
from hub.identity.service import SignedInUser
from hub.identity.shown import Shown
from hub.identity.sso import realms
from hub.kit.clock import said
from hub.kit.errors import Unauthenticated
from hub.kit.ids import is_id, new_id

_address: Final = TypeAdapter[str](Email)


async def sign_in(external: External, house: House, person: Person) -> SignedInUser:
    """A session of the account that it opens, or of a new one.

    Raises:
        MfaRequired: the account has an authenticator app, and a code comes next.
        ExternalEmailUnverified: nobody knows them yet, and the house vouches for no address.
        NotLinked: there is an account with the address.
        EmailDomainNotAllowed: addresses of its domain may have no accounts.
    """
    async with external.identity.database.transaction() as session:
        known = await repository.find(session, person.issuer, person.subject)
    if known is not None:
        return await _enter(external, house, known)
    return await _join(external, house, person)


async def _enter(external: External, house: House, known: Known) -> SignedInUser:
    identity = external.identity
    chosen = known.org_ids[0] if known.org_ids else None
    entered = chosen or new_id("org")
    async with identity.database.transaction(entered, user_id=known.user_id) as session:
        asked = await service.enter_or_ask(
            identity,
            session,
            known.user_id,
            entered,
            new=chosen is None,
            shown=Shown(house.name),
        )
        await repository.used(session, known.id, identity.clock())
        if isinstance(asked, SignedInUser):
            await service.record_sign_in(session, "session.started", asked)
            return asked
    raise MfaRequired(asked.token, asked.expires_at)


async def _join(external: External, house: House, person: Person) -> SignedInUser:
    identity = external.identity
    email = _vouched(house, person)
    await domains.admit(identity, email)
    await realms.refuse_account(identity, email)
    async with identity.database.transaction() as session:
        if await accounts.find_sign_in(session, email) is not None:
            raise NotLinked(
                f"There is an account with {email}. Sign in to it, then link {house.label} there."
            )
    user = service.new_user(identity, email, None, name=_name(person))
    user.email_verified_at = user.created_at
    org_id = new_id("org")
    async with identity.database.transaction(org_id, user_id=user.id) as session:
        await accounts.add_user(session, user)
        organization = await service.found(identity, session, org_id, user, team=None, first=True)
        await _add(external, session, house, person, user.id)
        signed_in = await service.open_session(
            identity, session, user, organization, "admin", shown=Shown(house.name)
        )
        await service.record_sign_in(session, "user.signed_up", signed_in)
    return signed_in


async def link(external: External, principal: Principal, house: House, person: Person) -> None:
    """From now on it opens this account, whose owner has shown before that it is theirs.

    Raises:
        ExternalEmailUnverified: the house vouches for no address.
        EmailNotVerified: the account has another address, which is not verified.
        ExternalIdentityTaken: it opens another account.
        StaysHere: an organization vouches for the session, and for no more.
    """
    await confined.require_free(external.identity, principal)
    identity, org_id = external.identity, principal.org_id
    email = _vouched(house, person)
    user = await _user(external, principal)
    same = email == user.email.casefold()
    if not same:
        await verification.require_verified(identity, principal, always=True)
    async with identity.database.transaction(org_id, user_id=user.id) as session:
        known = await repository.find(session, person.issuer, person.subject)
        if known is not None and known.user_id == user.id:
            return
        if known is not None:
            raise ExternalIdentityTaken("It opens another account here.")
        row = await _add(external, session, house, person, user.id)
        if same:
            await links_repository.set_verified(session, user.id, identity.clock())
        await _tell(external, session, house, user, org_id)
        entry = audit.Entry(
            "external_identity.linked", org_id, row.id, after={"provider": house.name}
        )
        await audit.record(session, entry)


async def _tell(
    external: External, session: AsyncSession, house: House, user: User, org_id: str
) -> None:
    told = PersonTold(
        org_id=org_id,
        notice="sign_in_linked",
        key=f"sign_in_linked:{new_id('evt')}",
        email=user.email,
        user_id=user.id,
        values={"provider": house.label, "when": said(external.identity.clock())},
    )
    await external.identity.events.emit(session, told)


async def list_own(
    external: External, principal: Principal, *, after: str | None, limit: int
) -> Sequence[ExternalIdentity]:
    async with external.identity.database.transaction(user_id=principal.user_id) as session:
        return await repository.list_own(session, principal.user_id, after=after, limit=limit)


async def unlink(external: External, principal: Principal, identity_id: str) -> None:
    """It opens nothing from now on; sessions that it began go on.

    Raises:
        ExternalIdentityNotFound: none of one's own.
        LastWayIn: there is neither a password, nor a passkey, nor another account elsewhere.
        StaysHere: an organization vouches for the session, and for no more.
    """
    await confined.require_free(external.identity, principal)
    org_id, user_id = principal.org_id, principal.user_id
    async with external.identity.database.transaction(org_id, user_id=user_id) as session:
        user = await repository.lock(session, user_id)
        known = (
            await repository.get(session, user_id, identity_id)
            if is_id("ext", identity_id)
            else None
        )
        if user is None or known is None:
            raise ExternalIdentityNotFound("You have linked no such account.")
        if not await repository.other_ways_in(session, user, known.id):
            raise LastWayIn("Set a password first (recover the account), or add a passkey.")
        await repository.remove(session, user_id, known.id)
        entry = audit.Entry(
            "external_identity.unlinked", org_id, known.id, before={"provider": known.provider}
        )
        await audit.record(session, entry)


async def _add(
    external: External, session: AsyncSession, house: House, person: Person, user_id: str
) -> ExternalIdentity:
    now = external.identity.clock()
    row = ExternalIdentity(
        id=new_id("ext"),
        user_id=user_id,
        provider=house.name,
        issuer=person.issuer,
        subject=person.subject,
        email=person.email,
        created_at=now,
        last_used_at=now,
    )
    await repository.add(session, row)
    return row


def _vouched(house: House, person: Person) -> str:
    """The address that the house vouches for, in the one spelling.

    Raises ExternalEmailUnverified.
    """
    try:
        email = _address.validate_python(person.email if person.email_verified else None)
    except ValidationError as error:
        raise ExternalEmailUnverified(
            f"{house.label} does not say that your email address is verified. Verify it there."
        ) from error
    return str(email)


def _name(person: Person) -> str | None:
    """As it may be shown; without one, the address says it."""
    if person.name is None:
        return None
    plain = "".join(c for c in person.name if c.isprintable()).strip()
    return plain[:100] or None


async def _user(external: External, principal: Principal) -> User:
    async with external.identity.database.transaction(user_id=principal.user_id) as session:
        user = await accounts.get_user(session, principal.user_id)
    if user is None:
        raise Unauthenticated("This account has ended.")
    return user
