"""What of the shown listings answers a query, in which order, and how many of each kind."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents.public import CHANNELS
from hub.marketplace import repository

Sort = Literal["relevance", "outcomes", "rating", "newest", "price"]
ORDERS: Final[Mapping[str, str]] = {
    "relevance": "standing desc",
    "outcomes": "happy_low desc nulls last, standing desc",
    "rating": "rating_score desc, reviews desc",
    "newest": "published_at desc",
    "price": "price_amount asc nulls last, standing desc",
}
_CONDITIONS: Final[Mapping[str, str]] = {
    "category": "categories @> array[:category]",
    "tag": "tags @> array[:tag]",
    "model": "models @> array[:model]",
    "language": "languages @> array[:language]",
    "kind": "kind = :kind",
    # What the version that answers now says; where it says nothing, every channel leads to it.
    "channel": """exists (
      select from agents a join agent_versions v on v.id = a.current_version_id
      where a.id = listing_documents.agent_id
        and coalesce(jsonb_exists(v.manifest -> 'channels', :channel), true)
    )""",
    "price": "price_model = :price",
    "publisher": "publisher_id = :publisher",
    "verified": "verified = :verified",
    "min_rating": "rating_score >= :min_rating and reviews > 0",
    "min_happy": "happy_share >= :min_happy",
}
# One look at what fits, however many facets are counted.
_FACETS: Final = """
    with found as materialized (
      select agent_id, categories, price_model, kind, models, languages, verified, reviews,
             rating_score, happy_share
      from listing_documents where {where}
    )
    select 'category', c, count(*) from found, unnest(categories) c group by c
    union all select 'price', price_model, count(*) from found group by price_model
    union all select 'kind', kind, count(*) from found group by kind
    union all select 'channel', c, count(*)
      from found f join agents a on a.id = f.agent_id
      join agent_versions v on v.id = a.current_version_id,
      jsonb_array_elements_text(coalesce(v.manifest -> 'channels', cast(:channels as jsonb))) c
      group by c
    union all select 'model', m, count(*) from found, unnest(models) m group by m
    union all select 'language', l, count(*) from found, unnest(languages) l group by l
    union all select 'verified', verified::text, count(*) from found group by verified
    union all select 'rating', floor(rating_score)::text, count(*) from found
      where reviews > 0 group by 2
    union all select 'happy', (floor(happy_share * 10) / 10)::numeric(2,1)::text, count(*)
      from found where happy_share is not null group by 2
"""
_EVERY_CHANNEL: Final = json.dumps(CHANNELS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query and what it is narrowed to; None narrows nothing. `category` counts its children."""

    q: str = ""
    sort: Sort = "relevance"
    category: str | None = None
    tag: str | None = None
    model: str | None = None
    language: str | None = None
    kind: str | None = None
    channel: str | None = None
    price: str | None = None
    publisher: str | None = None
    verified: bool | None = None
    min_rating: float | None = None
    min_happy: float | None = None

    def conditions(self) -> tuple[str, dict[str, Any]]:
        """As SQL over `listing_documents`, with its parameters."""
        values = {n: v for n in _CONDITIONS if (v := getattr(self, n)) is not None}
        return " and ".join(["true", *(_CONDITIONS[name] for name in values)]), values


@dataclass(frozen=True, slots=True)
class Found:
    """Listing IDs of one page, in order. `facets` counts values by facet."""

    ids: Sequence[str]
    total: int
    exact: bool = True
    corrected: str | None = None
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


async def with_publisher(session: AsyncSession, wanted: Wanted) -> Wanted:
    """With the ID of the publisher in place of its slug; an unknown one finds nothing."""
    if wanted.publisher is None:
        return wanted
    found = await repository.find_publisher(session, wanted.publisher)
    return replace(wanted, publisher=found.id if found else "none")


async def browse(session: AsyncSession, wanted: Wanted, *, offset: int, limit: int) -> Found:
    """What is there, without a query."""
    where, values = wanted.conditions()
    connection = await session.connection()
    page = f"""
        select listing_id from listing_documents where {where}
        order by {ORDERS[wanted.sort]}, listing_id desc limit :limit offset :offset
    """  # noqa: S608 - conditions and orders of ours
    rows = await connection.execute(text(page), values | {"limit": limit, "offset": offset})
    ids = [row[0] for row in rows]
    counted = f"select count(*) from listing_documents where {where}"  # noqa: S608 - as above
    total = (await connection.execute(text(counted), values)).scalar_one()
    return Found(ids, total, facets=await facets(session, where, values))


async def facets(
    session: AsyncSession, where: str, values: Mapping[str, Any]
) -> dict[str, dict[str, int]]:
    """How many of what fits have each value."""
    rows = await (await session.connection()).execute(
        text(_FACETS.format(where=where)), {**values, "channels": _EVERY_CHANNEL}
    )
    counted: dict[str, dict[str, int]] = {}
    for facet, value, count in rows:
        if value is not None:
            counted.setdefault(facet, {})[value] = count
    return counted
