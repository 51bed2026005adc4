"""What the comparison with processors found, for the platform's administrators of money."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel

from hub.audit import public as audit
from hub.billing import reconciling
from hub.billing.domain import Billing, billing_of
from hub.billing.errors import NotThere
from hub.billing.reconciliation_models import Finding, ReconciledDay
from hub.billing.schemas import Body, ProcessorName, Reason
from hub.billing.selling_endpoints import Asked, cursor
from hub.identity.public import Principal, administers
from hub.kit.clock import Time
from hub.kit.errors import Conflict, InvalidInput
from hub.kit.http import Page, at_hand, page, whole
from hub.kit.ids import PLATFORM_ORG

router = APIRouter(prefix="/v1/admin/reconciliations", tags=["admin"])
At = Annotated[Billing, at_hand(billing_of)]
Admin = Annotated[Principal, administers("billing.administer")]
Status = Literal["mended", "open", "closed"]
_DAYS = 60


class DayBody(Body):
    processor: ProcessorName
    day: date


class DayView(BaseModel):
    """`listed` are there; `mended` are recorded with this; `found` are for you to see to."""

    processor: str
    day: date
    listed: int
    mended: int
    found: int
    done_at: Time


class FindingView(BaseModel):
    """`advice` says what to do; `organization_id` whom it concerns, where that is known."""

    id: str
    processor: str
    day: date
    kind: Literal["payment", "refund", "dispute"]
    difference: str
    advice: str
    ref: str
    object_id: str | None
    organization_id: str | None
    ours: str | None
    theirs: str | None
    status: Status
    reason: str | None
    found_at: Time
    closed_at: Time | None


class CloseBody(Body):
    reason: Reason


@router.post("")
async def reconcile(body: DayBody, who: Admin, at: At) -> DayView:
    """Compare a day with a processor now. It is done by itself every day."""
    if not 2020 <= body.day.year <= at.clock().year:
        raise InvalidInput.at("/day", "is no day on which anything was sold")
    day = body.day
    done = await reconciling.reconcile(at, body.processor, day, asked_by=who.org_id)
    return _day(done)


def _day(row: ReconciledDay) -> DayView:
    return DayView.model_validate(row.model_dump())


@router.get("")
async def list_findings(
    who: Admin, at: At, asked: Asked, status: Status | None = None
) -> Page[FindingView]:
    """What differs, newest first."""
    del who
    async with at.database.transaction(PLATFORM_ORG) as session:
        rows = await reconciling.list_findings(
            session, status=status, after=cursor(asked, "rcf"), limit=asked.limit + 1
        )
    return Page[FindingView].model_validate(page([_finding(row) for row in rows], asked))


def _finding(row: Finding) -> FindingView:
    advice = reconciling.ADVICE[row.difference]
    shown = row.model_dump() | {"advice": advice, "organization_id": row.concerns}
    return FindingView.model_validate(shown)


@router.get("/days")
async def list_reconciled_days(who: Admin, at: At) -> Page[DayView]:
    """The comparisons that were made last, newest first."""
    del who
    async with at.database.transaction(PLATFORM_ORG) as session:
        return whole([_day(row) for row in await reconciling.latest_days(session, _DAYS)])


@router.post("/{finding_id}/close")
async def close_finding(finding_id: str, body: CloseBody, who: Admin, at: At) -> FindingView:
    """It was seen to; say how."""
    async with at.database.transaction([PLATFORM_ORG, who.org_id]) as session:
        row = await session.get(Finding, finding_id, with_for_update=True)
        if row is None:
            raise NotThere("There is no such finding.")
        if row.status != "open":
            raise Conflict(f"The finding is {row.status}.")
        row.status, row.reason, row.closed_at = "closed", body.reason, at.clock()
        session.add(row)
        after = {"difference": row.difference, "reason": body.reason}
        closed = "reconciliation_finding.closed"
        entry = audit.Entry(closed, who.org_id, row.id, after=after, as_platform=True)
        await audit.record(session, entry)
    return _finding(row)
