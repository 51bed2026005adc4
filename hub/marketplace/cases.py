"""Cases and decisions as rows: opened, found, decided, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.kit.ids import is_id, new_id
from hub.marketplace.errors import CaseNotFound
from hub.marketplace.models import ModerationCase, ModerationDecision


@dataclass(frozen=True, slots=True)
class Subject:
    """What a case is about, and whose it is."""

    queue: str
    id: str
    org_id: str
    listing_id: str | None = None


async def open_case(
    session: AsyncSession,
    subject: Subject,
    *,
    findings: list[dict[str, Any]],
    opened_by: str,
    now: datetime,
    appeal_of: str | None = None,
) -> ModerationCase:
    """The open case about this, with the findings added to what it has; a new one if none is."""
    found = await find_open(session, subject.id, lock=True)
    if found is not None:
        found.findings = [*found.findings, *findings]
        found.appeal_of = found.appeal_of or appeal_of
    else:
        found = ModerationCase(
            id=new_id("mcs"),
            org_id=subject.org_id,
            queue=subject.queue,
            subject_id=subject.id,
            listing_id=subject.listing_id,
            status="open",
            findings=findings,
            opened_by=opened_by,
            appeal_of=appeal_of,
            created_at=now,
        )
    session.add(found)
    await session.flush()
    return found


async def find_open(
    session: AsyncSession, subject_id: str, *, lock: bool = False
) -> ModerationCase | None:
    query = select(ModerationCase).where(
        ModerationCase.subject_id == subject_id, col(ModerationCase.closed_at).is_(None)
    )
    if lock:
        query = query.with_for_update()
    return (await session.exec(query)).one_or_none()


async def withdraw(session: AsyncSession, subject_id: str, *, now: datetime) -> None:
    """Its owner took back what the case was about."""
    found = await find_open(session, subject_id, lock=True)
    if found is not None:
        await close(session, found, now=now)


async def close(session: AsyncSession, case: ModerationCase, *, now: datetime) -> None:
    case.status, case.closed_at = "decided", now
    session.add(case)
    await session.flush()


async def get(session: AsyncSession, case_id: str, *, lock: bool = False) -> ModerationCase:
    """Raises CaseNotFound."""
    found = None
    if is_id("mcs", case_id):
        query = select(ModerationCase).where(ModerationCase.id == case_id)
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        found = (await session.exec(query)).one_or_none()
    if found is None:
        raise CaseNotFound("There is no case with this ID.")
    return found


async def queue(
    session: AsyncSession,
    *,
    name: str | None,
    closed: bool,
    after: str | None,
    limit: int,
) -> Sequence[ModerationCase]:
    """The oldest first."""
    query = select(ModerationCase).where(
        col(ModerationCase.closed_at).is_not(None)
        if closed
        else col(ModerationCase.closed_at).is_(None)
    )
    if name is not None:
        query = query.where(ModerationCase.queue == name)
    if after is not None:
        query = query.where(ModerationCase.id > after)
    return (await session.exec(query.order_by(ModerationCase.id).limit(limit))).all()


async def decisions_of(session: AsyncSession, case_id: str) -> Sequence[ModerationDecision]:
    query = select(ModerationDecision).where(ModerationDecision.case_id == case_id)
    return (await session.exec(query.order_by(ModerationDecision.id))).all()


async def find_decision(
    session: AsyncSession, decision_id: str, *, lock: bool = False
) -> ModerationDecision | None:
    if not is_id("mdn", decision_id):
        return None
    query = select(ModerationDecision).where(ModerationDecision.id == decision_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).one_or_none()


async def statements(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[tuple[ModerationDecision, ModerationCase]]:
    """What was decided about an organization's things, newest first."""
    query = (
        select(ModerationDecision, ModerationCase)
        .join(ModerationCase, col(ModerationCase.id) == col(ModerationDecision.case_id))
        .where(ModerationDecision.org_id == org_id)
        .where(col(ModerationDecision.status).in_(("effective", "overturned")))
    )
    if after is not None:
        query = query.where(ModerationDecision.id < after)
    rows = await session.exec(query.order_by(col(ModerationDecision.id).desc()).limit(limit))
    return [(decision, case) for decision, case in rows.all()]


async def appealed(session: AsyncSession, decision_id: str) -> bool:
    query = select(ModerationCase.id).where(ModerationCase.appeal_of == decision_id)
    return (await session.exec(query)).first() is not None
