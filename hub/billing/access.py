"""What was paid for becomes a right, and stops being one, in the transaction that knows it."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing.catalog_models import Product, ProductPrice
from hub.billing.domain import Billing
from hub.billing.events import AccessEnded, AccessGiven
from hub.billing.order_models import Order
from hub.billing.subscription_models import Subscription

# A worker that stands still for so long lets a subscription's right run out by itself.
_LATEST: Final = timedelta(days=30)


async def give_bought(
    session: AsyncSession, billing: Billing, order: Order, product: Product, price: ProductPrice
) -> None:
    """For good, or for as many runs as the price covers."""
    event = AccessGiven(
        org_id=order.org_id,
        agent_ids=product.agent_ids,
        user_ids=None,
        source="order",
        source_id=order.id,
        run_limit=price.allowance_runs,
        until=None,
        by=order.created_by,
        now=billing.clock(),
    )
    await billing.events.emit(session, event)


async def give_subscribed(
    session: AsyncSession,
    billing: Billing,
    subscription: Subscription,
    product: Product,
    price: ProductPrice,
) -> None:
    """For the period, anew with each: so an allowance begins anew too."""
    subscription.access_ended_at = None
    session.add(subscription)
    until: datetime | None = None
    if not await billing.is_test(session, subscription.org_id):
        until = subscription.current_period_end + timedelta(days=product.grace_days) + _LATEST
    event = AccessGiven(
        org_id=subscription.org_id,
        agent_ids=product.agent_ids,
        user_ids=list(subscription.seats) if price.per_seat else None,
        source="trial" if subscription.status == "trialing" else "subscription",
        source_id=subscription.id,
        run_limit=price.allowance_runs,
        until=until,
        by=subscription.created_by,
        now=billing.clock(),
    )
    await billing.events.emit(session, event)


async def end(
    session: AsyncSession,
    billing: Billing,
    org_id: str,
    source_id: str,
    *,
    user_ids: list[str] | None = None,
) -> None:
    event = AccessEnded(org_id, source_id, user_ids, billing.clock())
    await billing.events.emit(session, event)
