"""The door to prices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, cast

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing.models import Price
from hub.billing.service import FREE, ModelCost, PriceModel, Rate, fee
from hub.kit.db import Connection
from hub.kit.ids import new_id

__all__ = ["FREE", "Rate", "current_price", "fee", "find_rate", "find_rates", "set_price"]

_RATE: Final = "select id, model, unit_amount, model_cost from prices where id = %s"
_RATES: Final = "select id, model, unit_amount, model_cost from prices where id = any(%s)"


async def find_rate(connection: Connection, price_id: str) -> Rate | None:
    cursor = await connection.execute(_RATE, [price_id])
    row = await cursor.fetchone()
    return Rate(*row) if row else None


async def find_rates(connection: Connection, price_ids: Sequence[str]) -> dict[str, Rate]:
    cursor = await connection.execute(_RATES, [list(price_ids)])
    return {row[0]: Rate(*row) for row in await cursor.fetchall()}


async def current_price(session: AsyncSession, agent_id: str) -> Price | None:
    query = select(Price).where(Price.agent_id == agent_id, col(Price.archived_at).is_(None))
    return (await session.exec(query)).one_or_none()


async def set_price(
    session: AsyncSession, *, org_id: str, agent_id: str, rate: Rate, now: datetime
) -> Price:
    """The agent's new price; the old one is archived and stays with those who have it."""
    current = await current_price(session, agent_id)
    terms = (rate.model, rate.unit_amount, rate.model_cost)
    if current is not None:
        if (current.model, current.unit_amount, current.model_cost) == terms:
            return current
        current.archived_at = now
        session.add(current)
        await session.flush()  # one current price an agent: the old one leaves first
    price = Price(
        id=new_id("prc"),
        org_id=org_id,
        agent_id=agent_id,
        model=rate.model,
        unit_amount=rate.unit_amount,
        model_cost=rate.model_cost,
        created_at=now,
    )
    session.add(price)
    await session.flush()  # entitlements name it in the same transaction
    return price


def rate_of(price: Price) -> Rate:
    return Rate(
        price.id,
        cast("PriceModel", price.model),
        price.unit_amount,
        cast("ModelCost", price.model_cost),
    )
