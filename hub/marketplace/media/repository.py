"""Every SQL statement of pictures and videos that a request makes."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.kit.ids import is_id
from hub.marketplace.media.models import ListingMedia

_ORDER = (col(ListingMedia.position), col(ListingMedia.id))


async def find(session: AsyncSession, media_id: str, *, lock: bool = False) -> ListingMedia | None:
    """One that is not gone, and that the session sees."""
    if not is_id("med", media_id):
        return None
    query = select(ListingMedia).where(ListingMedia.id == media_id, ListingMedia.status != "gone")
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).one_or_none()


async def of_listing(session: AsyncSession, listing_id: str) -> list[ListingMedia]:
    """In their order; those that the session sees."""
    query = select(ListingMedia).where(
        ListingMedia.listing_id == listing_id, ListingMedia.status != "gone"
    )
    return list((await session.exec(query.order_by(*_ORDER))).all())


async def logos_of(session: AsyncSession, publisher_id: str) -> list[ListingMedia]:
    """The one that is shown, and the one that waits to be."""
    query = select(ListingMedia).where(
        ListingMedia.publisher_id == publisher_id,
        col(ListingMedia.listing_id).is_(None),
        ListingMedia.status != "gone",
    )
    return list((await session.exec(query.order_by(ListingMedia.id))).all())


async def first_of(
    session: AsyncSession, listing_ids: Sequence[str], publisher_ids: Sequence[str]
) -> dict[str, ListingMedia]:
    """What stands for each listing and publisher: its first that is shown, by their IDs."""
    whose = func.coalesce(ListingMedia.listing_id, ListingMedia.publisher_id)
    query = (
        select(ListingMedia)
        .where(
            ListingMedia.status == "published",
            or_(
                col(ListingMedia.listing_id).in_(listing_ids),
                col(ListingMedia.listing_id).is_(None)
                & col(ListingMedia.publisher_id).in_(publisher_ids),
            ),
        )
        .ext(distinct_on(whose))
        .order_by(whose, *_ORDER)
    )
    rows = (await session.exec(query)).all()
    return {row.listing_id or row.publisher_id: row for row in rows}


async def bytes_of(session: AsyncSession, org_id: str) -> int:
    """All that an organization has, as it counts towards its most."""
    query = select(func.coalesce(func.sum(ListingMedia.bytes), 0)).where(
        ListingMedia.org_id == org_id, ListingMedia.status != "gone"
    )
    return int((await session.exec(query)).one())


async def publish_waiting(session: AsyncSession, listing_id: str) -> None:
    """A moderator has seen the listing with all that it shows."""
    await session.exec(
        update(ListingMedia)
        .where(col(ListingMedia.listing_id) == listing_id, col(ListingMedia.status) == "pending")
        .values(status="published")
    )
