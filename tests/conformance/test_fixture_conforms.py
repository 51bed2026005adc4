"""The fixture passes on its own, so that behind the hub only the hub can fail.

Where the hub passes with it, it does; so this is asked with the slow tests.
"""

import asyncio

import pytest

from tests.conformance.suite import Revision, ServerDownError, run
from tests.tools.fixture_process import fixture_server, relay_server


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize("revision", ["2026-07-28", "2025-11-25"])
async def test_the_upstream_client_carries_a_whole_server(revision: Revision) -> None:
    async with fixture_server() as upstream, relay_server(upstream) as url:
        outcome = await run(url, revision)
    assert (outcome.failed, outcome.exit_code) == ({}, 0)


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_the_upstream_client_carries_a_server_of_last_year() -> None:
    async with fixture_server("handshake") as upstream, relay_server(upstream) as url:
        assert (await run(url, "2025-11-25")).failed == {}
        newest = await run(url, "2026-07-28")
    # A server that knows no rounds of questions cannot be asked for them; all else is served.
    unavailable = {name for name in newest.scored if name.startswith("input-required-result-")}
    assert newest.failed.keys() <= unavailable | {"server-stateless"}
