"""Payments that an administrator vouches for: bank transfers, purchase orders, S15's last way."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.billing import orders, payments, refunds, settling, views
from hub.billing.buying_schemas import OrderView, PaidBody
from hub.billing.domain import Billing
from hub.billing.errors import OrderState, PaymentUnderWay
from hub.billing.keys import Once
from hub.billing.order_models import Order, Payment
from hub.billing.processors.port import Outcome
from hub.identity.public import Principal
from hub.kit.ids import new_id


async def mark_paid(
    billing: Billing, who: Principal, order_id: str, body: PaidBody, *, key: str | None
) -> tuple[OrderView, bool]:
    """The order, and whether it was marked by an earlier request with this key.

    Raises:
        OrderState: it is not waiting for money.
        PaymentUnderWay: a processor may be charging for it right now.
    """
    once = Once(who.org_id, key, f"paid {order_id}", body.model_dump(mode="json"))
    buyer, seller = await refunds.owner_of(billing, order_id)
    async with billing.moving(buyer, seller, who.org_id) as session:
        known = await once.known(session)
        order = await orders.get(session, buyer, order_id, lock=True)
        if known is None:
            now = await _settle(session, billing, order)
            once.done(session, order.id, now)
            entry = audit.Entry(
                "order.marked_paid",
                buyer,
                order.id,
                after={"reference": body.reference, "reason": body.reason, "total": order.total},
                as_platform=True,
            )
            await audit.record(session, entry)
    async with billing.database.transaction(buyer) as session:
        order = await orders.get(session, buyer, order_id)
        items = await orders.items_of(session, order.id)
        shown = views.order_view(order, items, await orders.payments_of(session, order.id))
    return shown, known is not None


async def _settle(session: AsyncSession, billing: Billing, order: Order) -> datetime:
    """The open payment of the order, or one made for it, has succeeded; returns when."""
    if order.status != "pending":
        raise OrderState(f"The order is {order.status}.")
    now = await billing.now_of(session, order.org_id)
    payment = await payments.open_of(session, order.id)
    if payment is not None and payment.processor != "manual":
        raise PaymentUnderWay(f"{payment.processor} may be charging for it.")
    if payment is None:
        payment = Payment(
            id=new_id("pay"),
            org_id=order.org_id,
            order_id=order.id,
            processor="manual",
            amount=order.due,
            currency=order.currency,
            created_at=now,
            updated_at=now,
        )
    outcome = Outcome("succeeded", payment.id, amount=payment.amount, currency=payment.currency)
    await settling.apply(session, billing, payment, outcome, now=now)
    return now
