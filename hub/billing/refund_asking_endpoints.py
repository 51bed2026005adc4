"""What buyers ask to have back, and what is decided, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Header, Response

from hub.billing import refund_asking as asking
from hub.billing import refund_asking_schemas as schemas
from hub.billing.buying_endpoints import replayed
from hub.billing.domain import Billing, billing_of
from hub.billing.selling_endpoints import Asked, cursor
from hub.identity.public import Principal, administers, caller
from hub.kit.http import Page, at_hand, page_of

router = APIRouter(prefix="/v1")
At = Annotated[Billing, at_hand(billing_of)]
Pays = Annotated[Principal, caller("billing:write", verified=True)]
Admin = Annotated[Principal, administers("billing.administer")]
Key = Annotated[str | None, Header(max_length=255)]


@router.get("/refund-requests", tags=["billing"])
async def list_refund_requests(who: Pays, at: At, asked: Asked) -> Page[schemas.RefundRequestView]:
    """What you asked to have back, newest first."""
    async with at.database.transaction(who.org_id) as session:
        rows = await asking.list_own(
            session, who.org_id, after=cursor(asked, "rrq"), limit=asked.limit + 1
        )
        shown = await asking.shown(session, rows)
    return page_of(schemas.RefundRequestView, shown, asked)


@router.post("/refund-requests", status_code=201, tags=["billing"])
async def ask(
    body: schemas.RefundRequestBody,
    who: Pays,
    at: At,
    response: Response,
    idempotency_key: Key = None,
) -> schemas.RefundRequestView:
    """Ask for a refund of an order, of one of its lines, or of a part. `Idempotency-Key` needed.

    Whoever runs this hub decides; you are told.
    """
    row, again = await asking.ask(at, who, body, key=idempotency_key)
    replayed(response, again=again)
    async with at.database.transaction(who.org_id) as session:
        [shown] = await asking.shown(session, [row])
    return schemas.RefundRequestView.model_validate(shown)


@router.delete("/refund-requests/{refund_request_id}", status_code=204, tags=["billing"])
async def withdraw(refund_request_id: str, who: Pays, at: At) -> None:
    """Take it back, as long as nobody has decided."""
    await asking.withdraw(at, who, refund_request_id)


@router.get("/admin/refund-requests", tags=["admin"])
async def list_all(
    _: Admin, at: At, asked: Asked, status: schemas.RequestStatus | None = None
) -> Page[schemas.AnyRefundRequestView]:
    """What everybody asks to have back, newest first."""
    shown = await asking.list_all(
        at, status=status, after=cursor(asked, "rrq"), limit=asked.limit + 1
    )
    return page_of(schemas.AnyRefundRequestView, shown, asked)


@router.post("/admin/refund-requests/{refund_request_id}/decide", tags=["admin"])
async def decide(
    refund_request_id: str,
    body: schemas.RefundDecisionBody,
    who: Admin,
    at: At,
    *,
    response: Response,
    idempotency_key: Key = None,
) -> schemas.AnyRefundRequestView:
    """Give it back, whole or in part, or refuse with a reason. `Idempotency-Key` needed.

    Whoever asked is told, and the money goes back as with `POST /v1/admin/refunds`.
    """
    shown, again = await asking.decide(at, who, refund_request_id, body, key=idempotency_key)
    replayed(response, again=again)
    return schemas.AnyRefundRequestView.model_validate(shown)
