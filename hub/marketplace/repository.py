"""Every SQL statement of publishers, listings and what is curated."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import text
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.kit.db import Table
from hub.kit.ids import is_id
from hub.marketplace.models import (
    Category,
    Collection,
    Listing,
    ListingDocument,
    ModerationCase,
    Publisher,
)

_COUNTS: Final = """
    select c, count(*) from listing_documents d, unnest(d.categories) c group by c
"""
_OF_PUBLISHER: Final = """
    select count(*), coalesce(sum(reviews), 0),
           sum(rating_mean * reviews) / nullif(sum(reviews), 0),
           (5 * 3.5 + coalesce(sum(rating_mean * reviews), 0)) / (5 + coalesce(sum(reviews), 0))
    from listing_documents where publisher_id = :publisher
"""
_KEEP_DOCUMENT: Final = """
    insert into listing_documents (
      listing_id, org_id, agent_id, publisher_id, name, content, content_words, words, categories,
      tags, kind, models, languages, verified, price_model, price_amount, published_at
    ) values (
      :listing_id, :org_id, :agent_id, :publisher_id, :name, :content,
      {words}, {words}, :categories, :tags, :kind, :models, :languages, :verified,
      :price_model, :price_amount, :published_at
    )
    on conflict (listing_id) do update set
      publisher_id = excluded.publisher_id, name = excluded.name, content = excluded.content,
      content_words = excluded.content_words,
      words = excluded.content_words || ts_filter(listing_documents.words, '{{d}}'),
      categories = excluded.categories, tags = excluded.tags, kind = excluded.kind,
      models = excluded.models, languages = excluded.languages, verified = excluded.verified,
      price_model = excluded.price_model, price_amount = excluded.price_amount,
      published_at = excluded.published_at,
      embedding_of = case when listing_documents.content = excluded.content
                          then listing_documents.embedding_of end
"""
_MISS: Final = "select tell_miss(:asked, :today)"
_LEARN: Final = "select learn_words(:name || ' ' || :heading || ' ' || :body)"
_RECOUNT: Final = "select recount_listing(:listing)"
# What a name says weighs most, then features and tags, then the description. Reviews weigh least,
# and alone have the label D.
_WORDS: Final = """(
    setweight(to_tsvector('english', :name), 'A')
    || setweight(to_tsvector('english', :heading), 'B')
    || setweight(to_tsvector('english', :body), 'C'))"""


async def add(session: AsyncSession, row: Table) -> None:
    session.add(row)
    await session.flush()  # what is taken is refused here


async def find_listing(session: AsyncSession, name: str, *, lock: bool = False) -> Listing | None:
    """By its ID, its agent's or its slug."""
    if is_id("lst", name):
        query = select(Listing).where(Listing.id == name)
    elif is_id("agt", name):
        query = select(Listing).where(Listing.agent_id == name)
    else:
        query = select(Listing).where(Listing.slug == name)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).one_or_none()


async def own_listings(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> list[Listing]:
    query = select(Listing).where(Listing.org_id == org_id)
    if after is not None:
        query = query.where(Listing.id < after)
    return list((await session.exec(query.order_by(col(Listing.id).desc()).limit(limit))).all())


async def listings_of(session: AsyncSession, ids: Sequence[str]) -> dict[str, Listing]:
    query = select(Listing).where(or_(col(Listing.id).in_(ids), col(Listing.slug).in_(ids)))
    return {row.id: row for row in (await session.exec(query)).all()}


async def documents_of(session: AsyncSession, ids: Sequence[str]) -> dict[str, ListingDocument]:
    query = select(ListingDocument).where(col(ListingDocument.listing_id).in_(ids))
    return {row.listing_id: row for row in (await session.exec(query)).all()}


async def publishers_of(session: AsyncSession, ids: Sequence[str]) -> dict[str, Publisher]:
    query = select(Publisher).where(col(Publisher.id).in_(ids))
    return {row.id: row for row in (await session.exec(query)).all()}


async def find_publisher(
    session: AsyncSession, name: str, *, lock: bool = False
) -> Publisher | None:
    """By its ID, its slug or its organization."""
    column = Publisher.id if is_id("pub", name) else Publisher.slug
    column = Publisher.org_id if is_id("org", name) else column
    query = select(Publisher).where(col(column) == name)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).one_or_none()


async def is_proven_by_other(session: AsyncSession, publisher: Publisher, what: str) -> bool:
    """Whether somebody else has shown this domain or repository to be theirs."""
    column = getattr(Publisher, f"verified_{what}")
    query = select(Publisher.id).where(
        column == getattr(publisher, what), Publisher.id != publisher.id
    )
    return (await session.exec(query)).first() is not None


async def publisher_numbers(
    session: AsyncSession, publisher_id: str
) -> tuple[int, int, float | None, float | None]:
    """Listings, reviews, and the mean and the score of all their stars."""
    rows = await (await session.connection()).execute(
        text(_OF_PUBLISHER), {"publisher": publisher_id}
    )
    listings, reviews, mean, score = rows.one()
    return listings, int(reviews), mean, score if reviews else None


async def categories(session: AsyncSession, *, archived: bool = False) -> list[Category]:
    query = select(Category)
    if not archived:
        query = query.where(col(Category.archived_at).is_(None))
    return list((await session.exec(query.order_by(col(Category.position), Category.slug))).all())


async def category_counts(session: AsyncSession) -> dict[str, int]:
    """Shown listings by category, those of its children among them."""
    rows = await (await session.connection()).execute(text(_COUNTS))
    return {row[0]: row[1] for row in rows}


async def collections(session: AsyncSession, *, archived: bool = False) -> list[Collection]:
    query = select(Collection)
    if not archived:
        query = query.where(col(Collection.archived_at).is_(None))
    return list(
        (await session.exec(query.order_by(col(Collection.position), Collection.slug))).all()
    )


async def keep_document(session: AsyncSession, values: dict[str, Any]) -> None:
    """What a search finds of a listing from now on; its stars and outcomes stay."""
    statement = _KEEP_DOCUMENT.format(words=_WORDS)
    connection = await session.connection()
    await connection.execute(text(statement), values)
    await connection.execute(text(_LEARN), values)
    await connection.execute(text(_RECOUNT), {"listing": values["listing_id"]})


async def remove_document(session: AsyncSession, listing_id: str) -> None:
    found = await session.get(ListingDocument, listing_id)
    if found is not None:
        await session.delete(found)
        await session.flush()


async def open_case(session: AsyncSession, subject_id: str) -> str | None:
    query = select(ModerationCase.id).where(
        ModerationCase.subject_id == subject_id, col(ModerationCase.closed_at).is_(None)
    )
    return (await session.exec(query)).one_or_none()


async def tell_miss(session: AsyncSession, query: str, today: date) -> None:
    """Somebody looked for what nobody offers."""
    values = {"asked": query, "today": today}
    await (await session.connection()).execute(text(_MISS), values)
