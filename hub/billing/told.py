"""Events that were kept: what they are about is fetched, and its state settled, once each.

What is true is fetched, so that events which come late, early or in another order change nothing.
One that is about something not known here yet waits for it: the worker looks at it again when the
name by which the processor speaks of it becomes known (`settling.add_ref`), and now and then.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

import structlog
from sqlalchemy import text
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import disputes, orders, payments, payouts, refunds, settling
from hub.billing.domain import Billing
from hub.billing.errors import NotThere
from hub.billing.order_models import Dispute, Order, Payment, PaymentMethod, ProcessorEvent, Refund
from hub.billing.processors.port import (
    OPEN,
    DisputeState,
    MethodStatus,
    Outcome,
    PayoutOutcome,
    Processor,
    RefundOutcome,
)
from hub.kit.db import Database
from hub.kit.errors import LaeliaError

FIRST: Final = timedelta(minutes=1)
_PAUSES: Final = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=8), timedelta(days=1))
_MOST: Final = 30
_ENDED: Final = ("revoked", "expired")  # of a means of payment
_AT_ONCE: Final = 100
_FIND: Final = text("select * from find_processor_ref(:name, :ref)")
_FIND_PAYMENT: Final = text("select * from find_payment(:id)")
log = structlog.get_logger()


class About(NamedTuple):
    """Ours that the event is about."""

    org_id: str
    kind: str
    object_id: str
    seller_org_id: str | None

    @property
    def seen(self) -> tuple[str, str]:
        return self.org_id, self.seller_org_id or self.org_id


class MethodFound(NamedTuple):
    status: MethodStatus


Fetched = Outcome | RefundOutcome | DisputeState | PayoutOutcome | MethodFound | None


async def take(billing: Billing, name: str, event_id: str) -> bool:
    """Whether it had its effect now, or waits for what it is about.

    Raises:
        ProcessorUnavailable, ProcessorRefused: what it tells of cannot be looked up now.
    """
    async with billing.database.transaction() as session:
        event = await session.get(ProcessorEvent, (name, event_id))
    if event is None or event.state != "waiting":
        return False
    processor = billing.processor(name)
    about = await _about(billing, processor, event)
    if about is None:
        await _wait(billing, event, found=False)
        return False
    fetched = await _fetch(billing, processor, event, about)
    async with billing.moving(*about.seen) as session:
        if not await _done(session, event):
            return False
        await _apply(session, billing, about, fetched)
    return True


async def step(finder: Database, billing: Billing, now: datetime) -> bool:
    """The worker's part: what could not be taken when it was told. Whether there may be more."""
    query = (
        select(ProcessorEvent)
        .where(ProcessorEvent.state == "waiting", col(ProcessorEvent.next_at) <= now)
        .order_by(col(ProcessorEvent.next_at))
        .limit(_AT_ONCE)
    )
    async with finder.transaction() as session:
        found = (await session.exec(query)).all()
    for event in found:
        try:
            await take(billing, event.processor, event.event_id)
        except LaeliaError as error:
            log.warning("billing.told_later", event_id=event.event_id, code=error.code)
            await _wait(billing, event, found=True)
        except Exception as error:  # one event's fault must not stop all others
            log.exception("billing.told_later", event_id=event.event_id, error=repr(error))
            await _wait(billing, event, found=True)
    return len(found) == _AT_ONCE


async def _wait(billing: Billing, event: ProcessorEvent, *, found: bool) -> None:
    """Again in a while. What is about nothing of ours is ignored at last, for the account may be
    somebody else's too; what only cannot be looked up is given up after a month."""
    last = event.attempts >= (_MOST if found else len(_PAUSES))
    if last:
        log.warning("billing.told_for_nothing", event_id=event.event_id, type=event.type)
    pause = _PAUSES[min(event.attempts, len(_PAUSES) - 1)]
    statement = (
        update(ProcessorEvent)
        .where(
            col(ProcessorEvent.processor) == event.processor,
            col(ProcessorEvent.event_id) == event.event_id,
            col(ProcessorEvent.state) == "waiting",
        )
        .values(
            attempts=event.attempts + 1,
            next_at=billing.clock() + pause,
            state="ignored" if last else "waiting",
        )
    )
    async with billing.database.transaction() as session:
        await session.exec(statement)


async def _done(session: AsyncSession, event: ProcessorEvent) -> bool:
    """Whether it is this transaction's to have the effect."""
    statement = (
        update(ProcessorEvent)
        .where(
            col(ProcessorEvent.processor) == event.processor,
            col(ProcessorEvent.event_id) == event.event_id,
            col(ProcessorEvent.state) == "waiting",
        )
        .values(state="done", next_at=None)
        .returning(col(ProcessorEvent.event_id))
    )
    connection = await session.connection()
    return (await connection.execute(statement)).first() is not None


async def find(billing: Billing, name: str, ref: str) -> About | None:
    async with billing.database.transaction() as session:
        connection = await session.connection()
        row = (await connection.execute(_FIND, {"name": name, "ref": ref})).first()
    return About(row.org_id, row.kind, row.object_id, row.seller_org_id) if row else None


async def find_payment(billing: Billing, name: str, payment_id: str) -> About | None:
    """By our own name for it, which the processor was given and says again."""
    async with billing.database.transaction() as session:
        connection = await session.connection()
        row = (await connection.execute(_FIND_PAYMENT, {"id": payment_id})).first()
    if row is None or row.processor != name:
        return None
    return About(row.org_id, "payment", payment_id, row.seller_org_id)


async def _about(billing: Billing, processor: Processor, event: ProcessorEvent) -> About | None:
    found = await find(billing, processor.name, event.ref or "")
    if found is None and event.subject == "payment" and event.ours:
        found = await find_payment(billing, processor.name, event.ours)
    if found is None and event.subject == "dispute":
        state = await processor.look_up_dispute(event.ref or "")
        found = await find(billing, processor.name, state.payment_ref)
    return found


async def _fetch(
    billing: Billing, processor: Processor, event: ProcessorEvent, about: About
) -> Fetched:
    ref = event.ref or ""
    match event.subject:
        case "payment" if about.kind == "payment":
            return await _fetch_payment(billing, processor, ref, about)
        case "refund" if about.kind == "refund":
            return await processor.look_up_refund(ref, "")
        case "dispute":
            return await processor.look_up_dispute(ref)
        case "payout" if about.kind == "payout":
            return await processor.look_up_payout(about.object_id, ref)
        case "method" if about.kind == "method":
            async with billing.database.transaction(about.org_id) as session:
                row = await session.get(PaymentMethod, about.object_id)
            if row is not None and row.status not in _ENDED:
                found = await processor.look_up_method(row.customer_ref, row.ref)
                return MethodFound(found) if found is not None else None
    return None


async def _fetch_payment(
    billing: Billing, processor: Processor, ref: str, about: About
) -> Outcome | None:
    """A payment that succeeded stays so, whatever is told. Nothing is taken for an order that does
    not wait for this payment."""
    async with billing.database.transaction(about.seen) as session:
        payment = await session.get(Payment, about.object_id)
        order = await session.get(Order, payment.order_id) if payment is not None else None
    if payment is None or order is None or payment.status == "succeeded":
        return None
    wanted = payment.status in OPEN and orders.waits(order)
    return await processor.look_up(payment.id, payment.ref or ref, take=wanted)


async def _apply(session: AsyncSession, billing: Billing, about: About, fetched: Fetched) -> None:
    now = await billing.now_of(session, about.org_id)
    match fetched:
        case MethodFound(status):
            await _method(session, about.object_id, status)
        case RefundOutcome():
            if await session.get(Refund, about.object_id) is not None:
                await refunds.apply(session, billing, about.object_id, fetched, now=now)
        case PayoutOutcome():
            await payouts.apply(session, billing, about.object_id, fetched, now=now)
        case Outcome() | DisputeState():
            payment = await payments.get(session, await _payment_id(session, about))
            if payment is None:
                raise NotThere("There is no payment that this is about.")
            if isinstance(fetched, Outcome):
                order = await orders.get(session, payment.org_id, payment.order_id)
                await settling.remember_ref(session, payment, order, fetched.ref)
                await settling.apply(session, billing, payment, fetched, now=now)
            else:
                await disputes.apply(session, billing, payment, fetched, now=now)


async def _payment_id(session: AsyncSession, about: About) -> str:
    if about.kind != "dispute":
        return about.object_id
    row = await session.get(Dispute, about.object_id)
    return row.payment_id if row is not None else ""


async def _method(session: AsyncSession, method_id: str, status: MethodStatus) -> None:
    """A mandate or card that ended, or stands still, on the processor's side. What its owner took
    away stays away."""
    row = await session.get(PaymentMethod, method_id, with_for_update=True)
    if row is None or row.status in _ENDED:
        return
    row.status = status
    row.is_default = row.is_default and status == "active"
    session.add(row)
