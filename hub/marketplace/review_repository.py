"""Every SQL statement of reviews and what is said below them."""

from collections.abc import Sequence
from typing import Any, Final, Literal

from sqlalchemy import text
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.kit.ids import is_id
from hub.marketplace.review_models import (
    Review,
    ReviewAuthor,
    ReviewComment,
    ReviewReply,
    ReviewRevision,
    ReviewVote,
)

Sort = Literal["helpful", "newest", "highest", "lowest"]
PUBLISHED: Final = "published"
_ANSWERED: Final = """
    select count(p.review_id), count(*)
    from reviews r join listings l on l.id = r.listing_id
    left join review_replies p on p.review_id = r.id
    where l.publisher_id = :publisher and r.status = 'published'
"""
_ORDERS: Final[dict[str, tuple[Any, ...]]] = {
    "helpful": (col(Review.helpful).desc(), col(Review.updated_at).desc()),
    "newest": (col(Review.updated_at).desc(),),
    "highest": (col(Review.stars).desc(), col(Review.helpful).desc()),
    "lowest": (col(Review.stars), col(Review.helpful).desc()),
}


async def find(session: AsyncSession, review_id: str, *, lock: bool = False) -> Review | None:
    """One that is shown, or of the session's organizations."""
    if not is_id("rev", review_id):
        return None
    query = select(Review).where(Review.id == review_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).one_or_none()


async def author_of(session: AsyncSession, id_: str) -> ReviewAuthor | None:
    return await session.get(ReviewAuthor, id_)


async def own(session: AsyncSession, user_id: str, listing_id: str) -> Review | None:
    query = (
        select(Review)
        .join(ReviewAuthor, col(ReviewAuthor.id) == col(Review.id))
        .where(ReviewAuthor.user_id == user_id, ReviewAuthor.listing_id == listing_id)
    )
    return (await session.exec(query)).one_or_none()


async def page_of(
    session: AsyncSession,
    listing_id: str,
    *,
    sort: Sort,
    stars: int | None,
    offset: int,
    limit: int,
) -> list[Review]:
    query = select(Review).where(Review.listing_id == listing_id, Review.status == PUBLISHED)
    if stars is not None:
        query = query.where(Review.stars == stars)
    query = query.order_by(*_ORDERS[sort], Review.id).offset(offset).limit(limit)
    return list((await session.exec(query)).all())


async def replies_to(session: AsyncSession, ids: Sequence[str]) -> dict[str, ReviewReply]:
    query = select(ReviewReply).where(col(ReviewReply.review_id).in_(ids))
    return {row.review_id: row for row in (await session.exec(query)).all()}


async def votes_of(session: AsyncSession, user_id: str, ids: Sequence[str]) -> dict[str, bool]:
    query = select(ReviewVote).where(
        ReviewVote.user_id == user_id, col(ReviewVote.review_id).in_(ids)
    )
    return {row.review_id: row.helpful for row in (await session.exec(query)).all()}


async def authored(session: AsyncSession, user_id: str, ids: Sequence[str]) -> set[str]:
    """Which of these this person wrote."""
    query = select(ReviewAuthor.id).where(
        ReviewAuthor.user_id == user_id, col(ReviewAuthor.id).in_(ids)
    )
    return set((await session.exec(query)).all())


async def revisions_of(session: AsyncSession, review_id: str) -> list[ReviewRevision]:
    query = select(ReviewRevision).where(ReviewRevision.review_id == review_id)
    return list((await session.exec(query.order_by(col(ReviewRevision.revision).desc()))).all())


async def comments_on(
    session: AsyncSession, review_id: str, *, own: str | None, after: str | None, limit: int
) -> list[ReviewComment]:
    """The oldest first; those that wait, to their author alone."""
    mine = select(ReviewAuthor.id).where(ReviewAuthor.user_id == (own or ""))
    query = select(ReviewComment).where(
        ReviewComment.review_id == review_id,
        or_(
            ReviewComment.status == PUBLISHED,
            and_(ReviewComment.status == "held", col(ReviewComment.id).in_(mine)),
        ),
    )
    if after is not None:
        query = query.where(ReviewComment.id > after)
    return list((await session.exec(query.order_by(ReviewComment.id).limit(limit))).all())


async def find_comment(
    session: AsyncSession, comment_id: str, *, lock: bool = False
) -> ReviewComment | None:
    if not is_id("cmt", comment_id):
        return None
    query = select(ReviewComment).where(ReviewComment.id == comment_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).one_or_none()


async def reply_share(session: AsyncSession, publisher_id: str) -> float | None:
    """Of the reviews of a publisher's listings, how many it answered; None without reviews."""
    found = await (await session.connection()).execute(text(_ANSWERED), {"publisher": publisher_id})
    answered, written = found.one()
    return round(answered / written, 2) if written else None
