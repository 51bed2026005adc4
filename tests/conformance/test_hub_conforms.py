"""The hub, with the fixture behind it as an mcp agent: what fails here, the hub does wrong."""

from pathlib import Path

import pytest
import yaml

from tests.conformance.suite import Revision, run
from tests.graphs.flows import agent
from tests.hub_fixtures import RunningHub
from tests.mcp.agents import relay_manifest
from tests.tools.fixture_process import fixture_server

# Not part of the score, and passed all the same; sessions alone are kept by clients, not the hub.
_ALSO = {
    "2026-07-28": {
        "http-header-validation",
        "http-custom-header-server-validation",
        "json-schema-2020-12",
    },
    "2025-11-25": {"server-sse-polling"},
}
_EXPECTED = Path(__file__).with_name("expected-failures.yaml")


@pytest.mark.req("S7")
@pytest.mark.timeout(180)
@pytest.mark.parametrize(("revision", "count"), [("2026-07-28", 37), ("2025-11-25", 30)])
async def test_the_hub_passes_every_scored_scenario(
    hub: RunningHub, revision: Revision, count: int
) -> None:
    person = await hub.sign_up()
    async with fixture_server() as upstream:
        agent_id = await agent(person, relay_manifest(upstream))
        key = await person.key()
        bearer = {"Authorization": f"Bearer {key.token}"}
        outcome = await run(f"{hub.url}/mcp/agents/{agent_id}", revision, bearer)
    expected = yaml.safe_load(_EXPECTED.read_text())["server"] or {}
    assert outcome.failed.keys() == set(expected.get(revision, {}))
    assert {name for name in _ALSO[revision] if not outcome.unscored[name].passed} == set()
    assert len(outcome.scored) == count
    assert outcome.requests > count
