"""Every SQL statement of tries outside the batches."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.runs.trying.models import TryFunding, TryOffer

_TERMS: Final = text("select * from try_terms(:agent, :today)")
_USED: Final = text(
    """
    select count(*) filter (where user_id = :person and agent_id = :agent and status <> 'void'
                              and created_at > :since) as mine,
           count(*) filter (where agent_id = :agent and status <> 'void'
                              and created_at > :since) as ours,
           count(*) filter (where user_id = :person and day = :today) as mine_today,
           count(*) filter (where day = :today) as ours_today,
           min(created_at) filter (where user_id = :person and agent_id = :agent
                              and status <> 'void' and created_at > :since) as first
    from tries where org_id = :org and (created_at > :since or day = :today)
    """
)
_OFFER: Final = text(
    """
    insert into try_offers (
      agent_id, org_id, offered, anonymous, per_person, per_organization, updated_at
    ) values (
      :agent_id, :org_id, :offered, :anonymous, :per_person, :per_organization, :updated_at
    ) on conflict (agent_id) do update set
      offered = excluded.offered, anonymous = excluded.anonymous, per_person = excluded.per_person,
      per_organization = excluded.per_organization, updated_at = excluded.updated_at
    """
)
_COUNTS: Final = text("select * from try_counts(:owner, :agent, :since)")
_UNFUND: Final = text("select unfund_try_offer(:owner, :agent, :amount, :now)")
_FUND: Final = text("select fund_try_offer(:owner, :agent, :amount, :now)")


class Terms(NamedTuple):
    """What stands for an agent; `creator_left` and `day_used` are in micro-credits."""

    offered: bool
    anonymous: bool
    per_person: int | None
    per_organization: int | None
    creator_left: int
    day_used: int


class Used(NamedTuple):
    """What counts against somebody's tries of an agent; `first` is the oldest of theirs."""

    mine: int
    ours: int
    mine_today: int
    ours_today: int
    first: datetime | None


class Count(NamedTuple):
    """`credits` are what the creator paid."""

    day: date
    tries: int
    completed: int
    credits: int


async def terms_of(session: AsyncSession, agent_id: str, today: date) -> Terms:
    connection = await session.connection()
    row = (await connection.execute(_TERMS, {"agent": agent_id, "today": today})).one()
    return Terms(*row)


async def used(
    session: AsyncSession,
    *,
    org_id: str,
    user_id: str,
    agent_id: str,
    since: datetime,
    today: date,
) -> Used:
    values = {
        "org": org_id,
        "person": user_id,
        "agent": agent_id,
        "since": since,
        "today": today,
    }
    connection = await session.connection()
    return Used(*(await connection.execute(_USED, values)).one())


async def counts(session: AsyncSession, owner_id: str, agent_id: str, since: date) -> list[Count]:
    """By day, the newest first: how often it was tried, by nobody in particular."""
    values = {"owner": owner_id, "agent": agent_id, "since": since}
    rows = await (await session.connection()).execute(_COUNTS, values)
    return [Count(*row) for row in rows]


async def offer_of(session: AsyncSession, agent_id: str) -> TryOffer | None:
    """The owner's own."""
    return await session.get(TryOffer, agent_id, populate_existing=True)


async def set_offer(session: AsyncSession, offer: TryOffer) -> None:
    """Its terms; what was paid in stays as it is."""
    names = ("agent_id", "org_id", "offered", "anonymous", "per_person", "per_organization")
    values = {name: getattr(offer, name) for name in (*names, "updated_at")}
    await (await session.connection()).execute(_OFFER, values)


async def funding(session: AsyncSession, org_id: str, key: str) -> TryFunding | None:
    return await session.get(TryFunding, (org_id, key))


async def fund(session: AsyncSession, row: TryFunding) -> None:
    session.add(row)
    await session.flush()
    values = {
        "owner": row.org_id,
        "agent": row.agent_id,
        "amount": row.amount,
        "now": row.created_at,
    }
    await (await session.connection()).execute(_FUND, values)


async def fundings_of(session: AsyncSession, org_id: str, agent_id: str) -> Sequence[TryFunding]:
    """What was set aside for an agent, and (below zero) taken back, in order."""
    query = (
        select(TryFunding)
        .where(TryFunding.org_id == org_id, TryFunding.agent_id == agent_id)
        .order_by(col(TryFunding.id))
    )
    return (await session.exec(query)).all()


async def unfund(session: AsyncSession, rows: Sequence[TryFunding]) -> bool:
    """Whether so much was left; the rows, of one agent, are below zero."""
    session.add_all(rows)
    await session.flush()
    values = {
        "owner": rows[0].org_id,
        "agent": rows[0].agent_id,
        "amount": -sum(row.amount for row in rows),
        "now": rows[0].created_at,
    }
    found = await (await session.connection()).execute(_UNFUND, values)
    return found.scalar_one_or_none() is True
