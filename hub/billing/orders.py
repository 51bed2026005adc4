"""Orders: from a cart to a row of what is owed, and the posting of what was paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import catalog, profiles
from hub.billing.catalog_models import Discount, Product, ProductPrice
from hub.billing.domain import Billing
from hub.billing.errors import OrderNotFound
from hub.billing.money import WHOLE_BPS
from hub.billing.order_models import Checkout, Order, OrderItem, Payment
from hub.billing.totals import Line, Totals, line_of, total_up
from hub.credits import public as credits_
from hub.credits.public import MoneyLeg
from hub.kit.ids import new_id

PLATFORM: Final = "platform"
# Whose part of what test organizations pay is kept apart from what anybody earned.
TEST: Final = "test"
# Why an order asks for what was used on a credit line. Publishers had their part when it was used.
USAGE: Final = "usage"
_PARTIES: Final = text("select * from find_order_parties(:id)")


@dataclass(frozen=True, slots=True)
class Item:
    product: Product
    price: ProductPrice
    quantity: int
    period: tuple[datetime, datetime] | None = None


async def lines_of(
    session: AsyncSession, billing: Billing, items: Sequence[Item], *, now: datetime
) -> list[Line]:
    lines = []
    for item in items:
        share = await catalog.share_of(
            session,
            item.product.org_id,
            item.product.id,
            default_bps=int(billing.settings.share_percent * 100),
            now=now,
        )
        made = line_of(item.product, item.price, item.quantity, share_bps=share, period=item.period)
        lines.append(made)
    return lines


async def totals_of(
    session: AsyncSession,
    billing: Billing,
    org_id: str,
    lines: Sequence[Line],
    *,
    discount: Discount | None,
) -> Totals:
    """With the buyer's tax, and what their balance pays of it."""
    rate = await profiles.tax_rate(session, billing, org_id)
    currency = lines[0].price.currency
    balance = await credits_.own_balance(session, org_id, "customer_balance", currency)
    balance -= await _promised(session, org_id, currency)
    return total_up(lines, discount=discount, tax_bps=rate, balance=balance)


async def place(
    session: AsyncSession,
    org_id: str,
    totals: Totals,
    *,
    reason: str,
    now: datetime,
    subscription_id: str | None = None,
    discount: Discount | None = None,
    change: dict[str, Any] | None = None,
    purchase_order: str | None = None,
    by: str | None = None,
    order_id: str | None = None,
) -> Order:
    """A pending order, with its lines as they are sold today."""
    order = Order(
        id=order_id or new_id("ord"),
        org_id=org_id,
        seller_org_id=totals.lines[0].product.org_id,
        reason=reason,
        subscription_id=subscription_id,
        discount_id=discount.id if discount is not None else None,
        currency=totals.currency,
        subtotal=totals.subtotal,
        discount=totals.discount,
        tax=totals.tax,
        total=totals.total,
        balance_applied=totals.balance_applied,
        due=totals.due,
        change=change,
        purchase_order=purchase_order,
        created_by=by,
        created_at=now,
    )
    session.add(order)
    session.add_all(_item(order, at, line) for at, line in enumerate(totals.lines))
    await session.flush()
    return order


def _item(order: Order, at: int, line: Line) -> OrderItem:
    start, end = line.period or (None, None)
    packed = line.price.credits
    return OrderItem(
        order_id=order.id,
        line=at,
        org_id=order.org_id,
        product_id=line.product.id,
        price_id=line.price.id,
        description=line.description,
        quantity=line.quantity,
        amount=line.amount,
        discount=line.discount,
        tax=line.tax,
        tax_bps=line.tax_bps,
        tax_included=line.tax_included,
        share_bps=line.share_bps,
        credits=packed * line.quantity if packed is not None else None,
        period_start=start,
        period_end=end,
    )


async def get(session: AsyncSession, org_id: str, order_id: str, *, lock: bool = False) -> Order:
    """Raises OrderNotFound."""
    query = select(Order).where(Order.id == order_id, Order.org_id == org_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise OrderNotFound("There is no such order of yours.")
    return found


def waits(order: Order) -> bool:
    """Whether money is still wanted for it."""
    return order.status in ("draft", "pending")


def refundable(order: Order) -> int:
    """What is left of what was paid for it; what was paid with it for others is not."""
    return min(order.due, order.total) - order.refunded


async def _promised(session: AsyncSession, org_id: str, currency: str) -> int:
    """What orders that wait count on of the balance: no unit of it pays twice."""
    query = select(func.coalesce(func.sum(Order.balance_applied), 0)).where(
        col(Order.org_id) == org_id,
        col(Order.currency) == currency,
        col(Order.status).in_(("draft", "pending")),
    )
    return int((await session.exec(query)).one())


async def parties(session: AsyncSession, order_id: str) -> tuple[str, str]:
    """Buyer and seller of any order, whatever the transaction sees. Raises OrderNotFound."""
    connection = await session.connection()
    row = (await connection.execute(_PARTIES, {"id": order_id})).first()
    if row is None:
        raise OrderNotFound("There is no such order.")
    return row.org_id, row.seller_org_id


async def items_of(session: AsyncSession, order_id: str) -> list[OrderItem]:
    query = select(OrderItem).where(OrderItem.order_id == order_id).order_by(col(OrderItem.line))
    return list((await session.exec(query)).all())


async def payments_of(session: AsyncSession, order_id: str) -> list[Payment]:
    query = select(Payment).where(Payment.order_id == order_id).order_by(col(Payment.id))
    return list((await session.exec(query)).all())


async def of_each(
    session: AsyncSession, ids: Sequence[str]
) -> tuple[dict[str, list[OrderItem]], dict[str, list[Payment]]]:
    """The lines and the payments of many orders, by order."""
    items: dict[str, list[OrderItem]] = {order_id: [] for order_id in ids}
    paid: dict[str, list[Payment]] = {order_id: [] for order_id in ids}
    lines = select(OrderItem).where(col(OrderItem.order_id).in_(ids))
    for item in (await session.exec(lines.order_by(col(OrderItem.line)))).all():
        items[item.order_id].append(item)
    tried = select(Payment).where(col(Payment.order_id).in_(ids))
    for payment in (await session.exec(tried.order_by(col(Payment.id)))).all():
        paid[payment.order_id].append(payment)
    return items, paid


async def open_checkouts(session: AsyncSession, org_id: str, ids: Sequence[str]) -> dict[str, str]:
    """By order, the checkout whose payment is not decided yet."""
    query = (
        select(Checkout.order_id, Checkout.id)
        .where(
            Checkout.org_id == org_id,
            col(Checkout.order_id).in_(ids),
            col(Checkout.status).in_(("open", "confirmed")),
        )
        .order_by(col(Checkout.id))
    )
    return dict((await session.exec(query)).all())


async def list_orders(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[Order]:
    query = select(Order).where(Order.org_id == org_id)
    if after is not None:
        query = query.where(col(Order.id) < after)
    return (await session.exec(query.order_by(col(Order.id).desc()).limit(limit))).all()


def net_of(item: OrderItem) -> int:
    """What is left of a line for publisher and platform."""
    paid = item.amount - item.discount
    return paid - item.tax if item.tax_included else paid


def publishers_part(items: Sequence[OrderItem]) -> int:
    """Rounded down for the whole order, which has one seller; the platform has the remainder."""
    return sum(net_of(item) * item.share_bps for item in items) // WHOLE_BPS


@dataclass(frozen=True, slots=True)
class Parts:
    """Who gets what of an order; they sum to its total."""

    publisher: int
    tax: int
    rest: int
    rest_account: str
    rest_owner: str


async def parts_of(
    session: AsyncSession, billing: Billing, order: Order, items: Sequence[OrderItem]
) -> Parts:
    """What a test organization pays earns nothing for anybody who is none."""
    packs = order.reason == USAGE or any(item.credits is not None for item in items)
    buyer_tests = await billing.is_test(session, order.org_id)
    seller_tests = await billing.is_test(session, order.seller_org_id)
    publisher = max(0, publishers_part(items)) if buyer_tests == seller_tests else 0
    rest = order.total - order.tax - publisher
    owner = TEST if buyer_tests else PLATFORM
    return Parts(publisher, order.tax, rest, "conversion" if packs else "revenue", owner)


def sale_legs(order: Order, parts: Parts, *, processor: str) -> list[MoneyLeg]:
    asset = order.currency
    return [
        MoneyLeg("processor_clearing", processor, asset, -order.due),
        MoneyLeg("customer_balance", order.org_id, asset, -order.balance_applied),
        MoneyLeg("publisher_pending", order.seller_org_id, asset, parts.publisher),
        MoneyLeg("tax_payable", parts.rest_owner, asset, parts.tax),
        MoneyLeg(parts.rest_account, parts.rest_owner, asset, parts.rest),
    ]
