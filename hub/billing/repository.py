"""Every SQL statement of prices."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing.models import Price
from hub.billing.service import Rate
from hub.kit.db import Connection

_RATE: Final = "select id, model, unit_amount, model_cost from prices where id = %s"
_CURRENT_RATE: Final = """
    select id, model, unit_amount, model_cost from prices
    where agent_id = %s and archived_at is null
"""
_RATES: Final = "select id, model, unit_amount, model_cost from prices where id = any(%s)"


async def find_rate(connection: Connection, price_id: str) -> Rate | None:
    cursor = await connection.execute(_RATE, [price_id])
    row = await cursor.fetchone()
    return Rate(*row) if row else None


async def find_current_rate(connection: Connection, agent_id: str) -> Rate | None:
    cursor = await connection.execute(_CURRENT_RATE, [agent_id])
    row = await cursor.fetchone()
    return Rate(*row) if row else None


async def find_rates(connection: Connection, price_ids: Sequence[str]) -> dict[str, Rate]:
    cursor = await connection.execute(_RATES, [list(price_ids)])
    return {row[0]: Rate(*row) for row in await cursor.fetchall()}


async def get(session: AsyncSession, price_id: str) -> Price | None:
    return await session.get(Price, price_id)


async def current(session: AsyncSession, agent_id: str, *, lock: bool = False) -> Price | None:
    query = select(Price).where(Price.agent_id == agent_id, col(Price.archived_at).is_(None))
    if lock:
        query = query.with_for_update()
    return (await session.exec(query)).one_or_none()


async def current_of(session: AsyncSession, agent_ids: Sequence[str]) -> Sequence[Price]:
    query = select(Price).where(
        col(Price.agent_id).in_(agent_ids), col(Price.archived_at).is_(None)
    )
    return (await session.exec(query)).all()


async def history(
    session: AsyncSession, agent_id: str, *, after: str | None, limit: int
) -> Sequence[Price]:
    query = select(Price).where(Price.agent_id == agent_id).order_by(col(Price.id).desc())
    if after is not None:
        query = query.where(col(Price.id) < after)
    return (await session.exec(query.limit(limit))).all()


async def save(session: AsyncSession, price: Price) -> None:
    session.add(price)
    await session.flush()  # others name it, or need its place, in the same transaction
