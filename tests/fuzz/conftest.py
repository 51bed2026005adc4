"""One attacker for all tests of a process."""

from collections.abc import AsyncIterator

import pytest

from tests.fuzz.fuzzing import Fuzzer, fuzzing
from tests.hub_fixtures import RunningHub


@pytest.fixture(scope="package")
async def fuzzer(hub: RunningHub) -> AsyncIterator[Fuzzer]:
    async with fuzzing(hub) as started:
        yield started
