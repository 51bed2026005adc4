"""One fixture server of each era for all tests of a process."""

from collections.abc import AsyncIterator

import pytest

from tests.tools.fixture_process import fixture_server


@pytest.fixture(scope="session")
async def modern_server() -> AsyncIterator[str]:
    async with fixture_server() as url:
        yield url


@pytest.fixture(scope="session")
async def handshake_server() -> AsyncIterator[str]:
    async with fixture_server("handshake") as url:
        yield url


@pytest.fixture(params=["modern", "handshake"])
def server(request: pytest.FixtureRequest, modern_server: str, handshake_server: str) -> str:
    return modern_server if request.param == "modern" else handshake_server
