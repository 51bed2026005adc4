from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.survival.processes import WITHIN_S


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(
        connector=connector, timeout=aiohttp.ClientTimeout(total=WITHIN_S)
    ) as session:
        yield session
