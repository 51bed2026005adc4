"""The door to entitlements: the only oracle of access."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.entitlements import repository
from hub.entitlements.errors import (
    AgentBlocked,
    AgentNotAllowed,
    AgentNotEnabled,
    AgentNotFound,
    ChannelNotAllowed,
    EnablingNotAllowed,
    GrantStands,
    MeteringNotAllowed,
    RunLimitReached,
)
from hub.entitlements.models import EnablingPolicy
from hub.entitlements.models import Entitlement as Row
from hub.entitlements.schemas import EntitlementView, view
from hub.entitlements.service import ALWAYS, Access, Entitlement, Hold, admit
from hub.kit.db import Connection
from hub.kit.errors import Conflict, IdempotencyInFlight, IdempotencyKeyReused, LaeliaError
from hub.kit.ids import new_id

__all__ = [
    "ALWAYS",
    "Access",
    "AgentBlocked",
    "AgentNotAllowed",
    "AgentNotEnabled",
    "AgentNotFound",
    "ChannelNotAllowed",
    "EnablingNotAllowed",
    "Entitlement",
    "EntitlementView",
    "GrantStands",
    "Hold",
    "MeteringNotAllowed",
    "RunLimitReached",
    "Terms",
    "accept_version",
    "admit_runs",
    "count_runs",
    "enable",
    "end",
    "end_by_id",
    "end_source",
    "find_access",
    "find_accesses",
    "find_enabled",
    "find_live",
    "grant",
    "held_versions",
    "hold_versions",
    "installs",
    "is_blocked",
    "list_enabled",
    "list_entitlements",
    "members_may_enable",
    "refuse_blocked",
    "set_members_may_enable",
    "view",
]


async def find_access(
    connection: Connection, *, org_id: str, user_id: str, agent_id: str, now: datetime
) -> Access | None:
    return await repository.find(
        connection, org_id=org_id, user_id=user_id, agent_id=agent_id, now=now
    )


async def find_accesses(
    connection: Connection, *, org_id: str, user_id: str, now: datetime
) -> list[Access]:
    """Everything this person may use, in the order in which the organization came to it."""
    found = await repository.find_all(connection, org_id=org_id, user_id=user_id, now=now)
    return [access for access, _ in sorted(found, key=lambda pair: (pair[1], pair[0].agent_id))]


async def is_blocked(connection: Connection, *, org_id: str, agent_id: str) -> bool:
    """Whether the organization's policy forbids this agent."""
    return await repository.is_blocked(connection, org_id, agent_id)


async def refuse_blocked(session: AsyncSession, *, org_id: str, agent_id: str) -> None:
    """Raises AgentBlocked: the organization's policy forbids this agent."""
    if await repository.is_blocked_in(session, org_id, agent_id):
        raise AgentBlocked("Your organization's policies do not allow this agent.")


async def admit_runs(
    connection: Connection,
    entitlement_ids: Sequence[str],
    *,
    beyond: Sequence[bool],
    now: datetime,
) -> list[LaeliaError | None]:
    """For each run, why it may not start, if so. Run inside the transaction that starts them.

    `beyond` says of each whether it pays for itself, beyond what its entitlement covers.
    """
    live = await repository.live(connection, entitlement_ids, now)
    return admit(entitlement_ids, live, beyond=beyond)


async def count_runs(connection: Connection, entitlement_ids: Sequence[str]) -> None:
    """Counts the runs that did start, where the entitlement has a limit."""
    await repository.count_runs(connection, Counter(entitlement_ids))


@dataclass(frozen=True, slots=True)
class Terms:
    """What is enabled, for whom and how. `user_id` null is the whole organization."""

    org_id: str
    agent_id: str
    source: str
    channels: Sequence[str]
    user_id: str | None = None
    version_id: str | None = None
    price_id: str | None = None
    payment_mode: str = "prepaid"
    run_limit: int | None = None
    active_to: datetime | None = None
    reason: str = ""
    created_by: str | None = None
    source_id: str | None = None
    overage_price_id: str | None = None


async def enable(session: AsyncSession, terms: Terms, *, now: datetime) -> Entitlement:
    """A new entitlement; the live one of the same agent and person, if any, is superseded."""
    return await _supersede(session, terms, now=now, idempotency_key=None)


async def grant(
    session: AsyncSession, terms: Terms, *, now: datetime, idempotency_key: str
) -> tuple[Entitlement, bool]:
    """As `enable`, once per key of whoever grants, and whether this answers an earlier request.

    Raises:
        IdempotencyInFlight: the same key is being worked on.
        IdempotencyKeyReused: the key was used for other terms.
    """
    assert terms.created_by is not None
    if not await repository.try_lock(session, f"entitlement:{terms.created_by}:{idempotency_key}"):
        raise IdempotencyInFlight("The first request with this Idempotency-Key is still running.")
    known = await repository.find_by_key(session, terms.created_by, idempotency_key)
    if known is None:
        made = await _supersede(session, terms, now=now, idempotency_key=idempotency_key)
        return made, False
    if not _same(known, terms):
        raise IdempotencyKeyReused("This key was used for a grant on other terms.")
    return _entitlement(known), True


def _same(known: Row, terms: Terms) -> bool:
    return all(
        getattr(known, field.name) == getattr(terms, field.name)
        for field in fields(Terms)
        if field.name != "channels"
    ) and set(known.channels) == set(terms.channels)


async def _supersede(
    session: AsyncSession, terms: Terms, *, now: datetime, idempotency_key: str | None
) -> Entitlement:
    current = await repository.get_live(
        session, org_id=terms.org_id, user_id=terms.user_id, agent_id=terms.agent_id
    )
    if current is not None:
        current.ended_at = now
        await repository.add(session, current)
    row = Row(
        id=new_id("ent"),
        org_id=terms.org_id,
        user_id=terms.user_id,
        agent_id=terms.agent_id,
        version_id=terms.version_id,
        price_id=terms.price_id,
        source=terms.source,
        reason=terms.reason,
        channels=list(terms.channels),
        payment_mode=terms.payment_mode,
        run_limit=terms.run_limit,
        active_from=now,
        active_to=terms.active_to,
        created_by=terms.created_by,
        created_at=now,
        idempotency_key=idempotency_key,
        source_id=terms.source_id,
        overage_price_id=terms.overage_price_id,
    )
    if current is not None and _held(current, now):
        # Other terms are no yes to what another version asks for
        for name in ("held_version_id", "offered_version_id", "told_version_id"):
            setattr(row, name, getattr(current, name))
    try:
        await repository.add(session, row)
    except IntegrityError as error:
        if idempotency_key and "idempotency_key" in str(error.orig):
            raise IdempotencyKeyReused("This key was used for another organization.") from error
        raise Conflict("Somebody else is enabling this agent right now. Try again.") from error
    return _entitlement(row)


def _held(row: Row, now: datetime) -> bool:
    return row.held_version_id is not None and (row.active_to is None or row.active_to > now)


async def held_versions(session: AsyncSession, agent_id: str) -> list[str]:
    """At which versions of one's own agent buyers stay, whoever they are."""
    return await repository.held_versions(session, agent_id)


async def installs(session: AsyncSession, agent_id: str, until: datetime) -> dict[str | None, int]:
    """How many organizations had one's own agent at a moment, by the version that they run; under
    None all of them."""
    return await repository.installs(session, agent_id, until)


async def hold_versions(session: AsyncSession, hold: Hold) -> None:
    """For all buyers of one's own agent."""
    await repository.hold_versions(session, hold)


async def accept_version(session: AsyncSession, *, org_id: str, entitlement_id: str) -> Entitlement:
    """It follows the current version again."""
    row = await repository.get_live_by_id(session, org_id, entitlement_id)
    if row is None:
        raise AgentNotEnabled("The right to use this agent ended a moment ago.")
    row.held_version_id = row.offered_version_id = None
    await repository.add(session, row)
    return _entitlement(row)


async def end(
    session: AsyncSession, *, org_id: str, user_id: str | None, agent_id: str, now: datetime
) -> Entitlement | None:
    """The one that ended, if there was one."""
    current = await repository.get_live(session, org_id=org_id, user_id=user_id, agent_id=agent_id)
    if current is None:
        return None
    current.ended_at = now
    await repository.add(session, current)
    return _entitlement(current)


async def end_source(
    session: AsyncSession,
    *,
    org_id: str,
    source_id: str,
    user_ids: Sequence[str] | None,
    now: datetime,
) -> list[Entitlement]:
    """Ends what this order or subscription gave, to these people or to all."""
    ended = []
    for row in await repository.lock_of_source(session, org_id, source_id):
        if user_ids is None or row.user_id in user_ids:
            row.ended_at = now
            await repository.add(session, row)
            ended.append(_entitlement(row))
    return ended


async def end_by_id(
    session: AsyncSession, *, org_id: str, entitlement_id: str, now: datetime
) -> Entitlement | None:
    """The one that ended, if it is the organization's and had not."""
    current = await repository.get_live_by_id(session, org_id, entitlement_id)
    if current is None:
        return None
    current.ended_at = now
    await repository.add(session, current)
    return _entitlement(current)


async def find_live(
    session: AsyncSession, *, org_id: str, user_id: str | None, agent_id: str
) -> Entitlement | None:
    """That of exactly this person, or of the organization for None; locked, perhaps run out."""
    row = await repository.get_live(session, org_id=org_id, user_id=user_id, agent_id=agent_id)
    return _entitlement(row) if row else None


async def find_enabled(
    session: AsyncSession, *, org_id: str, user_id: str, agent_ids: Sequence[str], now: datetime
) -> dict[str, Entitlement]:
    """Of these agents, those that this person may use, with the entitlement that says so."""
    rows = await repository.list_live(
        session, org_id=org_id, user_id=user_id, now=now, agent_ids=agent_ids, limit=5000
    )
    return _narrowest(rows)


async def list_enabled(
    session: AsyncSession, *, org_id: str, user_id: str, now: datetime, limit: int = 5000
) -> list[Entitlement]:
    """What this person may use, one per agent; their own goes before the organization's."""
    rows = await repository.list_live(session, org_id=org_id, user_id=user_id, now=now, limit=limit)
    return sorted(_narrowest(rows).values(), key=lambda e: e.agent_id)


def _narrowest(rows: Sequence[Row]) -> dict[str, Entitlement]:
    chosen: dict[str, Entitlement] = {}
    for row in sorted(rows, key=lambda r: r.user_id is None):
        chosen.setdefault(row.agent_id, _entitlement(row))
    return chosen


async def list_entitlements(
    session: AsyncSession,
    *,
    org_id: str,
    user_id: str | None,
    agent_id: str | None,
    after: str | None,
    limit: int,
) -> list[Entitlement]:
    """Newest first, ended ones too. A `user_id` hides those of other people."""
    rows = await repository.list_all(
        session, org_id=org_id, user_id=user_id, agent_id=agent_id, after=after, limit=limit
    )
    return [_entitlement(row) for row in rows]


async def members_may_enable(session: AsyncSession, org_id: str) -> bool:
    """Whether members may enable free agents for themselves; they may, until it is forbidden."""
    policy = await repository.get_policy(session, org_id)
    return policy is None or policy.members_may_enable


async def set_members_may_enable(
    session: AsyncSession, org_id: str, allowed: bool, *, now: datetime
) -> None:
    before = await members_may_enable(session, org_id)
    policy = EnablingPolicy(org_id=org_id, members_may_enable=allowed, updated_at=now)
    await repository.set_policy(session, policy)
    entry = audit.Entry(
        "enabling_policy.set",
        org_id,
        org_id,
        before={"members_may_enable": before},
        after={"members_may_enable": allowed},
    )
    await audit.record(session, entry)


def _entitlement(row: Row) -> Entitlement:
    return Entitlement(**{field.name: getattr(row, field.name) for field in fields(Entitlement)})
