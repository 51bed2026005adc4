"""When an organization hears of what it spends, over HTTP."""

from typing import Annotated

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import alerts
from hub.billing.alert_models import SpendAlerts
from hub.billing.alert_schemas import AlertsBody, AlertsView
from hub.billing.domain import Billing, billing_of
from hub.credits import public as credits_
from hub.identity.public import Principal, caller
from hub.kit.amounts import format_credits
from hub.kit.http import at_hand

router = APIRouter(prefix="/v1", tags=["credits"])
At = Annotated[Billing, at_hand(billing_of)]
Pays = Annotated[Principal, caller("billing:write")]


@router.get("/credits/alerts")
async def get_alerts(who: Pays, at: At) -> AlertsView:
    """When a notice goes to the admins; hard caps are budgets (`PUT /v1/budgets`)."""
    async with at.database.transaction(who.org_id) as session:
        return await _shown(session, at, who.org_id, await alerts.get(session, who.org_id))


@router.put("/credits/alerts")
async def put_alerts(body: AlertsBody, who: Pays, at: At) -> AlertsView:
    """Each notice is sent once in its period: the budget's, the month, and a day for a balance."""
    async with at.database.transaction(who.org_id) as session:
        row = await alerts.put(session, at, who.org_id, body)
        return await _shown(session, at, who.org_id, row)


async def _shown(
    session: AsyncSession, at: Billing, org_id: str, row: SpendAlerts | None
) -> AlertsView:
    since = credits_.period_start("month", at.clock())
    return AlertsView(
        low_balance=_shown_amount(row.low_balance if row is not None else None),
        monthly_spend=_shown_amount(row.monthly_spend if row is not None else None),
        percents=row.percents if row is not None else [],
        spent_this_month=format_credits(await credits_.spent_since(session, org_id, since)),
    )


def _shown_amount(amount: int | None) -> str | None:
    return format_credits(amount) if amount is not None else None
