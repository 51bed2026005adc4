"""The rules of listings: what is written, what is submitted, what is shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import public as agents
from hub.audit import public as audit
from hub.billing import public as billing
from hub.entitlements.public import AgentNotFound
from hub.identity.public import Principal
from hub.kit.errors import Conflict
from hub.kit.ids import new_id
from hub.marketplace import checks, moderation, outcome_views, publishers, repository, states
from hub.marketplace.content import (
    ListingBody,
    ListingContent,
    StatusBody,
    asked_of,
    from_manifest,
    refuse_unknown_categories,
)
from hub.marketplace.errors import AgentListedAlready, ListingNotFound, StorefrontNameTaken
from hub.marketplace.markdown import plain
from hub.marketplace.models import SHOWN, Listing


@dataclass(frozen=True, slots=True)
class Tried:
    """How the samples of a version went, as a reviewer reads it."""

    version_id: str
    findings: list[dict[str, Any]]


async def create(
    session: AsyncSession, who: Principal, body: ListingBody, *, now: datetime
) -> Listing:
    """A draft, from the agent's published manifest and what is said beside it.

    Raises:
        AgentNotFound: it is not the caller's, or nothing of it is published.
        AgentListedAlready: it has one.
        PublisherNotFound: apply first; a draft can be written while the application is looked at.
    """
    offered = (await agents.find_offered(session, [body.agent_id])).get(body.agent_id)
    if offered is None or offered.org_id != who.org_id:
        raise AgentNotFound("There is no published agent of yours with this ID.")
    publisher = await publishers.applied(session, who.org_id)
    content = from_manifest(offered.manifest) | body.said()
    content.pop("agent_id")
    await _refuse_unknown(session, content["categories"])
    if "slug" not in body.model_fields_set:
        content["slug"] = await _free_slug(session, publisher.slug, content["slug"])
    listing = Listing(
        id=new_id("lst"),
        org_id=who.org_id,
        publisher_id=publisher.id,
        agent_id=body.agent_id,
        version_id=offered.version_id,
        permissions=asked_of(offered.manifest),
        status="draft",
        created_by=who.user_id,
        created_at=now,
        updated_at=now,
        **content,
    )
    await _save(session, listing)
    await record(session, "created", listing)
    return listing


async def _free_slug(session: AsyncSession, publisher: str, slug: str) -> str:
    """The agent's own where nobody visible has it, else with the publisher's before it."""
    if await repository.find_listing(session, slug) is None:
        return slug
    return f"{publisher}-{slug}"[:48].rstrip("-")


async def _refuse_unknown(session: AsyncSession, wanted: list[str]) -> None:
    known = {one.slug for one in await repository.categories(session)}
    refuse_unknown_categories(wanted, known)


async def _save(session: AsyncSession, listing: Listing) -> None:
    try:
        await repository.add(session, listing)
    except IntegrityError as error:
        if "agent_id" in str(error.orig):
            raise AgentListedAlready("Change the listing that it has.") from error
        raise StorefrontNameTaken(f"Choose another slug than {listing.slug}.") from error


async def record(
    session: AsyncSession,
    verb: str,
    listing: Listing,
    *,
    before: dict[str, Any] | None = None,
    as_platform: bool = False,
) -> None:
    after = {
        "agent_id": listing.agent_id,
        "slug": listing.slug,
        "status": listing.status,
        "version_id": listing.version_id,
    }
    entry = audit.Entry(
        f"listing.{verb}",
        listing.org_id,
        listing.id,
        before=before or {},
        after=after,
        as_platform=as_platform,
    )
    await audit.record(session, entry)


async def own(session: AsyncSession, who: Principal, name: str, *, lock: bool = True) -> Listing:
    """One of the caller's organization. Raises ListingNotFound."""
    found = None if "\0" in name else await repository.find_listing(session, name, lock=lock)
    if found is None or found.org_id != who.org_id:
        raise ListingNotFound("There is no listing with this ID.")
    return found


async def edit(
    session: AsyncSession, who: Principal, name: str, body: ListingContent, *, now: datetime
) -> Listing:
    """New content. What is shown already is checked again, and stays as it is where a check finds
    something.

    Raises:
        ListingNotFound, StorefrontNameTaken.
        ContentRefused: it is shown, and the checks do not let this be.
    """
    listing = await own(session, who, name)
    if listing.status in ("submitted", "in_review"):
        raise Conflict("It is being looked at. Take it back to draft first.")
    said = body.said()
    if "categories" in said:
        await _refuse_unknown(session, said["categories"])
    before = {"slug": listing.slug}
    for field, value in said.items():
        setattr(listing, field, value)
    listing.updated_at = now
    offered = await offered_of(session, listing)
    if listing.status in states.USABLE:
        checks.refuse_grave(await checks.findings(session, listing, offered))
    elif listing.status in ("approved", "changes_requested"):
        listing.status = "draft"
    await _save(session, listing)
    if listing.status in SHOWN:
        await show(session, listing, offered)
    await record(session, "edited", listing, before=before)
    return listing


async def offered_of(session: AsyncSession, listing: Listing) -> agents.Offered:
    return (await agents.find_offered(session, [listing.agent_id]))[listing.agent_id]


async def move(
    session: AsyncSession,
    who: Principal,
    name: str,
    asked: StatusBody,
    *,
    tried: Tried | None = None,
    now: datetime,
) -> Listing:
    """What its publisher does with a listing. What is submitted was tried before.

    Raises:
        MoveNotAllowed: it cannot go there from where it is.
        ContentRefused: it is submitted, and the checks found what no reviewer needs to see.
    """
    listing = await own(session, who, name)
    before = {"status": listing.status}
    states.check(states.PUBLISHER_MOVES, listing.status, asked.to)
    await publishers.active(session, who.org_id)
    if asked.to == "submitted":
        await _submit(session, listing, tried, now=now)
    else:
        if listing.status == "in_review":
            await moderation.withdraw(session, listing.id, now=now)
        await change_status(session, listing, asked.to, notice=asked.reason, now=now)
    await record(session, "moved", listing, before=before)
    return listing


async def checked(session: AsyncSession, who: Principal, name: str) -> list[checks.Finding]:
    """What submitting it would find, beside how its samples run. Raises ListingNotFound."""
    listing = await own(session, who, name, lock=False)
    return await checks.findings(session, listing, await offered_of(session, listing))


async def _submit(
    session: AsyncSession, listing: Listing, tried: Tried | None, *, now: datetime
) -> None:
    """Checked, and in the queue with what the checks found.

    Raises:
        Conflict: another version was published since this one was tried.
    """
    offered = await offered_of(session, listing)
    if tried is None or tried.version_id != offered.version_id:
        raise Conflict("Another version was published just now. Submit again.")
    found = await checks.findings(session, listing, offered)
    checks.refuse_grave(found)
    listing.version_id = offered.version_id
    listing.permissions = asked_of(offered.manifest)
    await moderation.open_case(
        session,
        moderation.Subject("listings", listing.id, listing.org_id, listing.id),
        findings=[*(one.shown() for one in found), *tried.findings],
        opened_by="submission",
        now=now,
    )
    listing.status, listing.status_reason, listing.updated_at = "in_review", None, now
    await repository.add(session, listing)


async def change_status(
    session: AsyncSession, listing: Listing, status: str, *, notice: str = "", now: datetime
) -> None:
    """With what follows from it: who finds the listing, and who may use the agent."""
    listing.status, listing.notice, listing.updated_at = status, notice or None, now
    if status in states.USABLE:
        listing.published_at = listing.published_at or now
        await agents.show(session, listing.org_id, listing.agent_id, listed=True)
    elif status == "suspended":
        why = notice or "The platform's moderators suspended it."
        await agents.show(session, listing.org_id, listing.agent_id, listed=True, suspended=why)
    elif status == "delisted":
        listing.published_at = None
        await agents.show(session, listing.org_id, listing.agent_id, listed=False)
    await repository.add(session, listing)
    if status in SHOWN:
        await show(session, listing, await offered_of(session, listing))
    else:
        await repository.remove_document(session, listing.id)


async def show(session: AsyncSession, listing: Listing, offered: agents.Offered) -> None:
    """Lets a search find it as it is now."""
    publisher = await repository.find_publisher(session, listing.publisher_id)
    assert publisher is not None
    price = await billing.current_price(session, listing.agent_id)
    tree = await repository.categories(session)
    words = plain(listing.description)
    values = {
        "listing_id": listing.id,
        "org_id": listing.org_id,
        "agent_id": listing.agent_id,
        "publisher_id": publisher.id,
        "name": listing.name,
        "content": content_of(listing),
        "heading": " ".join([listing.tagline, *listing.features, *listing.tags]),
        "body": " ".join([*listing.use_cases, words, publisher.name]),
        "categories": with_parents(listing.categories, {one.slug: one.parent for one in tree}),
        "tags": listing.tags,
        "kind": offered.kind,
        "models": listing.models,
        "languages": listing.languages,
        "verified": publisher.is_verified,
        "price_model": price.model if price else None,
        "price_amount": price.unit_amount if price else None,
        "published_at": listing.published_at,
    }
    await repository.keep_document(session, values)
    await outcome_views.keep_on_document(session, listing.agent_id)


async def show_all(session: AsyncSession, org_id: str) -> None:
    """Lets a search find all of an organization's as its publisher is now."""
    for listing in await repository.own_listings(session, org_id, after=None, limit=1000):
        if listing.status in SHOWN:
            await show(session, listing, await offered_of(session, listing))


def content_of(listing: Listing) -> str:
    """What a listing means, in the words that are embedded: the telling ones first."""
    return "\n".join(
        [
            f"{listing.name}. {listing.tagline}.",
            ". ".join(listing.features),
            ". ".join(listing.use_cases[:8]),
            plain(listing.description)[:1000],
        ]
    )


def with_parents(slugs: list[str], parents: dict[str, str | None]) -> list[str]:
    found: list[str] = []
    for slug in slugs:
        at: str | None = slug
        while at is not None and at not in found:
            found.append(at)
            at = parents.get(at)
    return found
