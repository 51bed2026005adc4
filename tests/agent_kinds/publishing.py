"""Published agents of any kind, made as their creators make them."""

from typing import Any

from hub.kit.ids import new_id
from tests.hub_fixtures import Client, RunningHub

_TEXTS = {
    "name": "Agent",
    "tagline": "For a test",
    "description": "Does what a test needs.",
    "category": "testing",
}

_admins: dict[str, Client] = {}  # signing in is slow on purpose: once per hub is enough


async def publish(
    hub: RunningHub,
    owner: Client,
    manifest: dict[str, Any],
    *,
    listed: bool = False,
    price: dict[str, str] | None = None,
) -> str:
    """The ID of a new agent of the owner's, with one version."""
    slug = f"a-{new_id('x')[2:].lower()}"
    made = await owner.post("/v1/agents", {"slug": slug, **_TEXTS, **manifest})
    assert made.status == 201, made.body
    agent_id = str(made["id"])
    version = await owner.post(f"/v1/agents/{agent_id}/publish")
    assert version.status == 201, version.body
    if price is not None:
        priced = await owner.call("PUT", f"/v1/agents/{agent_id}/price", price)
        assert priced.status == 200, priced.body
    if listed:
        if hub.url not in _admins:
            _admins[hub.url] = await hub.admin()
        shown = await _admins[hub.url].post(f"/v1/agents/{agent_id}/list")
        assert shown.status == 200, shown.body
    return agent_id


def fee(credits_: str) -> dict[str, str]:
    """A price per call that includes the model."""
    return {"model": "per_call", "credits": credits_, "model_cost": "included"}
