"""Published agents of any kind, put straight into the database of a running hub."""

from datetime import UTC, datetime
from typing import Any

from hub.agents.manifest import document, manifest_digest, parse
from hub.agents.models import Agent, AgentVersion
from hub.billing import public as billing
from hub.kit.db import Database
from hub.kit.ids import new_id
from tests.hub_fixtures import Client, RunningHub

_TEXTS = {
    "name": "Agent",
    "tagline": "For a test",
    "description": "Does what a test needs.",
    "category": "testing",
}


async def publish(
    hub: RunningHub,
    owner: Client,
    manifest: dict[str, Any],
    *,
    listed: bool = False,
    price: billing.Rate | None = None,
) -> str:
    """The ID of a new agent of the owner's, with one version."""
    parsed = parse({"slug": f"a-{new_id('x')[2:].lower()}", **_TEXTS, **manifest})
    now = datetime.now(UTC)
    agent_id, version_id, org_id = new_id("agt"), new_id("agv"), owner.organization["id"]
    content = document(parsed)
    agent = Agent(
        id=agent_id,
        org_id=org_id,
        slug=parsed.slug,
        listed=listed,
        draft=content,
        current_version_id=version_id,
        created_at=now,
        updated_at=now,
    )
    version = AgentVersion(
        id=version_id,
        agent_id=agent_id,
        org_id=org_id,
        version="1.0.0",
        manifest=content,
        digest=manifest_digest(parsed),
        created_at=now,
    )
    database = Database(hub.engines.database)
    async with database.transaction(org_id) as session:
        session.add(agent)
        await session.flush()
        session.add(version)
        await session.flush()
        if price is not None:
            await billing.set_price(session, org_id=org_id, agent_id=agent_id, rate=price, now=now)
    await database.close()
    return agent_id
