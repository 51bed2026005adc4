"""Reviews as they are shown."""

from collections.abc import Sequence
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import public as agents
from hub.identity.public import Principal
from hub.marketplace import review_repository as rows
from hub.marketplace.models import Listing
from hub.marketplace.review_models import Review, ReviewReply
from hub.marketplace.review_schemas import Author, ReplyView, ReviewView

_RANGES: Final = (100, 30, 10, 3, 1)
_OUTDATED: Final = 2


async def review_views(
    session: AsyncSession, who: Principal | None, listing: Listing, reviews: Sequence[Review]
) -> list[ReviewView]:
    ids = [review.id for review in reviews]
    replies = await rows.replies_to(session, ids)
    own = await rows.authored(session, who.user_id, ids) if who else set()
    votes = await rows.votes_of(session, who.user_id, ids) if who else {}
    offered = (await agents.find_offered(session, [listing.agent_id])).get(listing.agent_id)
    current = offered.version if offered else ""
    return [
        ReviewView.model_validate(
            {
                "id": review.id,
                "listing_id": review.listing_id,
                "stars": review.stars,
                "title": review.title,
                "text": review.body,
                "author": Author(name=review.author_name, you=review.id in own),
                "level": review.level,
                "agent_version": review.agent_version,
                "model": review.model,
                "runs": runs_range(review.runs),
                "happy_share": _tenth(review.happy_share),
                "status": review.status,
                "edited": review.revision > 1,
                "revision": review.revision,
                "outdated": is_outdated(review.agent_version, current),
                "helpful": review.helpful,
                "comments": review.comments,
                "your_vote": votes.get(review.id),
                "reply": _reply(replies.get(review.id)),
                "created_at": review.created_at,
                "updated_at": review.updated_at,
            }
        )
        for review in reviews
    ]


def _reply(row: ReviewReply | None) -> ReplyView | None:
    if row is None:
        return None
    return ReplyView(text=row.body, created_at=row.created_at, updated_at=row.updated_at)


def _tenth(share: float | None) -> float | None:
    return None if share is None else round(share, 1)


def runs_range(runs: int) -> str:
    """How often somebody ran it, without saying it exactly."""
    return next((f"{least}+" for least in _RANGES if runs >= least), "0")


def is_outdated(version: str, current: str) -> bool:
    """Two major versions behind."""
    majors = [text.partition(".")[0] for text in (version, current)]
    if not all(major.isdigit() for major in majors):
        return False
    return int(majors[1]) - int(majors[0]) >= _OUTDATED
