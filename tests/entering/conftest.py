"""The hub of all tests, which verifies no addresses, and one that does."""

from collections.abc import AsyncIterator

import pytest

from tests.audit.conftest import ledger
from tests.entering.mailbox import Mailboxes
from tests.hub_fixtures import RunningHub, hub_settings, serve

__all__ = ["ledger"]


@pytest.fixture(scope="package")
async def mailboxes(hub: RunningHub) -> Mailboxes:
    return await Mailboxes.of(hub)


@pytest.fixture(scope="package")
async def strict_hub(hub: RunningHub) -> AsyncIterator[RunningHub]:
    """Over the same database: a hub with the setting that a hub has by itself."""
    settings = hub_settings(hub.engines, hub.home, sign_up={})
    assert settings.sign_up.verification == "required"
    async with serve(settings) as url:
        yield RunningHub(url, hub.model, hub.engines, hub.http, hub.home)


@pytest.fixture(scope="package")
async def first_hub(hub: RunningHub) -> AsyncIterator[RunningHub]:
    """Over the same database: a hub that lets nobody in before their address is verified."""
    settings = hub_settings(hub.engines, hub.home, sign_up={"verification": "first"})
    async with serve(settings) as url:
        yield RunningHub(url, hub.model, hub.engines, hub.http, hub.home)
