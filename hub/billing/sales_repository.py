"""What was sold in a period, of all sellers: figures, never somebody's row.

A sale counts on the day on which it was paid, in UTC, and what was given back on the day on which
that was asked for. Currencies are never added up. Needs a transaction of the console.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final, NamedTuple

from sqlalchemy import TextClause, text
from sqlmodel.ext.asyncio.session import AsyncSession

_MOST: Final = 100

_DAYS: Final = text(
    """
    select currency, day, sum(orders)::bigint, sum(total)::bigint, sum(tax)::bigint,
      sum(refunded)::bigint
    from (
      select currency, (paid_at at time zone 'UTC')::date as day, count(*) as orders,
        sum(total) as total, sum(tax) as tax, 0 as refunded
      from orders where paid_at >= :start and paid_at < :end group by 1, 2
      union all
      select currency, (created_at at time zone 'UTC')::date, 0, 0, 0, sum(amount)
      from refunds where status = 'succeeded' and created_at >= :start and created_at < :end
      group by 1, 2
    ) both_of_them group by 1, 2 order by 1, 2
    """
)
_PRODUCTS: Final = text(
    """
    with lines as (
      select o.id, o.currency, o.seller_org_id, i.product_id, i.description, i.quantity,
        i.amount - i.discount + case when i.tax_included then 0 else i.tax end as total
      from orders o join order_items i on i.order_id = o.id
      where o.paid_at >= :start and o.paid_at < :end
    ), sold as (
      select currency, product_id, seller_org_id, max(description) as name,
        count(distinct id) as orders, sum(quantity)::bigint as quantity,
        sum(total)::bigint as total
      from lines group by 1, 2, 3
    ), ranked as (
      select *, row_number() over (partition by currency order by total desc, product_id) as rank
      from sold
    )
    select currency, product_id, seller_org_id, name, orders, quantity, total
    from ranked where rank <= :most order by currency, rank
    """
)
_SELLERS: Final = text(
    """
    with moved as (
      select currency, seller_org_id, 1 as orders, total, 0 as refunded
      from orders where paid_at >= :start and paid_at < :end
      union all
      select r.currency, o.seller_org_id, 0, 0, r.amount
      from refunds r join orders o on o.id = r.order_id
      where r.status = 'succeeded' and r.created_at >= :start and r.created_at < :end
    ), sold as (
      select currency, seller_org_id, sum(orders)::bigint as orders, sum(total)::bigint as total,
        sum(refunded)::bigint as refunded
      from moved group by 1, 2
    ), ranked as (
      select *, row_number() over (partition by currency order by total desc, seller_org_id) as rank
      from sold
    )
    select currency, seller_org_id, orders, total, refunded
    from ranked where rank <= :most order by currency, rank
    """
)


class DaySold(NamedTuple):
    currency: str
    day: date
    orders: int
    total: int
    tax: int
    refunded: int


class ProductSold(NamedTuple):
    """`name` is what stands on the orders' lines."""

    currency: str
    product_id: str
    seller_id: str
    name: str
    orders: int
    quantity: int
    total: int


class SellerSold(NamedTuple):
    currency: str
    seller_id: str
    orders: int
    total: int
    refunded: int


async def by_day(session: AsyncSession, since: date, until: date) -> list[DaySold]:
    """Every day on which something was paid or given back."""
    return [DaySold(*row) for row in await _rows(session, _DAYS, since, until)]


async def by_product(session: AsyncSession, since: date, until: date) -> list[ProductSold]:
    """Those that were sold for most, a hundred of each currency."""
    return [ProductSold(*row) for row in await _rows(session, _PRODUCTS, since, until)]


async def by_seller(session: AsyncSession, since: date, until: date) -> list[SellerSold]:
    """Those who sold most, a hundred of each currency."""
    return [SellerSold(*row) for row in await _rows(session, _SELLERS, since, until)]


async def _rows(
    session: AsyncSession, statement: TextClause, since: date, until: date
) -> Sequence[Any]:
    values: dict[str, object] = {"start": _midnight(since), "end": _midnight(until)}
    if statement is not _DAYS:
        values["most"] = _MOST
    return (await (await session.connection()).execute(statement, values)).all()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
