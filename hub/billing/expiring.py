"""Checkouts that nobody finished, and payments whose outcome is awaited."""

from contextlib import suppress
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import checkouts, dues, orders, payments, settling, subscriptions, trials, voiding
from hub.billing.domain import Billing
from hub.billing.order_models import Order, Payment
from hub.billing.payments import Step
from hub.billing.processors.port import OPEN, Outcome, ProcessorRefused
from hub.billing.subscription_models import Due


async def payment(billing: Billing, due: Due, now: datetime) -> Step | None:
    """Asks again; a process that began it may be gone."""
    del now
    async with billing.database.transaction(due.org_id) as session:
        row = await session.get(Payment, due.object_id)
        if row is None or row.status not in OPEN:
            await dues.drop(session, "payment", due.object_id)
            return None
        order = await orders.get(session, due.org_id, row.order_id)
    return Step(row.id, due.org_id, order.seller_org_id)


async def checkout(billing: Billing, due: Due, now: datetime) -> Step | None:
    """Its time is over. What the processor says a last time goes first."""
    async with billing.database.transaction(due.org_id) as session:
        row = await checkouts.get(session, due.org_id, due.object_id)
        order = await orders.get(session, due.org_id, row.order_id)
        open_ = await payments.open_of(session, order.id)
    if open_ is not None and row.status in ("open", "confirmed"):
        step = Step(open_.id, due.org_id, order.seller_org_id)
        with suppress(ProcessorRefused):  # what it was settled as is read below
            await payments.go_on(billing, step)
            await payments.go_on(billing, step, give_up=True)
    async with billing.moving(due.org_id, order.seller_org_id) as session:
        await dues.drop(session, "checkout", due.object_id)
        row = await checkouts.get(session, due.org_id, due.object_id)
        if row.status not in ("open", "confirmed", "failed"):
            return None
        order = await orders.get(session, due.org_id, row.order_id, lock=True)
        if row.payment_id is not None:
            open_ = await payments.get(session, row.payment_id)
            if open_ is not None and open_.status == "unknown":
                at = now + dues.pause(due.attempts + 4)  # nothing may be said of it before
                await dues.put(session, "checkout", row.id, org_id=row.org_id, at=at)
                return None
            if row.status != "failed":
                row.status = "expired"
                session.add(row)
                await session.flush()
            if open_ is not None and open_.status in OPEN:
                outcome = Outcome("failed", open_.ref or "", error="not_paid_in_time")
                await settling.apply(session, billing, open_, outcome, now=now)
        if order.reason == "purchase" and order.status == "pending":
            await _void(session, billing, order, now=now)
    return None


async def _void(session: AsyncSession, billing: Billing, order: Order, *, now: datetime) -> None:
    """Nothing comes of it, unless another checkout of the same order is open."""
    if await payments.open_of(session, order.id) is not None:
        return
    await voiding.void(session, billing, order, now=now)
    if order.subscription_id is not None:
        row = await subscriptions.get(session, order.org_id, order.subscription_id, lock=True)
        if row.status == "incomplete":
            await trials.expire(session, billing, row, now=now)
