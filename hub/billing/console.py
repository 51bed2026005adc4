"""What the platform's administrators look at: money of all organizations, newest first.

The policies of these tables open for a transaction that says it is the console's, and for reading
alone; nothing else says so.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, exists, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import orders
from hub.billing.domain import Billing
from hub.billing.errors import NotThere
from hub.billing.order_models import Dispute, Order, OrderItem, Payment, Refund
from hub.billing.refund_asking_models import RefundRequest
from hub.billing.subscription_models import Payout
from hub.identity.public import names_of_organizations
from hub.kit.ids import PLATFORM_ORG, is_id

_READS: Final = text("select set_config('app.console', 'on', true)")
_OPEN: Final = ("init", "pending", "requires_action", "unknown")
_SHOWN: Final = 100
Row = TypeVar("Row", Order, Refund, Dispute, Payout, RefundRequest)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`waiting`: orders that a person has to confirm, their money comes by hand."""

    status: str | None = None
    org_id: str | None = None
    waiting: bool = False
    order_id: str | None = None


@dataclass(frozen=True, slots=True)
class OrderFile:
    """An order with all that belongs to it."""

    order: Order
    items: list[OrderItem]
    payments: list[Payment]
    refunds: Sequence[Refund]
    disputes: Sequence[Dispute]
    owner: str


@asynccontextmanager
async def reading(billing: Billing) -> AsyncIterator[AsyncSession]:
    async with billing.database.transaction(PLATFORM_ORG) as session:
        await (await session.connection()).execute(_READS)
        yield session


async def newest(
    session: AsyncSession, model: type[Row], wanted: Wanted, *, after: str | None, limit: int
) -> Sequence[Row]:
    """Of all organizations, or of one."""
    table: Any = model
    query = select(model)
    if wanted.status is not None:
        query = query.where(table.status == wanted.status)
    if wanted.org_id is not None:
        query = query.where(table.org_id == wanted.org_id)
    if wanted.order_id is not None:
        query = query.where(table.order_id == wanted.order_id)
    if wanted.waiting:
        query = query.where(_by_hand())
    if after is not None:
        query = query.where(table.id < after)
    return (await session.exec(query.order_by(col(table.id).desc()).limit(limit))).all()


def _by_hand() -> ColumnElement[bool]:
    paid = exists().where(
        col(Payment.order_id) == col(Order.id),
        col(Payment.processor) == "manual",
        col(Payment.status).in_(_OPEN),
    )
    return (col(Order.status) == "pending") & paid


async def last_payments(session: AsyncSession, order_ids: Iterable[str]) -> dict[str, Payment]:
    """By order."""
    query = select(Payment).where(col(Payment.order_id).in_(list(order_ids)))
    rows = (await session.exec(query.order_by(col(Payment.id)))).all()
    return {row.order_id: row for row in rows}


async def names(session: AsyncSession, rows: Iterable[Any]) -> dict[str, str]:
    """Of the organizations that rows belong to."""
    return await names_of_organizations(session, {row.org_id for row in rows})


async def whole_order(session: AsyncSession, order_id: str) -> OrderFile:
    """Raises NotThere."""
    order = await session.get(Order, order_id) if is_id("ord", order_id) else None
    if order is None:
        raise NotThere("There is no such order.")
    wanted = Wanted(order_id=order.id)
    refunds = await newest(session, Refund, wanted, after=None, limit=_SHOWN)
    disputes = await newest(session, Dispute, wanted, after=None, limit=_SHOWN)
    return OrderFile(
        order,
        await orders.items_of(session, order.id),
        await orders.payments_of(session, order.id),
        refunds,
        disputes,
        (await names(session, [order])).get(order.org_id, ""),
    )
