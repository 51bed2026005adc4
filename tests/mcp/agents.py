"""Agents of kind mcp, written as the agents API writes them."""

from datetime import UTC, datetime
from typing import Any

from hub.agents.manifest import document, manifest_digest, parse
from hub.agents.models import Agent, AgentVersion
from hub.kit.db import Database
from hub.kit.ids import new_id
from tests.hub_fixtures import Client, RunningHub

_ANY = {"type": "object"}
_CHOICE = {
    "type": "object",
    "properties": {"tool": {"type": "string"}, "arguments": {"type": "object"}},
    "required": ["tool"],
}


def relay_manifest(url: str, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "mcp",
        "slug": "fixture",
        "name": "Fixture",
        "tagline": "A server with everything",
        "description": "Everything that the conformance suite asks for.",
        "category": "testing",
        "url": url,
        "tools": "all",
        "relay": True,
        "input_schema": _CHOICE,
        "output_schema": _ANY,
    } | changes


async def publish(hub: RunningHub, owner: Client, content: dict[str, Any]) -> str:
    """A published agent of the person's own organization; its ID."""
    manifest = parse(content)
    now = datetime.now(UTC)
    org_id = owner.organization["id"]
    agent_id, version_id = new_id("agt"), new_id("agv")
    url = hub.engines.environment()["LAELIA_DATABASE_URL"]
    assert url is not None
    database = Database(url)
    try:
        async with database.transaction(org_id) as session:
            session.add(
                Agent(
                    id=agent_id,
                    org_id=org_id,
                    slug=manifest.slug,
                    draft=document(manifest),
                    current_version_id=version_id,
                    created_at=now,
                    updated_at=now,
                )
            )
            await session.flush()
            session.add(
                AgentVersion(
                    id=version_id,
                    agent_id=agent_id,
                    org_id=org_id,
                    version="1.0.0",
                    manifest=document(manifest),
                    digest=manifest_digest(manifest),
                    created_at=now,
                )
            )
    finally:
        await database.close()
    return agent_id
