"""Every SQL statement of entitlements."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.entitlements.models import EnablingPolicy, Entitlement
from hub.entitlements.service import Access, Hold
from hub.kit.batch import array_literal
from hub.kit.db import Connection

# Whether the organization's policy forbids what a row names by `org_id` and `agent_id`.
_BLOCKED: Final = """exists (
      select from organization_policies p where p.org_id = {0}.org_id
        and (coalesce({0}.agent_id = any(p.blocked_agents), false)
          or coalesce({0}.agent_id <> all(p.allowed_agents), false)))"""
_ASKED: Final = (
    "select {0} from (select cast({1} as text) as org_id, cast({2} as text) as agent_id) a"
)
_IS_BLOCKED: Final = _ASKED.format(_BLOCKED.format("a"), "%(org)s", "%(agent)s")
_IS_BLOCKED_IN: Final = _ASKED.format(_BLOCKED.format("a"), ":org", ":agent")
# Beyond what an entitlement covers each run costs the overage price, where there is one.
_FIND: Final = f"""
    select id, agent_id, coalesce(version_id, held_version_id) as version_id,
           case when overage_price_id is not null and runs_used >= run_limit
                then overage_price_id else price_id end as price_id,
           channels, payment_mode,
           case when overage_price_id is not null and runs_used >= run_limit
                then null else run_limit end as run_limit,
           {_BLOCKED.format("entitlements")}
    from entitlements
    where org_id = %(org)s and agent_id = %(agent)s and ended_at is null
      and (user_id is null or user_id = %(user)s)
      and active_from <= %(now)s and (active_to is null or active_to > %(now)s)
    order by user_id nulls last limit 1
"""  # noqa: S608 - of constants
_LIST: Final = f"""
    select distinct on (e.agent_id)
           e.id, e.agent_id, coalesce(e.version_id, e.held_version_id) as version_id,
           case when e.overage_price_id is not null and e.runs_used >= e.run_limit
                then e.overage_price_id else e.price_id end as price_id,
           e.channels, e.payment_mode,
           case when e.overage_price_id is not null and e.runs_used >= e.run_limit
                then null else e.run_limit end as run_limit,
           (select min(o.created_at) from entitlements o
            where o.org_id = e.org_id and o.agent_id = e.agent_id) as since
    from entitlements e
    where e.org_id = %(org)s and e.ended_at is null
      and (e.user_id is null or e.user_id = %(user)s)
      and e.active_from <= %(now)s and (e.active_to is null or e.active_to > %(now)s)
      and not {_BLOCKED.format("e")}
    order by e.agent_id, e.user_id nulls last
    limit 1000
"""  # noqa: S608 - of constants
_LIVE: Final = f"""
    select id, run_limit, runs_used, overage_price_id is not null as overage from entitlements
    where id = any(%(ids)s::text[]) and ended_at is null
      and active_from <= %(now)s and (active_to is null or active_to > %(now)s)
      and not {_BLOCKED.format("entitlements")}
"""  # noqa: S608 - of constants
_COUNT: Final = """
    update entitlements e set runs_used = e.runs_used + d.used
    from (select * from unnest(%(ids)s::text[], %(used)s::bigint[]) as t(id, used)) d
    where e.id = d.id and e.id = any(%(ids)s::text[]) and e.run_limit is not null
"""

_HELD: Final = "select id from held_versions(:agent) id"
_HOLD: Final = "select hold_versions(:agent, :before, :after, :more, :released)"
_INSTALLS: Final = "select version_id, organizations from agent_installs(:agent, :until)"
_TRY_LOCK: Final = "select pg_try_advisory_xact_lock(hashtextextended(:key, 0))"


async def find(
    connection: Connection, *, org_id: str, user_id: str, agent_id: str, now: datetime
) -> Access | None:
    """The live entitlement; a person's own goes before the organization's."""
    cursor = await connection.execute(
        _FIND, {"org": org_id, "user": user_id, "agent": agent_id, "now": now}
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    held, agent, version_id, price_id, channels, payment_mode, run_limit, blocked = row
    return Access(
        held, agent, version_id, price_id, frozenset(channels), payment_mode, run_limit, blocked
    )


async def is_blocked(connection: Connection, org_id: str, agent_id: str) -> bool:
    """Whether the organization's policy forbids this agent."""
    cursor = await connection.execute(_IS_BLOCKED, {"org": org_id, "agent": agent_id})
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def is_blocked_in(session: AsyncSession, org_id: str, agent_id: str) -> bool:
    """As `is_blocked`."""
    values = {"org": org_id, "agent": agent_id}
    connection = await session.connection()
    return bool((await connection.execute(text(_IS_BLOCKED_IN), values)).scalar_one())


async def find_all(
    connection: Connection, *, org_id: str, user_id: str, now: datetime
) -> list[tuple[Access, datetime]]:
    """What this person may use, one per agent, and since when the organization has known it."""
    cursor = await connection.execute(_LIST, {"org": org_id, "user": user_id, "now": now})
    return [
        (Access(row[0], row[1], row[2], row[3], frozenset(row[4]), row[5], row[6]), row[7])
        for row in await cursor.fetchall()
    ]


async def live(
    connection: Connection, ids: Sequence[str], now: datetime
) -> dict[str, tuple[int | None, int, bool]]:
    """Limit and use of those that still hold, and whether runs beyond may be paid."""
    cursor = await connection.execute(_LIVE, {"ids": array_literal(set(ids)), "now": now})
    return {row[0]: (row[1], row[2], row[3]) for row in await cursor.fetchall()}


async def count_runs(connection: Connection, used: Mapping[str, int]) -> None:
    if used:
        ids, counts = array_literal(used), array_literal(used.values())
        await connection.execute(_COUNT, {"ids": ids, "used": counts})


async def add(session: AsyncSession, entitlement: Entitlement) -> None:
    session.add(entitlement)
    await session.flush()  # a second live one for the same agent and person is refused here


async def get_live(
    session: AsyncSession, *, org_id: str, user_id: str | None, agent_id: str
) -> Entitlement | None:
    """The one that has not been ended, locked; it may have run out."""
    query = select(Entitlement).where(
        Entitlement.org_id == org_id,
        Entitlement.agent_id == agent_id,
        col(Entitlement.user_id).is_(None) if user_id is None else Entitlement.user_id == user_id,
        col(Entitlement.ended_at).is_(None),
    )
    return (await session.exec(query.with_for_update())).one_or_none()


async def lock_of_source(
    session: AsyncSession, org_id: str, source_id: str
) -> Sequence[Entitlement]:
    """Those that this order or subscription gave, and that have not ended."""
    query = select(Entitlement).where(
        Entitlement.org_id == org_id,
        Entitlement.source_id == source_id,
        col(Entitlement.ended_at).is_(None),
    )
    return (await session.exec(query.order_by(col(Entitlement.id)).with_for_update())).all()


async def get_live_by_id(
    session: AsyncSession, org_id: str, entitlement_id: str
) -> Entitlement | None:
    """The organization's, unless it has been ended; locked."""
    query = select(Entitlement).where(
        Entitlement.org_id == org_id,
        Entitlement.id == entitlement_id,
        col(Entitlement.ended_at).is_(None),
    )
    return (await session.exec(query.with_for_update())).one_or_none()


async def list_live(
    session: AsyncSession,
    *,
    org_id: str,
    user_id: str,
    now: datetime,
    agent_ids: Sequence[str] | None = None,
    after: str | None = None,
    limit: int = 1000,
) -> Sequence[Entitlement]:
    """What this person may use now: the organization's entitlements and their own."""
    query = (
        select(Entitlement)
        .where(
            Entitlement.org_id == org_id,
            col(Entitlement.ended_at).is_(None),
            col(Entitlement.active_from) <= now,
            col(Entitlement.active_to).is_(None) | (col(Entitlement.active_to) > now),
            col(Entitlement.user_id).is_(None) | (col(Entitlement.user_id) == user_id),
            text(f"not {_BLOCKED.format('entitlements')}"),
        )
        .order_by(col(Entitlement.id).desc())
        .limit(limit)
    )
    if agent_ids is not None:
        query = query.where(col(Entitlement.agent_id).in_(agent_ids))
    if after:
        query = query.where(col(Entitlement.id) < after)
    return (await session.exec(query)).all()


async def list_all(
    session: AsyncSession,
    *,
    org_id: str,
    user_id: str | None,
    agent_id: str | None,
    after: str | None,
    limit: int,
) -> Sequence[Entitlement]:
    """Ended ones too, newest first. A `user_id` hides those of other people."""
    query = select(Entitlement).where(Entitlement.org_id == org_id)
    if user_id is not None:
        query = query.where(
            col(Entitlement.user_id).is_(None) | (col(Entitlement.user_id) == user_id)
        )
    if agent_id is not None:
        query = query.where(Entitlement.agent_id == agent_id)
    if after is not None:
        query = query.where(col(Entitlement.id) < after)
    return (await session.exec(query.order_by(col(Entitlement.id).desc()).limit(limit))).all()


async def held_versions(session: AsyncSession, agent_id: str) -> list[str]:
    """At which versions of the session's own agent buyers stay, whoever they are."""
    rows = await (await session.connection()).execute(text(_HELD), {"agent": agent_id})
    return [row.id for row in rows]


async def installs(session: AsyncSession, agent_id: str, until: datetime) -> dict[str | None, int]:
    """How many organizations had the session's own agent at a moment, by the version that they run;
    under None all of them."""
    values = {"agent": agent_id, "until": until}
    rows = await (await session.connection()).execute(text(_INSTALLS), values)
    return {row.version_id: row.organizations for row in rows}


async def hold_versions(session: AsyncSession, hold: Hold) -> None:
    """Of the session's own agent, for buyers of all organizations."""
    values = {
        "agent": hold.agent_id,
        "before": hold.before,
        "after": hold.after,
        "more": hold.asks_for_more,
        "released": list(hold.released),
    }
    await (await session.connection()).execute(text(_HOLD), values)


async def try_lock(session: AsyncSession, key: str) -> bool:
    """Whether this transaction is alone with the key, until it ends."""
    connection = await session.connection()
    return bool((await connection.execute(text(_TRY_LOCK), {"key": key})).scalar_one())


async def find_by_key(
    session: AsyncSession, created_by: str, idempotency_key: str
) -> Entitlement | None:
    query = select(Entitlement).where(
        Entitlement.created_by == created_by, Entitlement.idempotency_key == idempotency_key
    )
    return (await session.exec(query)).one_or_none()


async def get_policy(session: AsyncSession, org_id: str) -> EnablingPolicy | None:
    return await session.get(EnablingPolicy, org_id)


async def set_policy(session: AsyncSession, policy: EnablingPolicy) -> None:
    """In one statement, so that two who set the first policy at once both succeed."""
    values = policy.model_dump()
    statement = insert(EnablingPolicy).values(**values)
    await session.exec(statement.on_conflict_do_update(index_elements=["org_id"], set_=values))
