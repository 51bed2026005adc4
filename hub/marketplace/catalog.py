"""Listings as they are shown: put together from the domains that know a part each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import public as agents
from hub.billing import public as billing
from hub.entitlements import public as entitlements
from hub.identity.public import Principal
from hub.marketplace import repository, schemas
from hub.marketplace import review_repository as rows
from hub.marketplace.content import handled
from hub.marketplace.errors import ListingNotFound
from hub.marketplace.markdown import rendered
from hub.marketplace.media import repository as media_rows
from hub.marketplace.media.models import ListingMedia
from hub.marketplace.media.views import logo_view, media_view, poster_view
from hub.marketplace.models import Listing, ListingDocument, Publisher
from hub.marketplace.permissions import more_than
from hub.marketplace.proofs import proof_of

FEATURES_ON_A_CARD: Final = 3


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known about several listings, fetched once for all of them."""

    documents: Mapping[str, ListingDocument]
    publishers: Mapping[str, Publisher]
    offered: Mapping[str, agents.Offered]
    prices: Mapping[str, billing.Price]
    enabled: Mapping[str, Any] | None
    categories: Mapping[str, str]
    media: Mapping[str, ListingMedia]


async def _around(
    session: AsyncSession, who: Principal | None, rows: Sequence[Listing], now: datetime
) -> _Around:
    agent_ids = [row.agent_id for row in rows]
    publisher_ids = list({row.publisher_id for row in rows})
    enabled = None
    if who is not None:
        enabled = await entitlements.find_enabled(
            session, org_id=who.org_id, user_id=who.user_id, agent_ids=agent_ids, now=now
        )
    return _Around(
        documents=await repository.documents_of(session, [row.id for row in rows]),
        publishers=await repository.publishers_of(session, publisher_ids),
        offered=await agents.find_offered(session, agent_ids),
        prices=await billing.current_prices(session, agent_ids),
        enabled=enabled,
        categories={one.slug: one.name for one in await repository.categories(session)},
        media=await media_rows.first_of(session, [row.id for row in rows], publisher_ids),
    )


async def cards(
    session: AsyncSession, who: Principal | None, ids: Sequence[str], now: datetime
) -> list[schemas.Card]:
    """In the order of the IDs; what is gone meanwhile is left out."""
    rows = await repository.listings_of(session, ids)
    return await cards_of(session, who, [rows[id_] for id_ in ids if id_ in rows], now)


async def cards_of(
    session: AsyncSession, who: Principal | None, rows: Sequence[Listing], now: datetime
) -> list[schemas.Card]:
    around = await _around(session, who, rows, now)
    return [
        schemas.Card.model_validate(_card(row, around))
        for row in rows
        if _is_there(row, around, who)
    ]


def _is_there(row: Listing, around: _Around, who: Principal | None) -> bool:
    """An archived agent answers nobody: its listing is there for its publisher alone."""
    offered = around.offered.get(row.agent_id)
    if offered is None or row.publisher_id not in around.publishers:
        return False
    return offered.status == "active" or (who is not None and who.org_id == row.org_id)


def _card(row: Listing, around: _Around) -> dict[str, Any]:
    offered = around.offered[row.agent_id]
    price = around.prices.get(row.agent_id)
    document = around.documents.get(row.id)
    return {
        "id": row.id,
        "agent_id": row.agent_id,
        "slug": row.slug,
        "status": row.status,
        "name": row.name,
        "tagline": row.tagline,
        "features": row.features[:FEATURES_ON_A_CARD],
        "categories": [
            schemas.CategoryRef(slug=slug, name=around.categories.get(slug, slug))
            for slug in row.categories
        ],
        "tags": row.tags,
        "kind": offered.kind,
        "version": offered.version,
        "publisher": publisher_ref(
            around.publishers[row.publisher_id], around.media.get(row.publisher_id)
        ),
        "price": agents.price_view(price) if price else None,
        "rating": rating_of(document),
        "outcomes": happy_of(document),
        "poster": poster_view(around.media.get(row.id)),
        "enabled": None if around.enabled is None else row.agent_id in around.enabled,
        "published_at": row.published_at,
    }


def publisher_ref(publisher: Publisher, logo: ListingMedia | None) -> schemas.PublisherRef:
    shown = logo_view(logo)
    return schemas.PublisherRef(
        id=publisher.id,
        slug=publisher.slug,
        name=publisher.name,
        verified=publisher.is_verified,
        logo_url=shown.url if shown else None,
    )


def rating_of(document: ListingDocument | None) -> schemas.Rating:
    if document is None or document.reviews == 0 or document.rating_mean is None:
        return schemas.Rating(score=None, mean=None, reviews=0)
    return schemas.Rating(
        score=round(document.rating_score, 2),
        mean=round(document.rating_mean, 2),
        reviews=document.reviews,
    )


def happy_of(document: ListingDocument | None) -> schemas.Happy | None:
    if document is None or document.happy_share is None:
        return None
    return schemas.Happy.model_validate(
        {
            "happy_share": round(document.happy_share, 2),
            "low": round(document.happy_low or 0, 2),
            "high": round(document.happy_high or 1, 2),
            "runs": document.happy_runs or 0,
        }
    )


async def visible(session: AsyncSession, who: Principal | None, name: str) -> Listing:
    """A listing that is shown, or one's own.

    Raises:
        ListingNotFound: any other.
    """
    row = await repository.find_listing(session, name) if "\0" not in name else None
    own = row is not None and who is not None and row.org_id == who.org_id
    if row is None or not (own or row.published_at is not None):
        raise ListingNotFound("There is no listing with this ID.")
    return row


async def detail(
    session: AsyncSession, who: Principal | None, row: Listing, now: datetime
) -> schemas.ListingView:
    around = await _around(session, who, [row], now)
    if not _is_there(row, around, who):
        raise ListingNotFound("There is no listing with this ID.")
    offered = around.offered[row.agent_id]
    public = agents.public_part(offered.manifest)
    document = around.documents.get(row.id)
    own = who is not None and who.org_id == row.org_id
    content = _card(row, around) | {
        "features": row.features,
        "description": row.description,
        "description_html": rendered(row.description),
        **{n: getattr(row, n) for n in ("use_cases", "languages", "models", "permissions")},
        "data_handling": handled(offered.manifest, row.data_handling),
        "support": row.support,
        **{n: public[n] for n in ("examples", "input_schema", "output_schema", "channels")},
        "media": [media_view(one) for one in await media_rows.of_listing(session, row.id)],
        "changelog": await _changelog(session, row.agent_id),
        "histogram": histogram_of(document),
        "proof": agents.proof_of(offered.kind, public["proven_models"]),
        "notice": row.notice,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "own": own,
        "status_reason": row.status_reason if own else None,
        "review_case": await repository.open_case(session, row.id) if own else None,
    }
    return schemas.ListingView.model_validate(content)


def histogram_of(document: ListingDocument | None) -> dict[str, int]:
    counts = document.histogram if document else [0] * 5
    return {str(stars): counts[stars - 1] for stars in range(1, 6)}


async def _changelog(session: AsyncSession, agent_id: str) -> list[schemas.ChangelogEntry]:
    return [
        schemas.ChangelogEntry(
            version=change.version.version,
            note=change.version.note,
            created_at=change.version.created_at,
            level=change.level,
            asks_for_more=[one.text for one in more_than(change.before, change.version.manifest)],
        )
        for change in await agents.changes(session, agent_id)
    ]


async def publisher_view(
    session: AsyncSession, who: Principal | None, publisher: Publisher
) -> schemas.PublisherView:
    listings, reviews, mean, score = await repository.publisher_numbers(session, publisher.id)
    own = who is not None and who.org_id == publisher.org_id
    logos = await media_rows.logos_of(session, publisher.id)
    content: dict[str, Any] = {
        name: getattr(publisher, name)
        for name in (
            *("id", "slug", "name", "tagline", "description", "website", "support_email"),
            *("owner_type", "verified_domain", "verified_repository", "status"),
        )
    }
    content |= {
        "description_html": rendered(publisher.description),
        "verified": publisher.is_verified,
        "logo": logo_view(logos[-1] if logos else None),
        "listings": listings,
        "rating": {
            "score": round(score, 2) if score is not None else None,
            "mean": round(mean, 2) if mean is not None else None,
            "reviews": reviews,
        },
        "reply_share": await rows.reply_share(session, publisher.id),
        "since": publisher.created_at,
        "own": own,
        "status_reason": publisher.status_reason if own else None,
        "proof": proof_of(publisher) if own else None,
    }
    return schemas.PublisherView.model_validate(content)


async def tree(session: AsyncSession) -> list[schemas.CategoryView]:
    """Parents before their children."""
    rows = await repository.categories(session)
    counts = await repository.category_counts(session)
    shown = {
        row.slug: schemas.CategoryView(
            slug=row.slug,
            name=row.name,
            description=row.description,
            parent=row.parent,
            listings=counts.get(row.slug, 0),
        )
        for row in rows
    }
    roots = [one for one in shown.values() if one.parent not in shown]
    found: list[schemas.CategoryView] = []
    waiting = roots[::-1]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += [child for child in list(shown.values())[::-1] if child.parent == one.slug]
    return found
