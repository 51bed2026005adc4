"""The peers, each started once per test process and only where a module asks for it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

pytest.register_assert_rewrite("tests.providers.conformance")

from tests.providers import programs  # noqa: E402 - after the registration above
from tests.providers.peers.amazon import amazon_peer  # noqa: E402
from tests.providers.peers.faults import FaultPeer, fault_peer  # noqa: E402
from tests.providers.peers.gaps import gaps_peer  # noqa: E402
from tests.providers.subject import KEY  # noqa: E402


@pytest_asyncio.fixture(scope="session")
async def aimock() -> AsyncIterator[str]:
    async with programs.aimock(KEY) as url:
        yield url


@pytest_asyncio.fixture(scope="session")
async def llmock() -> AsyncIterator[str]:
    async with programs.llmock() as url:
        yield url


@pytest_asyncio.fixture(scope="session")
async def ministack() -> AsyncIterator[str]:
    async with programs.ministack() as url:
        yield url


@pytest_asyncio.fixture(scope="session")
async def local_model() -> AsyncIterator[str]:
    async with programs.local_model(KEY) as url:
        yield url


@pytest_asyncio.fixture(scope="session")
async def amazon() -> AsyncIterator[str]:
    async with amazon_peer() as url:
        yield url


@pytest_asyncio.fixture(scope="session")
async def gaps() -> AsyncIterator[str]:
    async with gaps_peer() as url:
        yield url


@pytest_asyncio.fixture
async def faults() -> AsyncIterator[FaultPeer]:
    async with fault_peer() as peer:
        yield peer
