"""The rules of signing in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import (
    challenges,
    confined,
    devices,
    factors_repository,
    repository,
    rules_repository,
    totp,
    verification,
)
from hub.identity.challenges import Offered
from hub.identity.credentials import SESSION, digest, mint
from hub.identity.domain import Identity
from hub.identity.errors import (
    CodeIncorrect,
    MfaRequired,
    OrganizationNotFound,
    SignInFailed,
)
from hub.identity.events import OrganizationCreated
from hub.identity.factors_repository import KnownChallenge
from hub.identity.models import Membership, Organization, Session, User
from hub.identity.networks import network_of
from hub.identity.principal import Principal
from hub.identity.shown import Shown
from hub.identity.sso import realms
from hub.identity.sso.errors import SsoRequired
from hub.kit.errors import Unauthenticated
from hub.kit.ids import PLATFORM_ORG, new_id

SESSION_LIFE: Final = timedelta(days=14)
PERSONAL: Final = "personal"
TEAM: Final = "team"


@dataclass(frozen=True, slots=True)
class SignedInUser:
    user: User
    organization: Organization
    role: str
    token: str
    session_id: str
    expires_at: datetime
    method: str


BY_PASSWORD: Final = Shown("password")


async def record_sign_in(
    session: AsyncSession, action: str, who: "SignedInUser", *, left: str | None = None
) -> None:
    """Whoever is signed in now, is the one who acted."""
    started = action.startswith("session.")
    entry = audit.Entry(
        action,
        who.organization.id,
        who.session_id if started else who.user.id,
        before={} if left is None else {"organization_id": left},
        after={
            "organization_id": who.organization.id,
            "expires_at": who.expires_at,
            "method": who.method,
            "platform_role": who.user.platform_role,
        },
        as_platform=action == "user.set_up",
    )
    actor = audit.Actor("user", who.user.id, who.session_id)
    await audit.record(session, entry, by=actor)


def new_user(
    identity: Identity,
    email: str,
    password_hash: str | None,
    *,
    name: str | None = None,
    platform_role: str | None = None,
) -> User:
    """Whoever is made an administrator at once was named by the operator, address included."""
    now = identity.clock()
    return User(
        id=new_id("usr"),
        email=email,
        name=name or email.partition("@")[0],
        password_hash=password_hash,
        platform_role=platform_role,
        created_at=now,
        email_verified_at=None if platform_role is None else now,
    )


async def found(
    identity: Identity,
    session: AsyncSession,
    org_id: str,
    user: User,
    *,
    team: str | None,
    first: bool,
) -> Organization:
    """A team by this name, or the hidden personal organization; the user is its admin."""
    now = identity.clock()
    organization = Organization(
        id=org_id,
        type=TEAM if team else PERSONAL,
        name=team or user.name,
        created_at=now,
        owner_id=user.id,
    )
    membership = Membership(org_id=org_id, user_id=user.id, role="admin", created_at=now)
    await repository.add_organization(session, organization, membership)
    await identity.events.emit(session, OrganizationCreated(org_id, user.id, first))
    return organization


async def open_session(
    identity: Identity,
    session: AsyncSession,
    user: User,
    organization: Organization,
    role: str,
    *,
    shown: Shown = BY_PASSWORD,
) -> SignedInUser:
    token = mint(SESSION)
    now = identity.clock()
    came = audit.current_origin()
    policy = await rules_repository.get_policy(session, organization.id)
    hours = policy.session_hours if policy is not None else None
    life = SESSION_LIFE if hours is None else min(SESSION_LIFE, timedelta(hours=hours))
    ends = now + life if shown.until is None else min(now + life, shown.until)
    row = Session(
        id=new_id("ses"),
        org_id=organization.id,
        user_id=user.id,
        token_hash=digest(token),
        created_at=now,
        expires_at=ends,
        last_used_at=now,
        method=shown.method,
        second_factor=shown.second_factor,
        network=None if came.address is None else network_of(came.address),
        user_agent=came.user_agent,
    )
    await repository.add(session, row)
    return SignedInUser(user, organization, role, token, row.id, row.expires_at, row.method)


async def log_in(
    identity: Identity, email: str, password: str, *, org_id: str | None
) -> SignedInUser:
    """A session in the organization asked for, or in the user's first.

    Raises:
        SignInFailed: unknown address or wrong password; the two look and cost the same.
        OrganizationNotFound: signed in, but not a member of the organization asked for.
        MfaRequired: the password is right, and a code comes next.
        SsoRequired: the domain's people sign in through their organization's provider.
    """
    async with identity.database.transaction() as session:
        who = await repository.find_sign_in(session, email)
    known = who.password_hash if who is not None else None
    right = await identity.passwords.verify(password, known)
    proven = who.user_id if who is not None and right else None
    try:
        realm = await realms.refuse_password(identity, email, org_id=org_id, proven=proven)
    except SsoRequired:
        await record_refusal(identity, who, SsoRequired.code)
        raise
    if realm is not None:
        org_id = realm.org_id
    if not right or who is None:
        await record_refusal(identity, who, SignInFailed.code)
        raise SignInFailed("The email address or the password is wrong.")
    if org_id is not None and org_id not in who.org_ids:
        await record_refusal(identity, who, OrganizationNotFound.code)
        raise OrganizationNotFound("You belong to no such organization.")
    chosen = org_id or (who.org_ids[0] if who.org_ids else None)
    entered = chosen or new_id("org")
    async with identity.database.transaction(entered, user_id=who.user_id) as session:
        asked = await enter_or_ask(identity, session, who.user_id, entered, new=chosen is None)
        if isinstance(asked, SignedInUser):
            await record_sign_in(session, "session.started", asked)
            return asked
    raise MfaRequired(asked.token, asked.expires_at)


async def enter_or_ask(
    identity: Identity,
    session: AsyncSession,
    user_id: str,
    org_id: str,
    *,
    new: bool,
    shown: Shown = BY_PASSWORD,
) -> SignedInUser | Offered:
    """A session there; of whoever has an authenticator app, first a code."""
    app = await factors_repository.get_totp(session, user_id)
    if app is None or app.confirmed_at is None:
        return await enter(identity, session, user_id, org_id, new=new, shown=shown)
    entering = None if new else org_id
    return await challenges.offer(identity, session, "sign_in", user_id=user_id, entering=entering)


async def finish_log_in(identity: Identity, challenge: str, code: str) -> SignedInUser:
    """The second step of a sign-in.

    Raises:
        ChallengeInvalid: there was no first step, or it is too long ago.
        CodeIncorrect: not a code of now, or used before.
        QuotaExceeded: too many guesses at this account's codes.
    """
    asked = await challenges.find(identity, challenge, "sign_in", "ldap_sign_in")
    user_id = str(asked.user_id)
    await identity.sign_ins.admit_code(user_id)
    entered = asked.entering or new_id("org")
    try:
        async with identity.database.transaction(entered, user_id=user_id) as session:
            kind = await totp.prove(identity, session, user_id, code)
            method = "ldap" if asked.purpose == "ldap_sign_in" else kind
            shown = Shown(method, second_factor=True)
            await challenges.use(session, asked)
            signed_in = await enter(
                identity, session, user_id, entered, new=asked.entering is None, shown=shown
            )
            await record_sign_in(session, "session.started", signed_in)
    except CodeIncorrect:
        await _record_wrong_code(identity, asked)
        raise
    return signed_in


async def _record_wrong_code(identity: Identity, asked: KnownChallenge) -> None:
    org_id = asked.entering or PLATFORM_ORG
    async with identity.database.transaction(org_id, user_id=str(asked.user_id)) as session:
        await factors_repository.count_attempt(session, asked.token_hash)
        await audit.record(
            session, _refusal(org_id, asked.user_id, CodeIncorrect.code), by=audit.ANONYMOUS
        )


async def record_refusal(identity: Identity, who: repository.SignIn | None, reason: str) -> None:
    """In the chain that the account's sign-ins are in; of unknown addresses, in the platform's.

    The address that was tried is not kept: people type passwords into the wrong field. Both cases
    cost the same, so that time does not tell which accounts there are.
    """
    org_id = who.org_ids[0] if who is not None and who.org_ids else PLATFORM_ORG
    await record_refusal_in(identity, org_id, None if who is None else who.user_id, reason)


async def record_refusal_in(
    identity: Identity, org_id: str, user_id: str | None, reason: str
) -> None:
    async with identity.database.transaction(org_id) as session:
        await audit.record(session, _refusal(org_id, user_id, reason), by=audit.ANONYMOUS)


def _refusal(org_id: str, user_id: str | None, reason: str) -> audit.Entry:
    return audit.Entry(
        "user.sign_in_refused", org_id, user_id, after={"reason": reason}, outcome="failure"
    )


async def enter(
    identity: Identity,
    session: AsyncSession,
    user_id: str,
    org_id: str,
    *,
    new: bool,
    shown: Shown = BY_PASSWORD,
) -> SignedInUser:
    """A session there; one who was removed everywhere gets a personal organization again.

    Raises:
        OrganizationNotFound: it is not theirs.
        SsoRequired: it is entered through its provider.
    """
    user = await repository.get_user(session, user_id)
    if user is None:
        raise SignInFailed("The email address or the password is wrong.")
    verification.require_first(identity, user)
    await devices.tell_if_new(identity, session, user, org_id, shown.method)
    if new:
        home = await found(identity, session, org_id, user, team=None, first=False)
        return await open_session(identity, session, user, home, "admin", shown=shown)
    membership = await repository.get_membership(session, org_id, user_id)
    there = await repository.get_organization(session, org_id)
    if membership is None or there is None:
        raise OrganizationNotFound("You belong to no such organization.")
    shown = await realms.admitted(identity, session, user, org_id, shown)
    return await open_session(identity, session, user, there, membership.role, shown=shown)


async def switch(
    identity: Identity, principal: Principal, session_id: str, org_id: str
) -> SignedInUser:
    """A session in another organization of the user; the one it came from ends.

    Raises:
        OrganizationNotFound: it is not theirs.
        StaysHere: they were let in by an organization's directory or provider.
        SsoRequired: it is entered through its provider.
    """
    await confined.require_free(identity, principal)
    orgs = {org_id, principal.org_id}
    async with identity.database.transaction(orgs, user_id=principal.user_id) as session:
        signed_in = await enter(
            identity,
            session,
            principal.user_id,
            org_id,
            new=False,
            shown=Shown("switch", principal.second_factor),
        )
        await repository.revoke_session(session, principal.org_id, session_id, identity.clock())
        await record_sign_in(session, "session.switched", signed_in, left=principal.org_id)
    return signed_in


async def log_out(identity: Identity, principal: Principal, session_id: str) -> None:
    async with identity.database.transaction(principal.org_id) as session:
        await repository.revoke_session(session, principal.org_id, session_id, identity.clock())
        await audit.record(session, audit.Entry("session.ended", principal.org_id, session_id))


async def whoami(identity: Identity, principal: Principal) -> tuple[User, Organization]:
    async with identity.database.transaction(
        principal.org_id, user_id=principal.user_id
    ) as session:
        user = await repository.get_user(session, principal.user_id)
        organization = await repository.get_organization(session, principal.org_id)
    if user is None or organization is None:
        raise Unauthenticated("This account has ended.")
    return user, organization
