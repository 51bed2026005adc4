"""The rules of an organization's LDAP server: who sets it, and who signs in with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import structlog

from hub.audit import public as audit
from hub.identity import (
    challenges,
    domains,
    factors_repository,
    service,
)
from hub.identity import repository as identity_repository
from hub.identity.directory import links, repository, roles, seats
from hub.identity.directory.connection import Connection, read
from hub.identity.directory.domain import Directory
from hub.identity.directory.errors import (
    DirectoryAccountOff,
    DirectoryNotConnected,
    DirectorySettingsInvalid,
    DirectoryUnavailable,
    SeatNotTaken,
    Step,
)
from hub.identity.directory.finding import Found, look, prove
from hub.identity.directory.models import DirectoryConnection, DirectoryUser
from hub.identity.directory.resealing import COLUMN
from hub.identity.errors import (
    EmailDomainNotAllowed,
    MfaRequired,
    PersonalOrganization,
    SignInFailed,
)
from hub.identity.principal import Principal
from hub.identity.shown import Shown
from hub.identity.sso import realms
from hub.identity.sso.errors import SsoRequired
from hub.kit.ids import new_id
from hub.kit.sealing import Place

SOURCE: Final = "ldap"
METHOD: Final = "ldap"
_UNAVAILABLE: Final = "directory_unavailable"
_REFUSAL: Final = "The name or the password is wrong, or your directory cannot be asked."
_MOST_NAME: Final = 100

log = structlog.get_logger()


class Known(NamedTuple):
    """`password` is the searcher's; `ours` when the operator set it for the installation."""

    settings: Connection
    password: str | None
    ours: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """`step` is where it failed, and null where nothing did."""

    steps: tuple[Step, ...]
    step: Step | None
    detail: str | None
    groups: tuple[str, ...] | None
    role: str | None


def _place(org_id: str) -> Place:
    return Place(org_id, COLUMN, org_id)


async def get(directory: Directory, who: Principal) -> DirectoryConnection:
    """Raises DirectoryNotConnected."""
    async with directory.identity.database.transaction(who.org_id) as session:
        found = await repository.get_connection(session, who.org_id)
    if found is None:
        raise DirectoryNotConnected("The organization has no LDAP server.")
    return found


async def connect(
    directory: Directory, who: Principal, settings: Connection, password: str | None
) -> DirectoryConnection:
    """The server that people sign in with from now on. Without a password the one before stays.

    Raises:
        DirectorySettingsInvalid: who searches has a name without a password.
        PersonalOrganization: a personal account has no directory.
    """
    sealed = (
        await directory.secrets.seal(_place(who.org_id), password) if password is not None else None
    )
    async with directory.identity.database.transaction(who.org_id) as session:
        organization = await identity_repository.get_organization(session, who.org_id)
        if organization is None or organization.type == service.PERSONAL:
            raise PersonalOrganization("Make an organization, then connect its directory.")
        before = await repository.get_connection(session, who.org_id)
        sealed = _kept(settings, sealed, before)
        row = DirectoryConnection(
            org_id=who.org_id,
            settings=settings.model_dump(exclude_none=True),
            password=sealed,
            updated_at=directory.identity.clock(),
            updated_by=who.user_id,
        )
        await repository.set_connection(session, row)
        entry = audit.Entry(
            "directory.set",
            who.org_id,
            who.org_id,
            before=_told(before),
            after=_told(row),
        )
        await audit.record(session, entry)
    return row


def _kept(
    settings: Connection, sealed: bytes | None, before: DirectoryConnection | None
) -> bytes | None:
    """The searcher's password: the new one, or the one before, which is for its server alone.

    Raises:
        DirectorySettingsInvalid: who searches has a name without a password.
    """
    if settings.bind_dn is None:
        return None
    if sealed is None and before is not None and before.settings.get("url") == settings.url:
        sealed = before.password
    if sealed is None:
        raise DirectorySettingsInvalid.at("/bind_password", "goes with the name that searches")
    return sealed


async def disconnect(directory: Directory, who: Principal) -> None:
    """Nobody signs in with it any more; sessions that are open go on.

    Raises:
        DirectoryNotConnected: there is none.
    """
    async with directory.identity.database.transaction(who.org_id) as session:
        known = await repository.get_connection(session, who.org_id)
        if known is None:
            raise DirectoryNotConnected("The organization has no LDAP server.")
        await repository.remove_connection(session, who.org_id)
        entry = audit.Entry("directory.removed", who.org_id, who.org_id, before=_told(known))
        await audit.record(session, entry)


async def try_out(
    directory: Directory, who: Principal, username: str | None, password: str | None
) -> Tried:
    """Every step up to the first that fails, and what would become of this person.

    Raises:
        DirectoryNotConnected: there is nothing to try.
    """
    known = await known_to(directory, who.org_id)
    if known is None:
        raise DirectoryNotConnected("The organization has no LDAP server.")
    steps: list[Step] = []
    dial = directory.dial_ours if known.ours else directory.dial
    try:
        if username and password:
            found = await prove(
                dial, known.settings, known.password, username, password, begin=steps.append
            )
            steps.append("account")
            if seats.mailbox(found.email) is None:
                detail = f"The entry has no {known.settings.email_attribute} that is an address."
                return Tried(tuple(steps), "account", detail, found.groups, None)
            groups: tuple[str, ...] | None = found.groups
        else:
            groups = await look(dial, known.settings, known.password, username, begin=steps.append)
    except DirectoryUnavailable as error:
        return Tried(tuple(steps), error.step, error.detail, None, None)
    except SignInFailed as error:
        return Tried(tuple(steps), steps[-1] if steps else "find", error.detail, None, None)
    if groups is None:
        return Tried(tuple(steps), None, None, None, None)
    async with directory.identity.database.transaction(who.org_id) as session:
        role = await roles.given(session, who.org_id, groups)
    return Tried(tuple(steps), None, None, groups, role or roles.DEFAULT)


async def sign_in(
    directory: Directory, org_id: str, username: str, password: str
) -> service.SignedInUser:
    """A session in this organization, for whom its directory vouches.

    Raises:
        SignInFailed: no such person, another password, no such directory, or one that cannot be
            asked: it is one answer.
        SeatNotTaken: they are invited, and have not accepted.
        MfaRequired: the password is right, and a code comes next.
        DirectoryAccountOff: provisioning has taken their seat, or they administer the platform,
            which no organization vouches for.
    """
    known = await known_to(directory, org_id)
    if known is None:
        raise SignInFailed(_REFUSAL)
    dial = directory.dial_ours if known.ours else directory.dial
    try:
        found = await prove(dial, known.settings, known.password, username, password)
    except SignInFailed as error:
        await service.record_refusal_in(directory.identity, org_id, None, SignInFailed.code)
        raise SignInFailed(_REFUSAL) from error
    except DirectoryUnavailable as error:
        log.warning("directory.unavailable", org_id=org_id, step=error.step, detail=error.detail)
        await service.record_refusal_in(directory.identity, org_id, None, _UNAVAILABLE)
        raise SignInFailed(_REFUSAL) from error
    try:
        email = await _admitted(directory, org_id, found)
        user_id = await _seated(directory, org_id, username, email, found)
        return await _entered(directory, org_id, user_id)
    except (DirectoryAccountOff, EmailDomainNotAllowed, SeatNotTaken, SsoRequired) as refused:
        await service.record_refusal_in(directory.identity, org_id, None, refused.code)
        raise


async def _admitted(directory: Directory, org_id: str, found: Found) -> str:
    """Their address, if people who have it may come by this way, before anything is made for them.

    Raises:
        DirectoryAccountOff: there is none.
        EmailDomainNotAllowed: addresses of its domain may have no accounts.
        SsoRequired: they come through the organization's other provider. Who is named to get in
            without that, is asked for their second factor where they enter.
    """
    identity, email = directory.identity, seats.mailbox(found.email)
    if email is None:
        raise DirectoryAccountOff("The directory has no email address of yours.")
    await domains.admit(identity, email)
    async with identity.database.transaction(org_id) as session:
        realm = await realms.find(session, email)
        if realm is not None and realm.enforced and realm.org_id == org_id:
            known = await identity_repository.find_sign_in(session, email)
            if known is None or known.user_id not in realm.break_glass:
                raise realms.required(identity, realm)
    return email


async def _seated(
    directory: Directory, org_id: str, username: str, email: str, found: Found
) -> str:
    """Just in time: the entry, the seat and the role as the directory has them now."""
    identity = directory.identity
    async with identity.database.transaction(org_id) as session:
        # First, as everywhere: seats are given and taken one at a time.
        await identity_repository.lock_organization(session, org_id)
        known = await identity_repository.find_sign_in(session, email)
        user_id = None if known is None else known.user_id
        if await repository.is_off(session, org_id, email, user_id=user_id):
            raise DirectoryAccountOff("Your organization has taken this account's seat.")
        await repository.lock_subject(session, org_id, found.subject)
        entry = await repository.find_subject(session, org_id, SOURCE, found.subject)
        new = entry is None
        if entry is None:
            entry = _new(directory, org_id, username, found)
        changed, returned = entry.email != email, not entry.active
        entry.email, entry.active = email, True
        session.add(entry)
        await session.flush()
        wanted = seats.Wanted(
            name=_printable(found.name or email.partition("@")[0]),
            groups_role=await roles.given(session, org_id, found.groups),
            inviter_id="",
        )
        role = await seats.settle(directory, session, entry, wanted)
        if new or changed or returned:
            verb = "created" if new else "reactivated" if returned else "changed"
            action = f"directory_user.{verb}"
            after = {"user_id": entry.user_id, "active": True, "role": role}
            after |= {"invitation_id": entry.invitation_id}
            told = audit.Entry(action, org_id, entry.id, after=after)
            await audit.record(session, told, by=audit.SYSTEM)
        user_id = entry.user_id if role is not None else None
        if user_id is not None:
            await links.adopt(session, org_id, email, user_id, identity.clock())
    if user_id is None:
        raise SeatNotTaken("There is an account with your address. Accept the invitation to it.")
    return user_id


def _new(directory: Directory, org_id: str, username: str, found: Found) -> DirectoryUser:
    now = directory.identity.clock()
    return DirectoryUser(
        id=new_id("dru"),
        org_id=org_id,
        source=SOURCE,
        user_name=found.subject,
        subject=found.subject,
        document={"userName": username},
        search={},
        created_at=now,
        modified_at=now,
    )


async def _entered(directory: Directory, org_id: str, user_id: str) -> service.SignedInUser:
    identity = directory.identity
    async with identity.database.transaction(org_id, user_id=user_id) as session:
        user = await identity_repository.get_user(session, user_id)
        if user is None or user.platform_role is not None:
            raise DirectoryAccountOff("Who administers the platform signs in themselves.")
        app = await factors_repository.get_totp(session, user_id)
        if app is None or app.confirmed_at is None:
            who = await service.enter(
                identity, session, user_id, org_id, new=False, shown=Shown(METHOD)
            )
            await service.record_sign_in(session, "session.started", who)
            return who
        asked = await challenges.offer(
            identity, session, "ldap_sign_in", user_id=user_id, entering=org_id
        )
    raise MfaRequired(asked.token, asked.expires_at)


async def known_to(directory: Directory, org_id: str) -> Known | None:
    """The organization's own server, else the installation's if that is for it."""
    async with directory.identity.database.transaction(org_id) as session:
        row = await repository.get_connection(session, org_id)
    if row is not None:
        return await _opened(directory, row)
    ours = directory.installation
    if ours is not None and ours.org_id == org_id:
        return Known(ours.settings, ours.password, ours=True)
    return None


async def _opened(directory: Directory, row: DirectoryConnection) -> Known:
    sealed = row.password
    secret = None if sealed is None else await directory.secrets.open(_place(row.org_id), sealed)
    return Known(read(row.settings), secret, ours=False)


def _told(row: DirectoryConnection | None) -> Mapping[str, Any]:
    return {} if row is None else row.settings


def _printable(name: str) -> str:
    kept = "".join(char for char in name if char.isprintable()).strip()
    return (kept or "Somebody")[:_MOST_NAME]
