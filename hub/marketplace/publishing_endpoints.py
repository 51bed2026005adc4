"""The publisher's side: applying, writing listings, moving them along."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from hub.kit.http import Page, page, problems, whole
from hub.marketplace import catalog, collecting, listings, publishers, repository, schemas
from hub.marketplace.content import ListingBody, ListingContent, StatusBody
from hub.marketplace.desk import Admin, Asked, AtDesk, Moderator, Offers, Reads, Writes
from hub.marketplace.errors import PublisherNotFound
from hub.marketplace.models import Collection
from hub.marketplace.probes import Tries, about_to_submit, findings_of
from hub.marketplace.proofs import Looks

router = APIRouter(
    prefix="/v1", tags=["marketplace"], responses=problems(401, 403, 404, 409, 422, 429)
)
Name = Annotated[str, Path(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=48)]


@router.post("/publishers", status_code=201)
async def apply_as_publisher(
    body: schemas.PublisherBody, who: Admin, at: AtDesk, response: Response
) -> schemas.PublisherView:
    """Ask to offer agents to others. A moderator looks at it."""
    async with at.open(who) as session:
        row = await publishers.apply(session, who, body, now=at.now)
        response.headers["location"] = f"/v1/publishers/{row.id}"
        return await catalog.publisher_view(session, who, row)


@router.get("/publishers/mine")
async def get_own_publisher(who: Reads, at: AtDesk) -> schemas.PublisherView:
    """Your organization's publisher, in whatever state."""
    async with at.open(who) as session:
        row = await repository.find_publisher(session, who.org_id)
        if row is None:
            raise PublisherNotFound("Apply first: POST /v1/publishers.")
        return await catalog.publisher_view(session, who, row)


@router.patch("/publishers/{publisher_id}")
async def edit_publisher(
    publisher_id: str, body: schemas.PublisherContent, who: Writes, at: AtDesk
) -> schemas.PublisherView:
    """Change the profile."""
    async with at.open(who) as session:
        verified = (await publishers.own(session, who, publisher_id)).is_verified
        row = await publishers.edit(session, who, publisher_id, body, now=at.now)
        if row.is_verified != verified:
            await listings.show_all(session, who.org_id)
        return await catalog.publisher_view(session, who, row)


@router.post("/publishers/{publisher_id}/verify")
async def verify_publisher(
    publisher_id: str, body: schemas.ProofBody, who: Writes, at: AtDesk, proofs: Looks
) -> schemas.PublisherView:
    """Look for what shows that the domain or the repository is yours; `proof` of your publisher
    says what has to be where."""
    async with at.open(who) as session:
        row = await publishers.own(session, who, publisher_id)
    await proofs.look(row, body.what)
    async with at.open(who) as session:
        row = await publishers.proven(session, who, row, body.what, now=at.now)
        await listings.show_all(session, who.org_id)
        return await catalog.publisher_view(session, who, row)


@router.post("/listings", status_code=201)
async def create_listing(
    body: ListingBody, who: Writes, at: AtDesk, response: Response
) -> schemas.ListingView:
    """A draft for an agent of yours. What is left out comes from the agent's manifest."""
    async with at.open(who) as session:
        row = await listings.create(session, who, body, now=at.now)
        response.headers["location"] = f"/v1/listings/{row.id}"
        return await catalog.detail(session, who, row, at.now)


@router.get("/listings/mine")
async def list_own_listings(who: Reads, at: AtDesk, asked: Asked) -> Page[schemas.Card]:
    """Your organization's listings, whatever their state, newest first."""
    async with at.open(who) as session:
        rows = await repository.own_listings(
            session, who.org_id, after=asked.after, limit=asked.limit + 1
        )
        shown = await catalog.cards_of(session, who, rows, at.now)
    return Page[schemas.Card].model_validate(page(shown, asked))


@router.patch("/listings/{listing_id}")
async def edit_listing(
    listing_id: str, body: ListingContent, who: Writes, at: AtDesk
) -> schemas.ListingView:
    """Change what is said. A published listing is checked again at once."""
    async with at.open(who) as session:
        row = await listings.edit(session, who, listing_id, body, now=at.now)
        return await catalog.detail(session, who, row, at.now)


@router.get("/listings/{listing_id}/checks")
async def check_listing(listing_id: str, who: Reads, at: AtDesk) -> Page[schemas.FindingView]:
    """What the automated checks find now. What is grave would be refused when it is submitted."""
    async with at.open(who) as session:
        found = await listings.checked(session, who, listing_id)
    return whole([schemas.FindingView.model_validate(one.shown()) for one in found])


@router.post("/listings/{listing_id}/status")
async def move_listing(
    listing_id: str, body: StatusBody, who: Offers, at: AtDesk, trier: Tries
) -> schemas.ListingView:
    """Submit, publish, pause, deprecate or take it down. What is submitted is tried with its own
    samples first, which may take a minute and costs you nothing."""
    tried = None
    if body.to == "submitted":
        async with at.open(who) as session:
            wanted = await about_to_submit(session, who, listing_id)
        probes = await trier.go(who, wanted)
        tried = listings.Tried(probes.version_id, findings_of(probes))
    async with at.open(who) as session:
        row = await listings.move(session, who, listing_id, body, tried=tried, now=at.now)
        return await catalog.detail(session, who, row, at.now)


@router.put("/admin/categories/{category}")
async def set_category(
    category: Name, body: schemas.CategoryBody, _: Moderator, at: AtDesk
) -> schemas.CategoryView:
    """A new category, or another name, place or parent. For the platform's moderators."""
    async with at.moderate() as session:
        row = await collecting.set_category(session, category, body, now=at.now)
        counts = await repository.category_counts(session)
    return schemas.CategoryView(
        slug=row.slug,
        name=row.name,
        description=row.description,
        parent=row.parent,
        listings=counts.get(row.slug, 0),
    )


@router.get("/admin/categories")
async def list_all_categories(_: Moderator, at: AtDesk) -> Page[schemas.CategoryStand]:
    """The whole tree, archived branches too. For the platform's moderators."""
    async with at.moderate() as session:
        rows = await repository.categories(session, archived=True)
        counts = await repository.category_counts(session)
    shown = [
        schemas.CategoryStand(
            **row.model_dump(exclude={"archived_at"}),
            archived=row.archived_at is not None,
            listings=counts.get(row.slug, 0),
        )
        for row in rows
    ]
    return whole(shown)


@router.get("/admin/collections")
async def list_all_collections(_: Moderator, at: AtDesk) -> Page[schemas.CollectionStand]:
    """Collections with their rules, archived ones too. For the platform's moderators."""
    async with at.moderate() as session:
        rows = await repository.collections(session, archived=True)
    return whole([_collection(row) for row in rows])


def _collection(row: Collection) -> schemas.CollectionStand:
    return schemas.CollectionStand(
        slug=row.slug,
        title=row.title,
        description=row.description,
        rule=schemas.Rule.model_validate(row.rule),
        position=row.position,
        archived=row.archived_at is not None,
    )


@router.put("/admin/collections/{collection}")
async def set_collection(
    collection: Name, body: schemas.CollectionBody, _: Moderator, at: AtDesk
) -> schemas.CollectionStand:
    """A collection and the rule that fills it. For the platform's moderators."""
    async with at.moderate() as session:
        row = await collecting.set_collection(session, collection, body, now=at.now)
    return _collection(row)
