"""Reviews over HTTP: reading for everybody, writing for those who tried."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.public import Principal
from hub.kit.http import Page, at_hand, cursor_behind, page, problems
from hub.marketplace import cases, catalog, repository, reviewing
from hub.marketplace import review_repository as rows
from hub.marketplace import review_schemas as schemas
from hub.marketplace.classifying import Classifier
from hub.marketplace.desk import (
    PUBLIC,
    Asked,
    AtDesk,
    Desk,
    Invokes,
    Reads,
    Visitor,
    Writes,
    offset_of,
)
from hub.marketplace.models import Listing
from hub.marketplace.review_models import Review, ReviewComment
from hub.marketplace.review_repository import Sort
from hub.marketplace.review_views import review_views

REFUSALS: dict[int | str, dict[str, Any]] = problems(401, 403, 404, 409, 422, 429)
router = APIRouter(prefix="/v1", tags=["reviews"], responses=REFUSALS)
public_router = APIRouter(
    prefix="/v1", tags=["reviews"], dependencies=[PUBLIC], responses=problems(401, 404, 422, 429)
)


def _classifier(request: Request) -> Classifier:
    found: Classifier = request.app.state.classifier
    return found


Screens = Annotated[Classifier, at_hand(_classifier)]


@public_router.get("/listings/{listing_id}/reviews")
async def list_reviews(
    listing_id: str,
    who: Visitor,
    at: AtDesk,
    asked: Asked,
    *,
    sort: Sort = "helpful",
    stars: Annotated[int | None, Query(ge=1, le=5)] = None,
) -> Page[schemas.ReviewView]:
    """What people say of an agent who tried it."""
    offset = offset_of(asked)
    async with at.open(who) as session:
        listing = await catalog.visible(session, who, listing_id)
        found = await rows.page_of(
            session, listing.id, sort=sort, stars=stars, offset=offset, limit=asked.limit + 1
        )
        shown = await review_views(session, who, listing, found[: asked.limit])
    more = len(found) > asked.limit
    behind = cursor_behind(f"o{offset + asked.limit}") if more else None
    return Page[schemas.ReviewView](data=shown, next_cursor=behind)


@public_router.get("/reviews/{review_id}/comments")
async def list_comments(
    review_id: str, who: Visitor, at: AtDesk, asked: Asked
) -> Page[schemas.CommentView]:
    """What is said below a review, oldest first."""
    async with at.open(who) as session:
        review = await reviewing.shown(session, review_id)
        found = await rows.comments_on(
            session,
            review.id,
            own=who.user_id if who else None,
            after=asked.after,
            limit=asked.limit + 1,
        )
        own = await rows.authored(session, who.user_id, [r.id for r in found]) if who else set()
    shown = [_comment(row, you=row.id in own) for row in found]
    return Page[schemas.CommentView].model_validate(page(shown, asked))


def _comment(row: ReviewComment, *, you: bool) -> schemas.CommentView:
    author = schemas.CommentAuthor(name=row.author_name, you=you, publisher=row.by_publisher)
    return schemas.CommentView(
        id=row.id,
        review_id=row.review_id,
        text=row.body,
        author=author,
        status=row.status,
        created_at=row.created_at,
    )


async def _listing(at: Desk, who: Principal, name: str) -> Listing:
    """First alone, to know whose it is: what follows acts beside its publisher's organization."""
    async with at.open(who) as session:
        return await catalog.visible(session, who, name)


async def _one(
    session: AsyncSession, who: Principal, listing: Listing, review: Review
) -> schemas.ReviewView:
    return (await review_views(session, who, listing, [review]))[0]


@router.get("/listings/{listing_id}/review")
async def get_own_review(listing_id: str, who: Reads, at: AtDesk) -> schemas.OwnReview:
    """Whether you may review an agent, and what you wrote."""
    listing = await _listing(at, who, listing_id)
    async with at.open(who, beside=[listing.org_id]) as session:
        stand = await reviewing.standing(session, who, listing)
        review = await rows.own(session, who.user_id, listing.id)
        held = await cases.find_open(session, review.id) if review else None
        history = await rows.revisions_of(session, review.id) if review else []
        return schemas.OwnReview.model_validate(
            {
                "eligible": stand.refusal is None,
                "reason": stand.refusal,
                "level": stand.level,
                "runs": stand.experience.runs,
                "review": await _one(session, who, listing, review) if review else None,
                "history": [
                    {
                        "revision": row.revision,
                        "stars": row.stars,
                        "title": row.title,
                        "text": row.body,
                        "created_at": row.created_at,
                    }
                    for row in history
                ],
                "held_because": [one["detail"] for one in held.findings] if held else [],
            }
        )


@router.put("/listings/{listing_id}/review")
async def write_review(
    listing_id: str, body: schemas.ReviewBody, who: Invokes, at: AtDesk, classifier: Screens
) -> schemas.ReviewView:
    """Say how an agent did for you, once you tried it. What was said before stays on record."""
    listing = await _listing(at, who, listing_id)
    spam = await asyncio.to_thread(classifier.score, f"{body.title}. {body.text}")
    async with at.open(who, beside=[listing.org_id]) as session:
        review = await reviewing.write(session, who, listing, body, spam=spam, now=at.now)
        return await _one(session, who, listing, review)


@router.delete("/listings/{listing_id}/review", status_code=204)
async def withdraw_review(listing_id: str, who: Invokes, at: AtDesk) -> None:
    """Take your review back."""
    async with at.open(who) as session:
        listing = await catalog.visible(session, who, listing_id)
        await reviewing.withdraw(session, who, listing, now=at.now)


@router.put("/reviews/{review_id}/vote")
async def vote_on_review(
    review_id: str, body: schemas.VoteBody, who: Invokes, at: AtDesk
) -> schemas.VoteView:
    """Say whether a review helped you; null takes it back."""
    async with at.open(who) as session:
        review = await reviewing.vote(session, who, review_id, body.helpful, now=at.now)
        return schemas.VoteView(review_id=review.id, helpful=review.helpful, your_vote=body.helpful)


@router.post("/reviews/{review_id}/comments", status_code=201)
async def comment_on_review(
    review_id: str, body: schemas.CommentBody, who: Invokes, at: AtDesk, classifier: Screens
) -> schemas.CommentView:
    """Say something below a review, as one who tried the agent or as its publisher."""
    async with at.open(who) as session:
        review = await reviewing.shown(session, review_id)
        listing = await catalog.visible(session, who, review.listing_id)
    spam = await asyncio.to_thread(classifier.score, body.text)
    async with at.open(who, beside=[listing.org_id]) as session:
        row = await reviewing.comment(
            session, who, listing, review, body.text, spam=spam, now=at.now
        )
        return _comment(row, you=True)


@router.put("/reviews/{review_id}/reply")
async def answer_review(
    review_id: str, body: schemas.ReplyBody, who: Writes, at: AtDesk
) -> schemas.ReviewView:
    """Answer a review of one of your listings."""
    async with at.open(who) as session:
        review = await reviewing.reply(session, who, review_id, body.text, now=at.now)
        listing = await repository.find_listing(session, review.listing_id)
        assert listing is not None
        return await _one(session, who, listing, review)
