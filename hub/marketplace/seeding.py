"""The tree, the collections, the platform's publisher and its listings, brought in at every start.

What moderators changed stays; a shipped agent that changed is shown as it is now.
"""

from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from typing import Any, Final

import yaml
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import public as agents
from hub.kit.db import Database
from hub.kit.ids import PLATFORM_ORG, stable_id
from hub.marketplace import listings, repository
from hub.marketplace.content import asked_of, from_manifest
from hub.marketplace.models import Category, Collection, Listing, Publisher

PLATFORM_PUBLISHER: Final = stable_id("pub", "laelia")
_LOCK: Final = "select pg_advisory_xact_lock(hashtext('laelia/marketplace'))"


async def seed_marketplace(database: Database, now: datetime) -> int:
    """After the shipped agents are there. Returns how many listings it made or renewed."""
    async with database.transaction(PLATFORM_ORG) as session:
        if await _is_as_shipped(session):
            return 0
        await (await session.connection()).execute(text(_LOCK))
        await _curated(session)
        await _publisher(session, now)
        renewed = 0
        offered = await agents.find_offered(session, [one.id for one in agents.shipped_agents()])
        for shipped in offered.values():
            renewed += await _listing(session, shipped, now)
        return renewed


async def _is_as_shipped(session: AsyncSession) -> bool:
    ids = [one.id for one in agents.shipped_agents()]
    rows = await session.exec(
        select(Listing.agent_id, Listing.version_id).where(col(Listing.agent_id).in_(ids))
    )
    listed = {row[0]: row[1] for row in rows.all()}
    offered = await agents.find_offered(session, ids)
    return bool(offered) and all(listed.get(id_) == offered[id_].version_id for id_ in offered)


def _seed(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(
        files("hub.marketplace").joinpath(f"seeds/{name}.yaml").read_text("utf-8")
    )
    return found


def _tree() -> Iterator[Category]:
    for at, root in enumerate(_seed("categories")):
        yield Category(
            slug=root["slug"],
            name=root["name"],
            description=root["description"],
            position=at * 100,
        )
        for below, (slug, name) in enumerate(root["children"]):
            yield Category(slug=slug, name=name, parent=root["slug"], position=at * 100 + below + 1)


async def _curated(session: AsyncSession) -> None:
    for category in _tree():
        if await session.get(Category, category.slug) is None:
            await repository.add(session, category)
    for at, one in enumerate(_seed("collections")):
        if await session.get(Collection, one["slug"]) is None:
            await repository.add(session, Collection(**one, position=at))


async def _publisher(session: AsyncSession, now: datetime) -> None:
    if await session.get(Publisher, PLATFORM_PUBLISHER) is not None:
        return
    publisher = Publisher(
        id=PLATFORM_PUBLISHER,
        org_id=PLATFORM_ORG,
        owner_type="organization",
        slug="laelia",
        name="Laelia",
        tagline="The agents that come with the hub",
        description="Agents that work from the first minute, on the bundled local model too.",
        verified_domain="laelia",
        domain="laelia",
        proof_token="",
        status="active",
        terms_accepted_at=now,
        created_at=now,
        updated_at=now,
    )
    await repository.add(session, publisher)


async def _listing(session: AsyncSession, shipped: agents.Offered, now: datetime) -> bool:
    listing = await repository.find_listing(session, shipped.agent_id)
    if listing is not None and listing.version_id == shipped.version_id:
        return False
    content = from_manifest(shipped.manifest)
    if listing is None:
        listing = Listing(
            id=stable_id("lst", shipped.slug),
            org_id=PLATFORM_ORG,
            publisher_id=PLATFORM_PUBLISHER,
            agent_id=shipped.agent_id,
            version_id=shipped.version_id,
            permissions=[],
            status="published",
            created_at=now,
            updated_at=now,
            published_at=now,
            **content,
        )
    for name, value in content.items():
        setattr(listing, name, value)
    listing.version_id = shipped.version_id
    listing.permissions = asked_of(shipped.manifest)
    listing.updated_at = now
    await repository.add(session, listing)
    if listing.status in ("published", "under_maintenance"):
        await listings.show(session, listing, shipped)
    return True
