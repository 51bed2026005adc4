"""Money of everybody for the platform's administrators, over HTTP: parse, call, render."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import console, views
from hub.billing import console_schemas as schemas
from hub.billing.console import Wanted
from hub.billing.domain import Billing, billing_of
from hub.billing.order_models import Dispute, Order, Refund
from hub.billing.schemas import id_of
from hub.billing.selling_endpoints import Asked, cursor
from hub.billing.subscription_models import Payout
from hub.billing.views import of_money
from hub.identity.public import Principal, administers
from hub.kit.http import Page, at_hand, page_of, problems

router = APIRouter(prefix="/v1/admin", tags=["admin"], responses=problems(401, 403, 404, 422, 429))
At = Annotated[Billing, at_hand(billing_of)]
Reads = Annotated[Principal, administers("billing.administer")]
Of = Annotated[str | None, Query(pattern=id_of("org"))]


@router.get("/orders")
async def list_all_orders(
    _: Reads,
    at: At,
    asked: Asked,
    *,
    status: schemas.OrderStatus | None = None,
    organization_id: Of = None,
    waiting: bool = False,
) -> Page[schemas.AnyOrderView]:
    """Orders of everybody, newest first; `waiting`: those whose money comes by hand."""
    wanted = Wanted(status, organization_id, waiting)
    async with console.reading(at) as session:
        rows = await console.newest(
            session, Order, wanted, after=cursor(asked, "ord"), limit=asked.limit + 1
        )
        last = await console.last_payments(session, [row.id for row in rows])
        owned = await console.names(session, rows)
    shown = []
    for row in rows:
        payment = last.get(row.id)
        shown.append(
            _owned(row, owned)
            | {
                "seller_id": row.seller_org_id,
                "total": of_money(row.total, row.currency),
                "due": of_money(row.due, row.currency),
                "refunded": of_money(row.refunded, row.currency),
                "processor": payment.processor if payment else None,
                "payment_status": payment.status if payment else None,
            }
        )
    return page_of(schemas.AnyOrderView, shown, asked)


@router.get("/orders/{order_id}")
async def get_any_order(order_id: str, _: Reads, at: At) -> schemas.AnyOrderDetail:
    """An order with its payments, what was given back, and what is disputed."""
    async with console.reading(at) as session:
        found = await console.whole_order(session, order_id)
    order, owned = found.order, {found.order.org_id: found.owner}
    plain = views.order_view(order, found.items, found.payments)
    return schemas.AnyOrderDetail.model_validate(
        plain.model_dump()
        | {
            "organization_id": order.org_id,
            "organization_name": found.owner,
            "seller_id": order.seller_org_id,
            "purchase_order": order.purchase_order,
            "refunds": [views.refund_view(one).model_dump() for one in found.refunds],
            "disputes": [_dispute(one, owned) for one in found.disputes],
        }
    )


@router.get("/refunds")
async def list_all_refunds(
    _: Reads, at: At, asked: Asked, organization_id: Of = None
) -> Page[schemas.AnyRefundView]:
    """What was given back, newest first."""
    wanted = Wanted(org_id=organization_id)
    rows, owned = await _rows(at, Refund, wanted, cursor(asked, "rfn"), asked.limit + 1)
    shown = [_owned(row, owned) | {"amount": of_money(row.amount, row.currency)} for row in rows]
    return page_of(schemas.AnyRefundView, shown, asked)


@router.get("/disputes")
async def list_all_disputes(
    _: Reads,
    at: At,
    asked: Asked,
    *,
    status: schemas.DisputeStatus | None = None,
    organization_id: Of = None,
) -> Page[schemas.DisputeView]:
    """What buyers dispute at their bank, newest first."""
    wanted = Wanted(status, organization_id)
    rows, owned = await _rows(at, Dispute, wanted, cursor(asked, "dsp"), asked.limit + 1)
    shown = [_dispute(row, owned) for row in rows]
    return page_of(schemas.DisputeView, shown, asked)


@router.get("/payouts")
async def list_all_payouts(
    _: Reads,
    at: At,
    asked: Asked,
    *,
    status: schemas.PayoutStatus | None = None,
    organization_id: Of = None,
) -> Page[schemas.AnyPayoutView]:
    """What publishers are paid, newest first."""
    wanted = Wanted(status, organization_id)
    rows, owned = await _rows(at, Payout, wanted, cursor(asked, "pyo"), asked.limit + 1)
    shown = [_owned(row, owned) | {"amount": of_money(row.amount, row.currency)} for row in rows]
    return page_of(schemas.AnyPayoutView, shown, asked)


async def _rows(
    at: Billing, model: Any, wanted: Wanted, after: str | None, limit: int
) -> tuple[Sequence[Any], dict[str, str]]:
    async with console.reading(at) as session:
        return await _named(session, model, wanted, after, limit)


async def _named(
    session: AsyncSession, model: Any, wanted: Wanted, after: str | None, limit: int
) -> tuple[Sequence[Any], dict[str, str]]:
    rows = await console.newest(session, model, wanted, after=after, limit=limit)
    return rows, await console.names(session, rows)


def _owned(row: Any, owned: dict[str, str]) -> dict[str, Any]:
    plain: dict[str, Any] = row.model_dump()
    return plain | {
        "organization_id": row.org_id,
        "organization_name": owned.get(row.org_id, ""),
    }


def _dispute(row: Dispute, owned: dict[str, str]) -> dict[str, Any]:
    return _owned(row, owned) | {
        "amount": of_money(row.amount, row.currency),
        "held": of_money(row.held, row.currency),
    }
