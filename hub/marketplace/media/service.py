"""The rules of pictures and videos: who may add which, how many, and who sees them when.

What is added to a listing that nobody has seen yet is looked at with it. What is added to one that
is shown waits in a queue of its own, for its publisher alone to see.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.errors import Conflict
from hub.kit.ids import new_id
from hub.marketplace import checks, listings, moderation, publishers
from hub.marketplace.media import repository
from hub.marketplace.media.errors import MediaNotFound, MediaRefused, TooMuchMedia
from hub.marketplace.media.making import Made, Served
from hub.marketplace.media.models import ListingMedia
from hub.marketplace.models import Listing, Publisher

MOST: Final = 12
MOST_VIDEOS: Final = 3
MOST_BYTES: Final = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Words:
    """`alt` says what is to be seen to those who do not see it; `language` is the captions'."""

    alt: str
    language: str | None = None


async def room_for(session: AsyncSession, who: Principal, name: str) -> Listing:
    """The caller's listing, which can take one more; asked again when it is made.

    Raises:
        ListingNotFound.
        Conflict: it is being looked at.
        TooMuchMedia: it has all that it can have.
    """
    listing = await listings.own(session, who, name)
    _refuse_looked_at(listing)
    if len(await repository.of_listing(session, listing.id)) >= MOST:
        raise TooMuchMedia(f"A listing shows at most {MOST} pictures and videos.")
    if await repository.bytes_of(session, who.org_id) >= MOST_BYTES:
        raise TooMuchMedia(f"All that a publisher shows has at most {MOST_BYTES} bytes.")
    return listing


async def add(
    session: AsyncSession,
    who: Principal,
    name: str,
    media: ListingMedia,
    *,
    now: datetime,
) -> ListingMedia:
    """Raises what `room_for` does."""
    listing = await room_for(session, who, name)
    before = await repository.of_listing(session, listing.id)
    videos = sum(one.kind == "video" for one in before)
    if media.kind == "video" and videos >= MOST_VIDEOS:
        raise TooMuchMedia(f"A listing shows at most {MOST_VIDEOS} videos.")
    media.listing_id, media.publisher_id = listing.id, listing.publisher_id
    media.position = before[-1].position + 1 if before else 0
    session.add(media)
    await _looked_at(session, listing, media, now=now)
    await record(session, "added", media)
    return media


def _refuse_looked_at(listing: Listing) -> None:
    if listing.status in ("submitted", "in_review"):
        raise Conflict("It is being looked at. Take it back to draft first.")


def new_media(who: Principal, made: Made, words: Words, *, now: datetime) -> ListingMedia:
    """A row for what was made, of nothing yet.

    Raises:
        ContentRefused: the words hold what no reviewer needs to see.
        MediaRefused: there are captions, and not in which language.
    """
    _refuse_captions(made.files, words.language)
    texts = {"alt": words.alt}
    texts |= {one.role: one.content.decode() for one in made.files if one.role == "captions"}
    checks.refuse_words(texts)
    return ListingMedia(
        id=new_id("med"),
        org_id=who.org_id,
        publisher_id="",
        kind=made.kind,
        alt=words.alt,
        status="pending",
        width=made.width,
        height=made.height,
        seconds=made.seconds,
        bytes=made.bytes,
        files=[one.noted() for one in made.files],
        language=words.language,
        created_by=who.user_id,
        created_at=now,
        updated_at=now,
    )


def _refuse_captions(files: tuple[Served, ...], language: str | None) -> None:
    if language is None and any(one.role == "captions" for one in files):
        raise MediaRefused.at("/language", "is required with captions")


async def _looked_at(
    session: AsyncSession, listing: Listing, media: ListingMedia, *, now: datetime
) -> None:
    """By whoever looks at the listing, or by itself where that is shown already."""
    media.status = "pending"
    if listing.status in ("approved", "changes_requested"):
        listing.status, listing.updated_at = "draft", now
        session.add(listing)
    await session.flush()
    if listing.published_at is not None:
        await _ask(session, media, now=now)


async def _ask(session: AsyncSession, media: ListingMedia, *, now: datetime) -> None:
    subject = moderation.Subject("media", media.id, media.org_id, media.listing_id)
    await moderation.open_case(session, subject, findings=[], opened_by="upload", now=now)


async def own(
    session: AsyncSession, who: Principal, name: str, media_id: str
) -> tuple[Listing, ListingMedia]:
    """One of a listing of the caller's, both locked.

    Raises:
        ListingNotFound, MediaNotFound.
    """
    listing = await listings.own(session, who, name)
    found = await repository.find(session, media_id, lock=True)
    if found is None or found.listing_id != listing.id:
        raise MediaNotFound("The listing has no picture or video with this ID.")
    return listing, found


async def change(
    session: AsyncSession,
    media: ListingMedia,
    *,
    alt: str | None,
    position: int | None,
    now: datetime,
) -> None:
    """Other words, or another place among the listing's.

    Raises:
        ContentRefused: the words hold what no reviewer needs to see.
    """
    before = {"position": media.position}
    if alt is not None:
        checks.refuse_words({"alt": alt})
        media.alt = alt
    if position is not None and media.listing_id is not None:
        order = await repository.of_listing(session, media.listing_id)
        order = [one for one in order if one.id != media.id]
        order.insert(position, media)
        for place, one in enumerate(order):
            one.position = place
            session.add(one)
    media.updated_at = now
    session.add(media)
    await record(session, "changed", media, before=before)


async def set_captions(
    session: AsyncSession,
    listing: Listing,
    media: ListingMedia,
    made: Served,
    *,
    language: str,
    now: datetime,
) -> None:
    """In the place of those it had. It waits for a moderator again.

    Raises:
        MediaRefused: it is no video.
        ContentRefused: they hold what no reviewer needs to see.
        Conflict: the listing is being looked at.
    """
    if media.kind != "video":
        raise MediaRefused.at("/captions", "goes with a video")
    _refuse_looked_at(listing)
    checks.refuse_words({"captions": made.content.decode()})
    kept = [file for file in media.files if file["role"] != "captions"]
    media.files = [*kept, made.noted()]
    media.language, media.updated_at = language, now
    await _looked_at(session, listing, media, now=now)
    await record(session, "changed", media)


async def remove(session: AsyncSession, media: ListingMedia, *, now: datetime) -> None:
    """Nobody sees it from now on; the worker takes its files away."""
    media.status, media.updated_at = "gone", now
    session.add(media)
    await session.flush()
    await moderation.withdraw(session, media.id, now=now)
    await record(session, "removed", media)


async def set_logo(
    session: AsyncSession, who: Principal, publisher_id: str, logo: ListingMedia, *, now: datetime
) -> Publisher:
    """It is shown once a moderator has seen it; until then the one before it is.

    Raises:
        PublisherNotFound.
    """
    publisher = await publishers.own(session, who, publisher_id, lock=True)
    for earlier in await repository.logos_of(session, publisher.id):
        if earlier.status != "published":
            await _drop(session, earlier, now=now)
    logo.publisher_id = publisher.id
    session.add(logo)
    await session.flush()
    if publisher.status not in ("created", "review", "denied"):
        await _ask(session, logo, now=now)
    await _record_logo(session, "logo_set", publisher)
    return publisher


async def remove_logo(
    session: AsyncSession, who: Principal, publisher_id: str, *, now: datetime
) -> None:
    """Raises:
    PublisherNotFound.
    MediaNotFound: it has none.
    """
    publisher = await publishers.own(session, who, publisher_id, lock=True)
    logos = await repository.logos_of(session, publisher.id)
    if not logos:
        raise MediaNotFound("The publisher has no logo.")
    for logo in logos:
        await _drop(session, logo, now=now)
    await _record_logo(session, "logo_removed", publisher)


async def _drop(session: AsyncSession, logo: ListingMedia, *, now: datetime) -> None:
    logo.status, logo.updated_at = "gone", now
    session.add(logo)
    await session.flush()
    await moderation.withdraw(session, logo.id, now=now)


async def decided(session: AsyncSession, media_id: str, status: str, *, now: datetime) -> bool:
    """What a moderator said of it. False: it is gone."""
    media = await repository.find(session, media_id, lock=True)
    if media is None:
        return False
    media.status, media.updated_at = status, now
    session.add(media)
    await session.flush()
    if status == "published" and media.listing_id is None:
        for earlier in await repository.logos_of(session, media.publisher_id):
            if earlier.id < media.id:
                await _drop(session, earlier, now=now)
    return True


async def show_logo(session: AsyncSession, publisher: Publisher, *, now: datetime) -> None:
    """A moderator has let the publisher in, with the logo that it applied with."""
    for logo in await repository.logos_of(session, publisher.id):
        if logo.status == "pending":
            await decided(session, logo.id, "published", now=now)


async def record(
    session: AsyncSession, verb: str, media: ListingMedia, *, before: dict[str, Any] | None = None
) -> None:
    after = {
        name: getattr(media, name) for name in ("listing_id", "kind", "status", "position", "bytes")
    }
    entry = audit.Entry(
        f"listing_media.{verb}", media.org_id, media.id, before=before or {}, after=after
    )
    await audit.record(session, entry)


async def _record_logo(session: AsyncSession, verb: str, publisher: Publisher) -> None:
    after = {"slug": publisher.slug, "status": publisher.status}
    entry = audit.Entry(f"publisher.{verb}", publisher.org_id, publisher.id, after=after)
    await audit.record(session, entry)
