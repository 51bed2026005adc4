"""A version that asks for more waits for its buyers' yes; any other comes by itself."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.marketplace.public import Telling
from tests.hub_fixtures import Client, RunningHub
from tests.marketplace.conftest import Market
from tests.marketplace.people import MODEL, made, publish_agent, publish_listing
from tests.marketplace.worker_parts import worker_parts

pytestmark = pytest.mark.req("FR-7.4", "S5")


@pytest.fixture
async def telling(hub: RunningHub) -> AsyncIterator[Telling]:
    async with worker_parts(hub) as (finder, database, notifier):
        yield Telling(finder, database, notifier)


async def publish(owner: Client, agent_id: str, **changes: Any) -> str:
    await made(await owner.call("PATCH", f"/v1/agents/{agent_id}", changes))
    return str((await made(await owner.post(f"/v1/agents/{agent_id}/publish", {})))["version"])


async def runs(person: Client, agent_id: str, version: str) -> None:
    """What is remembered of an agent is forgotten within a second."""
    async with asyncio.timeout(10):
        while True:
            run = await made(await person.invoke(agent_id, "x", model=MODEL))
            if run["agent_version"] == version:
                return


async def test_who_uses_an_agent_stays_where_it_asks_for_no_more(
    market: Market, hub: RunningHub, telling: Telling
) -> None:
    owner = market.owner
    agent_id = await publish_agent(owner, model={"max_cost_credits": "1"})
    await publish_listing(owner, market.moderator, agent_id)
    buyer, member = await hub.sign_up(organization="Buyers"), await hub.sign_up()
    await buyer.enable(agent_id)
    await made(await member.post(f"/v1/agents/{agent_id}/enable", {"for_me": True}))
    same = await publish(owner, agent_id, instructions="Say it well.")
    await runs(buyer, agent_id, same)
    path = f"/v1/agents/{agent_id}/update"
    told = await made(await buyer.get(path))
    assert (told["version"], told["offered"]) == (same, None)
    early = await buyer.post(f"/v1/agents/{agent_id}/accept", {"version": same})
    assert early.status == 409

    more = await publish(owner, agent_id, model={"max_cost_credits": "5"}, tagline="Costs more")
    await owner.enable(agent_id)
    await runs(owner, agent_id, more)
    await runs(buyer, agent_id, same)
    told = await made(await buyer.get(path))
    assert (told["version"], told["offered"]) == (same, more)
    assert told["asks_for_more"] == ["Its models may cost up to 5 credits a run, instead of 1."]
    assert [step["version"] for step in told["steps"]] == [more]
    assert {
        "field": "tagline",
        "before": "Turns receipts into a ledger",
        "after": "Costs more",
    } in (told["differences"])
    assert "Say it well" not in str(told.body), "instructions are their creator's"
    newcomer = await hub.sign_up()
    await newcomer.enable(agent_id)
    assert (await made(await newcomer.get(path)))["version"] == more

    for _ in range(2):
        while await telling.step():
            pass
    for person in (buyer, member):
        inbox = (await made(await person.get("/v1/notifications")))["data"]
        notes = [one for one in inbox if "asks for more" in one["subject"]]
        assert len(notes) == 1, "once"
        assert f"you stay at {same}" in notes[0]["text"]
        assert notes[0]["link"] == "/app/agents"
    wrong = await buyer.post(f"/v1/agents/{agent_id}/accept", {"version": same})
    assert (wrong.status, wrong["version"]) == (409, more)
    accepted = await made(await buyer.post(f"/v1/agents/{agent_id}/accept", {"version": more}))
    assert (accepted["version"], accepted["offered"]) == (more, None)
    await runs(buyer, agent_id, more)
    await runs(member, agent_id, same)

    less = await publish(
        owner, agent_id, model={"max_cost_credits": "1"}, tagline="Costs less again"
    )
    for person in (buyer, member):
        await runs(person, agent_id, less)


async def test_other_terms_are_no_yes(market: Market, hub: RunningHub) -> None:
    owner, buyer = market.owner, await hub.sign_up(organization="Buyers")
    agent_id = await publish_agent(owner, model={"max_cost_credits": "1"})
    await publish_listing(owner, market.moderator, agent_id)
    await buyer.enable(agent_id)
    await publish(owner, agent_id, model={"max_cost_credits": "5"})
    path = f"/v1/agents/{agent_id}"
    await made(await buyer.post(f"{path}/enable", {"channels": ["http"]}))
    assert (await made(await buyer.get(f"{path}/update")))["version"] == "1.0.0"
    await made(await buyer.post(f"{path}/disable"), 204)
    await buyer.enable(agent_id)
    assert (await made(await buyer.get(f"{path}/update")))["offered"] is None
