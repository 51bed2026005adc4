"""The door to entitlements: the only oracle of access."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.entitlements import repository
from hub.entitlements.errors import (
    AgentNotAllowed,
    AgentNotEnabled,
    AgentNotFound,
    ChannelNotAllowed,
    RunLimitReached,
)
from hub.entitlements.models import Entitlement
from hub.entitlements.service import Access, admit
from hub.kit.db import Connection
from hub.kit.errors import Conflict, LaeliaError
from hub.kit.ids import new_id

__all__ = [
    "Access",
    "AgentNotAllowed",
    "AgentNotEnabled",
    "AgentNotFound",
    "ChannelNotAllowed",
    "RunLimitReached",
    "Terms",
    "admit_runs",
    "count_runs",
    "enable",
    "end",
    "find_access",
    "find_accesses",
    "list_enabled",
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


async def admit_runs(
    connection: Connection, entitlement_ids: Sequence[str], *, now: datetime
) -> list[LaeliaError | None]:
    """For each run, why it may not start, if so. Run inside the transaction that starts them."""
    live = await repository.live(connection, entitlement_ids, now)
    return admit(entitlement_ids, live)


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
    created_by: str | None = field(default=None)


async def enable(session: AsyncSession, terms: Terms, *, now: datetime) -> Entitlement:
    """A new entitlement; the live one of the same agent and person, if any, is superseded."""
    current = await repository.get_live(
        session, org_id=terms.org_id, user_id=terms.user_id, agent_id=terms.agent_id
    )
    if current is not None:
        current.ended_at = now
        await repository.add(session, current)
    entitlement = Entitlement(
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
    )
    try:
        await repository.add(session, entitlement)
    except IntegrityError as error:
        raise Conflict("Somebody else is enabling this agent right now. Try again.") from error
    return entitlement


async def end(
    session: AsyncSession, *, org_id: str, user_id: str | None, agent_id: str, now: datetime
) -> bool:
    """Whether there was one to end."""
    current = await repository.get_live(session, org_id=org_id, user_id=user_id, agent_id=agent_id)
    if current is None:
        return False
    current.ended_at = now
    await repository.add(session, current)
    return True


async def list_enabled(session: AsyncSession, *, org_id: str, user_id: str) -> list[Entitlement]:
    """What this person may use, one per agent; their own goes before the organization's."""
    rows = await repository.list_live(session, org_id=org_id, user_id=user_id)
    chosen: dict[str, Entitlement] = {}
    for row in sorted(rows, key=lambda r: r.user_id is None):
        chosen.setdefault(row.agent_id, row)
    return sorted(chosen.values(), key=lambda r: r.agent_id)
