"""The fixture passes on its own, so that behind the hub only the hub can fail."""

import asyncio

import pytest

from tests.conformance.suite import Revision, ServerDownError, run
from tests.tools.fixture_process import fixture_server


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("revision", "count"), [("2026-07-28", 37), ("2025-11-25", 30)])
async def test_the_fixture_passes_every_scored_scenario(revision: Revision, count: int) -> None:
    async with fixture_server() as url:
        outcome = await run(url, revision, {"X-Shim": "1"})
    assert outcome.failed == {}
    assert outcome.exit_code == 0, outcome.output[-3000:]
    assert len(outcome.scored) == count
    assert outcome.requests > count


@pytest.mark.timeout(180)
async def test_a_dead_port_is_not_scored() -> None:
    async with fixture_server() as url:
        pass
    with pytest.raises(ServerDownError):
        await asyncio.wait_for(run(url, "2026-07-28"), 60)
