"""What subscriptions do when their time comes: renew, convert, try again, end."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import (
    access,
    catalog,
    checkouts,
    dues,
    money,
    orders,
    payments,
    settling,
    subscriptions,
)
from hub.billing.catalog_models import Discount, ProductPrice
from hub.billing.domain import Billing
from hub.billing.notices import tell
from hub.billing.order_models import Order, PaymentMethod
from hub.billing.orders import Item
from hub.billing.payments import Step
from hub.billing.subscription_models import Due, Subscription
from hub.kit.clock import said_day

_DAY_BEFORE: Final = timedelta(days=1)
_LATE: Final = timedelta(days=1)  # by which a worker may be behind


async def subscription(billing: Billing, due: Due, now: datetime) -> Step | None:
    """Renews, converts, retries or ends; the payment to go on with, if one was begun."""
    async with billing.moving(due.org_id, await _seller(billing, due)) as session:
        row = await subscriptions.get(session, due.org_id, due.object_id, lock=True)
        if not await dues.take(session, due):
            return None
        if row.status == "trialing":
            if _converts(row):
                return await _renew(session, billing, row, now=now)
            await subscriptions.cancel(session, billing, row, reason="the trial is over", now=now)
        elif row.status == "active":
            if row.cancel_at_period_end and now < row.current_period_end:
                end = row.current_period_end  # what a mandate would have been told of before
                await dues.put(session, "subscription", row.id, org_id=row.org_id, at=end)
            elif row.cancel_at_period_end:
                reason = "it was canceled"
                await subscriptions.cancel(session, billing, row, reason=reason, now=now)
            else:
                return await _renew(session, billing, row, now=now)
        elif row.status == "past_due":
            return await _retry(session, billing, row, now=now)
        return None


def _converts(row: Subscription) -> bool:
    """Whether a trial goes on at its end: it was asked to, and not cancelled since."""
    return row.converts and row.method_id is not None and not row.cancel_at_period_end


async def _seller(billing: Billing, due: Due) -> str:
    async with billing.database.transaction(due.org_id) as session:
        return (await subscriptions.get(session, due.org_id, due.object_id)).seller_org_id


async def _renew(
    session: AsyncSession, billing: Billing, row: Subscription, *, now: datetime
) -> Step | None:
    product, price = await subscriptions.plan_of(session, row)
    price, quantity, change = await _next_terms(session, row, price)
    assert price.interval is not None
    start = row.current_period_end
    end = money.period_after(start, price.interval, day=row.anchor_day)
    item = Item(product, price, quantity, (start, end))
    lines = await orders.lines_of(session, billing, [item], now=now)
    discount = await discount_of(session, row, start)
    totals = await orders.totals_of(session, billing, row.org_id, lines, discount=discount)
    order = await orders.place(
        session,
        row.org_id,
        totals,
        reason="renewal",
        now=now,
        subscription_id=row.id,
        discount=discount,
        change=change,
        by=row.created_by,
    )
    row.pending_change = None
    row.order_id = order.id
    session.add(row)
    if row.processor == "manual" and order.due:
        await _on_account(session, billing, row, order, (start, end), now=now)
        return None
    return await _charge(session, billing, row, order, now=now)


async def _next_terms(
    session: AsyncSession, row: Subscription, price: ProductPrice
) -> tuple[ProductPrice, int, dict[str, Any] | None]:
    """A change that waited for this moment; or a successor that is no raise."""
    if row.pending_change is not None:
        chosen = await catalog.get_price(session, row.pending_change["price_id"])
        quantity = int(row.pending_change["quantity"])
        return chosen, quantity, {"price_id": chosen.id, "quantity": quantity}
    latest = await latest_of(session, price)
    if latest.id != price.id and not _is_raise(price, latest, row.quantity):
        return latest, row.quantity, {"price_id": latest.id, "quantity": row.quantity}
    return price, row.quantity, None


async def latest_of(session: AsyncSession, price: ProductPrice) -> ProductPrice:
    """What stands in a price's place today."""
    while price.successor_id is not None:
        price = await catalog.get_price(session, price.successor_id)
    return price


def _cost(price: ProductPrice, quantity: int) -> int:
    return money.priced(price.scheme, price.unit_amount, price.tiers, quantity)


def _is_raise(old: ProductPrice, new: ProductPrice, quantity: int) -> bool:
    """It costs more, or covers fewer runs."""
    most, now = old.allowance_runs, new.allowance_runs
    fewer = now is not None and (most is None or now < most)
    return fewer or _cost(new, quantity) > _cost(old, quantity)


def _in_words(price: ProductPrice, other: ProductPrice, quantity: int) -> str:
    """What it costs, and covers where the other one covers another number of runs."""
    cost = money.in_words(_cost(price, quantity), price.currency)
    if price.allowance_runs == other.allowance_runs:
        return cost
    runs = "any number of" if price.allowance_runs is None else price.allowance_runs
    return f"{cost} with {runs} {'run' if runs == 1 else 'runs'}"


async def discount_of(session: AsyncSession, row: Subscription, start: datetime) -> Discount | None:
    if row.discount_id is None or (row.discount_until and row.discount_until <= start):
        return None
    return await session.get(Discount, row.discount_id)


async def _charge(
    session: AsyncSession,
    billing: Billing,
    row: Subscription,
    order: Order,
    *,
    now: datetime,
) -> Step | None:
    if not order.due:
        await settling.pay_order(session, billing, order, payment=None, now=now)
        return None
    method = await session.get(PaymentMethod, row.method_id) if row.method_id else None
    if method is None or method.status != "active":
        await _fail(session, billing, row, order, now=now)
        return None
    name = method.processor
    return await payments.begin(session, billing, order, processor=name, method=method, now=now)


async def _fail(
    session: AsyncSession, billing: Billing, row: Subscription, order: Order, *, now: datetime
) -> None:
    payment = await payments.fail_unasked(session, order, processor=row.processor, now=now)
    await subscriptions.on_failed(session, billing, order, payment, now=now)


async def _on_account(
    session: AsyncSession,
    billing: Billing,
    row: Subscription,
    order: Order,
    period: tuple[datetime, datetime],
    *,
    now: datetime,
) -> None:
    """Whoever pays by transfer has the next period at once, and its invoice to pay."""
    change = order.change or {}
    row.price_id = change.get("price_id", row.price_id)
    row.quantity = change.get("quantity", row.quantity)
    row.current_period_start, row.current_period_end = period
    row.status = "active"
    session.add(row)
    await subscriptions.schedule(session, billing, row)
    product, price = await subscriptions.plan_of(session, row)
    await access.give_subscribed(session, billing, row, product, price)
    await checkouts.open_manual(session, billing, order, now=now)


async def _retry(
    session: AsyncSession, billing: Billing, row: Subscription, *, now: datetime
) -> Step | None:
    """Once more, unless the same method would be declined for good again."""
    assert row.order_id is not None
    order = await orders.get(session, row.org_id, row.order_id, lock=True)
    if order.status != "pending":
        return None
    tried = await orders.payments_of(session, order.id)
    last = tried[-1] if tried else None
    same = last is not None and last.method_id == row.method_id
    if last is not None and ((last.hard and same) or row.processor == "manual"):
        await subscriptions.on_failed(session, billing, order, last, now=now)
        return None
    return await _charge(session, billing, row, order, now=now)


async def grace(billing: Billing, due: Due, now: datetime) -> Step | None:
    """What is not paid by now is not used any more; it may still be paid."""
    del now
    async with billing.moving(due.org_id, await _seller(billing, due)) as session:
        row = await subscriptions.get(session, due.org_id, due.object_id, lock=True)
        await dues.drop(session, "grace", row.id)
        if row.status in ("past_due", "unpaid"):
            product = await catalog.get_product(session, row.product_id)
            await subscriptions.stop_access(session, billing, row, product)
    return None


async def trial_reminder(billing: Billing, due: Due, now: datetime) -> Step | None:
    """Some days before it ends and once more on the day before, and what will be charged then:
    nothing, unless it was asked."""
    async with billing.moving(due.org_id, await _seller(billing, due)) as session:
        row = await subscriptions.get(session, due.org_id, due.object_id, lock=True)
        await dues.drop(session, "trial_reminder", row.id)
        if row.status != "trialing" or row.trial_end is None:
            return None
        product, price = await subscriptions.plan_of(session, row)
        then = "Nothing is charged then; buy it to go on."
        if _converts(row):
            cost = money.in_words(_cost(price, row.quantity), price.currency)
            then = f"Then it goes on for {cost} a {price.interval}, unless you cancel before."
        values = {"product": product.name, "date": said_day(row.trial_end), "then": then}
        last = row.trial_end - _DAY_BEFORE
        key = f"trial_ends:{row.id}" if due.detail is None else f"trial_ends:{row.id}:{due.detail}"
        await tell(session, billing, row.org_id, key=key, template="trial_ends", values=values)
        if due.detail is None and last > now:
            await dues.put(
                session, "trial_reminder", row.id, org_id=row.org_id, at=last, detail="last"
            )
    return None


async def renewal_notice(billing: Billing, due: Due, now: datetime) -> Step | None:
    """So long before a renewal: a price that was raised until now holds for it, and is told.

    What is raised later holds for the renewal after. So does what cannot be told so long before,
    as when a pause ends shortly before a renewal.
    """
    async with billing.moving(due.org_id, await _seller(billing, due)) as session:
        row = await subscriptions.get(session, due.org_id, due.object_id, lock=True)
        await dues.drop(session, "renewal_notice", row.id)
        if row.status != "active" or row.pending_change or row.cancel_at_period_end:
            return None
        if now > subscriptions.told_at(billing, row) + _LATE:
            return None
        product, price = await subscriptions.plan_of(session, row)
        latest = await latest_of(session, price)
        if not _is_raise(price, latest, row.quantity):
            return None
        row.pending_change = {"price_id": latest.id, "quantity": row.quantity}
        session.add(row)
        values = {
            "product": product.name,
            "date": said_day(row.current_period_end),
            "old": _in_words(price, latest, row.quantity),
            "new": _in_words(latest, price, row.quantity),
        }
        key = f"price_changes:{row.id}:{latest.id}"
        await tell(session, billing, row.org_id, key=key, template="price_changes", values=values)
    return None


async def retry_now(session: AsyncSession, row: Subscription, *, now: datetime) -> None:
    """The method changed: what is past due is tried at once."""
    if row.status == "unpaid":
        row.status = "past_due"
        session.add(row)
    if row.status == "past_due":
        await dues.put(session, "subscription", row.id, org_id=row.org_id, at=now)
