"""Subscriptions, and the clock of test organizations, over HTTP."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter

from hub.billing import buying_schemas as schemas
from hub.billing import catalog, changes, clocks, subscriptions, views
from hub.billing.domain import Billing, billing_of
from hub.billing.selling_endpoints import Asked, cursor
from hub.billing.subscription_models import Subscription, TestClock
from hub.identity.public import Principal, caller, goes_on
from hub.kit.http import Page, at_hand, page

router = APIRouter(prefix="/v1", tags=["billing"])
At = Annotated[Billing, at_hand(billing_of)]
Pays = Annotated[Principal, caller("billing:write")]


@router.get("/subscriptions")
async def list_subscriptions(who: Pays, at: At, asked: Asked) -> Page[schemas.SubscriptionView]:
    """Newest first, ended ones too."""
    async with at.database.transaction(who.org_id) as session:
        rows = await subscriptions.list_subscriptions(
            session, who.org_id, after=cursor(asked, "sub"), limit=asked.limit + 1
        )
    shown = await _shown(at, who.org_id, rows)
    return Page[schemas.SubscriptionView].model_validate(page(shown, asked))


@router.get("/subscriptions/{subscription_id}")
async def get_subscription(subscription_id: str, who: Pays, at: At) -> schemas.SubscriptionView:
    async with at.database.transaction(who.org_id) as session:
        row = await subscriptions.get(session, who.org_id, subscription_id)
    [shown] = await _shown(at, who.org_id, [row])
    return shown


async def _shown(
    at: Billing, org_id: str, rows: Sequence[Subscription]
) -> list[schemas.SubscriptionView]:
    """Their sellers still see a price or a product that is sold no longer."""
    sellers = {row.seller_org_id for row in rows}
    async with at.database.transaction([org_id, *sellers]) as session:
        plans = await catalog.with_products(session, [row.price_id for row in rows])
    return [views.subscription_view(row, *plans[row.price_id]) for row in rows]


@router.patch("/subscriptions/{subscription_id}")
async def change_subscription(
    subscription_id: str, body: schemas.SubscriptionChange, who: Pays, at: At
) -> schemas.SubscriptionView:
    """Plan, quantity, seats, payment method, pause, or an end with the period.

    What costs more is prorated and made as soon as it is paid; what costs less waits for the end of
    the period (`pending_change`).
    """
    row = await changes.change(at, who, subscription_id, body)
    [shown] = await _shown(at, who.org_id, [row])
    return shown


@router.post("/subscriptions/{subscription_id}/preview")
@goes_on
async def preview_change(
    subscription_id: str, body: schemas.ChangeAsked, who: Pays, at: At
) -> schemas.ChangePreview:
    """What a change would cost now, and from the next period on."""
    found = await changes.preview(at, who, subscription_id, body)
    currency = found.price.currency
    due = found.totals.due if found.totals is not None else 0
    shown = {
        "effective_at": found.at,
        "due_now": views.of_money(due, currency),
        "next_amount": views.of_money(found.next_amount, currency),
    }
    return schemas.ChangePreview.model_validate(shown)


@router.delete("/subscriptions/{subscription_id}", status_code=204)
async def cancel_subscription(subscription_id: str, who: Pays, at: At) -> None:
    """End it now, and what it gives; nothing is paid back by that."""
    await changes.cancel_now(at, who, subscription_id)


@router.get("/test-clock")
async def get_clock(who: Pays, at: At) -> schemas.ClockView:
    """What time it is for this test organization."""
    return _clock(await clocks.get(at, who.org_id))


@router.post("/test-clock", status_code=201)
async def begin_clock(body: schemas.ClockBody, who: Pays, at: At) -> schemas.ClockView:
    """Make this organization a test organization, for good, with a clock of its own that stands.

    What it pays earns nothing for live publishers.
    """
    return _clock(await clocks.begin(at, who.org_id, body.at))


@router.post("/test-clock/advance")
async def advance_clock(body: schemas.AdvanceBody, who: Pays, at: At) -> schemas.AdvancedView:
    """Move its clock: what is due until then happens, each at its time and in its order."""
    clock, done = await clocks.advance(at, who.org_id, body)
    shown = {"now": clock.now, "done": [one._asdict() for one in done]}
    return schemas.AdvancedView.model_validate(shown)


def _clock(clock: TestClock) -> schemas.ClockView:
    return schemas.ClockView(now=clock.now, created_at=clock.created_at)
