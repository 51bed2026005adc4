"""What happens on the way to a decision is counted, and is about nobody who did not agree."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub.kit.db import Database, Reader
from hub.kit.engines import EngineUrls
from hub.kit.settings import Discovery
from hub.marketplace.public import Forgetting
from tests.hub_fixtures import Client, RunningHub
from tests.marketplace.people import become_publisher, publish_agent, publish_listing
from tests.tries.conftest import MODEL, Lab, attempt

pytestmark = pytest.mark.req("S11", "FR-3.7", "R32")


async def events(worker: Database, agent_id: str) -> list[dict[str, Any]]:
    async with worker.transaction() as session:
        rows = await (await session.connection()).execute(
            text("select * from discovery_events where agent_id = :agent order by id"),
            {"agent": agent_id},
        )
        return [dict(row._mapping) for row in rows]


async def _shop(lab: Lab) -> tuple[str, str]:
    """A listing that is shown, and its agent."""
    moderator = await lab.hub.admin()
    await become_publisher(lab.creator, moderator)
    agent_id = await publish_agent(lab.creator)
    return (await publish_listing(lab.creator, moderator, agent_id))["id"], agent_id


async def _saw(who: Client, listing_id: str, kind: str, times: int = 1, **headers: str) -> int:
    batch = {"events": [{"kind": kind, "listing_id": listing_id, "place": "search"}] * times}
    answer = await who.post("/v1/discovery/events", batch, headers=headers)
    assert answer.status == 202, answer.body
    return int(answer["taken"])


async def test_what_pages_and_the_hub_tell_becomes_a_funnel(lab: Lab) -> None:
    listing_id, agent_id = await _shop(lab)
    person = await lab.hub.sign_up(organization="Looking")
    assert await _saw(lab.hub.anonymous, listing_id, "impression", times=6) == 6
    assert await _saw(person, listing_id, "view", times=2) == 2
    assert await _saw(person, listing_id, "view", **{"sec-gpc": "1"}) == 0
    assert await _saw(person, listing_id, "view", dnt="1") == 0
    assert (await attempt(person, agent_id)).status == 200
    entrants = [{"agent_id": agent_id, "model": MODEL}, {"agent_id": lab.agent_id, "model": MODEL}]
    made = await person.post("/v1/comparisons", {"input": "x", "entrants": entrants})
    await person.post(f"/v1/comparisons/{made['id']}/choice", {"label": "B"})
    await person.enable(agent_id)
    await person.post(f"/v1/agents/{agent_id}/enable", {"channels": ["web"]})
    await person.post(f"/v1/agents/{agent_id}/disable", {})
    told = await events(lab.worker, agent_id)
    kinds = [one["kind"] for one in told]
    assert kinds.count("enable") == kinds.count("disable") == 1, "other terms are neither"
    assert kinds[:8] == ["impression"] * 6 + ["view"] * 2
    assert sorted(kinds[8:]) == sorted(
        ["try", "try", "compare", "chosen_against", "enable", "disable"]
    )
    assert next(e for e in told if e["kind"] == "chosen_against")["about"] == lab.agent_id
    assert not any(one["person"] for one in told), "nobody agreed to that"
    said = json.dumps(told, default=str)
    for secret in (person.user["id"], person.organization["id"]):
        assert secret not in said
    funnel = (await lab.creator.get(f"/v1/agents/{agent_id}/funnel")).body
    assert funnel["totals"]["impression"] == 6
    assert funnel["days"][0]["counts"]["view"] is None, "fewer than five"
    assert funnel["totals"]["view"] == 0
    stranger = await person.get(f"/v1/agents/{agent_id}/funnel")
    assert stranger["code"] == "agent_not_found"


async def test_a_search_is_counted_with_what_it_found(lab: Lab) -> None:
    listing_id, _ = await _shop(lab)
    name = (await lab.hub.anonymous.get(f"/v1/listings/{listing_id}"))["name"]
    for query in (name, "ada@example.com", "+49 170 1234567"):
        await lab.hub.anonymous.get(f"/v1/listings?q={query.replace('+', '%2B')}")
    await lab.hub.anonymous.get("/v1/listings?q=untracked", headers={"dnt": "1"})
    async with lab.worker.transaction() as session:
        rows = await (await session.connection()).execute(
            text("select query, shown from discovery_events where kind = 'search' order by id desc")
        )
        found = [(row.query, list(row.shown)) for row in rows][:3]
    assert [query for query, _ in found] == [None, None, name.lower()]
    assert listing_id in found[2][1]
    report = await (await lab.hub.admin()).get("/v1/admin/discovery")
    assert report.status == 200
    assert report["totals"]["search"] >= 3
    assert (await lab.creator.get("/v1/admin/discovery")).status == 403


async def test_a_pseudonym_is_agreed_to_and_taken_back(lab: Lab) -> None:
    listing_id, agent_id = await _shop(lab)
    person = await lab.hub.sign_up()
    wish = {"analytics": True, "recently_viewed": True}
    assert (await person.call("PUT", "/v1/discovery/preferences", wish)).status == 200
    await _saw(person, listing_id, "view", times=2)
    one, other = await events(lab.worker, agent_id)
    assert one["person"] == other["person"]
    assert one["person"].startswith("psn_")
    assert person.user["id"] not in one["person"]
    wish["analytics"] = False
    await person.call("PUT", "/v1/discovery/preferences", wish)
    assert [e["person"] for e in await events(lab.worker, agent_id)] == [None, None]


async def test_what_one_viewed_is_ones_own_and_erasable(lab: Lab) -> None:
    listing_id, _ = await _shop(lab)
    person, stranger = await lab.hub.sign_up(), await lab.hub.sign_up()
    await _saw(person, listing_id, "view")
    path = "/v1/discovery/recent"
    assert [card["id"] for card in (await person.get(path))["data"]] == [listing_id]
    assert (await stranger.get(path))["data"] == []
    assert (await person.call("DELETE", path)).status == 204
    assert (await person.get(path))["data"] == []
    await _saw(person, listing_id, "view")
    off = {"analytics": False, "recently_viewed": False}
    await person.call("PUT", "/v1/discovery/preferences", off)
    await _saw(person, listing_id, "view")
    assert (await person.get(path))["data"] == []


async def test_what_others_enabled_shows_from_six_of_them(lab: Lab) -> None:
    listing_id, agent_id = await _shop(lab)
    asking = await lab.hub.sign_up()
    await asking.enable(lab.agent_id)
    for n in range(6):
        shown = (await asking.get("/v1/discovery/alike"))["data"]
        assert listing_id not in [card["id"] for card in shown], n
        other = await lab.hub.sign_up(organization="Alike")
        await other.enable(lab.agent_id)
        await other.enable(agent_id)
    shown = (await asking.get("/v1/discovery/alike"))["data"]
    assert [card["id"] for card in shown] == [listing_id]


async def test_events_are_deleted_when_they_are_old(
    lab: Lab, hub: RunningHub, engines: EngineUrls
) -> None:
    del hub
    listing_id, agent_id = await _shop(lab)
    person = await lab.hub.sign_up()
    await _saw(person, listing_id, "view")
    finder = Reader(engines.database_worker, size=1)
    await finder.open()
    try:
        for days, left in ((179, 1), (181, 0)):
            now = datetime.now(UTC) + timedelta(days=days)
            await Forgetting(finder, Discovery(), lambda now=now: now).step()
            assert len(await events(lab.worker, agent_id)) == left
    finally:
        await finder.close()
    assert (await person.get("/v1/discovery/recent"))["data"] == []
