"""The rules of how the platform finds, suspends and signs out people."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import repository as accounts
from hub.identity.admin import repository
from hub.identity.announcing import tell_person
from hub.identity.domain import Identity
from hub.identity.errors import (
    AlreadySuspended,
    LastSuperadmin,
    NotSuspended,
    PlatformAdminRequired,
    UserNotFound,
)
from hub.identity.models import Organization, User
from hub.identity.platform_roles import may
from hub.identity.principal import Principal
from hub.kit.errors import Conflict
from hub.kit.ids import PLATFORM_ORG, is_id


@dataclass(frozen=True, slots=True)
class Person:
    user: User
    seats: Sequence[tuple[Organization, str]]


async def search(
    identity: Identity,
    principal: Principal,
    *,
    q: str | None,
    status: str | None,
    after: str | None,
    limit: int,
) -> Sequence[User]:
    """By the whole address, an ID, or a domain; who sees no addresses, not by the domain."""
    domains = may(principal.platform_role, "users.contact")
    async with identity.database.transaction(PLATFORM_ORG) as session:
        return await repository.list_users(
            session, q=q, domains=domains, status=status, after=after, limit=limit
        )


async def get(identity: Identity, user_id: str) -> Person:
    """Raises UserNotFound."""
    async with identity.database.transaction(PLATFORM_ORG) as session:
        user = await _known(session, user_id)
        return Person(user, await repository.seats_of(session, user_id))


async def _known(session: AsyncSession, user_id: str) -> User:
    user = await accounts.get_user(session, user_id) if is_id("usr", user_id) else None
    if user is None:
        raise UserNotFound("There is no account with this ID.")
    return user


async def suspend(identity: Identity, principal: Principal, user_id: str, reason: str) -> Person:
    """Within a second nothing of theirs opens anything, anywhere. Sessions end for good; keys and
    grants are there again once the account is.

    Raises:
        UserNotFound: there is none.
        AlreadySuspended: it is so already.
        PlatformAdminRequired: they administer the platform, and the caller is no superadmin.
        LastSuperadmin: nobody would be left who says who administers.
    """
    person = await get(identity, user_id)
    orgs = [PLATFORM_ORG, *(organization.id for organization, _ in person.seats)]
    async with identity.database.transaction(orgs, user_id=user_id) as session:
        await accounts.lock_platform(session)
        user = await _known(session, user_id)
        if user.status != "active":
            raise AlreadySuspended("The account is closed already.")
        if user_id == principal.user_id:
            raise Conflict("Nobody suspends themselves.")
        await _spare_administrators(session, principal, user)
        now = identity.clock()
        await repository.set_user(
            session, user_id, status="suspended", status_reason=reason, status_at=now
        )
        ended = await repository.end_sessions(session, user_id, now)
        await tell_person(
            identity,
            session,
            PLATFORM_ORG,
            "account_suspended",
            user_id,
            values={"reason": reason},
            at=now,
        )
        await _record(session, "suspended", user_id, {"reason": reason, "count": ended})
        user.status, user.status_reason, user.status_at = "suspended", reason, now
    return Person(user, person.seats)


async def _spare_administrators(session: AsyncSession, principal: Principal, user: User) -> None:
    if user.platform_role is None:
        return
    if principal.platform_role != "superadmin":
        raise PlatformAdminRequired("Only a superadmin suspends who administers the platform.")
    if user.platform_role == "superadmin" and not await accounts.other_superadmin_exists(
        session, user.id
    ):
        raise LastSuperadmin("Make somebody else a superadmin first.")


async def reactivate(identity: Identity, user_id: str, reason: str) -> Person:
    """Raises UserNotFound, NotSuspended."""
    person = await get(identity, user_id)
    async with identity.database.transaction(PLATFORM_ORG, user_id=user_id) as session:
        user = await _known(session, user_id)
        if user.status != "suspended":
            raise NotSuspended("The account is not suspended.")
        now = identity.clock()
        await repository.set_user(
            session, user_id, status="active", status_reason=None, status_at=now
        )
        await tell_person(
            identity, session, PLATFORM_ORG, "account_reactivated", user_id, values={}, at=now
        )
        await _record(session, "reactivated", user_id, {"reason": reason})
        user.status, user.status_reason, user.status_at = "active", None, now
    return Person(user, person.seats)


async def end_sessions(identity: Identity, user_id: str, reason: str) -> int:
    """They sign in anew, everywhere. How many sessions ended. Raises UserNotFound."""
    person = await get(identity, user_id)
    orgs = [PLATFORM_ORG, *(organization.id for organization, _ in person.seats)]
    async with identity.database.transaction(orgs, user_id=user_id) as session:
        ended = await repository.end_sessions(session, user_id, identity.clock())
        await _record(session, "signed_out", user_id, {"reason": reason, "count": ended})
    return ended


async def _record(session: AsyncSession, verb: str, user_id: str, after: dict[str, object]) -> None:
    entry = audit.Entry(f"user.{verb}", PLATFORM_ORG, user_id, after=after, as_platform=True)
    await audit.record(session, entry)
