"""A version that some take before it is everybody's: raised, paused, taken back, and stopped."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.agents.shares import WHOLE, takes
from hub.kit.clock import system_clock
from hub.kit.proportions import is_worse
from hub.marketplace.public import Watching
from tests.hub_fixtures import Answer, Client, RunningHub
from tests.marketplace.conftest import Market
from tests.marketplace.people import MODEL, made, publish_agent, publish_listing
from tests.marketplace.worker_parts import worker_parts

pytestmark = pytest.mark.req("FR-7.4", "S5")
OLD, NEW = "1.0.0", "1.1.0"


@pytest.fixture
async def watching(hub: RunningHub) -> AsyncIterator[Watching]:
    async with worker_parts(hub) as (finder, database, notifier):
        yield Watching(finder, database, notifier, system_clock)


class Lab:
    """An agent of the market's owner with a version that is rolled out, and two buyers of it, of
    whom one takes it."""

    def __init__(self, hub: RunningHub, market: Market, agent_id: str) -> None:
        self.hub, self.owner, self.agent_id = hub, market.owner, agent_id
        self.path = f"/v1/agents/{agent_id}"

    async def draft(self, **changes: Any) -> None:
        await made(await self.owner.call("PATCH", self.path, changes))

    async def publish(self, **body: Any) -> Answer:
        return await self.owner.post(f"{self.path}/publish", body)

    async def set(self, version: str, percent: int) -> Answer:
        body = {"version": version, "percent": percent}
        return await self.owner.call("PUT", f"{self.path}/rollout", body)

    async def turn(self, verb: str) -> Answer:
        return await made(await self.owner.post(f"{self.path}/rollout/{verb}"))

    async def now(self) -> dict[str, Any]:
        return dict((await made(await self.owner.get(f"{self.path}/rollouts")))["data"][0])

    async def buyers(self) -> tuple[Client, Client]:
        """One that takes the version, one that does not, and so large a share."""
        rollout_id = (await self.now())["id"]
        drawn: dict[int, Client] = {}
        while len(drawn) < 2:
            buyer = await self.hub.sign_up()
            await buyer.enable(self.agent_id)
            drawn[share_from(rollout_id, buyer.organization["id"])] = buyer
        (first, inside), (_, outside) = sorted(drawn.items())
        await made(await self.set(NEW, first))
        return inside, outside

    async def run(self, person: Client, text: str = "x") -> Answer:
        return await person.invoke(self.agent_id, text, model=MODEL)

    async def takes(self, person: Client, version: str) -> None:
        """What is remembered of an agent is forgotten within a second."""
        async with asyncio.timeout(10):
            while True:
                run = await self.run(person)  # one that fails tells no version
                if run.status == 200 and run["agent_version"] == version:
                    return


def share_from(rollout_id: str, org_id: str) -> int:
    """The smallest share that the organization is in."""
    return next(share for share in range(WHOLE + 1) if takes(rollout_id, org_id, share))


@pytest.fixture
async def lab(hub: RunningHub, market: Market) -> Lab:
    agent_id = await publish_agent(market.owner)
    await publish_listing(market.owner, market.moderator, agent_id)
    return Lab(hub, market, agent_id)


async def test_a_share_takes_a_version_until_it_is_everybodys(lab: Lab) -> None:
    await lab.draft(instructions="Say it well.")
    await made(await lab.publish(percent=1))
    shown = await lab.now()
    assert (shown["version"], shown["before"]) == (NEW, OLD)
    assert (shown["percent"], shown["status"], shown["figures"]) == (1, "running", [])
    inside, outside = await lab.buyers()
    await lab.takes(inside, NEW)
    await lab.takes(outside, OLD)
    assert (await made(await inside.get(f"{lab.path}/update")))["version"] == NEW
    assert (await made(await outside.get(f"{lab.path}/update")))["version"] == OLD
    await lab.owner.enable(lab.agent_id)
    assert (await made(await lab.run(lab.owner)))["agent_version"] == OLD, "its own people wait"

    await lab.turn("pause")
    await lab.takes(inside, OLD)
    await lab.turn("resume")
    await lab.takes(inside, NEW)
    await lab.draft(instructions="Say it best.")
    other = await lab.publish(percent=5)
    assert (other.status, other["code"]) == (409, "rollout_under_way")
    done = await made(await lab.set(NEW, 100))
    assert done["status"] == "completed"
    for person in (inside, outside):
        await lab.takes(person, NEW)
    again = await lab.owner.post(f"{lab.path}/rollout/pause")
    assert (again.status, again["code"]) == (404, "rollout_not_found")


async def test_a_version_is_taken_back_and_superseded(lab: Lab) -> None:
    await lab.draft(instructions="Say it well.")
    await made(await lab.publish(percent=99))
    inside, _ = await lab.buyers()
    await lab.takes(inside, NEW)
    assert (await lab.turn("rollback"))["status"] == "rolled_back"
    await lab.takes(inside, OLD)
    pinned = await made(await inside.post(f"{lab.path}/enable", {"version": OLD}))
    assert pinned["version_id"]
    await made(await lab.set(NEW, 99))
    await lab.draft(instructions="Say it best.")
    await made(await lab.publish())
    assert (await lab.now())["status"] == "superseded"
    await lab.takes(inside, OLD)


async def test_nobody_takes_what_asks_for_more_without_a_yes(lab: Lab) -> None:
    await lab.draft(model={"max_cost_credits": "1"})
    await made(await lab.publish())
    await lab.draft(model={"max_cost_credits": "5"})
    refused = await lab.publish(percent=10)
    assert (refused.status, refused["code"]) == (409, "rollout_asks_for_more")
    assert "up to 5 credits" in refused["detail"]
    assert (await made(await lab.owner.get(f"{lab.path}/rollouts")))["data"] == []


async def test_a_version_that_fails_more_often_is_stopped(lab: Lab, watching: Watching) -> None:
    await lab.draft(message="[[fail 400]] {{ text }}")
    await made(await lab.publish(percent=1))
    inside, outside = await lab.buyers()
    async with asyncio.timeout(10):
        while (await lab.run(inside)).status == 200:
            pass
    for _ in range(20):
        await made(await lab.run(outside))
    await watching.step()
    assert (await lab.now())["status"] == "running", "one failure is chance"
    for _ in range(20):
        assert (await lab.run(inside)).status == 502
    for _ in range(2):
        await watching.step()
    shown = await lab.now()
    assert shown["status"] == "stopped"
    assert shown["reason"].startswith("100 % of its runs failed, and 0 %")
    assert shown["figures"] == [], "two organizations are too few to show"
    await lab.takes(inside, OLD)
    inbox = (await made(await lab.owner.get("/v1/notifications")))["data"]
    notes = [note for note in inbox if "was taken back" in note["subject"]]
    assert len(notes) == 1
    assert shown["reason"] in notes[0]["text"]
    events = (await made(await lab.owner.get("/v1/audit?action=agent.rollout_stopped")))["data"]
    assert len(events) == 1


@pytest.mark.parametrize(
    ("bad", "trials", "before", "trials_before", "worse"),
    [
        (10, 19, 0, 1000, False),
        (4, 20, 2, 40, False),
        (10, 20, 2, 40, True),
        (60, 1000, 30, 1000, True),
        (40, 1000, 30, 1000, False),
        (2, 40, 10, 20, False),
        (20, 20, 20, 20, False),
    ],
)
def test_chance_stops_nothing(
    bad: int, trials: int, before: int, trials_before: int, *, worse: bool
) -> None:
    assert is_worse(bad, trials, before, trials_before) is worse
