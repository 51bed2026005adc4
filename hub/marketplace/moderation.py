"""The rules of moderation: what can be decided about what, by whom, and what follows from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.errors import Conflict
from hub.kit.events import Events
from hub.kit.ids import new_id
from hub.marketplace import cases, comparing
from hub.marketplace.cases import Subject, find_open, open_case, withdraw
from hub.marketplace.errors import DecisionNotAllowed, DecisionNotFound, SecondApproverNeeded
from hub.marketplace.models import ModerationCase, ModerationDecision
from hub.marketplace.reasons import ACTIONS, HIGH_IMPACT, reason_for

__all__ = [
    "Decided",
    "Subject",
    "Verdict",
    "appeal",
    "confirm",
    "decide",
    "find_open",
    "open_case",
    "withdraw",
]

_APPEAL_WITHIN: Final = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a moderator says about a case. `note` is for moderators alone."""

    action: str
    reason: str
    statement: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """Raised in the transaction in which a decision takes effect."""

    case: ModerationCase
    decision: ModerationDecision
    now: datetime


async def decide(
    session: AsyncSession,
    who: Principal,
    case: ModerationCase,
    verdict: Verdict,
    *,
    events: Events,
    now: datetime,
) -> ModerationDecision:
    """A decision; one of high impact waits for a second moderator.

    Raises:
        DecisionNotAllowed: the case is closed, or is about something else.
        SecondApproverNeeded: the caller made the decision that this is an appeal of.
    """
    if case.closed_at is not None or case.status != "open":
        raise DecisionNotAllowed("The case is not open.", status_now=case.status)
    if verdict.action not in ACTIONS[case.queue]:
        raise DecisionNotAllowed(f"One can {', '.join(ACTIONS[case.queue])} here.")
    judged = await _judged_again(session, who, case)
    proposed = verdict.action in HIGH_IMPACT
    decision = _decision(who, case, verdict, proposed=proposed, now=now)
    decision.override_of = judged.id if judged else None
    decision.subject = await comparing.snapshot(session, case)
    session.add(decision)
    await session.flush()
    if proposed:
        case.status = "proposed"
        session.add(case)
    else:
        await _take_effect(session, case, decision, events=events, now=now)
    await _record(session, "proposed" if proposed else "decided", case, decision)
    return decision


def _decision(
    who: Principal, case: ModerationCase, verdict: Verdict, *, proposed: bool, now: datetime
) -> ModerationDecision:
    reason = reason_for(verdict.action, verdict.reason)
    return ModerationDecision(
        id=new_id("mdn"),
        org_id=case.org_id,
        case_id=case.id,
        action=verdict.action,
        reason=reason.code,
        statement=verdict.statement or reason.statement,
        note=verdict.note,
        policy=reason.policy,
        status="proposed" if proposed else "effective",
        decided_by=who.user_id,
        created_at=now,
        effective_at=None if proposed else now,
    )


async def _judged_again(
    session: AsyncSession, who: Principal, case: ModerationCase
) -> ModerationDecision | None:
    if case.appeal_of is None:
        return None
    judged = await cases.find_decision(session, case.appeal_of)
    if judged is not None and who.user_id in (judged.decided_by, judged.confirmed_by):
        raise SecondApproverNeeded("Whoever decided does not judge the appeal.")
    return judged


async def _take_effect(
    session: AsyncSession,
    case: ModerationCase,
    decision: ModerationDecision,
    *,
    events: Events,
    now: datetime,
) -> None:
    if decision.override_of and decision.action != "uphold":
        earlier = await cases.find_decision(session, decision.override_of, lock=True)
        if earlier is not None:
            earlier.status = "overturned"
            session.add(earlier)
    await cases.close(session, case, now=now)
    await events.emit(session, Decided(case, decision, now))


async def confirm(
    session: AsyncSession,
    who: Principal,
    decision_id: str,
    *,
    approve: bool,
    events: Events,
    now: datetime,
) -> ModerationDecision:
    """The second word about a decision of high impact.

    Raises:
        DecisionNotFound: there is none that waits.
        SecondApproverNeeded: it is the caller's own.
    """
    decision = await cases.find_decision(session, decision_id, lock=True)
    if decision is None or decision.status != "proposed":
        raise DecisionNotFound("There is no decision with this ID that waits.")
    if decision.decided_by == who.user_id:
        raise SecondApproverNeeded("You proposed it. Somebody else has to confirm it.")
    case = await cases.get(session, decision.case_id, lock=True)
    decision.confirmed_by = who.user_id
    if approve:
        decision.status, decision.effective_at = "effective", now
        session.add(decision)
        await _take_effect(session, case, decision, events=events, now=now)
    else:
        decision.status, case.status = "refused", "open"
        session.add(decision)
        session.add(case)
    await _record(session, "confirmed" if approve else "refused", case, decision)
    return decision


async def appeal(
    session: AsyncSession, who: Principal, decision_id: str, text: str, *, now: datetime
) -> ModerationCase:
    """A case that judges a decision about the caller's things again, by somebody else.

    Raises:
        DecisionNotFound: there is none about them.
        Conflict: it was appealed before, or too long ago.
    """
    decision = await cases.find_decision(session, decision_id, lock=True)
    missing = DecisionNotFound("There is no decision with this ID about what is yours.")
    if decision is None or decision.org_id != who.org_id or decision.status != "effective":
        raise missing
    if decision.effective_at is None or now - decision.effective_at > _APPEAL_WITHIN:
        raise Conflict("It is more than six months old.")
    judged = await cases.get(session, decision.case_id)
    if await cases.appealed(session, decision.id):
        raise Conflict("It was appealed before.")
    subject = Subject(judged.queue, judged.subject_id, judged.org_id, judged.listing_id)
    finding = {"check": "appeal", "severity": "info", "detail": text}
    case = await open_case(
        session, subject, findings=[finding], opened_by="appeal", now=now, appeal_of=decision.id
    )
    await _record(session, "appealed", case, decision, as_platform=False)
    return case


async def _record(
    session: AsyncSession,
    verb: str,
    case: ModerationCase,
    decision: ModerationDecision,
    *,
    as_platform: bool = True,
) -> None:
    after = {
        "queue": case.queue,
        "subject_id": case.subject_id,
        "action": decision.action,
        "reason": decision.reason,
        "status": decision.status,
    }
    entry = audit.Entry(
        f"decision.{verb}", case.org_id, decision.id, after=after, as_platform=as_platform
    )
    await audit.record(session, entry)
