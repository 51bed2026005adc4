"""What a payment's outcome makes of everything else, in one transaction; twice is once."""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import (
    access,
    catalog,
    dues,
    invoices,
    metered,
    orders,
    subscriptions,
    trials,
    voiding,
)
from hub.billing.domain import Billing
from hub.billing.notices import tell
from hub.billing.order_models import (
    Checkout,
    Order,
    OrderItem,
    Payment,
    PaymentMethod,
    ProcessorEvent,
    ProcessorRef,
    TopUp,
)
from hub.billing.processors.port import OPEN, Outcome, SavedMethod
from hub.credits import public as credits_
from hub.credits.public import MoneyLeg
from hub.kit.ids import new_id

log = structlog.get_logger()


async def apply(
    session: AsyncSession, billing: Billing, payment: Payment, outcome: Outcome, *, now: datetime
) -> None:
    """The transaction holds the buyer's and the seller's money, and has read the payment since.

    A payment that succeeded stays so. One that failed may still be found to have succeeded, when
    the processor's messages come in another order than what they tell of.
    """
    if payment.status == "succeeded":
        return
    if outcome.status == "requires_action" and payment.method_id is not None:
        # Nobody is there to act: what was to be charged by itself is declined with that
        outcome = replace(outcome, status="failed", error="requires_confirmation", hard=True)
    payment.ref = outcome.ref or payment.ref
    payment.updated_at = now
    session.add(payment)
    if outcome.status == "succeeded":
        await _succeeded(session, billing, payment, outcome, now=now)
    elif outcome.status == "failed":
        if payment.status in OPEN:
            await _failed(session, billing, payment, outcome, now=now)
    elif payment.status in OPEN:
        payment.status = outcome.status
        await _look_again(session, payment, now)


async def _look_again(session: AsyncSession, payment: Payment, now: datetime) -> None:
    if payment.processor == "manual":
        await dues.drop(session, "payment", payment.id)
        return
    known = await dues.get(session, "payment", payment.id)
    attempts = known.attempts + 1 if known is not None else 0
    await dues.put(
        session,
        "payment",
        payment.id,
        org_id=payment.org_id,
        at=now + dues.pause(attempts),
        attempts=attempts,
    )


async def _succeeded(
    session: AsyncSession, billing: Billing, payment: Payment, outcome: Outcome, *, now: datetime
) -> None:
    order = await orders.get(session, payment.org_id, payment.order_id, lock=True)
    payment.status, payment.error = "succeeded", None
    payment.capture_ref, payment.fee = outcome.capture_ref, outcome.fee
    await dues.drop(session, "payment", payment.id)
    if outcome.capture_ref:
        await remember_ref(session, payment, order, outcome.capture_ref)
    if outcome.method is not None:
        saved = await save_method(session, payment, outcome.method, now=now)
        payment.method_id = saved.id
    await session.flush()
    await _fee(session, billing, payment, now=now)  # before what takes a number of invoices: a lock
    right = outcome.amount == payment.amount and (
        outcome.currency == payment.currency or not payment.amount
    )
    if orders.waits(order) and right and not await _subscribed_since(session, billing, order, now):
        await pay_order(session, billing, order, payment=payment, now=now)
    elif outcome.amount:
        await _keep_as_balance(session, payment, outcome, now=now)
        await _paid_wrongly(session, billing, order, payment, now=now)


async def _subscribed_since(
    session: AsyncSession, billing: Billing, order: Order, now: datetime
) -> bool:
    """Two pages for one product were open, and the other was paid: this order comes to nothing."""
    if order.reason != "purchase" or order.subscription_id is None:
        return False
    mine = await subscriptions.get(session, order.org_id, order.subscription_id)
    live = await subscriptions.live_of(session, order.org_id, mine.product_id)
    if live is None or live.id == mine.id:
        return False
    await voiding.void(session, billing, order, now=now)
    await _checkout(session, order, "failed")
    await trials.expire(session, billing, mine, now=now)
    return True


async def _paid_wrongly(
    session: AsyncSession, billing: Billing, order: Order, payment: Payment, *, now: datetime
) -> None:
    """In another amount than was asked for: the order still waits, as after a failure."""
    if not orders.waits(order):
        return
    payment.error = "wrong_amount"
    session.add(payment)
    await _checkout(session, order, "failed")
    await _tell_order(session, billing, order, payment, now=now)


async def _tell_order(
    session: AsyncSession, billing: Billing, order: Order, payment: Payment, *, now: datetime
) -> None:
    """What was to be paid for by itself is asked for again, another day."""
    if order.subscription_id is not None:
        await subscriptions.on_failed(session, billing, order, payment, now=now)
    elif order.reason == orders.USAGE:
        await metered.on_failed(session, billing, order, payment, now=now)


async def _keep_as_balance(
    session: AsyncSession, payment: Payment, outcome: Outcome, *, now: datetime
) -> None:
    """Money that came for what is void or paid, or in another amount, is the organization's."""
    log.warning("billing.kept_as_balance", payment_id=payment.id, amount=outcome.amount)
    legs = [
        MoneyLeg("processor_clearing", payment.processor, outcome.currency, -outcome.amount),
        MoneyLeg("customer_balance", payment.org_id, outcome.currency, outcome.amount),
    ]
    await credits_.book(
        session, org_id=payment.org_id, code="kept", cause_id=payment.id, legs=legs, now=now
    )


async def _fee(session: AsyncSession, billing: Billing, payment: Payment, *, now: datetime) -> None:
    owner = orders.TEST if await billing.is_test(session, payment.org_id) else orders.PLATFORM
    legs = [
        MoneyLeg("processor_fees", owner, payment.currency, -payment.fee),
        MoneyLeg("processor_clearing", payment.processor, payment.currency, payment.fee),
    ]
    await credits_.book(
        session, org_id=payment.org_id, code="fee", cause_id=payment.id, legs=legs, now=now
    )


async def pay_order(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    *,
    payment: Payment | None,
    now: datetime,
) -> None:
    """Posting, credits, access, subscription and invoice of an order that is paid.

    `payment` is None where nothing was due.
    """
    items = await orders.items_of(session, order.id)
    parts = await orders.parts_of(session, billing, order, items)
    legs = orders.sale_legs(order, parts, processor=payment.processor if payment else "none")
    await credits_.book(
        session, org_id=order.org_id, code="sold", cause_id=order.id, legs=legs, now=now
    )
    order.status, order.paid_at = "paid", now
    session.add(order)
    if parts.publisher:
        release = now + timedelta(days=billing.settings.settlement_days)
        seller = order.seller_org_id
        await dues.put_if_sooner(session, "settle", seller, org_id=seller, at=release)
    await _checkout(session, order, "succeeded")
    await _deliver(session, billing, order, items, payment, now=now)
    if order.invoice_id is not None:
        await invoices.paid(session, order, now)
    elif order.total > 0:
        await invoices.issue(session, billing, order, items, now=now)


async def _deliver(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    items: list[OrderItem],
    payment: Payment | None,
    *,
    now: datetime,
) -> None:
    if order.subscription_id is not None:
        await _use_method(session, order, payment)  # a mandate is announced earlier
        await subscriptions.on_paid(session, billing, order, items, now=now)
        await _begin_trial(session, billing, order, payment, now=now)
        return
    if order.reason == orders.USAGE:
        await metered.on_paid(session, billing, order, now=now)
        return
    for item in items:
        if item.credits is not None:
            terms = credits_.GrantTerms(
                org_id=order.org_id,
                amount=item.credits,
                kind="paid",
                reason=item.description,
                idempotency_key=grant_key(item),
            )
            # From this moment on for everybody, whatever a test organization's clock says
            await credits_.grant_credits(session, terms, now=billing.clock())
            continue
        product = await catalog.get_product(session, item.product_id)
        price = await catalog.get_price(session, item.price_id)
        await access.give_bought(session, billing, order, product, price)


def grant_key(item: OrderItem) -> str:
    return f"order:{item.order_id}:{item.line}"


async def _use_method(session: AsyncSession, order: Order, payment: Payment | None) -> None:
    """What paid once pays the renewals."""
    assert order.subscription_id is not None
    if payment is not None and payment.method_id is not None:
        row = await subscriptions.get(session, order.org_id, order.subscription_id, lock=True)
        row.method_id, row.processor = payment.method_id, payment.processor
        session.add(row)
        await session.flush()


async def _begin_trial(
    session: AsyncSession, billing: Billing, order: Order, payment: Payment | None, *, now: datetime
) -> None:
    """A card that had the trial before does not have it again."""
    if order.subscription_id is None or not (order.change or {}).get("trial"):
        return
    row = await subscriptions.get(session, order.org_id, order.subscription_id)
    left = payment.method_id if payment is not None else None
    method = await session.get(PaymentMethod, left) if left is not None else None
    if method is not None and not await trials.redeem_means(session, row, method, now=now):
        reason = "this means of payment has had the trial"
        await subscriptions.cancel(session, billing, row, reason=reason, now=now)
    elif row.status == "trialing":
        await trials.give_credits(session, billing, row)


async def _failed(
    session: AsyncSession, billing: Billing, payment: Payment, outcome: Outcome, *, now: datetime
) -> None:
    payment.status, payment.error, payment.hard = "failed", outcome.error, outcome.hard
    await dues.drop(session, "payment", payment.id)
    await session.flush()
    order = await orders.get(session, payment.org_id, payment.order_id, lock=True)
    if order.status != "pending":
        return
    await _checkout(session, order, "failed")
    if order.reason in ("change", "top_up"):
        await voiding.void(session, billing, order, now=now)
    if order.reason == "top_up":
        await _stop_top_up(session, billing, order, payment)
    await _tell_order(session, billing, order, payment, now=now)


async def _stop_top_up(
    session: AsyncSession, billing: Billing, order: Order, payment: Payment
) -> None:
    row = await session.get(TopUp, order.org_id)
    if row is None or row.order_id != order.id:
        return
    row.stopped = "declined"
    session.add(row)
    await tell(
        session,
        billing,
        order.org_id,
        key=f"top_up_stopped:{payment.id}",
        template="top_up_stopped",
        values={"reason": f"the payment was declined ({payment.error or 'declined'})"},
    )


async def _checkout(session: AsyncSession, order: Order, status: str) -> None:
    """What is paid succeeds, however late; it fails only while it is open."""
    before = ["open", "confirmed"] + (["failed", "expired"] if status == "succeeded" else [])
    statement = (
        update(Checkout)
        .where(
            col(Checkout.org_id) == order.org_id,
            col(Checkout.order_id) == order.id,
            col(Checkout.status).in_(before),
        )
        .values(status=status)
    )
    await session.exec(statement)


async def remember_ref(session: AsyncSession, payment: Payment, order: Order, ref: str) -> None:
    """So that what the processor tells of it finds its way here."""
    await add_ref(
        session,
        payment.processor,
        ref,
        org_id=payment.org_id,
        kind="payment",
        object_id=payment.id,
        order=order,
    )


async def add_ref(
    session: AsyncSession,
    processor: str,
    ref: str,
    *,
    org_id: str,
    kind: str,
    object_id: str,
    order: Order | None,
) -> None:
    """What was told of it before it was known is taken next (`told.py`)."""
    if not ref or await session.get(ProcessorRef, (processor, ref)) is not None:
        return
    row = ProcessorRef(
        processor=processor,
        ref=ref,
        org_id=org_id,
        kind=kind,
        object_id=object_id,
        order_id=order.id if order is not None else None,
        seller_org_id=order.seller_org_id if order is not None else None,
    )
    session.add(row)
    await session.flush()
    told = update(ProcessorEvent).where(
        col(ProcessorEvent.processor) == processor,
        col(ProcessorEvent.ref) == ref,
        col(ProcessorEvent.state) == "waiting",
    )
    await session.exec(told.values(next_at=col(ProcessorEvent.received_at)))


async def save_method(
    session: AsyncSession, payment: Payment, method: SavedMethod, *, now: datetime
) -> PaymentMethod:
    """The first of an organization is its default."""
    mine = select(PaymentMethod).where(PaymentMethod.org_id == payment.org_id)
    same = mine.where(PaymentMethod.processor == payment.processor, PaymentMethod.ref == method.ref)
    row = (await session.exec(same)).one_or_none()
    usable = mine.where(PaymentMethod.status == "active", col(PaymentMethod.is_default))
    first = (await session.exec(usable)).first() is None
    if row is None:
        row = PaymentMethod(
            id=new_id("pmt"),
            org_id=payment.org_id,
            processor=payment.processor,
            kind=method.kind,
            customer_ref=method.customer_ref,
            ref=method.ref,
            label=method.label,
            fingerprint=method.fingerprint,
            is_default=first,
            max_amount=method.max_amount,
            expires_at=method.expires_at,
            created_at=now,
        )
    row.status = "active"
    row.is_default = row.is_default or first
    session.add(row)
    await session.flush()
    await add_ref(
        session,
        payment.processor,
        method.ref,
        org_id=payment.org_id,
        kind="method",
        object_id=row.id,
        order=None,
    )
    return row
