"""Credits that are bought by themselves when few are left, up to a cap a month."""

from datetime import datetime
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.billing import catalog, dues, orders, payments
from hub.billing.buying_schemas import TopUpBody
from hub.billing.catalog_models import Product, ProductPrice
from hub.billing.domain import Billing
from hub.billing.errors import NotForSale, NotThere
from hub.billing.money import months_later
from hub.billing.notices import tell
from hub.billing.order_models import Order, TopUp
from hub.billing.orders import Item
from hub.billing.payments import Step
from hub.billing.subscription_models import Due, TestClock
from hub.credits import public as credits_
from hub.credits.public import period_start
from hub.kit.amounts import parse_credits
from hub.kit.db import Database
from hub.kit.ids import PLATFORM_ORG


async def put(session: AsyncSession, billing: Billing, org_id: str, body: TopUpBody) -> TopUp:
    """Raises NotForSale for what is no pack of credits, NotThere for a method that is not one."""
    product, price = await _pack(session, body.price_id)
    if product.kind != "credits" or price.currency != body.monthly_cap.currency:
        raise NotForSale.at("/price_id", "must be of a pack of credits, in the cap's currency")
    method = await payments.method_of(session, org_id, body.payment_method_id)
    if method is None:
        raise NotThere("There is no such payment method.")
    payments.refuse_other_currency(billing, method, price.currency)
    row = await session.get(TopUp, org_id) or TopUp(
        org_id=org_id,
        enabled=False,
        below=0,
        price_id="",
        method_id="",
        monthly_cap=0,
        currency="",
        updated_at=billing.clock(),
    )
    before = row.model_dump()
    row.enabled, row.below = body.enabled, parse_credits(body.below, pointer="/below")
    row.price_id, row.method_id = body.price_id, body.payment_method_id
    row.monthly_cap, row.currency = body.monthly_cap.amount, body.monthly_cap.currency
    row.stopped, row.updated_at = None, billing.clock()
    session.add(row)
    await dues.put(
        session, "top_up", org_id, org_id=org_id, at=await billing.now_of(session, org_id)
    )
    entry = audit.Entry("top_up.set", org_id, org_id, before=before, after=row.model_dump())
    await audit.record(session, entry)
    return row


async def _pack(session: AsyncSession, price_id: str) -> tuple[Product, ProductPrice]:
    price = await catalog.get_price(session, price_id)
    return await catalog.get_product(session, price.product_id), price


async def spent(session: AsyncSession, org_id: str, now: datetime) -> int:
    """In this month, paid or on its way."""
    query = select(func.coalesce(func.sum(Order.due), 0)).where(
        col(Order.org_id) == org_id,
        col(Order.reason) == "top_up",
        col(Order.status) != "void",
        col(Order.created_at) >= period_start("month", now),
    )
    return int((await session.exec(query)).one())


async def look(finder: Database, billing: Billing, now: datetime) -> None:
    """Whose wallets run low now. The worker's role finds them; each is then topped up by itself."""
    tested = select(TestClock.org_id)
    query = select(TopUp).where(
        col(TopUp.enabled), col(TopUp.stopped).is_(None), col(TopUp.org_id).not_in(tested)
    )
    async with finder.transaction() as session:
        rows = {row.org_id: row.below for row in (await session.exec(query)).all()}
        low = await credits_.wallets_below(session, rows, now) if rows else []
    for org_id in low:
        async with billing.database.transaction(org_id) as session:
            await dues.put_if_sooner(session, "top_up", org_id, org_id=org_id, at=now)


async def due(billing: Billing, due: Due, now: datetime) -> Step | None:
    """Buys the pack, if the wallet is still low and no other top-up is under way."""
    async with billing.moving(due.org_id, PLATFORM_ORG) as session:
        await dues.drop(session, "top_up", due.object_id)
        row = await session.get(TopUp, due.org_id)
        if row is None or not row.enabled or row.stopped == "declined":
            return None
        row.stopped = None  # a new month has a cap of its own
        balance = await credits_.get_balance(session, due.org_id, billing.clock())
        mine = sum(grant.remaining for grant in balance.grants if grant.kind != "metered")
        if mine >= row.below:
            return None
        if row.order_id is not None:
            earlier = await orders.get(session, due.org_id, row.order_id)
            if earlier.status == "pending":
                return None
        return await _buy(session, billing, row, now=now)


_WHY: Final = {
    "cap": "the cap of this month is reached",
    "declined": "the payment method was removed, or is of no more use",
}


async def _stop(session: AsyncSession, billing: Billing, row: TopUp, *, why: str, key: str) -> None:
    row.stopped = why
    session.add(row)
    await tell(
        session,
        billing,
        row.org_id,
        key=f"top_up_stopped:{key}",
        template="top_up_stopped",
        values={"reason": _WHY[why]},
    )


async def _buy(
    session: AsyncSession, billing: Billing, row: TopUp, *, now: datetime
) -> Step | None:
    product, price = await _pack(session, row.price_id)
    try:
        method = await payments.method_of(session, row.org_id, row.method_id)
    except NotThere:
        await _stop(session, billing, row, why="declined", key=row.method_id)
        return None
    lines = await orders.lines_of(session, billing, [Item(product, price, 1)], now=now)
    totals = await orders.totals_of(session, billing, row.org_id, lines, discount=None)
    if await spent(session, row.org_id, now) + totals.due > row.monthly_cap:
        await _stop(session, billing, row, why="cap", key=f"{row.org_id}:{now:%Y-%m}")
        next_month = months_later(period_start("month", now), 1)
        await dues.put(session, "top_up", row.org_id, org_id=row.org_id, at=next_month)
        return None
    order = await orders.place(session, row.org_id, totals, reason="top_up", now=now, by=None)
    row.order_id = order.id
    session.add(row)
    assert method is not None
    name = method.processor
    return await payments.begin(session, billing, order, processor=name, method=method, now=now)
