"""Every SQL statement of the record. The hub's role inserts and selects; it can do nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit.models import AuditEvent, AuditHead
from hub.kit.db import Connection


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events of one chain; with `platform`, also what administrators did in all others.

    `about` is a person: what they did, and what was done to their account. `of_org_id` narrows what
    administrators did anywhere to one organization.
    """

    org_id: str
    platform: bool = False
    about: str | None = None
    actor_id: str | None = None
    action: str | None = None
    target_type: str | None = None
    target_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    q: str | None = None
    of_org_id: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether this is a chain from its first event to its last, which can be verified."""
        return self == Wanted(self.org_id, platform=self.platform)


# Place, time and hash are not ours to say: the database gives them.
_ADD: Final = """
    insert into audit_events (
      org_id, id, actor_type, actor_id, credential_id, as_platform, action, target_type, target_id,
      before, after, outcome, address, user_agent, request_id
    ) values (
      %(org_id)s, %(id)s, %(actor_type)s, %(actor_id)s, %(credential_id)s, %(as_platform)s,
      %(action)s, %(target_type)s, %(target_id)s, %(before)s, %(after)s, %(outcome)s, %(address)s,
      %(user_agent)s, %(request_id)s
    )
"""


async def add(session: AsyncSession, values: dict[str, Any]) -> None:
    await (await session.connection()).exec_driver_sql(_ADD, values)


async def add_on(connection: Connection, values: dict[str, Any]) -> None:
    await connection.execute(_ADD, values)


async def newest(
    session: AsyncSession, wanted: Wanted, *, before: str | None, limit: int
) -> Sequence[AuditEvent]:
    query = _matching(wanted).order_by(col(AuditEvent.id).desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEvent.id < before)
    rows: Sequence[AuditEvent] = (await session.exec(query)).all()
    return rows


async def oldest(
    session: AsyncSession, wanted: Wanted, *, after: str, limit: int
) -> Sequence[AuditEvent]:
    """From behind one ID on: selections are read in this order."""
    query = _matching(wanted).where(AuditEvent.id > after).order_by(col(AuditEvent.id))
    rows: Sequence[AuditEvent] = (await session.exec(query.limit(limit))).all()
    return rows


async def links(
    session: AsyncSession, org_id: str, *, after: int, last: int, limit: int
) -> Sequence[AuditEvent]:
    """A chain in its own order, which is not always that of the IDs."""
    query = (
        select(AuditEvent)
        .where(
            AuditEvent.org_id == org_id,
            col(AuditEvent.seq) > after,
            col(AuditEvent.seq) <= last,
        )
        .order_by(col(AuditEvent.seq))
        .limit(limit)
    )
    return (await session.exec(query)).all()


async def length(session: AsyncSession, org_id: str) -> int:
    query = select(func.max(AuditEvent.seq)).where(AuditEvent.org_id == org_id)
    return (await session.exec(query)).one() or 0


async def heads(
    session: AsyncSession, org_id: str, *, below: int | None = None, limit: int
) -> Sequence[AuditHead]:
    """The newest first."""
    query = select(AuditHead).where(AuditHead.org_id == org_id)
    if below is not None:
        query = query.where(AuditHead.number < below)
    return (await session.exec(query.order_by(col(AuditHead.number).desc()).limit(limit))).all()


def _matching(wanted: Wanted) -> Any:
    mine = col(AuditEvent.org_id) == wanted.org_id
    query = select(AuditEvent).where(
        or_(mine, col(AuditEvent.as_platform)) if wanted.platform else mine
    )
    if wanted.about is not None:
        account = (col(AuditEvent.target_type) == "user") & (
            col(AuditEvent.target_id) == wanted.about
        )
        query = query.where(or_(col(AuditEvent.actor_id) == wanted.about, account))
    for column in ("actor_id", "action", "target_type", "target_id"):
        value = getattr(wanted, column)
        if value is not None:
            query = query.where(getattr(AuditEvent, column) == value)
    if wanted.of_org_id is not None:
        query = query.where(AuditEvent.org_id == wanted.of_org_id)
    if wanted.since is not None:
        query = query.where(col(AuditEvent.occurred_at) >= wanted.since)
    if wanted.until is not None:
        query = query.where(col(AuditEvent.occurred_at) < wanted.until)
    return query if wanted.q is None else query.where(_says(wanted.q))


def _says(text: str) -> Any:
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    looked_in = (
        *("action", "actor_id", "credential_id", "target_id", "before", "after"),
        *("address", "user_agent", "request_id"),
    )
    return or_(*(col(getattr(AuditEvent, name)).ilike(f"%{escaped}%") for name in looked_in))
