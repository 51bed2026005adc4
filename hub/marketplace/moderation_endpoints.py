"""Moderation over HTTP: the queues, decisions, and what those concerned may do about them."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.kit.http import Page, page, problems, whole
from hub.kit.ids import PLATFORM_ORG
from hub.marketplace import cases, comparing, moderation, reporting
from hub.marketplace import moderation_schemas as schemas
from hub.marketplace.desk import Asked, AtDesk, Moderator, Reads, Writes
from hub.marketplace.errors import DecisionNotFound
from hub.marketplace.models import ModerationCase, ModerationDecision
from hub.marketplace.reasons import ACTIONS, reasons
from hub.marketplace.subjects import names_of, subject_of

reports_router = APIRouter(
    prefix="/v1", tags=["moderation"], responses=problems(401, 403, 404, 409, 422, 429)
)
router = APIRouter(
    prefix="/v1/moderation",
    tags=["moderation"],
    responses=problems(401, 403, 404, 409, 422, 429),
)


def _case(case: ModerationCase, names: Mapping[str, str]) -> dict[str, Any]:
    named = {
        name: getattr(case, name)
        for name in schemas.CaseView.model_fields
        if name not in ("organization_id", "subject_name")
    }
    return named | {"organization_id": case.org_id, "subject_name": names.get(case.subject_id)}


def _decision(
    decision: ModerationDecision, case: ModerationCase, *, inside: bool
) -> schemas.DecisionView:
    named = {
        name: getattr(decision, name)
        for name in schemas.DecisionView.model_fields
        if name not in ("queue", "subject_id")
    }
    if not inside:
        named |= {"note": None, "decided_by": None, "confirmed_by": None}
    return schemas.DecisionView.model_validate(
        named | {"queue": case.queue, "subject_id": case.subject_id}
    )


async def _detail(session: AsyncSession, case: ModerationCase) -> schemas.CaseDetail:
    decisions = await cases.decisions_of(session, case.id)
    return schemas.CaseDetail.model_validate(
        _case(case, await names_of(session, [case]))
        | {
            "subject": await subject_of(session, case),
            "changes": (await comparing.compare(session, case)).shown(),
            "decisions": [_decision(one, case, inside=True) for one in decisions],
            "actions": list(ACTIONS[case.queue]) if case.closed_at is None else [],
        }
    )


@router.get("/cases")
async def list_cases(
    _: Moderator,
    at: AtDesk,
    asked: Asked,
    queue: schemas.Queue | None = None,
    status: Annotated[Literal["open", "closed"], Query()] = "open",
) -> Page[schemas.CaseView]:
    """What waits for a decision, oldest first. For the platform's moderators."""
    async with at.moderate() as session:
        rows = await cases.queue(
            session,
            name=queue,
            closed=status == "closed",
            after=asked.after,
            limit=asked.limit + 1,
        )
    async with at.moderate(*{row.org_id for row in rows}) as session:
        names = await names_of(session, rows)
    shown = [schemas.CaseView.model_validate(_case(row, names)) for row in rows]
    return Page[schemas.CaseView].model_validate(page(shown, asked))


@router.get("/cases/{case_id}")
async def get_case(case_id: str, _: Moderator, at: AtDesk) -> schemas.CaseDetail:
    """A case with what it is about. For the platform's moderators."""
    async with at.moderate() as session:
        owner = (await cases.get(session, case_id)).org_id
    async with at.moderate(owner) as session:
        return await _detail(session, await cases.get(session, case_id))


@router.post("/cases/{case_id}/decision", status_code=201)
async def decide_case(
    case_id: str, body: schemas.VerdictBody, who: Moderator, at: AtDesk
) -> schemas.DecisionView:
    """Decide; what is grave waits for a second moderator. For the platform's moderators."""
    async with at.moderate() as session:
        owner = (await cases.get(session, case_id)).org_id
    async with at.moderate(owner) as session:
        case = await cases.get(session, case_id, lock=True)
        verdict = moderation.Verdict(body.action, body.reason, body.statement, body.note)
        decision = await moderation.decide(
            session, who, case, verdict, events=at.events, now=at.now
        )
        return _decision(decision, case, inside=True)


@router.post("/decisions/{decision_id}/confirm")
async def confirm_decision(
    decision_id: str, body: schemas.ConfirmBody, who: Moderator, at: AtDesk
) -> schemas.DecisionView:
    """The second moderator's word about what another proposed."""
    async with at.moderate() as session:
        found = await cases.find_decision(session, decision_id)
        if found is None:
            raise DecisionNotFound("There is no decision with this ID that waits.")
    async with at.moderate(found.org_id) as session:
        decision = await moderation.confirm(
            session, who, decision_id, approve=body.approve, events=at.events, now=at.now
        )
        case = await cases.get(session, decision.case_id)
        return _decision(decision, case, inside=True)


@router.get("/reasons")
async def list_reasons(_: Reads) -> Page[schemas.ReasonView]:
    """The templates that decisions are explained with."""
    return whole([schemas.ReasonView.model_validate(asdict(one)) for one in reasons().values()])


@router.get("/statements")
async def list_statements(who: Reads, at: AtDesk, asked: Asked) -> Page[schemas.DecisionView]:
    """What was decided about your organization's publisher, listings and reviews, and why."""
    async with at.open(who) as session:
        rows = await cases.statements(session, who.org_id, after=asked.after, limit=asked.limit + 1)
    shown = [_decision(decision, case, inside=False) for decision, case in rows]
    return Page[schemas.DecisionView].model_validate(page(shown, asked))


@router.post("/statements/{decision_id}/appeal", status_code=201)
async def appeal_decision(
    decision_id: str, body: schemas.AppealBody, who: Writes, at: AtDesk
) -> schemas.CaseView:
    """Ask for a second look, by somebody else. Once, within six months."""
    async with at.open(who) as session:
        case = await moderation.appeal(session, who, decision_id, body.text, now=at.now)
        return schemas.CaseView.model_validate(_case(case, await names_of(session, [case])))


@reports_router.post("/reports", status_code=201)
async def report(body: schemas.ReportBody, who: Reads, at: AtDesk) -> schemas.ReportView:
    """Say what is wrong with something that is shown. A moderator looks at it."""
    async with at.open(who, beside=[PLATFORM_ORG]) as session:
        row = await reporting.report(session, who, body, now=at.now)
    named = {name: getattr(row, name) for name in schemas.ReportView.model_fields}
    return schemas.ReportView.model_validate(named)
