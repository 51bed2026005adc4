"""Whose people an email domain's are, and which ways in they have.

Where an organization enforces its provider, the people of its domains enter it through that and in
no other way: not by password, passkey or link, nor from another organization. Named administrators
may still, with a second factor, for the day on which the provider is down. Administrators of the
platform are no organization's people: they have credentials of their own.
"""

from dataclasses import replace
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity import domains
from hub.identity.domain import Identity
from hub.identity.errors import EmailDomainNotAllowed
from hub.identity.models import User
from hub.identity.schemas import normalize_email
from hub.identity.shown import Shown
from hub.identity.sso import realms_repository
from hub.identity.sso.errors import SsoRequired
from hub.identity.sso.realms_repository import Realm

METHOD: Final = "sso"
BREAK_GLASS: Final = "break_glass"


def start_path(connection_id: str) -> str:
    return f"/sso/{connection_id}/start"


async def find(session: AsyncSession, email: str) -> Realm | None:
    """In any transaction; an address that no domain can have has no realm."""
    try:
        domain = domains.ascii_name(email.rpartition("@")[2])
    except EmailDomainNotAllowed:
        return None
    return await realms_repository.find_realm(session, domain)


async def find_realm(identity: Identity, email: str) -> Realm | None:
    """As `find`, of an address as somebody wrote it."""
    async with identity.database.transaction() as session:
        return await find(session, str(normalize_email(email)))


async def refuse_password(
    identity: Identity, email: str, *, org_id: str | None, proven: str | None
) -> Realm | None:
    """The realm that a named administrator (`proven`, by their password) enters nevertheless.

    Everybody else of its domains gets the same answer, whether there is an account or not.

    Raises:
        SsoRequired: the domain's people sign in through their provider.
    """
    async with identity.database.transaction() as session:
        realm = await find(session, email)
    if realm is None or not realm.enforced or org_id not in (None, realm.org_id):
        return None
    if proven is not None and proven in realm.break_glass:
        return realm
    if proven is not None and await _of_platform(identity, proven):
        return None
    raise required(identity, realm)


async def _of_platform(identity: Identity, user_id: str) -> bool:
    async with identity.database.transaction(user_id=user_id) as session:
        user = await session.get(User, user_id)
    return user is not None and user.platform_role is not None


async def refuse_account(identity: Identity, email: str) -> None:
    """Raises SsoRequired: the domain's people get accounts through their provider."""
    async with identity.database.transaction() as session:
        realm = await find(session, email)
    if realm is not None and realm.enforced:
        raise required(identity, realm)


async def refuse_other_address(identity: Identity, user: User) -> None:
    """Whose domain's people come through a provider, keep its address: with another they would
    enter their organization in other ways.

    Raises:
        SsoRequired: they are such a person.
    """
    if user.platform_role is None:
        await refuse_account(identity, user.email)


async def admitted(
    identity: Identity, session: AsyncSession, user: User, org_id: str, shown: Shown
) -> Shown:
    """How the session is said to have begun: by way of an exception, when it took one.

    Raises:
        SsoRequired: the organization is entered through its provider.
    """
    if user.platform_role is not None:
        return shown
    realm = await find(session, user.email)
    if realm is None or not realm.enforced or realm.org_id != org_id:
        return shown
    if user.id in realm.break_glass and shown.second_factor:
        return replace(shown, method=BREAK_GLASS)
    raise required(identity, realm)


def required(identity: Identity, realm: Realm) -> SsoRequired:
    return SsoRequired(
        "Your organization signs its people in through its own provider.",
        connection_id=realm.connection_id,
        url=identity.issuer + start_path(realm.connection_id),
    )
