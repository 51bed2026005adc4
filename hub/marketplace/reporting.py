"""What people say is wrong with something that is shown."""

from datetime import datetime
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.ids import PLATFORM_ORG, is_id, new_id
from hub.marketplace import cases, repository
from hub.marketplace import review_repository as rows
from hub.marketplace.cases import Subject
from hub.marketplace.errors import ReportedAlready, SubjectNotFound
from hub.marketplace.media import repository as media_rows
from hub.marketplace.media.models import ListingMedia
from hub.marketplace.models import ModerationReport
from hub.marketplace.moderation_schemas import ReportBody
from hub.marketplace.review_models import Review, ReviewComment

# What breaks the rules as such, and what only somebody may be wrong about.
_SEVERITY: Final = {"security": "grave", "leaked_data": "grave", "hate": "grave"}


def _named(reason: str) -> str:
    """As moderators read it: Leaked data."""
    return reason.replace("_", " ").capitalize()


async def report(
    session: AsyncSession, who: Principal, body: ReportBody, *, now: datetime
) -> ModerationReport:
    """In a session that acts for the platform too: the case is in its queues.

    Raises:
        SubjectNotFound: nothing of the kind is shown.
        ReportedAlready: by the same person.
    """
    subject = await _subject(session, body)
    finding = {
        "check": "report",
        "severity": _SEVERITY.get(body.reason, "warning"),
        "detail": f"{_named(body.reason)}: {body.text}".rstrip(": "),
    }
    case = await cases.open_case(session, subject, findings=[finding], opened_by="report", now=now)
    row = ModerationReport(
        id=new_id("rpt"),
        org_id=who.org_id,
        user_id=who.user_id,
        case_id=case.id,
        subject_type=body.subject_type,
        subject_id=body.subject_id,
        reason=body.reason,
        text=body.text,
        created_at=now,
    )
    try:
        await repository.add(session, row)
    except IntegrityError as error:
        raise ReportedAlready("Your report is with the moderators.") from error
    entry = audit.Entry("report.made", who.org_id, row.id, after=body.model_dump())
    await audit.record(session, entry)
    return row


async def _subject(session: AsyncSession, body: ReportBody) -> Subject:
    """What is reported, where everybody can see it."""
    if body.subject_type == "listing" and is_id("lst", body.subject_id):
        listing = await repository.find_listing(session, body.subject_id)
        if listing is not None and listing.published_at is not None:
            return Subject("listings", listing.id, listing.org_id, listing.id)
    if body.subject_type == "publisher" and is_id("pub", body.subject_id):
        publisher = await repository.find_publisher(session, body.subject_id)
        if publisher is not None and publisher.status in ("active", "snoozed"):
            return Subject("publishers", publisher.id, publisher.org_id)
    if body.subject_type == "media" and (media := await _picture(session, body.subject_id)):
        return Subject("media", media.id, media.org_id, media.listing_id)
    words = await _words(session, body)
    if words is not None:
        author = await rows.author_of(session, body.subject_id)
        queue = "reviews" if body.subject_type == "review" else "comments"
        owner = author.org_id if author else PLATFORM_ORG
        return Subject(queue, body.subject_id, owner, words.listing_id)
    raise SubjectNotFound("Nothing of that kind is shown under this ID.")


async def _picture(session: AsyncSession, media_id: str) -> ListingMedia | None:
    """One that is shown."""
    media = await media_rows.find(session, media_id)
    if media is None or media.status != "published":
        return None
    if media.listing_id is None:
        return media
    listing = await repository.find_listing(session, media.listing_id)
    return media if listing is not None and listing.published_at is not None else None


async def _words(session: AsyncSession, body: ReportBody) -> Review | ReviewComment | None:
    """A review or a comment that is shown."""
    found: Review | ReviewComment | None = None
    if body.subject_type == "review":
        found = await rows.find(session, body.subject_id)
    elif body.subject_type == "comment":
        found = await rows.find_comment(session, body.subject_id)
    return found if found is not None and found.status == "published" else None
