"""A publisher with a listing that is shown, and people who try it."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.audit.conftest import ledger
from tests.hub_fixtures import Client, RunningHub
from tests.marketplace.people import become_publisher, publish_agent, publish_listing
from tests.worker.conftest import working

__all__ = ["ledger", "working"]


@dataclass
class Market:
    """One publisher with one listing that is shown."""

    hub: RunningHub
    moderator: Client
    owner: Client
    publisher: dict[str, Any]
    agent_id: str
    listing: dict[str, Any]

    @property
    def path(self) -> str:
        return f"/v1/listings/{self.listing['id']}"


@pytest.fixture(scope="package")
async def market(hub: RunningHub) -> Market:
    return await open_market(hub)


async def open_market(hub: RunningHub, **changes: Any) -> Market:
    moderator = await hub.admin()
    owner = await hub.sign_up(organization="Makers")
    publisher = await become_publisher(owner, moderator)
    agent_id = await publish_agent(owner, **changes)
    listing = await publish_listing(owner, moderator, agent_id)
    return Market(hub, moderator, owner, publisher, agent_id, listing)
