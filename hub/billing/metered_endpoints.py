"""Use on a credit line, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import arrears, metered, orders, views
from hub.billing import metered_schemas as schemas
from hub.billing.domain import Billing, billing_of
from hub.billing.payouts import worth
from hub.billing.subscription_models import MeteredAccount
from hub.credits import public as credits_
from hub.identity.public import Principal, administers, caller
from hub.kit.amounts import format_credits
from hub.kit.http import at_hand

router = APIRouter(prefix="/v1")
At = Annotated[Billing, at_hand(billing_of)]
Pays = Annotated[Principal, caller("billing:write")]
Admin = Annotated[Principal, administers("billing.administer")]
OrganizationId = Annotated[str, Path(pattern=r"^org_[0-9A-HJKMNP-TV-Z]{26}$")]


@router.get("/billing/metered", tags=["billing"])
async def get_metered(who: Pays, at: At) -> schemas.MeteredView:
    """What was used on the credit line, its limit, what is owed, and when it is asked for."""
    async with at.database.transaction(who.org_id) as session:
        return await _shown(session, at, await metered.get(session, who.org_id))


@router.put("/billing/metered", tags=["billing"])
async def put_metered(body: schemas.MeteredBody, who: Pays, at: At) -> schemas.MeteredView:
    """How it is paid. What is past due is tried again at once."""
    async with at.database.transaction(who.org_id) as session:
        row = await arrears.choose(
            session,
            at,
            who.org_id,
            method_id=body.payment_method_id,
            on_invoice=body.on_invoice,
        )
        return await _shown(session, at, row)


async def _shown(session: AsyncSession, at: Billing, row: MeteredAccount) -> schemas.MeteredView:
    line = await credits_.line_of(session, row.org_id, at.clock())
    used = await credits_.unbilled_use(session, row.org_id, row.billed_at)
    total = sum(one.credits for one in used)
    cents, _ = worth(total, at.usd_per_credit)
    owed = None
    if row.order_id is not None:
        order = await orders.get(session, row.org_id, row.order_id)
        owed = views.of_money(order.due, order.currency)
    shown = row.model_dump() | {
        "stopped": row.stopped_at is not None,
        "limit": format_credits(line.limit if line is not None else 0),
        "available": format_credits(line.available if line is not None else 0),
        "used": format_credits(total),
        "amount": views.of_money(cents, arrears.CURRENCY),
        "invoiced": owed,
        "currency": arrears.CURRENCY,
        "payment_method_id": row.method_id,
        "agents": [
            schemas.AgentUseView(
                agent_id=one.agent_id,
                name=one.name,
                runs=one.runs,
                credits=format_credits(one.credits),
            )
            for one in used
        ],
    }
    return schemas.MeteredView.model_validate(shown)


@router.post("/admin/organizations/{organization_id}/metered/reopen", tags=["admin"])
async def reopen_metered(
    organization_id: OrganizationId, body: schemas.ReopenBody, who: Admin, at: At
) -> schemas.ReopenedView:
    """Let an organization use its credit line again that a dispute has closed."""
    row = await arrears.reopen(at, who, organization_id, body.reason)
    return schemas.ReopenedView.model_validate(
        {"organization_id": row.org_id, "status": row.status}
    )
