"""What people change about a subscription: plan, quantity, seats, method, pause and end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.billing import (
    access,
    catalog,
    checkouts,
    dues,
    money,
    orders,
    payments,
    renewals,
    settling,
    subscriptions,
    trials,
    voiding,
)
from hub.billing.buying_schemas import ChangeAsked, SubscriptionChange
from hub.billing.catalog_models import Discount, Product, ProductPrice
from hub.billing.domain import Billing
from hub.billing.errors import NotForSale, SubscriptionState, TrialUsed
from hub.billing.order_models import Order, PaymentMethod
from hub.billing.payments import Step
from hub.billing.subscription_models import Subscription
from hub.billing.totals import Line, Totals
from hub.identity.public import Principal, is_member
from hub.kit.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Proration:
    """`at` is now for what costs more, and the end of the period for what costs less."""

    price: ProductPrice
    quantity: int
    at: datetime
    totals: Totals | None
    period: tuple[datetime, datetime]
    next_amount: int


async def prorate(
    session: AsyncSession,
    billing: Billing,
    row: Subscription,
    *,
    price_id: str | None,
    quantity: int | None,
    now: datetime,
) -> Proration:
    """What the change comes to, to the second: what is left of what was paid is given back.

    Raises:
        NotForSale: another product, currency, or a price that is no longer sold.
        SubscriptionState: it is not active.
    """
    if row.status != "active":
        raise SubscriptionState(f"The subscription is {row.status}; only an active one changes.")
    product, old = await subscriptions.plan_of(session, row)
    new = await catalog.get_price(session, price_id) if price_id is not None else old
    if new.product_id != row.product_id or new.interval is None or new.currency != old.currency:
        raise NotForSale.at("/price_id", "is no plan of this product in this currency")
    if new.archived_at is not None and new.id != old.id:
        raise NotForSale.at("/price_id", "is no longer sold")
    count = quantity if quantity is not None else row.quantity
    end = row.current_period_end
    period = (row.current_period_start, end)
    if new.interval != old.interval:
        period = now, money.period_after(now, new.interval, day=now.day)
    lines = await _lines(
        session,
        billing,
        row,
        product=product,
        prices=(old, new),
        count=count,
        period=period,
        now=now,
    )
    discount = _for_the_rest(await renewals.discount_of(session, row, now), period, now)
    cost = money.priced(new.scheme, new.unit_amount, new.tiers, count)
    if sum(line.amount for line in lines) <= 0:
        return Proration(new, count, end, None, period, cost)
    totals = await orders.totals_of(session, billing, row.org_id, lines, discount=discount)
    return Proration(new, count, now, totals, period, cost)


def _for_the_rest(
    discount: Discount | None, period: tuple[datetime, datetime], now: datetime
) -> Discount | None:
    """A fixed amount off is for a whole period: of what is left of one, in proportion."""
    if discount is None or discount.amount_off is None:
        return discount
    off = money.remaining(discount.amount_off, period[0], period[1], now)
    return Discount.model_validate(discount.model_dump() | {"amount_off": off})


async def _lines(
    session: AsyncSession,
    billing: Billing,
    row: Subscription,
    *,
    product: Product,
    prices: tuple[ProductPrice, ProductPrice],
    count: int,
    period: tuple[datetime, datetime],
    now: datetime,
) -> list[Line]:
    """A line that gives back, and one for what is left of the period on the new terms."""
    old, new = prices
    share = await catalog.share_of(
        session,
        product.org_id,
        product.id,
        default_bps=int(billing.settings.share_percent * 100),
        now=now,
    )
    asked = money.priced(new.scheme, new.unit_amount, new.tiers, count)
    rest = money.remaining(asked, period[0], period[1], now)
    back = await _unused(session, row, now=now)
    unused = f"Unused time of {product.name}"
    return [
        Line(product, old, unused, row.quantity, -back, share, discountable=False),
        Line(
            product, new, f"{product.name} from {now:%d %B %Y}", count, rest, share, period=period
        ),
    ]


async def _unused(session: AsyncSession, row: Subscription, *, now: datetime) -> int:
    """What is left of what was really paid for this period: discounts taken off, and what was given
    back already."""
    if row.order_id is None:
        return 0
    order = await orders.get(session, row.org_id, row.order_id)
    if order.status not in ("paid", "partially_refunded"):
        return 0
    for item in await orders.items_of(session, order.id):
        if item.period_start is None or item.period_end is None:
            continue
        begins = item.period_start
        if order.reason == "change" and order.paid_at is not None:
            begins = max(begins, order.paid_at)  # its line is for the rest of the period
        # A pause, or a payment that came late, has moved the period as a whole
        begins += row.current_period_end - item.period_end
        paid = item.amount - item.discount - _given_back(order)
        return money.remaining(max(0, paid), begins, row.current_period_end, now)
    return 0


def _given_back(order: Order) -> int:
    """Of an order's lines: without the tax that is put upon them."""
    if not order.refunded:
        return 0
    return money.part(order.refunded, order.subtotal - order.discount, order.total)


async def preview(
    billing: Billing, who: Principal, subscription_id: str, body: ChangeAsked
) -> Proration:
    seller = await _seller(billing, who.org_id, subscription_id)
    async with billing.database.transaction([who.org_id, seller]) as session:
        row = await subscriptions.get(session, who.org_id, subscription_id)
        now = await billing.now_of(session, who.org_id)
        return await prorate(
            session, billing, row, price_id=body.price_id, quantity=body.quantity, now=now
        )


async def _seller(billing: Billing, org_id: str, subscription_id: str) -> str:
    async with billing.database.transaction(org_id) as session:
        return (await subscriptions.get(session, org_id, subscription_id)).seller_org_id


async def change(
    billing: Billing, who: Principal, subscription_id: str, body: SubscriptionChange
) -> Subscription:
    """All that was asked for, or nothing."""
    step: Step | None = None
    seller = await _seller(billing, who.org_id, subscription_id)
    async with billing.moving(who.org_id, seller) as session:
        now = await billing.now_of(session, who.org_id)
        row = await subscriptions.get(session, who.org_id, subscription_id, lock=True)
        before = _recorded(row)
        if row.status in subscriptions.ENDED or row.status == "incomplete":
            raise SubscriptionState(f"The subscription is {row.status}.")
        if body.payment_method_id is not None:
            await _use(session, billing, row, body.payment_method_id, now=now)
        await _flags(session, billing, row, body, now=now)
        if body.price_id is not None or body.quantity is not None:
            step = await _terms(session, billing, who, row, body, now=now)
        if body.seats is not None:
            await _seats(session, billing, row, body.seats)
        entry = audit.Entry(
            "subscription.changed",
            who.org_id,
            row.id,
            *audit.changes(before, _recorded(row)),
        )
        await audit.record(session, entry)
    if step is not None:
        await payments.go_on(billing, step)
    async with billing.database.transaction(who.org_id) as session:
        return await subscriptions.get(session, who.org_id, subscription_id)


def _recorded(row: Subscription) -> dict[str, object]:
    names = "status price_id quantity cancel_at_period_end method_id converts seats pending_change"
    return {name: getattr(row, name) for name in names.split()}


async def _use(
    session: AsyncSession, billing: Billing, row: Subscription, method_id: str, *, now: datetime
) -> None:
    method = await payments.method_of(session, row.org_id, method_id)
    assert method is not None
    _, price = await subscriptions.plan_of(session, row)
    payments.refuse_other_currency(billing, method, price.currency)
    if row.status == "trialing" and not await trials.redeem_means(session, row, method, now=now):
        raise TrialUsed("This means of payment has had the trial. Leave another, or buy it.")
    row.method_id, row.processor = method.id, method.processor
    session.add(row)
    await renewals.retry_now(session, row, now=now)


async def _flags(
    session: AsyncSession,
    billing: Billing,
    row: Subscription,
    body: SubscriptionChange,
    *,
    now: datetime,
) -> None:
    if body.convert_trial is not None:
        if row.status != "trialing" or (body.convert_trial and row.method_id is None):
            raise SubscriptionState("A trial that has a payment method converts.")
        row.converts = body.convert_trial
    if body.cancel_at_period_end is not None:
        row.cancel_at_period_end = body.cancel_at_period_end
    session.add(row)
    if body.cancel_at_period_end and row.status == "active":
        await _not_again(session, billing, row, now=now)
    if body.paused is True:
        if row.status != "active":
            raise SubscriptionState(f"The subscription is {row.status}, and cannot pause.")
        await subscriptions.pause(session, billing, row, now=now)
    elif body.paused is False and row.status == "paused":
        await subscriptions.resume(session, billing, row, now=now)


async def _not_again(
    session: AsyncSession, billing: Billing, row: Subscription, *, now: datetime
) -> None:
    """The next period was announced already: its order is taken back, and nothing is debited."""
    order = await orders.get(session, row.org_id, row.order_id) if row.order_id else None
    if order is None or order.reason != "renewal" or not orders.waits(order):
        return
    if row.processor == "manual":
        return  # that one is on account, and has begun
    await voiding.void(session, billing, order, now=now)
    await dues.put(session, "subscription", row.id, org_id=row.org_id, at=row.current_period_end)


async def _terms(
    session: AsyncSession,
    billing: Billing,
    who: Principal,
    row: Subscription,
    body: SubscriptionChange,
    *,
    now: datetime,
) -> Step | None:
    found = await prorate(
        session, billing, row, price_id=body.price_id, quantity=body.quantity, now=now
    )
    if (found.price.id, found.quantity) == (row.price_id, row.quantity):
        row.pending_change = None
        session.add(row)
        return None
    terms = {"price_id": found.price.id, "quantity": found.quantity}
    if found.totals is None:
        row.pending_change = terms
        session.add(row)
        return None
    await _refuse_second(session, row)
    if row.processor == "manual" and await _owes(session, row):
        raise SubscriptionState("Pay the open invoice of this period first.")
    order = await orders.place(
        session,
        row.org_id,
        found.totals,
        reason="change",
        now=now,
        subscription_id=row.id,
        change=terms,
        by=who.user_id,
    )
    row.pending_change = None
    session.add(row)
    if not order.due:
        await settling.pay_order(session, billing, order, payment=None, now=now)
        return None
    if row.processor == "manual":
        await checkouts.open_manual(session, billing, order, now=now)
        return None
    method = await session.get(PaymentMethod, row.method_id) if row.method_id else None
    if method is None or method.status != "active":
        raise SubscriptionState("Choose a payment method first.")
    return await payments.begin(
        session, billing, order, processor=row.processor, method=method, now=now
    )


async def _owes(session: AsyncSession, row: Subscription) -> bool:
    order = await orders.get(session, row.org_id, row.order_id) if row.order_id else None
    return order is not None and orders.waits(order)


async def _refuse_second(session: AsyncSession, row: Subscription) -> None:
    query = select(Order.id).where(
        Order.org_id == row.org_id,
        Order.subscription_id == row.id,
        Order.reason == "change",
        Order.status == "pending",
    )
    if (await session.exec(query)).first() is not None:
        raise SubscriptionState("An earlier change waits for its payment.")


async def _seats(
    session: AsyncSession, billing: Billing, row: Subscription, seats: Sequence[str]
) -> None:
    """These people, and no others, from now."""
    product, price = await subscriptions.plan_of(session, row)
    if not price.per_seat:
        raise InvalidInput.at("/seats", "are of prices per seat")
    wanted = list(dict.fromkeys(seats))
    if len(wanted) > row.quantity:
        raise InvalidInput.at("/seats", f"are more than the {row.quantity} that are paid for")
    for at, user_id in enumerate(wanted):
        if not await is_member(session, row.org_id, user_id):
            raise InvalidInput.at(f"/seats/{at}", "is no member of the organization")
    gone = [user_id for user_id in row.seats if user_id not in wanted]
    row.seats = wanted
    session.add(row)
    if gone:
        await access.end(session, billing, row.org_id, row.id, user_ids=gone)
    if row.status in ("active", "trialing", "past_due") and row.access_ended_at is None:
        await access.give_subscribed(session, billing, row, product, price)


async def cancel_now(billing: Billing, who: Principal, subscription_id: str) -> None:
    seller = await _seller(billing, who.org_id, subscription_id)
    async with billing.moving(who.org_id, seller) as session:
        row = await subscriptions.get(session, who.org_id, subscription_id, lock=True)
        if row.status in subscriptions.ENDED:
            return
        before = _recorded(row)
        now = await billing.now_of(session, who.org_id)
        if row.status == "incomplete":
            await trials.give_back(session, row.id)
        await subscriptions.cancel(session, billing, row, reason="it was canceled", now=now)
        entry = audit.Entry(
            "subscription.canceled",
            who.org_id,
            row.id,
            *audit.changes(before, _recorded(row)),
        )
        await audit.record(session, entry)
