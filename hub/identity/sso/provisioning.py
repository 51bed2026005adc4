"""From what a provider says of somebody to a session: account, seat, role, all in one transaction.

A provider's word counts for the addresses of domains that its organization has shown to be its own,
and within that organization alone: the session stays there. An account that exists under such an
address, has no seat there and has never shown that the address is its own was made by whoever;
whatever it was signed in to with is forgotten before it gets one, so that nobody waits in an
account for its owner to come.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import (
    domains,
    factors_repository,
    links_repository,
    repository,
    rules_repository,
    totp,
)
from hub.identity.directory import links as directory_links
from hub.identity.directory import repository as directory_repository
from hub.identity.domain import Identity
from hub.identity.errors import CodeIncorrect, EmailTaken
from hub.identity.models import Membership, Organization, User
from hub.identity.service import SignedInUser, open_session, record_sign_in
from hub.identity.sessions import organizations_of
from hub.identity.shown import Shown
from hub.identity.sso import repository as sso_repository
from hub.identity.sso.claims import Person, role_of
from hub.identity.sso.domain import Sso
from hub.identity.sso.errors import SsoFlowInvalid, SsoRefused
from hub.identity.sso.flows import Answered
from hub.identity.sso.models import Connection, Link, SsoSession
from hub.identity.sso.realms import METHOD
from hub.identity.subjects import either, marked
from hub.kit.ids import new_id

_CLOSED: Final = "The account with this address is closed, or the platform's."
_OFF: Final = "Your organization's directory has switched this account off."


class CodeAsked(Exception):
    """The organization asks for a second factor, the provider showed none, and there is an app."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Who it is here. `user_id` is new when there is no account; `claimed` says that one exists
    that has no seat in the organization."""

    user_id: str
    role: str | None
    linked: bool
    exists: bool
    claimed: bool
    org_ids: frozenset[str]


async def sign_in(sso: Sso, answered: Answered, *, code: str | None = None) -> SignedInUser:
    """A session like any other, but that it stays in the connection's organization.

    Raises:
        SsoRefused: there is no seat for them.
        EmailDomainNotAllowed: addresses of their domain may have no accounts.
        CodeAsked: once more, with a code of their app.
        CodeIncorrect: that was none.
        SsoFlowInvalid: somebody was faster.
    """
    known = await look(sso, answered.connection, answered.person)
    if code is not None:
        await sso.identity.sign_ins.admit_code(known.user_id)
    row = answered.connection
    orgs = {row.org_id, *known.org_ids}
    try:
        async with sso.identity.database.transaction(orgs, user_id=known.user_id) as session:
            return await _sign_in(sso, session, answered, known, code)
    except EmailTaken as error:
        raise SsoRefused(_CLOSED, reason="account_closed") from error
    except CodeIncorrect:
        async with sso.identity.database.transaction(row.org_id) as session:
            await sso_repository.count_attempt(session, answered.flow)
        raise


async def look(sso: Sso, row: Connection, person: Person) -> _Known:
    """Who it would be, changing nothing. Raises SsoRefused, EmailDomainNotAllowed."""
    role = role_of(row, person.groups)
    async with sso.identity.database.transaction(row.org_id) as session:
        link = await sso_repository.link_of(session, row.org_id, row.id, person.subject)
        verified = await sso_repository.verified_domains(session, row.org_id)
    if link is not None:
        return _Known(link.user_id, role, True, True, False, frozenset())
    email = _email_of(row, person, verified)
    await domains.admit(sso.identity, email)
    async with sso.identity.database.transaction() as session:
        account = await repository.find_sign_in(session, email)
    if account is not None:
        claimed = row.org_id not in account.org_ids
        # Also those that nobody can enter now: they may open again.
        orgs = await organizations_of(sso.identity, account.user_id) if claimed else []
        found = _Known(account.user_id, role, False, True, claimed, frozenset(orgs))
    else:
        found = _Known(new_id("usr"), role, False, False, False, frozenset())
    if (found.claimed or not found.exists) and not row.provisioning:
        raise SsoRefused(
            "Your organization has no seat for you. Ask for an invitation.", reason="not_a_member"
        )
    return found


def _email_of(row: Connection, person: Person, verified: set[str]) -> str:
    if person.email is None or person.email_verified is False:
        raise SsoRefused(
            "The provider says no email address, or one that it has not verified.",
            reason="no_email",
        )
    domain = domains.ascii_name(person.email.rpartition("@")[2])
    if domain not in row.domains or domain not in verified:
        raise SsoRefused(
            "The provider speaks for an address of a domain that is not verified.",
            reason="domain_not_verified",
        )
    return person.email


async def _sign_in(
    sso: Sso, session: AsyncSession, answered: Answered, known: _Known, code: str | None
) -> SignedInUser:
    identity, row = sso.identity, answered.connection
    organization = await repository.lock_organization(session, row.org_id)
    current = await sso_repository.get_connection(session, row.org_id, row.id)
    if organization is None or current.status != "active":
        raise SsoFlowInvalid("The connection has ended.")
    if not await sso_repository.advance(session, answered.flow, before="answered", after="used"):
        raise SsoFlowInvalid("This sign-in was used. Begin it again.")
    user = await _account(sso, session, row, answered.person, known)
    role = await _seat(identity, session, row, user, known)
    await directory_links.adopt(session, row.org_id, user.email, user.id, identity.clock())
    await _link(sso, session, row, answered.person.subject, user.id)
    factor = await _second_factor(identity, session, answered, user.id, code)
    signed_in = await _open(
        sso, session, answered, user, organization, role=role, second_factor=factor
    )
    await sso_repository.mark_proven(
        session, row.org_id, row.id, since=row.updated_at, now=identity.clock()
    )
    await record_sign_in(session, "session.started", signed_in)
    return signed_in


async def _account(
    sso: Sso, session: AsyncSession, row: Connection, person: Person, known: _Known
) -> User:
    """The account, made or claimed if need be."""
    if not known.exists:
        return await _new_account(sso.identity, session, row, person, known)
    user = await repository.get_user(session, known.user_id)
    # Who administers the platform does so with credentials that no organization vouches for.
    if user is None or user.status != "active" or user.platform_role is not None:
        raise SsoRefused(_CLOSED, reason="account_closed")
    now = sso.identity.clock()
    if await directory_repository.is_off(
        session, row.org_id, user.email, person.email, user_id=user.id
    ):
        raise SsoRefused(_OFF, reason="switched_off")
    if known.claimed and user.email_verified_at is None:
        await _forget_the_squatter(session, row.org_id, user.id, known.org_ids, now)
    if not known.linked:
        await links_repository.set_verified(session, user.id, now)
    return user


async def _forget_the_squatter(
    session: AsyncSession, org_id: str, user_id: str, their_orgs: frozenset[str], now: datetime
) -> None:
    """Whatever opens the account, or anything in its name: passwords and factors, sessions, keys
    and what programs were granted.
    """
    await links_repository.clear_password(session, user_id)
    await factors_repository.remove_all(session, user_id)
    ended = await repository.revoke_everything_of(session, sorted(their_orgs), user_id, now)
    entry = audit.Entry("user.claimed", org_id, user_id, after={"count": ended})
    await audit.record(session, entry, by=audit.SYSTEM)


async def _new_account(
    identity: Identity, session: AsyncSession, row: Connection, person: Person, known: _Known
) -> User:
    assert person.email is not None
    if await directory_repository.is_off(session, row.org_id, person.email):
        raise SsoRefused(_OFF, reason="switched_off")
    user = User(
        id=known.user_id,
        email=person.email,
        name=_name(person),
        password_hash=None,
        created_at=identity.clock(),
        email_verified_at=identity.clock(),
    )
    await repository.add_user(session, user)
    entry = audit.Entry(
        "user.provisioned", row.org_id, user.id, after={"organization_id": row.org_id}
    )
    await audit.record(session, entry, by=audit.SYSTEM)
    return user


def _name(person: Person) -> str:
    """As a person's name may be; of the address when the provider says none that is."""
    assert person.email is not None
    said = "".join(char for char in person.name or "" if char.isprintable()).strip()[:100]
    return said or person.email.partition("@")[0][:100]


async def _seat(
    identity: Identity, session: AsyncSession, row: Connection, user: User, known: _Known
) -> str:
    """Their role from now on, with the seat for it.

    Raises:
        SsoRefused: none of them gives one, or the seat was taken away.
    """
    membership = await sso_repository.any_membership(session, row.org_id, user.id)
    if known.role is None and (membership is None or row.roles):
        raise SsoRefused("None of your groups gives you a seat here.", reason="no_role")
    if membership is None:
        assert known.role is not None
        if not row.provisioning:
            raise SsoRefused("You have no seat in this organization.", reason="not_a_member")
        membership = Membership(
            org_id=row.org_id, user_id=user.id, role=known.role, created_at=identity.clock()
        )
        await repository.add_membership(session, membership)
        entry = audit.Entry("member.joined", row.org_id, user.id, after={"role": known.role})
        await audit.record(session, entry, by=audit.SYSTEM)
        return known.role
    if membership.status != "active":
        raise SsoRefused("Your seat in this organization is suspended.", reason="not_a_member")
    if row.roles and known.role is not None and membership.role != known.role:
        return await _change_role(session, row, membership, known.role)
    return membership.role


async def _change_role(
    session: AsyncSession, row: Connection, membership: Membership, role: str
) -> str:
    """As the groups say; but whoever is to get in without them, and the last admin, stay it."""
    org_id, user_id = membership.org_id, membership.user_id
    if membership.role == "admin" and (
        user_id in row.break_glass
        or not await repository.count_other_admins(session, org_id, user_id)
    ):
        return membership.role
    before = membership.role
    await repository.set_role(session, org_id, user_id, role)
    entry = audit.Entry(
        "member.role_changed", org_id, user_id, before={"role": before}, after={"role": role}
    )
    await audit.record(session, entry, by=audit.SYSTEM)
    return role


async def _link(
    sso: Sso, session: AsyncSession, row: Connection, subject: str, user_id: str
) -> None:
    """From now on the subject is this account, whatever addresses either gets.

    Raises:
        SsoRefused: the account is another subject's.
    """
    now = sso.identity.clock()
    link = await sso_repository.link_of_user(session, row.org_id, row.id, user_id)
    if link is None:
        link = Link(
            connection_id=row.id,
            subject=marked(session, row.id, subject),
            org_id=row.org_id,
            user_id=user_id,
            created_at=now,
            last_used_at=now,
        )
    elif link.subject not in either(session, row.id, subject):
        raise SsoRefused(
            "The account with this address is somebody else's at the provider.",
            reason="linked_otherwise",
        )
    link.last_used_at = now
    await sso_repository.save(session, link)


async def _second_factor(
    identity: Identity, session: AsyncSession, answered: Answered, user_id: str, code: str | None
) -> bool:
    """Whether the session counts as begun with one.

    Raises:
        CodeAsked: it must, and the person has an app to show it with.
        CodeIncorrect: the code is not of it.
    """
    row = answered.connection
    if row.mfa == "always" or (row.mfa == "claimed" and answered.person.second_factor):
        return True
    policy = await rules_repository.get_policy(session, row.org_id)
    if policy is None or not policy.second_factor:
        return False
    app = await factors_repository.get_totp(session, user_id)
    if app is None or app.confirmed_at is None:
        return False
    if code is None:
        raise CodeAsked
    await totp.prove(identity, session, user_id, code)
    return True


async def _open(
    sso: Sso,
    session: AsyncSession,
    answered: Answered,
    user: User,
    organization: Organization,
    *,
    role: str,
    second_factor: bool,
) -> SignedInUser:
    """For as long as the organization, the connection and the provider all let it."""
    row = answered.connection
    ends = [answered.person.until] if answered.person.until is not None else []
    if row.session_hours is not None:
        ends.append(sso.identity.clock() + timedelta(hours=row.session_hours))
    shown = Shown(METHOD, second_factor=second_factor, until=min(ends, default=None))
    signed_in = await open_session(sso.identity, session, user, organization, role, shown=shown)
    begun = SsoSession(
        session_id=signed_in.session_id,
        org_id=row.org_id,
        connection_id=row.id,
        user_id=user.id,
    )
    await sso_repository.save(session, begun)
    return signed_in
