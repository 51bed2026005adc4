"""Disputes: the publisher's part is held while a payment is contested, and lost with it."""

from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import orders, refunds, settling
from hub.billing.domain import Billing
from hub.billing.order_models import Dispute, Order, Payment
from hub.billing.processors.port import DisputeState
from hub.credits import public as credits_
from hub.credits.public import MoneyLeg
from hub.kit.ids import new_id

_OPEN = ("needs_response", "under_review")
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
    row.status = state.status
    session.add(row)
    if state.status in (*_OPEN, "won", "lost"):
        await _hold(session, billing, order, payment, row, now=now)
    if state.status == "won":
        await _won(session, order, payment, row, now=now)
    elif state.status == "lost":
        await _lost(session, billing, order, row, now=now)
    if state.status in _CLOSED:
        row.closed_at = now
        session.add(row)


async def _hold(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    payment: Payment,
    row: Dispute,
    *,
    now: datetime,
) -> None:
    """The processor has taken the money; the publisher's part of it may not be paid out."""
    items = await orders.items_of(session, order.id)
    parts = await orders.parts_of(session, billing, order, items)
    share = parts.publisher * min(row.amount, order.total) // order.total if order.total else 0
    held = (await credits_.earnings(session, order.seller_org_id)).take(row.currency, share)
    kept = [(account, taken) for account, taken in held if account in ("pending", "available")]
    asset, seller = row.currency, order.seller_org_id
    legs = [
        MoneyLeg("processor_clearing", payment.processor, asset, row.amount),
        MoneyLeg("disputed", "platform", asset, -row.amount),
        *(MoneyLeg(f"publisher_{account}", seller, asset, -taken) for account, taken in kept),
        MoneyLeg("publisher_reserve", seller, asset, sum(taken for _, taken in kept)),
    ]
    booked = await credits_.book(
        session, org_id=order.org_id, code="disputed", cause_id=row.id, legs=legs, now=now
    )
    if booked:
        row.held = sum(taken for _, taken in kept)
        session.add(row)


async def _won(
    session: AsyncSession, order: Order, payment: Payment, row: Dispute, *, now: datetime
) -> None:
    asset, seller = row.currency, order.seller_org_id
    legs = [
        MoneyLeg("processor_clearing", payment.processor, asset, -row.amount),
        MoneyLeg("disputed", "platform", asset, row.amount),
        MoneyLeg("publisher_reserve", seller, asset, -row.held),
        MoneyLeg("publisher_available", seller, asset, row.held),
    ]
    await credits_.book(
        session, org_id=order.org_id, code="dispute_won", cause_id=row.id, legs=legs, now=now
    )


async def _lost(
    session: AsyncSession, billing: Billing, order: Order, row: Dispute, *, now: datetime
) -> None:
    """As a refund, from the reserve first; what is more than was left of the payment is a loss."""
    items = await orders.items_of(session, order.id)
    back = min(row.amount, min(order.due, order.total) - order.refunded)
    asset, seller = row.currency, order.seller_org_id
    freed = [
        MoneyLeg("publisher_reserve", seller, asset, -row.held),
        MoneyLeg("publisher_pending", seller, asset, row.held),
    ]
    await credits_.book(
        session, org_id=order.org_id, code="dispute_freed", cause_id=row.id, legs=freed, now=now
    )
    if back > 0:
        await refunds.book_reversal(
            session,
            billing,
            order,
            items,
            amount=back,
            code="dispute_lost",
            cause_id=row.id,
            to=MoneyLeg("disputed", "platform", asset, back),
            now=now,
        )
        await refunds.void_credits(session, billing, order, items, amount=back, cause_id=row.id)
    loss = [
        MoneyLeg("disputed", "platform", asset, row.amount - max(0, back)),
        MoneyLeg("dispute_loss", "platform", asset, max(0, back) - row.amount),
    ]
    await credits_.book(
        session, org_id=order.org_id, code="dispute_loss", cause_id=row.id, legs=loss, now=now
    )
    order.refunded += max(0, back)
    order.status = "refunded"
    session.add(order)
    await refunds.stop(session, billing, order, now=now, reason="its payment was disputed")
