"""The rules of support's access: nothing is seen without the organization's word, for longer than
it said, or without a trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import repository as accounts
from hub.identity.announcing import tell_admins
from hub.identity.credentials import SESSION, digest, mint
from hub.identity.domain import Identity
from hub.identity.errors import (
    OrganizationNotFound,
    SupportAccessNotFound,
    SupportAccessOver,
)
from hub.identity.models import Organization, Session
from hub.identity.principal import Principal
from hub.identity.support import repository
from hub.identity.support.models import SupportAccess
from hub.kit.clock import said
from hub.kit.ids import PLATFORM_ORG, is_id, new_id

MOST_HOURS: Final = 72
REQUEST_LIFE: Final = timedelta(days=7)
SupportScope = Literal["agents:read", "runs:read", "usage:read"]


@dataclass(frozen=True, slots=True)
class Entered:
    access: SupportAccess
    organization: Organization
    token: str
    expires_at: datetime


async def request(
    identity: Identity,
    who: Principal,
    org_id: str,
    *,
    reason: str,
    hours: int,
    scopes: Sequence[str],
) -> SupportAccess:
    """Ask an organization's admins to let the caller look at it.

    Raises:
        OrganizationNotFound: there is none that could be asked.
    """
    async with identity.database.transaction(org_id) as session:
        organization = await accounts.get_organization(session, org_id)
        if organization is None or organization.status != "active" or org_id == PLATFORM_ORG:
            raise OrganizationNotFound("There is no organization with this ID to ask.")
        row = SupportAccess(
            id=new_id("sup"),
            org_id=org_id,
            requested_by=who.user_id,
            reason=reason,
            hours=hours,
            scopes=sorted(set(scopes)),
            status="requested",
            requested_at=identity.clock(),
        )
        await repository.add(session, row)
        values = {"organization": organization.name, "hours": str(hours), "reason": reason}
        await tell_admins(identity, session, org_id, "support_asked", values=values)
        await _record(session, "requested", row, as_platform=True)
    return row


async def list_all(
    identity: Identity, org_id: str | None, *, after: str | None, limit: int
) -> Sequence[SupportAccess]:
    """Of one organization; of all for the platform, when `org_id` is None."""
    async with identity.database.transaction(org_id or PLATFORM_ORG) as session:
        return await repository.list_all(session, org_id=org_id, after=after, limit=limit)


async def decide(
    identity: Identity, who: Principal, access_id: str, *, granted: bool
) -> SupportAccess:
    """Agree, from now on and for the hours asked for, or refuse.

    Raises:
        SupportAccessNotFound: nothing is asked of this organization by this ID.
        SupportAccessOver: it is decided, or was asked too long ago.
    """
    now = identity.clock()
    async with identity.database.transaction(who.org_id) as session:
        row = await _locked(session, who.org_id, access_id)
        if row.status != "requested" or row.requested_at + REQUEST_LIFE <= now:
            raise SupportAccessOver("This waits for no decision any more.")
        ends_at = now + timedelta(hours=row.hours) if granted else None
        status = "granted" if granted else "refused"
        await repository.change(
            session, row, status=status, decided_by=who.user_id, decided_at=now, ends_at=ends_at
        )
        if ends_at is not None:
            values = await _named(session, who.org_id, until=said(ends_at))
            await tell_admins(identity, session, who.org_id, "support_began", values=values)
        await _record(session, status, row)
    return row


async def _locked(session: AsyncSession, org_id: str, access_id: str) -> SupportAccess:
    row = (
        await repository.get(session, org_id, access_id, lock=True)
        if is_id("sup", access_id)
        else None
    )
    if row is None:
        raise SupportAccessNotFound("There is no such support access.")
    return row


async def _named(session: AsyncSession, org_id: str, **values: str) -> dict[str, str]:
    organization = await accounts.get_organization(session, org_id)
    return {"organization": organization.name if organization else "", **values}


async def end(
    identity: Identity, access_id: str, *, by: Principal, org_id: str | None = None
) -> SupportAccess:
    """At once, for every session under it. By the organization (`org_id`), or by the platform.

    Raises:
        SupportAccessNotFound: there is none by this ID, there.
        SupportAccessOver: it is over already.
    """
    where = org_id or await _organization_of(identity, access_id)
    async with identity.database.transaction(where) as session:
        row = await _locked(session, where, access_id)
        now = identity.clock()
        if row.status not in ("requested", "granted"):
            raise SupportAccessOver("It is over already.")
        await repository.change(session, row, status="ended", ended_by=by.user_id, ended_at=now)
        await repository.end_sessions(session, row, now)
        values = await _named(session, where)
        await tell_admins(identity, session, where, "support_ended", values=values)
        await _record(session, "ended", row, as_platform=org_id is None)
    return row


async def _organization_of(identity: Identity, access_id: str) -> str:
    async with identity.database.transaction(PLATFORM_ORG) as session:
        row = await repository.find(session, access_id) if is_id("sup", access_id) else None
    if row is None:
        raise SupportAccessNotFound("There is no such support access.")
    return row.org_id


async def enter(identity: Identity, who: Principal, access_id: str) -> Entered:
    """A session there that reads, until the access ends.

    Raises:
        SupportAccessNotFound: the caller asked for none by this ID.
        SupportAccessOver: it was not granted, or has ended.
    """
    org_id = await _organization_of(identity, access_id)
    now, token = identity.clock(), mint(SESSION)
    async with identity.database.transaction(org_id, user_id=who.user_id) as session:
        row = await _locked(session, org_id, access_id)
        organization = await accounts.get_organization(session, org_id)
        if row.requested_by != who.user_id or organization is None:
            raise SupportAccessNotFound("There is no such support access of yours.")
        if row.status != "granted" or row.ends_at is None or row.ends_at <= now:
            raise SupportAccessOver("The organization has not agreed, or it is over.")
        came = audit.current_origin()
        await repository.add(
            session,
            Session(
                id=new_id("ses"),
                org_id=org_id,
                user_id=who.user_id,
                token_hash=digest(token),
                created_at=now,
                expires_at=row.ends_at,
                last_used_at=now,
                method="support",
                second_factor=who.second_factor,
                user_agent=came.user_agent,
                support_access_id=row.id,
            ),
        )
        await _record(session, "entered", row, as_platform=True)
    return Entered(row, organization, token, row.ends_at)


async def note_read(identity: Identity, who: Principal, method: str, path: str) -> None:
    """What support is about to read, on the record of the organization, before they read it."""
    async with identity.database.transaction(who.org_id) as session:
        entry = audit.Entry(
            "support_access.read",
            who.org_id,
            who.support_id,
            after={"method": method, "path": path},
            as_platform=True,
        )
        await audit.record(session, entry, by=audit.Actor.of(who))


async def _record(
    session: AsyncSession, verb: str, row: SupportAccess, *, as_platform: bool = False
) -> None:
    entry = audit.Entry(
        f"support_access.{verb}",
        row.org_id,
        row.id,
        after=row.model_dump(),
        as_platform=as_platform,
    )
    await audit.record(session, entry)
