"""What an organization said of others, once it is gone for good: its words stay, and name nobody.

A review whose author is gone is read as before and weighs nothing. No history of it is kept, and
nobody, the platform included, can tell any more whose it was.
"""

from typing import Final

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.public import OrganizationDeleted
from hub.marketplace.review_models import (
    Review,
    ReviewAuthor,
    ReviewComment,
    ReviewRevision,
    ReviewVote,
)

GONE: Final = "gone"
"""The voice of all who are gone: the database gives it no weight."""
_NAMELESS: Final = "Somebody who left"


async def detach(session: AsyncSession, event: OrganizationDeleted) -> None:
    """In a transaction that sees the organization, and so its reviews."""
    rows = await session.exec(select(ReviewAuthor.id).where(ReviewAuthor.org_id == event.org_id))
    ids = list(rows.all())
    nameless = {"author_name": _NAMELESS}
    await session.exec(update(Review).where(col(Review.id).in_(ids)).values(**nameless, voice=GONE))
    await session.exec(
        update(ReviewComment)
        .where(col(ReviewComment.id).in_(ids), col(ReviewComment.by_publisher).is_(False))
        .values(**nameless)
    )
    await session.exec(delete(ReviewRevision).where(col(ReviewRevision.review_id).in_(ids)))
    await session.exec(delete(ReviewVote).where(col(ReviewVote.org_id) == event.org_id))
    await session.exec(delete(ReviewAuthor).where(col(ReviewAuthor.org_id) == event.org_id))
