"""What a case is about, as a moderator sees it."""

from collections.abc import Iterable
from typing import Any, Final

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.kit.clock import rfc3339
from hub.marketplace import repository
from hub.marketplace import review_repository as rows
from hub.marketplace.media import repository as media_rows
from hub.marketplace.media.models import ListingMedia
from hub.marketplace.media.views import logo_view, media_view
from hub.marketplace.models import Listing, ModerationCase, Publisher
from hub.marketplace.review_models import Review, ReviewComment

_OF_LISTING: Final = (
    *("id", "agent_id", "version_id", "slug", "status", "name", "tagline", "description"),
    *("features", "categories", "tags", "use_cases", "languages", "models", "permissions"),
    *("data_handling", "support", "notice"),
)
_OF_PUBLISHER: Final = (
    *("id", "slug", "name", "tagline", "description", "website", "support_email", "owner_type"),
    *("domain", "verified_domain", "repository", "verified_repository", "status"),
)
_OF_REVIEW: Final = (
    *("id", "listing_id", "stars", "title", "body", "author_name", "level", "agent_version"),
    *("model", "runs", "happy_share", "status", "revision", "helpful"),
)
_OF_COMMENT: Final = (
    *("id", "review_id", "listing_id", "body", "author_name", "by_publisher", "status"),
)

_NAMES: Final[dict[str, tuple[Any, Any]]] = {
    "listings": (Listing.id, Listing.name),
    "publishers": (Publisher.id, Publisher.name),
    "reviews": (Review.id, Review.title),
    "comments": (ReviewComment.id, ReviewComment.body),
    "media": (ListingMedia.id, ListingMedia.alt),
}
_LONGEST: Final = 120


async def names_of(session: AsyncSession, cases: Iterable[ModerationCase]) -> dict[str, str]:
    """What people know the subjects by: a name, a title, the first words. Whoever calls sees their
    owners."""
    by_queue: dict[str, list[str]] = {}
    for case in cases:
        by_queue.setdefault(case.queue, []).append(case.subject_id)
    names: dict[str, str] = {}
    for queue, ids in by_queue.items():
        if queue not in _NAMES:
            continue
        id_, name = _NAMES[queue]
        for key, text in await session.exec(select(id_, name).where(col(id_).in_(ids))):
            names[key] = text[:_LONGEST]
    return {key: name for key, name in names.items() if name}


async def subject_of(session: AsyncSession, case: ModerationCase) -> dict[str, Any] | None:
    """None where it is gone."""
    if case.queue == "listings":
        row: Any = await repository.find_listing(session, case.subject_id)
        media = await media_rows.of_listing(session, case.subject_id)
        return _shown(row, _OF_LISTING, media=[_media(one) for one in media])
    if case.queue == "publishers":
        row = await repository.find_publisher(session, case.subject_id)
        logos = await media_rows.logos_of(session, case.subject_id)
        return _shown(row, _OF_PUBLISHER, logos=[_media(one) for one in logos])
    if case.queue == "media":
        found = await media_rows.find(session, case.subject_id)
        return None if found is None else _media(found)
    if case.queue == "reviews":
        return _shown(await rows.find(session, case.subject_id), _OF_REVIEW)
    if case.queue == "comments":
        return _shown(await rows.find_comment(session, case.subject_id), _OF_COMMENT)
    return None


def _shown(row: Any, names: tuple[str, ...], **more: Any) -> dict[str, Any] | None:
    if row is None:
        return None
    shown = {name: getattr(row, name) for name in names}
    return shown | more | {"created_at": rfc3339(row.created_at)}


def _media(row: ListingMedia) -> dict[str, Any]:
    """With addresses that a moderator reads before anybody else."""
    whose = {
        "id": row.id,
        "listing_id": row.listing_id,
        "publisher_id": row.publisher_id,
        "kind": row.kind,
        "created_at": rfc3339(row.created_at),
    }
    if row.kind == "logo":
        logo = logo_view(row)
        return whose | (logo.model_dump() if logo else {})
    return media_view(row).model_dump() | whose
