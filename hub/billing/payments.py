"""Payments: begun in a transaction, asked for outside of one, and settled in the next.

A process that dies between them leaves a row that says so. What is due finds it, and asks the
processor again under the same key: it answers what became of the first.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import dues, orders, settling
from hub.billing.domain import Billing
from hub.billing.errors import NotThere, PaymentUnderWay, ProcessorNotOffered
from hub.billing.money import in_words
from hub.billing.notices import tell
from hub.billing.order_models import Checkout, Order, Payment, PaymentMethod
from hub.billing.processors.port import (
    NOTICE,
    OPEN,
    Asked,
    Outcome,
    Page,
    PaymentStatus,
    Processor,
    ProcessorRefused,
    ProcessorUnavailable,
    SavedMethod,
)
from hub.kit.clock import said_day
from hub.kit.ids import new_id

# Until the process that began it is taken for dead
_PATIENCE: Final = timedelta(minutes=2)
# By then a processor shows what was made
_SEEN: Final = timedelta(minutes=5)


class Step(NamedTuple):
    """What must be known to go on with a payment outside of a transaction."""

    payment_id: str
    org_id: str
    seller_org_id: str


async def begin(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    *,
    processor: str,
    method: PaymentMethod | None,
    now: datetime,
) -> Step:
    """Raises PaymentUnderWay: one is open, and its outcome may be unknown."""
    payment = Payment(
        id=new_id("pay"),
        org_id=order.org_id,
        order_id=order.id,
        processor=processor,
        method_id=method.id if method is not None else None,
        amount=order.due,
        currency=order.currency,
        created_at=now,
        updated_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(payment)
            await session.flush()
    except IntegrityError as error:
        raise PaymentUnderWay("A payment for this order is open. Wait for its outcome.") from error
    await dues.put(session, "payment", payment.id, org_id=order.org_id, at=now + _PATIENCE)
    if method is not None and method.kind == "upi" and order.due:
        await _announce(session, billing, order, method, now=now)
    return Step(payment.id, order.org_id, order.seller_org_id)


async def fail_unasked(
    session: AsyncSession, order: Order, *, processor: str, now: datetime
) -> Payment:
    """There is nothing to charge: recorded as a payment that failed, for only another will do."""
    payment = Payment(
        id=new_id("pay"),
        org_id=order.org_id,
        order_id=order.id,
        processor=processor,
        status="failed",
        amount=order.due,
        currency=order.currency,
        error="no_payment_method",
        hard=True,
        created_at=now,
        updated_at=now,
    )
    session.add(payment)
    await session.flush()
    return payment


async def _announce(
    session: AsyncSession, billing: Billing, order: Order, method: PaymentMethod, *, now: datetime
) -> None:
    """A mandate is not debited without a day's notice: the processor's, and ours."""
    items = await orders.items_of(session, order.id)
    values = {
        "amount": in_words(order.due, order.currency),
        "product": items[0].description,
        "date": said_day(now + NOTICE),
        "method": method.label,
    }
    key = f"payment_due:{order.id}"
    await tell(session, billing, order.org_id, key=key, template="payment_due", values=values)


async def get(session: AsyncSession, payment_id: str) -> Payment | None:
    query = select(Payment).where(Payment.id == payment_id).with_for_update()
    query = query.execution_options(populate_existing=True)
    return (await session.exec(query)).one_or_none()


async def method_of(
    session: AsyncSession, org_id: str, method_id: str | None
) -> PaymentMethod | None:
    """Raises NotThere for one that is not the organization's, or no longer of use."""
    if method_id is None:
        return None
    row = await session.get(PaymentMethod, method_id)
    if row is None or row.org_id != org_id or row.status != "active":
        raise NotThere("There is no such payment method.")
    return row


def refuse_other_currency(billing: Billing, method: PaymentMethod | None, currency: str) -> None:
    """Raises ProcessorNotOffered where it could not be charged in this currency."""
    if method is not None and currency not in billing.processor(method.processor).currencies:
        raise ProcessorNotOffered.at("/payment_method_id", "cannot be charged in this currency")


async def open_of(session: AsyncSession, order_id: str) -> Payment | None:
    query = select(Payment).where(Payment.order_id == order_id, col(Payment.status).in_(OPEN))
    return (await session.exec(query)).first()


async def go_on(billing: Billing, step: Step, *, give_up: bool = False) -> None:
    """Asks the processor what is still to be asked, and settles what it says.

    With `give_up`, and where nobody waits for the money any more, what was not taken yet is not.

    Raises:
        ProcessorUnavailable: there was no answer; what is due asks again.
        ProcessorRefused: it did not take the request, and the payment has failed.
    """
    found = await _read(billing, step)
    if found.payment.status not in OPEN:
        return
    payment = found.payment
    try:
        if _was_asked(found):
            outcome = await _look_up(found, take=found.wanted and not give_up)
        elif found.method is not None:
            outcome = await found.processor.charge(found.asked, found.method)
        elif found.page is not None:
            page = await found.processor.open_page(found.asked)
            await _opened(billing, step, found.page.id, page)
            return
        else:
            outcome = await found.processor.look_up(payment.id, None, take=True)
    except ProcessorUnavailable:
        await settle(billing, step, Outcome("unknown", payment.ref or ""))
        raise
    except ProcessorRefused as refused:
        # To look is refused where there is nothing to see; that it failed is not said by that
        status: PaymentStatus = "unknown" if _was_asked(found) else "failed"
        outcome = Outcome(status, payment.ref or "", error=refused.detail[:200])
        await settle(billing, step, outcome)
        raise
    await settle(billing, step, outcome)


def _was_asked(found: "_Read") -> bool:
    """Whether its outcome is to be looked up: to ask once more might charge once more."""
    payment = found.payment
    if (payment.ref is not None and payment.status != "init") or not found.wanted:
        return True
    remembers = found.processor.remembers
    return remembers is not None and found.age > remembers


async def _look_up(found: "_Read", *, take: bool) -> Outcome:
    """What the processor has nothing of, although it had the time, was never made."""
    payment = found.payment
    outcome = await found.processor.look_up(payment.id, payment.ref, take=take)
    if outcome.status == "unknown" and payment.ref is None and found.age > _SEEN:
        return Outcome("failed", "", error="not_made")
    return outcome


class _Read(NamedTuple):
    """`wanted`: the order still waits for it."""

    processor: Processor
    asked: Asked
    payment: Payment
    method: SavedMethod | None
    page: Checkout | None
    wanted: bool
    age: timedelta


async def _read(billing: Billing, step: Step) -> _Read:
    async with billing.database.transaction([step.org_id, step.seller_org_id]) as session:
        payment = await session.get(Payment, step.payment_id)
        assert payment is not None
        order = await orders.get(session, step.org_id, payment.order_id)
        items = await orders.items_of(session, order.id)
        query = select(Checkout).where(
            Checkout.org_id == step.org_id, Checkout.payment_id == payment.id
        )
        checkout = (await session.exec(query)).first()
        method = None
        if payment.method_id is not None:
            row = await session.get(PaymentMethod, payment.method_id)
            method = saved(row) if row is not None else None
        known = await _customer(session, step.org_id, payment.processor)
        now = await billing.now_of(session, step.org_id)
    back = f"{billing.base_url}/app/checkout/{checkout.id if checkout else order.id}"
    asked = Asked(
        payment_id=payment.id,
        org_id=payment.org_id,
        amount=payment.amount,
        currency=payment.currency,
        description=", ".join(item.description for item in items)[:120] or "Laelia",
        return_url=(checkout.success_url if checkout else None) or f"{back}?returned=1",
        cancel_url=f"{back}?left=1",
        expires_at=billing.clock() + timedelta(hours=billing.settings.checkout_hours),
        save_method=checkout.save_method if checkout else False,
        customer_ref=known,
        max_amount=max(payment.amount * 2, 1) if order.subscription_id else payment.amount,
    )
    processor = billing.processor(payment.processor)
    wanted = orders.waits(order)
    return _Read(processor, asked, payment, method, checkout, wanted, now - payment.created_at)


def saved(row: PaymentMethod) -> SavedMethod:
    return SavedMethod(
        row.kind,
        row.customer_ref,
        row.ref,
        row.label,
        row.fingerprint,
        row.max_amount,
        row.expires_at,
    )


async def _customer(session: AsyncSession, org_id: str, processor: str) -> str | None:
    """What the processor calls this organization, from an earlier payment."""
    query = (
        select(PaymentMethod.customer_ref)
        .where(PaymentMethod.org_id == org_id, PaymentMethod.processor == processor)
        .order_by(col(PaymentMethod.id).desc())
    )
    return (await session.exec(query)).first()


async def _opened(billing: Billing, step: Step, checkout_id: str, page: Page) -> None:
    async with billing.moving(step.org_id, step.seller_org_id) as session:
        now = await billing.now_of(session, step.org_id)
        payment = await get(session, step.payment_id)
        checkout = await session.get(Checkout, checkout_id)
        assert payment is not None
        assert checkout is not None
        if payment.status not in OPEN or payment.ref is not None:
            return  # one that was asked for at the same moment is shown, and looked at
        checkout.url, checkout.qr = page.url, page.qr
        checkout.instructions = dict(page.instructions) if page.instructions else None
        if checkout.status == "open":
            checkout.status = "confirmed"
        session.add(checkout)
        order = await orders.get(session, step.org_id, payment.order_id)
        for ref in (page.ref, *page.also):
            await settling.remember_ref(session, payment, order, ref)
        outcome = Outcome("requires_action", page.ref)
        await settling.apply(session, billing, payment, outcome, now=now)


async def settle(billing: Billing, step: Step, outcome: Outcome) -> None:
    async with billing.moving(step.org_id, step.seller_org_id) as session:
        now = await billing.now_of(session, step.org_id)
        payment = await get(session, step.payment_id)
        assert payment is not None
        if outcome.ref:
            order = await orders.get(session, step.org_id, payment.order_id)
            await settling.remember_ref(session, payment, order, outcome.ref)
        await settling.apply(session, billing, payment, outcome, now=now)
