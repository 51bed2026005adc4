"""What follows from a decision: the listing, publisher, review or comment changes its state."""

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents.public import CurrentChanged, RolloutBegins
from hub.identity.public import OrganizationDeleted
from hub.kit.events import Events
from hub.marketplace import leaving, listings, publishers, repository, states, updates
from hub.marketplace import review_repository as rows
from hub.marketplace.errors import DecisionNotAllowed
from hub.marketplace.media import repository as media_rows
from hub.marketplace.media import service as media
from hub.marketplace.models import Listing
from hub.marketplace.moderation import Decided
from hub.marketplace.wanted import service as wanted

_OF_LISTING = {
    "approve": "approved",
    "request_changes": "changes_requested",
    "under_maintenance": "under_maintenance",
    "suspend": "suspended",
    "reinstate": "published",
    "delist": "delisted",
}
_OF_PUBLISHER = {
    "approve": "active",
    "deny": "denied",
    "block": "blocked",
    "reinstate": "active",
}
_OF_WORDS = {"keep": "published", "restore": "published", "remove": "removed"}
_LEAVES_AS_IT_IS = ("keep", "uphold")


def register(events: Events) -> None:
    """Called once by each root."""
    events.on(Decided, _effect)
    events.on(CurrentChanged, updates.current_changed)
    events.on(RolloutBegins, updates.rollout_begins)
    events.on(OrganizationDeleted, leaving.detach)
    wanted.register(events)


async def _effect(session: AsyncSession, done: Decided) -> None:
    if done.decision.action in _LEAVES_AS_IT_IS and done.case.queue in ("listings", "publishers"):
        return
    handlers = {
        "listings": _listing,
        "publishers": _publisher,
        "reviews": _review,
        "comments": _comment,
        "media": _media,
    }
    await handlers[done.case.queue](session, done)


async def _listing(session: AsyncSession, done: Decided) -> None:
    listing = await repository.find_listing(session, done.case.subject_id, lock=True)
    if listing is None:
        raise DecisionNotAllowed("The listing is gone.")
    status = _OF_LISTING[done.decision.action]
    states.check(states.MODERATOR_MOVES, listing.status, status)
    statement = done.decision.statement
    listing.status_reason = None if status in ("approved", "published") else statement
    told = statement if status in ("suspended", "under_maintenance") else ""
    await listings.change_status(session, listing, status, notice=told, now=done.now)
    if status == "approved":
        await media_rows.publish_waiting(session, listing.id)


async def _media(session: AsyncSession, done: Decided) -> None:
    status = _OF_WORDS.get(done.decision.action)
    if status and not await media.decided(session, done.case.subject_id, status, now=done.now):
        raise DecisionNotAllowed("The picture or video is gone.")


async def _review(session: AsyncSession, done: Decided) -> None:
    review = await rows.find(session, done.case.subject_id, lock=True)
    if review is None:
        raise DecisionNotAllowed("The review is gone.")
    if review.status != "withdrawn" and (status := _OF_WORDS.get(done.decision.action)):
        review.status = status
        await repository.add(session, review)


async def _comment(session: AsyncSession, done: Decided) -> None:
    comment = await rows.find_comment(session, done.case.subject_id, lock=True)
    if comment is None:
        raise DecisionNotAllowed("The comment is gone.")
    if status := _OF_WORDS.get(done.decision.action):
        comment.status = status
        await repository.add(session, comment)


async def _publisher(session: AsyncSession, done: Decided) -> None:
    publisher = await repository.find_publisher(session, done.case.subject_id, lock=True)
    if publisher is None:
        raise DecisionNotAllowed("The publisher is gone.")
    status = _OF_PUBLISHER[done.decision.action]
    statement = "" if status == "active" else done.decision.statement
    await publishers.move(session, publisher, status, statement, now=done.now)
    if status == "active":
        await media.show_logo(session, publisher, now=done.now)
    if status == "blocked":
        for listing in await repository.own_listings(
            session, publisher.org_id, after=None, limit=1000
        ):
            await _suspend(session, listing, done)


async def _suspend(session: AsyncSession, listing: Listing, done: Decided) -> None:
    if listing.status in states.USABLE:
        listing.status_reason = done.decision.statement
        await listings.change_status(
            session, listing, "suspended", notice="Its publisher is blocked.", now=done.now
        )
