"""What is shown, for readers who are nobody in particular: search engines, shared links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.kit.clock import system_clock
from hub.kit.db import Database
from hub.marketplace import catalog, repository
from hub.marketplace.errors import ListingNotFound, PublisherNotFound
from hub.marketplace.models import Listing, ListingDocument, Publisher
from hub.marketplace.publishers import shown

_MOST: Final = 5_000
Kind = Literal["categories", "collections", "publishers"]


@dataclass(frozen=True, slots=True)
class Showcased:
    """A listed agent's public words. `score` of 5 is the published one; None without reviews.
    `happy`, from 0 to 1, is None until enough organizations have said so.
    """

    agent_id: str
    name: str
    tagline: str
    description: str
    publisher: str
    score: float | None
    reviews: int
    happy: float | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A page about several agents."""

    kind: Kind
    slug: str
    title: str
    description: str


async def find_showcased(database: Database, name: str) -> Showcased | None:
    """The listing with this ID or slug, or of this agent, when it is shown."""
    async with database.transaction() as session:
        try:
            row = await catalog.visible(session, None, name)
        except ListingNotFound:
            return None
        cards = await catalog.cards_of(session, None, [row], system_clock())
    if not cards:
        return None
    return Showcased(
        agent_id=row.agent_id,
        name=row.name,
        tagline=row.tagline,
        description=row.description,
        publisher=cards[0].publisher.name,
        score=cards[0].rating.score,
        reviews=cards[0].rating.reviews,
        happy=cards[0].outcomes.happy_share if cards[0].outcomes else None,
        updated_at=row.updated_at,
    )


async def showcased(database: Database) -> Sequence[tuple[str, datetime]]:
    """Every agent that is found, by ID, with its listing's last change; 5,000 at most, newest
    first.
    """
    query = (
        select(Listing.agent_id, Listing.updated_at)
        .join(ListingDocument, col(ListingDocument.listing_id) == col(Listing.id))
        .order_by(col(Listing.published_at).desc())
        .limit(_MOST)
    )
    async with database.transaction() as session:
        return [(agent_id, changed) for agent_id, changed in (await session.exec(query)).all()]


async def find_place(database: Database, kind: Kind, slug: str) -> Place | None:
    async with database.transaction() as session:
        if kind != "publishers":
            found = await (_categories if kind == "categories" else _collections)(session)
            return next((one for one in found if one.slug == slug), None)
        try:
            return _of_publisher(await shown(session, None, slug))
        except PublisherNotFound:
            return None


async def places(database: Database) -> list[Place]:
    """Every page about several agents that has something on it."""
    async with database.transaction() as session:
        counts = await repository.category_counts(session)
        filled = [one for one in await _categories(session) if counts.get(one.slug)]
        query = select(Publisher).where(
            col(Publisher.id).in_(select(ListingDocument.publisher_id).distinct())
        )
        publishers = (await session.exec(query.order_by(Publisher.slug).limit(_MOST))).all()
        return [*filled, *await _collections(session), *(_of_publisher(row) for row in publishers)]


async def _categories(session: AsyncSession) -> list[Place]:
    rows = await repository.categories(session)
    return [Place("categories", row.slug, row.name, row.description) for row in rows]


async def _collections(session: AsyncSession) -> list[Place]:
    rows = await repository.collections(session)
    return [Place("collections", row.slug, row.title, row.description) for row in rows]


def _of_publisher(row: Publisher) -> Place:
    return Place("publishers", row.slug, row.name, row.tagline or row.description)
