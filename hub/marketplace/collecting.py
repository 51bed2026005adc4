"""Collections and categories: which listings a rule chooses, and how both are curated."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.errors import InvalidInput
from hub.kit.ids import PLATFORM_ORG
from hub.marketplace import catalog, repository, schemas
from hub.marketplace.errors import CategoryNotFound
from hub.marketplace.models import Category, Collection

ON_A_COLLECTION: Final = 12
_ORDERS: Final = {
    "outcomes": "d.happy_low desc nulls last, d.standing desc",
    "rating": "d.rating_score desc, d.standing desc",
    "newest": "d.published_at desc",
}
_CHOSEN: Final = """
    select d.listing_id from listing_documents d join listings l on l.id = d.listing_id
    where l.slug = any(:listings) or d.categories && :categories or d.tags && :tags
    order by {order}, d.listing_id limit 200
"""


async def collection_view(
    session: AsyncSession, who: Principal | None, row: Collection, now: datetime
) -> schemas.CollectionView:
    rule = schemas.Rule.model_validate(row.rule)
    rows = await (await session.connection()).execute(
        text(_CHOSEN.format(order=_ORDERS[rule.sort])),
        {"listings": rule.listings, "categories": rule.categories, "tags": rule.tags},
    )
    ids = [one[0] for one in rows]
    return schemas.CollectionView(
        slug=row.slug,
        title=row.title,
        description=row.description,
        listings=len(ids),
        data=await catalog.cards(session, who, ids[:ON_A_COLLECTION], now),
    )


async def set_category(
    session: AsyncSession, slug: str, body: schemas.CategoryBody, *, now: datetime
) -> Category:
    """A new one, or another name, place or parent.

    Raises:
        CategoryNotFound: there is none to be archived.
        InvalidInput: the parent is none, or below it.
    """
    row = await session.get(Category, slug)
    if row is None and body.archived:
        raise CategoryNotFound("There is no such category.")
    await _refuse_circle(session, slug, body.parent)
    before = {"name": row.name, "parent": row.parent} if row else {}
    row = row or Category(slug=slug, name=body.name)
    for name in ("name", "description", "parent", "position"):
        setattr(row, name, getattr(body, name))
    row.archived_at = now if body.archived else None
    await _save(session, row)
    await _record(session, "category", slug, before, _told(body))
    return row


async def _refuse_circle(session: AsyncSession, slug: str, parent: str | None) -> None:
    at, known = parent, {one.slug: one.parent for one in await repository.categories(session)}
    if parent is not None and parent not in known:
        raise InvalidInput.at("/parent", "is no category")
    while at is not None:
        if at == slug:
            raise InvalidInput.at("/parent", "is the category itself, or below it")
        at = known.get(at)


async def set_collection(
    session: AsyncSession, slug: str, body: schemas.CollectionBody, *, now: datetime
) -> Collection:
    row = await session.get(Collection, slug)
    before = {"title": row.title} if row else {}
    row = row or Collection(slug=slug, title=body.title, rule={})
    for name in ("title", "description", "position"):
        setattr(row, name, getattr(body, name))
    row.rule = body.rule.model_dump()
    row.archived_at = now if body.archived else None
    await _save(session, row)
    await _record(session, "collection", slug, before, _told(body))
    return row


async def _save(session: AsyncSession, row: Category | Collection) -> None:
    try:
        await repository.add(session, row)
    except IntegrityError as error:
        raise InvalidInput.at("/parent", "is no category") from error


def _told(body: schemas.CategoryBody | schemas.CollectionBody) -> dict[str, Any]:
    """Without a reason where none was given."""
    return body.model_dump(exclude=set() if body.reason else {"reason"})


async def _record(session: AsyncSession, target: str, slug: str, before: Any, after: Any) -> None:
    entry = audit.Entry(
        f"{target}.set", PLATFORM_ORG, slug, before=before, after=after, as_platform=True
    )
    await audit.record(session, entry)
