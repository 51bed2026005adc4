"""Every SQL statement about agents that are asked for."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, func, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.marketplace.wanted.models import WantedAgent

_COUNTED: Final = text(
    """
    select (array_agg(text order by created_at desc, id desc))[1] as text,
           count(distinct user_id) as people, count(distinct org_id) as organizations,
           min(created_at) as first_at, max(created_at) as last_at
    from wanted_agents group by words
    order by people desc, last_at desc, words limit :limit offset :offset
    """
)


async def keep(session: AsyncSession, row: WantedAgent) -> bool:
    """Whether it is new: the same words of the same person are kept once."""
    statement = (
        insert(WantedAgent)
        .values(row.model_dump())
        .on_conflict_do_nothing()
        .returning(col(WantedAgent.id))
    )
    made = await (await session.connection()).execute(statement)
    return made.one_or_none() is not None


async def same(session: AsyncSession, row: WantedAgent) -> WantedAgent:
    statement = select(WantedAgent).where(
        WantedAgent.org_id == row.org_id,
        WantedAgent.user_id == row.user_id,
        WantedAgent.words == row.words,
    )
    return (await session.exec(statement)).one()


async def own(
    session: AsyncSession, org_id: str, user_id: str, *, after: str | None, limit: int
) -> Sequence[WantedAgent]:
    """The newest first."""
    statement = select(WantedAgent).where(
        WantedAgent.org_id == org_id, WantedAgent.user_id == user_id
    )
    if after is not None:
        statement = statement.where(col(WantedAgent.id) < after)
    rows = await session.exec(statement.order_by(col(WantedAgent.id).desc()).limit(limit))
    return rows.all()


async def count(session: AsyncSession, org_id: str, user_id: str) -> int:
    statement = (
        select(func.count())
        .select_from(WantedAgent)
        .where(WantedAgent.org_id == org_id, WantedAgent.user_id == user_id)
    )
    return (await session.exec(statement)).one()


async def remove(session: AsyncSession, org_id: str, user_id: str, wanted_id: str) -> bool:
    statement = delete(WantedAgent).where(
        col(WantedAgent.org_id) == org_id,
        col(WantedAgent.user_id) == user_id,
        col(WantedAgent.id) == wanted_id,
    )
    return (await session.exec(statement)).rowcount == 1


async def counted(session: AsyncSession, *, offset: int, limit: int) -> Sequence[Row[Any]]:
    """Of everybody, by their words; for the platform."""
    values = {"offset": offset, "limit": limit}
    return (await (await session.connection()).execute(_COUNTED, values)).all()


async def of_person(session: AsyncSession, user_id: str) -> Sequence[WantedAgent]:
    statement = select(WantedAgent).where(WantedAgent.user_id == user_id)
    return (await session.exec(statement.order_by(col(WantedAgent.id).desc()))).all()


async def forget_person(session: AsyncSession, user_id: str) -> None:
    await session.exec(delete(WantedAgent).where(col(WantedAgent.user_id) == user_id))


async def forget_organization(session: AsyncSession, org_id: str) -> None:
    await session.exec(delete(WantedAgent).where(col(WantedAgent.org_id) == org_id))
