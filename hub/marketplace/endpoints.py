"""The public side: what anybody may read."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request

from hub.agents.public import Channel
from hub.billing.public import ProductView, sold_to
from hub.kit.errors import InvalidInput
from hub.kit.http import Page, at_hand, cursor_behind, problems, whole
from hub.marketplace import catalog, hybrid, outcome_views, repository, schemas, search, suggesting
from hub.marketplace.asking import understood
from hub.marketplace.collecting import collection_view
from hub.marketplace.desk import PUBLIC, Asked, AtDesk, Visitor, offset_of
from hub.marketplace.discovery import service as discovery
from hub.marketplace.errors import CollectionNotFound
from hub.marketplace.hybrid import Searcher
from hub.marketplace.outcome_schemas import Outcomes
from hub.marketplace.publishers import shown
from hub.marketplace.search import Sort, Wanted

router = APIRouter(
    prefix="/v1",
    tags=["marketplace"],
    dependencies=[PUBLIC],
    responses=problems(401, 404, 422, 429),
)
Word = Annotated[str | None, Query(max_length=120)]
_MOST_SHOWN = 1000
_SIMILAR = 6


def _wanted(
    *,
    q: Annotated[str, Query(max_length=300)] = "",
    category: Word = None,
    tag: Word = None,
    model: Word = None,
    language: Word = None,
    kind: Literal["prompt", "graph", "mcp", "http"] | None = None,
    channel: Channel | None = None,
    price: Literal["free", "per_call", "per_token", "per_second", "per_event"] | None = None,
    publisher: Word = None,
    verified: bool | None = None,
    min_rating: Annotated[float | None, Query(ge=1, le=5)] = None,
    min_happy: Annotated[float | None, Query(ge=0, le=1)] = None,
    sort: Sort = "relevance",
) -> Wanted:
    wanted = Wanted(
        q=q.strip(),
        sort=sort,
        category=category,
        tag=tag,
        model=model,
        language=language,
        kind=kind,
        channel=channel,
        price=price,
        publisher=publisher,
        verified=verified,
        min_rating=min_rating,
        min_happy=min_happy,
    )
    for name in ("q", "category", "tag", "model", "language", "publisher"):
        if "\0" in (getattr(wanted, name) or ""):
            raise InvalidInput.at(f"/{name}", "holds a NUL")
    return wanted


def _searcher(request: Request) -> Searcher:
    found: Searcher = request.app.state.searcher
    return found


@router.get("/listings")
async def list_listings(
    who: Visitor,
    at: AtDesk,
    asked: Asked,
    wanted: Annotated[Wanted, at_hand(_wanted)],
    request: Request,
) -> schemas.SearchPage:
    """Search and browse what is published. `q` may be words, a question or a name."""
    offset = offset_of(asked)
    async with at.open(who) as session:
        narrowed = await search.with_publisher(session, wanted)
        understood_ = await understood(session, wanted.q)
    query = await _searcher(request).prepare(narrowed, understood_) if wanted.q else None
    async with at.open(who) as session:
        if query is not None:
            found = await hybrid.look_up(session, query, offset=offset, limit=asked.limit)
        else:
            found = await search.browse(session, narrowed, offset=offset, limit=asked.limit)
        if wanted.q and not found.total:
            await repository.tell_miss(session, wanted.q, at.now.date())
        shown_ = await catalog.cards(session, who, found.ids, at.now)
        if wanted.q and not offset and not discovery.refuses(request.headers):
            await discovery.searched(
                session,
                at.identity.sealer,
                who,
                query=wanted.q,
                results=found.total,
                shown=found.ids,
                now=at.now,
            )
    behind = offset + asked.limit
    more = found.total > behind and behind < _MOST_SHOWN and bool(found.ids)
    return schemas.SearchPage(
        data=shown_,
        next_cursor=cursor_behind(f"o{behind}") if more else None,
        total=found.total,
        total_is_exact=found.exact,
        facets={name: dict(counts) for name, counts in found.facets.items()},
        corrected=found.corrected,
    )


@router.get("/listings/suggestions")
async def suggest_listings(
    _: Visitor, at: AtDesk, q: Annotated[str, Query(max_length=100)] = ""
) -> Page[schemas.Suggestion]:
    """What a query may become, while it is typed."""
    async with at.open(None) as session:
        return whole(await suggesting.suggestions(session, q))


@router.get("/listings/{listing_id}")
async def get_listing(listing_id: str, who: Visitor, at: AtDesk) -> schemas.ListingView:
    """All of one listing; the ID may be its own, its agent's or its slug."""
    async with at.open(who) as session:
        row = await catalog.visible(session, who, listing_id)
        return await catalog.detail(session, who, row, at.now)


@router.get("/listings/{listing_id}/similar")
async def list_similar(
    listing_id: str, who: Visitor, at: AtDesk, request: Request
) -> Page[schemas.Card]:
    """What is nearest to it in meaning."""
    async with at.open(who) as session:
        row = await catalog.visible(session, who, listing_id)
        ids = await _searcher(request).meanings.similar(session, row.id, most=_SIMILAR)
        return whole(await catalog.cards(session, who, ids, at.now))


@router.get("/listings/{listing_id}/products")
async def list_sold(listing_id: str, who: Visitor, at: AtDesk) -> Page[ProductView]:
    """What it is sold as, for visitors too; private offers only to whom they are made."""
    async with at.open(who) as session:
        row = await catalog.visible(session, who, listing_id)
        buyer = who.org_id if who else None
        return whole(await sold_to(session, buyer, row.agent_id, now=at.now))


@router.get("/listings/{listing_id}/outcomes")
async def get_outcomes(
    listing_id: str,
    who: Visitor,
    at: AtDesk,
    version: Annotated[str | None, Query(max_length=20)] = None,
) -> Outcomes:
    """How runs went for those who said so, by model; from five organizations up."""
    async with at.open(who) as session:
        row = await catalog.visible(session, who, listing_id)
        return await outcome_views.outcomes_of(session, row.id, row.agent_id, version)


@router.get("/categories")
async def list_categories(_: Visitor, at: AtDesk) -> Page[schemas.CategoryView]:
    """The tree, flat, parents before their children."""
    async with at.open(None) as session:
        return whole(await catalog.tree(session))


@router.get("/collections")
async def list_collections(who: Visitor, at: AtDesk) -> Page[schemas.CollectionView]:
    """What belongs together for one purpose, chosen by rule."""
    async with at.open(who) as session:
        rows = await repository.collections(session)
        views = [await collection_view(session, who, row, at.now) for row in rows]
    return whole([one for one in views if one.listings])


@router.get("/collections/{collection}")
async def get_collection(collection: str, who: Visitor, at: AtDesk) -> schemas.CollectionView:
    async with at.open(who) as session:
        for row in await repository.collections(session):
            if row.slug == collection:
                return await collection_view(session, who, row, at.now)
    raise CollectionNotFound("There is no such collection.")


@router.get("/publishers/{publisher_id}")
async def get_publisher(publisher_id: str, who: Visitor, at: AtDesk) -> schemas.PublisherView:
    """A publisher's page; its listings are `GET /v1/listings?publisher=`."""
    async with at.open(who) as session:
        row = await shown(session, who, publisher_id)
        return await catalog.publisher_view(session, who, row)
