"""Who has a creator's agent: counts of versions, and none by which somebody could be found."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.agents.installs import LEAST, told
from hub.agents.public import taken_version
from hub.agents.shares import takes
from hub.entitlements.public import installs
from hub.kit.clock import system_clock
from hub.kit.db import Database
from tests.hub_fixtures import RunningHub
from tests.marketplace.conftest import Market
from tests.marketplace.people import made, publish_agent, publish_listing

pytestmark = pytest.mark.req("S13")


async def test_versions_are_counted_as_they_run(hub: RunningHub, market: Market) -> None:
    """Pinned, held by a yes that is not given, rolled out, or the current one."""
    owner = market.owner
    agent_id = await publish_agent(owner, model={"max_cost_credits": "1"})
    path = f"/v1/agents/{agent_id}"
    await publish_listing(owner, market.moderator, agent_id)
    await owner.enable(agent_id)
    people = [await hub.sign_up() for _ in range(LEAST)]
    for person in people:
        await person.enable(agent_id)
    today = await made(await owner.get(f"{path}/installs"))
    assert (today["organizations"], today["versions"]) == (0, []), "as of the last midnight"
    await made(await people[0].post(f"{path}/enable", {"version": "1.0.0"}))
    await made(await owner.call("PATCH", path, {"instructions": "Say it well."}))
    await made(await owner.post(f"{path}/publish", {"percent": 50}))
    rollout = (await made(await owner.get(f"{path}/rollouts")))["data"][0]
    database = Database(str(hub.engines.database))
    until = system_clock() + timedelta(days=1)
    try:
        async with database.transaction(owner.organization["id"]) as session:
            counts = await installs(session, agent_id, until)
        async with database.transaction(people[1].organization["id"]) as session:
            assert await installs(session, agent_id, until) == {None: 0}, "of one's own agent alone"
            mine = await taken_version(session, agent_id, people[1].organization["id"])
    finally:
        await database.close()
    taking = [takes(rollout["id"], person.organization["id"], 50) for person in people]
    assert (mine is not None) is taking[1]
    new = sum(taking[1:])
    assert counts.pop(None) == LEAST, "the owner is none of them"
    assert sorted(counts.values()) == sorted(n for n in (new, LEAST - new) if n)


@given(st.dictionaries(st.sampled_from(["1.0.0", "1.1.0", "1.2.0", "2.0.0"]), st.integers(1, 40)))
def test_no_count_and_no_rest_is_small(counts: dict[str, int]) -> None:
    whole = sum(counts.values())
    found = told(counts, whole)
    assert found.versions.keys() == counts.keys()
    shown = [count for count in found.versions.values() if count is not None]
    assert all(count >= LEAST for count in shown)
    if found.whole is None:
        assert 0 < whole < LEAST
        assert not shown
    else:
        assert whole - sum(shown) == 0 or whole - sum(shown) >= LEAST
