"""Orders that come to nothing: nobody pays them any more, and what they took is given back."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import invoices
from hub.billing.catalog_models import Discount
from hub.billing.domain import Billing
from hub.billing.order_models import Order


async def void(session: AsyncSession, billing: Billing, order: Order, *, now: datetime) -> None:
    """Its discount may be used again; its invoice, where it had one, is taken back by a credit
    note. What a processor still takes for it is kept as balance."""
    order.status = "void"
    session.add(order)
    if order.discount_id is not None and order.reason == "purchase":
        discount = await session.get(
            Discount, order.discount_id, with_for_update=True, populate_existing=True
        )
        if discount is not None and discount.redeemed:
            discount.redeemed -= 1
            session.add(discount)
    if order.invoice_id is not None:
        credited = invoices.Credited(order.id, order.total, "It was not paid, and is not owed.")
        await invoices.credit(session, billing, order, credited, tax=order.tax, now=now)
