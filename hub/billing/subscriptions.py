"""Subscriptions as states: what a payment, a failure or an end makes of one. No payment is begun
here; that is for `renewals.py`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import access, catalog, dues, voiding
from hub.billing.catalog_models import Discount, Product, ProductPrice
from hub.billing.domain import Billing
from hub.billing.errors import SubscriptionNotFound
from hub.billing.money import in_words, months_later
from hub.billing.notices import tell
from hub.billing.order_models import Order, OrderItem, Payment, PaymentMethod
from hub.billing.subscription_models import Subscription
from hub.kit.clock import said_day

# After a failure, and after each further one
DUNNING: Final = (timedelta(days=2), timedelta(days=5), timedelta(days=7), timedelta(days=7))
_EARLY: Final = timedelta(hours=26)
_REMINDED: Final = timedelta(days=3)
# Declined because its payer must be there
CONFIRMED: Final = ("requires_confirmation", "authentication_required")
LIVE: Final = ("trialing", "active", "past_due", "unpaid", "paused")
ENDED: Final = ("canceled", "incomplete_expired")


async def get(
    session: AsyncSession, org_id: str, subscription_id: str, *, lock: bool = False
) -> Subscription:
    """Raises SubscriptionNotFound."""
    query = select(Subscription).where(
        Subscription.id == subscription_id, Subscription.org_id == org_id
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise SubscriptionNotFound("There is no such subscription of yours.")
    return found


async def list_subscriptions(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[Subscription]:
    query = select(Subscription).where(Subscription.org_id == org_id)
    if after is not None:
        query = query.where(col(Subscription.id) < after)
    return (await session.exec(query.order_by(col(Subscription.id).desc()).limit(limit))).all()


async def live_of(session: AsyncSession, org_id: str, product_id: str) -> Subscription | None:
    query = select(Subscription).where(
        Subscription.org_id == org_id,
        Subscription.product_id == product_id,
        col(Subscription.status).in_(LIVE),
    )
    return (await session.exec(query)).first()


async def plan_of(
    session: AsyncSession, subscription: Subscription
) -> tuple[Product, ProductPrice]:
    product = await catalog.get_product(session, subscription.product_id)
    return product, await catalog.get_price(session, subscription.price_id)


async def schedule(session: AsyncSession, billing: Billing, subscription: Subscription) -> None:
    """When it is looked at next: at the end of its period, and before it for a notice."""
    end = subscription.current_period_end
    early = _EARLY if await _is_mandate(session, subscription) else timedelta()
    at = max(end - early, subscription.current_period_start)
    await dues.put(session, "subscription", subscription.id, org_id=subscription.org_id, at=at)
    if subscription.status == "trialing":
        soon = max(end - _REMINDED, subscription.current_period_start)
        await dues.put(
            session, "trial_reminder", subscription.id, org_id=subscription.org_id, at=soon
        )
    elif subscription.status == "active" and not subscription.cancel_at_period_end:
        at = told_at(billing, subscription)
        await dues.put(
            session, "renewal_notice", subscription.id, org_id=subscription.org_id, at=at
        )


def told_at(billing: Billing, subscription: Subscription) -> datetime:
    """When a raise of what its next period costs must be told."""
    before = subscription.current_period_end - timedelta(days=billing.settings.notice_days)
    return max(before, subscription.current_period_start)


async def _is_mandate(session: AsyncSession, subscription: Subscription) -> bool:
    """Whether its payer must be told a day before each debit (UPI AutoPay)."""
    if subscription.method_id is None or subscription.status == "trialing":
        return False
    method = await session.get(PaymentMethod, subscription.method_id)
    return method is not None and method.kind == "upi"


async def on_paid(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    items: Sequence[OrderItem],
    *,
    now: datetime,
) -> None:
    """The order's period is the subscription's from now on, with what the order changed."""
    assert order.subscription_id is not None
    subscription = await get(session, order.org_id, order.subscription_id, lock=True)
    if subscription.status in ENDED:
        return  # what was had on account is paid; it does not begin anew by that
    change = order.change or {}
    if "price_id" in change:
        subscription.price_id = change["price_id"]
        subscription.quantity = change["quantity"]
        subscription.seats = subscription.seats[: subscription.quantity]
    _move_period(subscription, order, items, now)
    paused = subscription.status == "paused"
    if not paused:
        subscription.status = "trialing" if change.get("trial") else "active"
        subscription.canceled_at = None
    subscription.dunning_step, subscription.past_due_since = 0, None
    subscription.order_id = order.id
    session.add(subscription)
    await dues.drop(session, "grace", subscription.id)
    if paused:
        return
    await schedule(session, billing, subscription)
    product, price = await plan_of(session, subscription)
    await access.give_subscribed(session, billing, subscription, product, price)


def _move_period(
    subscription: Subscription, order: Order, items: Sequence[OrderItem], now: datetime
) -> None:
    """To that of the order. One that is paid later than it was asked for is as long, from now: so
    is one whose access had ended, for nothing is charged for a time in which there was none. A
    change that is paid when its period is over moves nothing."""
    late = order.reason == "purchase" or subscription.access_ended_at is not None
    for item in items:
        start, end = item.period_start, item.period_end
        if start is None or end is None:
            continue
        if order.reason == "change" and end < subscription.current_period_end:
            return
        if start < now and late:
            start, end = now, end + (now - start)
        subscription.current_period_start, subscription.current_period_end = start, end
        if order.reason != "renewal":
            subscription.anchor_day = start.day
        if subscription.trial_end is not None and (order.change or {}).get("trial"):
            subscription.trial_end = end
            subscription.anchor_day = end.day  # the periods that are paid begin there
        return


async def on_failed(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    payment: Payment,
    *,
    now: datetime,
) -> None:
    """A renewal was not paid: again in some days, unless the method is of no more use."""
    assert order.subscription_id is not None
    subscription = await get(session, order.org_id, order.subscription_id, lock=True)
    if order.reason != "renewal" or subscription.status in (*ENDED, "incomplete"):
        return
    if subscription.status == "paused":  # since it was asked for: it is asked again after the pause
        await voiding.void(session, billing, order, now=now)
        return
    product, _ = await plan_of(session, subscription)
    if subscription.past_due_since is None:
        subscription.past_due_since = now
        grace = now + timedelta(days=product.grace_days)
        await dues.put(session, "grace", subscription.id, org_id=order.org_id, at=grace)
    step = subscription.dunning_step
    if step >= len(DUNNING):
        subscription.status = "unpaid"
        session.add(subscription)
        await dues.drop(session, "subscription", subscription.id)
        await stop_access(session, billing, subscription, product)
        return
    subscription.status, subscription.dunning_step = "past_due", step + 1
    again = now + DUNNING[step]
    if payment.hard:
        # Only another method helps; the last day stays the last
        subscription.dunning_step = len(DUNNING)
        again = now + sum(DUNNING[step:], timedelta())
    session.add(subscription)
    await dues.put(session, "subscription", subscription.id, org_id=order.org_id, at=again)
    await _tell_failed(session, billing, payment, product, again)


async def _tell_failed(
    session: AsyncSession, billing: Billing, payment: Payment, product: Product, again: datetime
) -> None:
    then = f"It is tried again on {said_day(again)}."
    if payment.error in CONFIRMED:
        then = f"Confirm it yourself: {billing.base_url}/billing/orders/{payment.order_id}"
    elif payment.hard:
        then = "Change the payment method; it is not tried again."
    values = {
        "product": product.name,
        "amount": in_words(payment.amount, payment.currency),
        "reason": payment.error or "declined",
        "then": then,
    }
    await tell(
        session,
        billing,
        payment.org_id,
        key=f"payment_failed:{payment.id}",
        template="payment_failed",
        values=values,
    )


async def stop_access(
    session: AsyncSession, billing: Billing, subscription: Subscription, product: Product
) -> None:
    """Grace is over. The subscription may still be paid, and then goes on."""
    if subscription.access_ended_at is not None:
        return
    subscription.access_ended_at = await billing.now_of(session, subscription.org_id)
    session.add(subscription)
    await access.end(session, billing, subscription.org_id, subscription.id)
    await tell(
        session,
        billing,
        subscription.org_id,
        key=f"access_ended:{subscription.id}:{subscription.order_id}:{subscription.past_due_since}",
        template="access_ended",
        values={"product": product.name},
    )


async def cancel(
    session: AsyncSession,
    billing: Billing,
    subscription: Subscription,
    *,
    reason: str,
    now: datetime,
    status: str = "canceled",
) -> None:
    """Ends it and what it gives. Of what never began nobody is told that it has ended."""
    if subscription.status in ENDED:
        return
    began = subscription.status != "incomplete"
    tried = subscription.status == "trialing"
    subscription.status, subscription.canceled_at = status, now
    subscription.pending_change = None
    subscription.access_ended_at = subscription.access_ended_at or now
    session.add(subscription)
    for kind in ("subscription", "renewal_notice", "grace", "trial_reminder"):
        await dues.drop(session, kind, subscription.id)
    await withdraw(session, billing, subscription, now=now)
    await access.end(session, billing, subscription.org_id, subscription.id)
    if not began:
        return
    product = await catalog.get_product(session, subscription.product_id)
    await tell(
        session,
        billing,
        subscription.org_id,
        key=f"subscription_ended:{subscription.id}",
        template="trial_ended" if tried else "subscription_ended",
        values={"product": product.name, "reason": reason},
    )


async def withdraw(
    session: AsyncSession, billing: Billing, subscription: Subscription, *, now: datetime
) -> None:
    """What was asked for and is not paid yet is not wanted any more. A period that was had on
    account stays owed."""
    query = select(Order).where(
        Order.org_id == subscription.org_id,
        Order.subscription_id == subscription.id,
        col(Order.status).in_(("draft", "pending")),
    )
    for order in (await session.exec(query.with_for_update())).all():
        if order.reason != "renewal" or order.invoice_id is None:
            await voiding.void(session, billing, order, now=now)


async def pause(
    session: AsyncSession, billing: Billing, subscription: Subscription, *, now: datetime
) -> None:
    """Nothing runs, and nothing is charged; what is left of the period is kept."""
    subscription.status, subscription.paused_at = "paused", now
    session.add(subscription)
    for kind in ("subscription", "renewal_notice"):
        await dues.drop(session, kind, subscription.id)
    await access.end(session, billing, subscription.org_id, subscription.id)


async def resume(
    session: AsyncSession, billing: Billing, subscription: Subscription, *, now: datetime
) -> None:
    """The period goes on where it stood still, and ends so much later."""
    assert subscription.paused_at is not None
    stood = now - subscription.paused_at
    subscription.current_period_start += stood
    subscription.current_period_end += stood
    subscription.anchor_day = subscription.current_period_end.day
    subscription.status, subscription.paused_at = "active", None
    session.add(subscription)
    await schedule(session, billing, subscription)
    product, price = await plan_of(session, subscription)
    await access.give_subscribed(session, billing, subscription, product, price)


def discounted_until(
    subscription: Subscription, discount: Discount, start: datetime, *, paid_from: datetime | None
) -> None:
    """For how long the subscription has its discount: `once` leaves none for the next period.

    After a trial, which ends at `paid_from`, it begins with the first period that is paid.
    """
    if discount.duration == "once":
        if paid_from is None:
            subscription.discount_id = None
        else:
            subscription.discount_until = paid_from + timedelta(seconds=1)
    elif discount.duration == "repeating":
        subscription.discount_until = months_later(paid_from or start, discount.months or 1)
