"""The rules of reviews: who may write one, what it weighs, and what is shown of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.credits import public as credits_
from hub.identity.public import Principal, is_member
from hub.kit.errors import Conflict
from hub.kit.ids import new_id
from hub.marketplace import cases, repository, screening
from hub.marketplace import review_repository as rows
from hub.marketplace.errors import ReviewNotAllowed, ReviewNotFound
from hub.marketplace.models import Listing
from hub.marketplace.pseudonyms import pseudonym, voice
from hub.marketplace.review_models import (
    Review,
    ReviewAuthor,
    ReviewComment,
    ReviewReply,
    ReviewRevision,
    ReviewVote,
)
from hub.marketplace.review_schemas import ReviewBody
from hub.runs.public import Experience, experience_of

USE_RUNS: Final = 3
USE_DAYS: Final = 2
PURCHASE_RUNS: Final = 3
_MISSING: Final = "There is no review with this ID."


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody may speak of an agent, and with how much behind it."""

    experience: Experience
    level: str | None
    refusal: str | None


async def standing(session: AsyncSession, who: Principal, listing: Listing) -> Standing:
    """In a session that sees the publisher's organization too."""
    experience = await experience_of(
        session, org_id=who.org_id, user_id=who.user_id, agent_id=listing.agent_id
    )
    if who.org_id == listing.org_id or await is_member(session, listing.org_id, who.user_id):
        return Standing(experience, None, "You belong to its publisher: others review it.")
    if experience.completed == 0:
        return Standing(experience, None, "Try it first: one completed run is enough.")
    return Standing(experience, await _level(session, who.org_id, experience), None)


async def _level(session: AsyncSession, org_id: str, experience: Experience) -> str:
    """A purchase is use that was paid for with credits that were bought."""
    paid = experience.paid_runs
    if len(paid) >= PURCHASE_RUNS and await credits_.paid_for(session, org_id, paid):
        return "verified_purchase"
    if experience.runs >= USE_RUNS and experience.days >= USE_DAYS:
        return "verified_use"
    return "tried"


async def write(
    session: AsyncSession,
    who: Principal,
    listing: Listing,
    body: ReviewBody,
    *,
    spam: float,
    now: datetime,
) -> Review:
    """The caller's review, new or changed; shown, or held until a moderator has looked at it.
    `spam` is the classifier's word.

    Raises:
        ReviewNotAllowed: the caller has not tried the agent, or has an interest in it.
    """
    stand = await standing(session, who, listing)
    if stand.refusal is not None or stand.level is None:
        raise ReviewNotAllowed(stand.refusal or "You may not review this.")
    review = await rows.own(session, who.user_id, listing.id)
    before = {"stars": review.stars, "status": review.status} if review else {}
    if review is None:
        review = await _new(session, who, listing, now)
    else:
        _refuse_removed(review)
        await _keep_revision(session, review)
        review.revision += 1
    review.stars, review.title, review.body = body.stars, body.title, body.text
    review.level, review.updated_at = stand.level, now
    _say_experience(review, stand.experience)
    text = screening.Text(
        f"{body.title}\n{body.text}",
        stars=body.stars,
        happy_share=review.happy_share,
        spam=spam,
    )
    found = await screening.screen(session, who, listing, review.id, text, now=now)
    review.status = "held" if found else "published"
    await repository.add(session, review)
    if found:
        await _hold(session, who, listing, found, queue="reviews", subject_id=review.id, now=now)
    await _record(session, who, "written", review, before)
    return review


def _say_experience(review: Review, experience: Experience) -> None:
    """As it is at the time of writing."""
    review.agent_version = experience.version or ""
    review.model, review.runs = experience.model, experience.completed
    review.happy_share = experience.happy_share


async def _new(session: AsyncSession, who: Principal, listing: Listing, now: datetime) -> Review:
    review_id = new_id("rev")
    await repository.add(session, _author(review_id, "review", who, listing, now))
    return Review(
        id=review_id,
        listing_id=listing.id,
        author_name=pseudonym(listing.id, who.user_id),
        voice=voice(listing.id, who.org_id),
        created_at=now,
    )


def _author(id_: str, kind: str, who: Principal, listing: Listing, now: datetime) -> ReviewAuthor:
    return ReviewAuthor(
        id=id_,
        kind=kind,
        listing_id=listing.id,
        org_id=who.org_id,
        user_id=who.user_id,
        created_at=now,
    )


def _refuse_removed(review: Review) -> None:
    if review.status == "removed":
        raise Conflict("Your review was removed. You can appeal: GET /v1/moderation/statements.")


async def _keep_revision(session: AsyncSession, review: Review) -> None:
    revision = ReviewRevision(
        review_id=review.id,
        revision=review.revision,
        stars=review.stars,
        title=review.title,
        body=review.body,
        created_at=review.updated_at,
    )
    await repository.add(session, revision)


async def _hold(
    session: AsyncSession,
    who: Principal,
    listing: Listing,
    found: list[screening.Finding],
    *,
    queue: str,
    subject_id: str,
    now: datetime,
) -> None:
    await cases.open_case(
        session,
        cases.Subject(queue, subject_id, who.org_id, listing.id),
        findings=[one.shown() for one in found],
        opened_by="screening",
        now=now,
    )


async def _record(
    session: AsyncSession, who: Principal, verb: str, review: Review, before: dict[str, Any]
) -> None:
    after = {"listing_id": review.listing_id, "stars": review.stars, "status": review.status}
    entry = audit.Entry(f"review.{verb}", who.org_id, review.id, before=before, after=after)
    await audit.record(session, entry)


async def withdraw(
    session: AsyncSession, who: Principal, listing: Listing, *, now: datetime
) -> None:
    """Raises ReviewNotFound: there is none of the caller's that stands."""
    review = await rows.own(session, who.user_id, listing.id)
    if review is None or review.status == "withdrawn":
        raise ReviewNotFound("You have no review of this.")
    _refuse_removed(review)
    before = {"status": review.status}
    await cases.withdraw(session, review.id, now=now)
    review.status, review.updated_at = "withdrawn", now
    await repository.add(session, review)
    await _record(session, who, "withdrawn", review, before)


async def shown(session: AsyncSession, review_id: str, *, lock: bool = False) -> Review:
    """Raises ReviewNotFound."""
    review = await rows.find(session, review_id, lock=lock)
    if review is None or review.status != "published":
        raise ReviewNotFound(_MISSING)
    return review


async def vote(
    session: AsyncSession, who: Principal, review_id: str, helpful: bool | None, *, now: datetime
) -> Review:
    """Raises:
    ReviewNotFound: none that is shown.
    Conflict: it is the caller's own.
    """
    review = await shown(session, review_id)
    if await rows.authored(session, who.user_id, [review_id]):
        raise Conflict("It is your own review.")
    known = await session.get(ReviewVote, (review_id, who.user_id))
    if helpful is None:
        if known is not None:
            await session.delete(known)
    else:
        known = known or ReviewVote(
            review_id=review_id,
            user_id=who.user_id,
            org_id=who.org_id,
            helpful=helpful,
            created_at=now,
        )
        known.helpful = helpful
        session.add(known)
    await session.flush()
    await session.refresh(review)
    await _record(session, who, "voted", review, {})
    return review


async def comment(
    session: AsyncSession,
    who: Principal,
    listing: Listing,
    review: Review,
    text: str,
    *,
    spam: float,
    now: datetime,
) -> ReviewComment:
    """By whoever may review, and by the publisher.

    Raises:
        ReviewNotAllowed: the caller is neither.
    """
    by_publisher = who.org_id == listing.org_id
    if not by_publisher:
        stand = await standing(session, who, listing)
        if stand.refusal is not None:
            raise ReviewNotAllowed(stand.refusal)
    comment_id = new_id("cmt")
    await repository.add(session, _author(comment_id, "comment", who, listing, now))
    found = await screening.screen(
        session, who, listing, comment_id, screening.Text(text, spam=spam), now=now
    )
    name = pseudonym(listing.id, who.user_id)
    row = ReviewComment(
        id=comment_id,
        review_id=review.id,
        listing_id=listing.id,
        body=text,
        author_name=await _publisher_name(session, listing) if by_publisher else name,
        by_publisher=by_publisher,
        status="held" if found else "published",
        created_at=now,
    )
    await repository.add(session, row)
    if found:
        await _hold(session, who, listing, found, queue="comments", subject_id=comment_id, now=now)
    after = {"review_id": review.id, "status": row.status}
    entry = audit.Entry("review_comment.written", who.org_id, comment_id, after=after)
    await audit.record(session, entry)
    return row


async def _publisher_name(session: AsyncSession, listing: Listing) -> str:
    publisher = await repository.find_publisher(session, listing.publisher_id)
    return publisher.name if publisher else "The publisher"


async def reply(
    session: AsyncSession, who: Principal, review_id: str, text: str, *, now: datetime
) -> Review:
    """The publisher's answer, new, changed or (with an empty text) taken back.

    Raises:
        ReviewNotFound: none that is shown, of a listing of the caller's.
    """
    review = await shown(session, review_id)
    listing = await repository.find_listing(session, review.listing_id)
    if listing is None or listing.org_id != who.org_id:
        raise ReviewNotFound(_MISSING)
    known = await session.get(ReviewReply, review_id)
    if not text.strip():
        if known is not None:
            await session.delete(known)
    elif known is None:
        known = ReviewReply(
            review_id=review_id,
            org_id=who.org_id,
            listing_id=listing.id,
            body=text,
            created_at=now,
            updated_at=now,
        )
        session.add(known)
    else:
        known.body, known.updated_at, known.revision = text, now, known.revision + 1
        session.add(known)
    await session.flush()
    after = {"listing_id": listing.id, "status": "answered" if text.strip() else "unanswered"}
    await audit.record(session, audit.Entry("review.answered", who.org_id, review_id, after=after))
    return review
