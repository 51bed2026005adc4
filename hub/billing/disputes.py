"""Disputes: the publisher's part is held while a payment is contested, and lost with it."""

from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import invoices, metered, orders, refunds, settling
from hub.billing.domain import Billing
from hub.billing.order_models import DISPUTED, Dispute, Order, Payment
from hub.billing.orders import Parts
from hub.billing.processors.port import DisputeState
from hub.credits import public as credits_
from hub.credits.public import MoneyLeg
from hub.kit.ids import new_id

_CLOSED = ("won", "lost", "prevented")


async def apply(
    session: AsyncSession, billing: Billing, payment: Payment, state: DisputeState, *, now: datetime
) -> None:
    """As the processor says it stands; what is closed stays closed."""
    query = select(Dispute).where(Dispute.ref == state.ref, Dispute.org_id == payment.org_id)
    row = (await session.exec(query.with_for_update())).one_or_none()
    order = await orders.get(session, payment.org_id, payment.order_id, lock=True)
    if row is None:
        row = Dispute(
            id=new_id("dsp"),
            org_id=payment.org_id,
            order_id=order.id,
            payment_id=payment.id,
            amount=state.amount,
            currency=state.currency,
            reason=state.reason[:200],
            status="early_warning",
            ref=state.ref,
            opened_at=now,
        )
        session.add(row)
        await session.flush()
        await settling.add_ref(
            session,
            payment.processor,
            state.ref,
            org_id=payment.org_id,
            kind="dispute",
            object_id=row.id,
            order=order,
        )
    if row.status in _CLOSED:
        return
    was, row.status = row.status, state.status
    session.add(row)
    items = await orders.items_of(session, order.id)
    parts = await orders.parts_of(session, billing, order, items)
    if state.status in (*DISPUTED, "won", "lost"):
        await _hold(session, order, parts, payment, row, now=now)
    if state.status == "won" or (state.status == "prevented" and was in DISPUTED):
        await _won(session, order, parts, payment, row, now=now)
    elif state.status == "lost":
        await _lost(session, billing, order, parts, row, now=now)
    if order.reason == orders.USAGE and state.status != "early_warning":
        await metered.on_disputed(session, billing, order, state.status, now=now)
    if state.status in _CLOSED:
        row.closed_at = now
        session.add(row)


async def _hold(
    session: AsyncSession,
    order: Order,
    parts: Parts,
    payment: Payment,
    row: Dispute,
    *,
    now: datetime,
) -> None:
    """The processor has taken the money; the publisher's part of it may not be paid out, nor pay
    for what else they owe."""
    asked = min(row.amount, orders.refundable(order))
    share = parts.publisher * asked // order.total if order.total else 0
    held = (await credits_.earnings(session, order.seller_org_id)).take(row.currency, share)
    kept = [(account, taken) for account, taken in held if account in ("pending", "available")]
    asset, seller = row.currency, order.seller_org_id
    legs = [
        MoneyLeg("processor_clearing", payment.processor, asset, row.amount),
        MoneyLeg("disputed", parts.rest_owner, asset, -row.amount),
        *(MoneyLeg(f"publisher_{account}", seller, asset, -taken) for account, taken in kept),
        MoneyLeg("publisher_disputed", seller, asset, sum(taken for _, taken in kept)),
    ]
    booked = await credits_.book(
        session, org_id=order.org_id, code="disputed", cause_id=row.id, legs=legs, now=now
    )
    if booked:
        row.held = sum(taken for _, taken in kept)
        session.add(row)


async def _won(
    session: AsyncSession,
    order: Order,
    parts: Parts,
    payment: Payment,
    row: Dispute,
    *,
    now: datetime,
) -> None:
    asset, seller = row.currency, order.seller_org_id
    legs = [
        MoneyLeg("processor_clearing", payment.processor, asset, -row.amount),
        MoneyLeg("disputed", parts.rest_owner, asset, row.amount),
        MoneyLeg("publisher_disputed", seller, asset, -row.held),
        MoneyLeg("publisher_available", seller, asset, row.held),
    ]
    await credits_.book(
        session, org_id=order.org_id, code="dispute_won", cause_id=row.id, legs=legs, now=now
    )


async def _lost(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    parts: Parts,
    row: Dispute,
    *,
    now: datetime,
) -> None:
    """As a refund, from what is held first; what is more than was left of the payment is a loss."""
    back = min(row.amount, orders.refundable(order))
    whole, before = back >= orders.refundable(order), order.refunded
    if back:
        tax = await _take_back(session, billing, order, parts, row, back=back, now=now)
        order.refunded += back
        order.status = "refunded" if whole else "partially_refunded"
        session.add(order)
        items = await orders.items_of(session, order.id)
        taken = (before, order.refunded)
        await refunds.void_credits(
            session, billing, order, items, taken=taken, cause_id=row.id, owed=True
        )
        credited = invoices.Credited(row.id, back, f"The payment was disputed: {row.reason}")
        await invoices.credit(session, billing, order, credited, tax=tax, now=now)
    else:
        await _free(session, order, row, now=now)
    loss = [
        MoneyLeg("disputed", parts.rest_owner, row.currency, row.amount - back),
        MoneyLeg("dispute_loss", parts.rest_owner, row.currency, back - row.amount),
    ]
    await credits_.book(
        session, org_id=order.org_id, code="dispute_loss", cause_id=row.id, legs=loss, now=now
    )
    if whole:
        await refunds.stop(session, billing, order, now=now, reason="its payment was disputed")


async def _take_back(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    parts: Parts,
    row: Dispute,
    *,
    back: int,
    now: datetime,
) -> int:
    return await refunds.book_reversal(
        session,
        billing,
        order,
        await orders.items_of(session, order.id),
        amount=back,
        code="dispute_lost",
        cause_id=row.id,
        to=MoneyLeg("disputed", parts.rest_owner, row.currency, back),
        now=now,
        held=row.held,
    )


async def _free(session: AsyncSession, order: Order, row: Dispute, *, now: datetime) -> None:
    """All of the order was given back before: nothing is left that its publisher could lose."""
    legs = [
        MoneyLeg("publisher_disputed", order.seller_org_id, row.currency, -row.held),
        MoneyLeg("publisher_available", order.seller_org_id, row.currency, row.held),
    ]
    await credits_.book(
        session, org_id=order.org_id, code="dispute_freed", cause_id=row.id, legs=legs, now=now
    )
