"""Checkouts: a cart becomes an order, and the order a payment at a processor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.billing import (
    asking,
    catalog,
    dues,
    invoices,
    money,
    orders,
    payments,
    settling,
    subscriptions,
    trials,
)
from hub.billing.buying_schemas import CartBody, CheckoutBody, PayBody
from hub.billing.catalog_models import Discount
from hub.billing.domain import Billing
from hub.billing.errors import (
    AlreadySubscribed,
    CheckoutNotFound,
    NotForSale,
    OrderState,
    ProcessorNotOffered,
    ProductNotFound,
)
from hub.billing.keys import Once
from hub.billing.notices import tell
from hub.billing.order_models import Checkout, Order, PaymentMethod
from hub.billing.orders import Item
from hub.billing.payments import Step
from hub.billing.processors.port import Outcome
from hub.billing.subscription_models import Subscription
from hub.billing.totals import Totals
from hub.identity.public import Principal
from hub.kit.clock import said_day
from hub.kit.errors import InvalidInput
from hub.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Cart:
    items: list[Item]
    totals: Totals
    discount: Discount | None

    @property
    def plan(self) -> Item | None:
        """The recurring item, if this is a subscription."""
        return self.items[0] if self.items[0].price.type == "recurring" else None


async def seller_of(billing: Billing, org_id: str, body: CartBody) -> str:
    async with billing.database.transaction(org_id) as session:
        price = await catalog.get_price(session, body.items[0].price_id)
        return price.org_id


async def read_cart(
    session: AsyncSession, billing: Billing, org_id: str, body: CartBody, *, now: datetime
) -> Cart:
    """What this organization can buy, priced.

    Raises:
        ProductNotFound: a price is none, or no longer sold.
        NotForSale: the items do not go together.
    """
    items = [await _item(session, org_id, i.price_id, i.quantity, now) for i in body.items]
    if any(item.price.type == "recurring" for item in items) and len(items) > 1:
        raise NotForSale.at("/items", "with a recurring price hold nothing else")
    if len({item.price.id for item in items}) != len(items):
        raise NotForSale.at("/items", "name a price once, with its quantity")
    discount = None
    if body.discount_code is not None:
        seller = items[0].product.org_id
        discount = await catalog.find_discount(
            session, seller, body.discount_code, buyer_id=org_id, now=now
        )
    lines = await orders.lines_of(session, billing, items, now=now)
    totals = await orders.totals_of(session, billing, org_id, lines, discount=discount)
    return Cart(items, totals, discount)


async def _item(
    session: AsyncSession, org_id: str, price_id: str, quantity: int, now: datetime
) -> Item:
    price = await catalog.get_price(session, price_id)
    product = await catalog.get_product(session, price.product_id)
    lasts = product.expires_at is None or product.expires_at > now
    sold = product.status == "active" and price.archived_at is None and lasts
    if not sold or product.buyer_org_id not in (None, org_id):
        raise ProductNotFound("It is no longer sold.")
    if product.org_id == org_id:
        raise NotForSale.at("/items", "are your own")
    period = None
    if price.interval is not None:
        period = now, money.period_after(now, price.interval, day=now.day)
    return Item(product, price, quantity, period)


async def preview(billing: Billing, who: Principal, body: CartBody) -> Totals:
    seller = await seller_of(billing, who.org_id, body)
    async with billing.database.transaction([who.org_id, seller]) as session:
        now = await billing.now_of(session, who.org_id)
        return (await read_cart(session, billing, who.org_id, body, now=now)).totals


async def create(
    billing: Billing, who: Principal, body: CheckoutBody, *, key: str | None
) -> tuple[str, bool]:
    """The checkout's ID, and whether it answers an earlier request."""
    once = Once(who.org_id, key, "checkout", body.model_dump(mode="json"))
    processor = billing.processor(body.processor)
    if body.success_url is not None and not body.success_url.startswith(f"{billing.base_url}/"):
        raise InvalidInput.at("/success_url", "must be an address of this hub")
    seller = await seller_of(billing, who.org_id, body)
    async with billing.moving(who.org_id, seller) as session:
        known = await once.known(session)
        if known is not None:
            step = await _step_of(session, who.org_id, known)
        else:
            now = await billing.now_of(session, who.org_id)
            cart = await read_cart(session, billing, who.org_id, body, now=now)
            if cart.totals.currency not in processor.currencies:
                raise ProcessorNotOffered.at("/processor", "does not take this currency")
            checkout, step = await _start(session, billing, who, body, cart, now=now)
            if body.purchase_request_id is not None:
                asked = body.purchase_request_id
                await asking.ordered(session, billing, who, asked, checkout.order_id)
            once.done(session, checkout.id, now)
            known_id = checkout.id
            entry = audit.Entry(
                "checkout.created", who.org_id, checkout.id, after=_recorded(checkout, cart.totals)
            )
            await audit.record(session, entry)
    if step is not None:
        await payments.go_on(billing, step)
    return (known, True) if known is not None else (known_id, False)


def _recorded(checkout: Checkout, totals: Totals) -> dict[str, object]:
    return {
        "order_id": checkout.order_id,
        "processor": checkout.processor,
        "total": totals.total,
        "currency": totals.currency,
    }


async def _step_of(session: AsyncSession, org_id: str, checkout_id: str) -> Step | None:
    """A replay goes on where the first request was cut off; else it only looks."""
    checkout = await get(session, org_id, checkout_id)
    order = await orders.get(session, org_id, checkout.order_id)
    payment = await payments.open_of(session, order.id)
    if payment is None or payment.ref is not None or payment.id != checkout.payment_id:
        return None
    return Step(payment.id, org_id, order.seller_org_id)


async def _start(
    session: AsyncSession,
    billing: Billing,
    who: Principal,
    body: CheckoutBody,
    cart: Cart,
    *,
    now: datetime,
) -> tuple[Checkout, Step | None]:
    method = await payments.method_of(session, who.org_id, body.payment_method_id)
    if method is not None and method.processor != body.processor:
        raise InvalidInput.at("/payment_method_id", "is of another processor")
    subscription = None
    if cart.plan is not None:
        subscription = await _subscribe(session, who, body, cart, method, now=now)
    elif body.trial:
        raise NotForSale.at("/trial", "is of recurring prices")
    totals, change = cart.totals, None
    if body.trial and subscription is not None:
        totals, change = await trials.begin(session, billing, subscription, body, method, now=now)
    order = await orders.place(
        session,
        who.org_id,
        totals,
        reason="purchase",
        now=now,
        subscription_id=subscription.id if subscription is not None else None,
        discount=cart.discount,
        change=change,
        purchase_order=body.purchase_order,
        by=who.user_id,
    )
    if cart.discount is not None:
        cart.discount.redeemed += 1
        session.add(cart.discount)
    needs_page = bool(change) and trials.needs_page(cart.items[0].product, body, method)
    return await _pay(
        session,
        billing,
        order,
        processor=body.processor,
        method=method,
        now=now,
        by=who.user_id,
        save_method=body.save_method or needs_page,
        success_url=body.success_url,
        even_nothing=needs_page,
    )


async def _subscribe(
    session: AsyncSession,
    who: Principal,
    body: CheckoutBody,
    cart: Cart,
    method: PaymentMethod | None,
    *,
    now: datetime,
) -> Subscription:
    plan = cart.plan
    assert plan is not None
    assert plan.period is not None
    if await subscriptions.live_of(session, who.org_id, plan.product.id) is not None:
        raise AlreadySubscribed("Change the subscription that there is.")
    row = Subscription(
        id=new_id("sub"),
        org_id=who.org_id,
        seller_org_id=plan.product.org_id,
        product_id=plan.product.id,
        price_id=plan.price.id,
        quantity=plan.quantity,
        seats=[who.user_id] if plan.price.per_seat else [],
        status="incomplete",
        anchor_day=now.day,
        current_period_start=plan.period[0],
        current_period_end=plan.period[1],
        processor=body.processor,
        method_id=method.id if method is not None else None,
        created_by=who.user_id,
        created_at=now,
    )
    if cart.discount is not None:
        row.discount_id = cart.discount.id
        paid_from = now + timedelta(days=plan.product.trial_days) if body.trial else None
        subscriptions.discounted_until(row, cart.discount, now, paid_from=paid_from)
    session.add(row)
    await session.flush()
    return row


async def _pay(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    *,
    processor: str,
    method: PaymentMethod | None,
    now: datetime,
    by: str | None,
    save_method: bool = True,
    success_url: str | None = None,
    even_nothing: bool = False,
) -> tuple[Checkout, Step | None]:
    """A checkout for an order. Where nothing is due there is nothing to pay, and it is done."""
    settings = billing.settings
    open_for = timedelta(hours=settings.checkout_hours)
    if processor == "manual":
        open_for = timedelta(days=settings.manual_days)
    checkout = Checkout(
        id=new_id("chk"),
        org_id=order.org_id,
        order_id=order.id,
        subscription_id=order.subscription_id,
        processor=processor,
        save_method=save_method,
        success_url=success_url,
        created_by=by,
        expires_at=now + open_for,
        created_at=now,
    )
    session.add(checkout)
    await session.flush()
    if not order.due and not even_nothing:
        await settling.pay_order(session, billing, order, payment=None, now=now)
        await session.refresh(checkout)
        return checkout, None
    step = await payments.begin(
        session, billing, order, processor=processor, method=method, now=now
    )
    checkout.payment_id = step.payment_id
    session.add(checkout)
    await dues.put(session, "checkout", checkout.id, org_id=order.org_id, at=checkout.expires_at)
    if processor == "manual" and order.invoice_id is None and order.total > 0:
        await _invoice(session, billing, order, step, due_at=checkout.expires_at, now=now)
    return checkout, step


async def _invoice(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    step: Step,
    *,
    due_at: datetime,
    now: datetime,
) -> None:
    """Whoever pays by transfer has the invoice first."""
    items = await orders.items_of(session, order.id)
    invoice = await invoices.issue(session, billing, order, items, now=now, due_at=due_at)
    values = {
        "number": invoice.number,
        "product": items[0].description,
        "amount": money.in_words(order.due, order.currency),
        "date": said_day(due_at),
        "reference": step.payment_id,
    }
    key = f"invoice_due:{invoice.id}"
    await tell(session, billing, order.org_id, key=key, template="invoice_due", values=values)


async def open_manual(
    session: AsyncSession, billing: Billing, order: Order, *, now: datetime
) -> None:
    """A renewal to be paid by transfer."""
    _, step = await _pay(session, billing, order, processor="manual", method=None, now=now, by=None)
    if step is not None:
        payment = await payments.get(session, step.payment_id)
        assert payment is not None
        await settling.apply(
            session, billing, payment, Outcome("requires_action", payment.id), now=now
        )


async def get(session: AsyncSession, org_id: str, checkout_id: str) -> Checkout:
    query = select(Checkout).where(Checkout.id == checkout_id, Checkout.org_id == org_id)
    query = query.execution_options(populate_existing=True)
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise CheckoutNotFound("There is no such checkout of yours.")
    return found


async def pay_again(
    billing: Billing, who: Principal, order_id: str, body: PayBody, *, key: str | None
) -> tuple[str, bool]:
    """A new checkout for an order that waits.

    Raises:
        OrderState: it is paid, or void.
        PaymentUnderWay: an earlier payment is open.
    """
    what = f"pay {order_id}"
    once = Once(who.org_id, key, what, body.model_dump(mode="json", exclude_none=True))
    async with billing.database.transaction(who.org_id) as session:
        seller = (await orders.get(session, who.org_id, order_id)).seller_org_id
    step: Step | None = None
    async with billing.moving(who.org_id, seller) as session:
        known = await once.known(session)
        if known is not None:
            step = await _step_of(session, who.org_id, known)
        else:
            order = await orders.get(session, who.org_id, order_id, lock=True)
            if order.status != "pending":
                raise OrderState(f"The order is {order.status}.")
            now = await billing.now_of(session, who.org_id)
            method, name = await _way(session, billing, order, body)
            checkout, step = await _pay(
                session, billing, order, processor=name, method=method, now=now, by=who.user_id
            )
            once.done(session, checkout.id, now)
            entry = audit.Entry(
                "order.payment_begun", who.org_id, order.id, after={"processor": name}
            )
            await audit.record(session, entry)
            made = checkout.id
    if step is not None:
        await payments.go_on(billing, step)
    return (known, True) if known is not None else (made, False)


async def _way(
    session: AsyncSession, billing: Billing, order: Order, body: PayBody
) -> tuple[PaymentMethod | None, str]:
    method = await payments.method_of(session, order.org_id, body.payment_method_id)
    name: str | None = body.processor
    if name is None:
        earlier: Sequence[str] = [p.processor for p in await orders.payments_of(session, order.id)]
        name = method.processor if method is not None else (earlier or ["manual"])[-1]
    processor = billing.processor(name)
    if method is not None and method.processor != name:
        raise InvalidInput.at("/payment_method_id", "is of another processor")
    if order.currency not in processor.currencies:
        raise ProcessorNotOffered.at("/processor", "does not take this currency")
    return method, name
