"""A bank on this process's own database."""

from collections.abc import AsyncIterator

import pytest

from hub.kit.db import Database
from tests.credits.bank import Bank, open_bank
from tests.engine_fixtures import DatabaseUrls


@pytest.fixture
async def bank(database: DatabaseUrls) -> AsyncIterator[Bank]:
    async with open_bank(database.app, committers=3) as opened:
        yield opened


@pytest.fixture(scope="session")
async def worker(database: DatabaseUrls) -> AsyncIterator[Database]:
    """The role that finds due grants across organizations."""
    connected = Database(database.worker, pool_size=1)
    yield connected
    await connected.close()
