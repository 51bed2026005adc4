"""Every SQL statement of discovery."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_TELL: Final = text("select tell_discovery(cast(:events as jsonb), :now)")
_FORGET: Final = text("select forget_discovery(:person)")
_FUNNEL: Final = text("select * from agent_funnel(:owner, :agent, :since, :until)")
_DAYS: Final = text(
    "select day, kind, count(*) from discovery_events where day >= :since and day < :until"
    " group by day, kind"
)
_QUERIES: Final = text(
    """
    select query, count(*), count(*) filter (where results = 0) from discovery_events
    where kind = 'search' and query is not null and day >= :since and day < :until
    group by query having count(*) >= :least order by 2 desc, 1 limit 100
    """
)
_ALIKE: Final = text("select listing_id from enabled_by_alike(:org, :most)")
_WISH: Final = text(
    "select analytics, recently_viewed from discovery_wishes"
    " where org_id = :org and user_id = :person"
)
_SET_WISH: Final = text(
    """
    insert into discovery_wishes (org_id, user_id, analytics, recently_viewed, updated_at)
    values (:org, :person, :analytics, :recently_viewed, :now)
    on conflict (org_id, user_id) do update set analytics = excluded.analytics,
      recently_viewed = excluded.recently_viewed, updated_at = excluded.updated_at
    """
)
_VIEWED: Final = text(
    """
    insert into viewed_listings (org_id, user_id, listing_id, at)
    select :org, :person, l.id, :now from listings l
    where l.id = any(:listings) and l.published_at is not null
    on conflict (org_id, user_id, listing_id) do update set at = excluded.at
    """
)
_RECENT: Final = text(
    "select listing_id from viewed_listings where org_id = :org and user_id = :person"
    " order by at desc limit :most"
)
_ERASE: Final = text("delete from viewed_listings where org_id = :org and user_id = :person")


class Wish(NamedTuple):
    analytics: bool
    recently_viewed: bool


async def tell(session: AsyncSession, events: Sequence[dict[str, Any]], now: datetime) -> None:
    """Appends them; what is about a listing that nobody sees is left out."""
    values = {"events": msgspec.json.encode(events).decode(), "now": now}
    await (await session.connection()).execute(_TELL, values)


async def forget(session: AsyncSession, person: str) -> None:
    await (await session.connection()).execute(_FORGET, {"person": person})


async def funnel(
    session: AsyncSession, owner: str, agent_id: str, since: date, until: date
) -> list[tuple[date, str, int]]:
    """Day, kind and count, of the owner's own agent."""
    values = {"owner": owner, "agent": agent_id, "since": since, "until": until}
    rows = await (await session.connection()).execute(_FUNNEL, values)
    return [(row.day, row.kind, row.times) for row in rows]


async def by_day(session: AsyncSession, since: date, until: date) -> list[tuple[date, str, int]]:
    """The same of everything: for the platform."""
    rows = await (await session.connection()).execute(_DAYS, {"since": since, "until": until})
    return [(row[0], row[1], row[2]) for row in rows]


async def queries(
    session: AsyncSession, since: date, until: date, least: int
) -> list[tuple[str, int, int]]:
    values = {"since": since, "until": until, "least": least}
    rows = await (await session.connection()).execute(_QUERIES, values)
    return [(row[0], row[1], row[2]) for row in rows]


async def alike(session: AsyncSession, org_id: str, most: int) -> list[str]:
    rows = await (await session.connection()).execute(_ALIKE, {"org": org_id, "most": most})
    return [row[0] for row in rows]


async def wish_of(session: AsyncSession, org_id: str, user_id: str) -> Wish:
    values = {"org": org_id, "person": user_id}
    row = (await (await session.connection()).execute(_WISH, values)).one_or_none()
    return Wish(analytics=False, recently_viewed=True) if row is None else Wish(*row)


async def set_wish(
    session: AsyncSession, org_id: str, user_id: str, wish: Wish, now: datetime
) -> None:
    values = {"org": org_id, "person": user_id, "now": now} | wish._asdict()
    await (await session.connection()).execute(_SET_WISH, values)


async def view(
    session: AsyncSession, org_id: str, user_id: str, listings: Sequence[str], now: datetime
) -> None:
    values = {"org": org_id, "person": user_id, "listings": list(listings), "now": now}
    await (await session.connection()).execute(_VIEWED, values)


async def recent(session: AsyncSession, org_id: str, user_id: str, most: int) -> list[str]:
    values = {"org": org_id, "person": user_id, "most": most}
    return [row[0] for row in await (await session.connection()).execute(_RECENT, values)]


async def erase(session: AsyncSession, org_id: str, user_id: str) -> None:
    values = {"org": org_id, "person": user_id}
    await (await session.connection()).execute(_ERASE, values)
