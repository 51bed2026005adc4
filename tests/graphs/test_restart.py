"""`kill -9` in the middle of a graph: another process goes on, and every node is paid for once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from tests.agents.documents import node
from tests.graphs.flows import MODEL, flow, says
from tests.hub_fixtures import Answer, Client
from tests.peers.model import ModelPeer
from tests.survival.processes import WITHIN_S, Place, environment, kill, place, sign_up
from tests.worker.books import rows

pytestmark = [pytest.mark.req("S9"), pytest.mark.req("FR-4.21"), pytest.mark.timeout(150)]
SUMMARIZE = platform_agent_id("summarize")


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=WITHIN_S)) as session:
        yield session


async def long_flow(person: Client) -> str:
    """A node, a child run, two branches of which one hangs at first, and an end."""
    await person.enable(SUMMARIZE)
    nodes = [
        says("a", "{{input.text}} a"),
        node("s", "agent", agent="summarize", input={"text": "{{input.text}} s"}),
        says("p", "{{input.text}} p"),
        says("h", "{{input.text}} h [[hang {{input.text}}]]"),
        node("j", "join"),
        says("e", "{{input.text}} e of {{a.text}}, {{s.text}} and {{p.text}}"),
    ]
    return await flow(person, nodes, "start>a a>s s>p s>h p>j h>j j>e e>end", "e")


def steps(model: ModelPeer, name: str) -> Counter[str]:
    """How often the model was asked by each step of a run."""
    said = (str(request["messages"][-1]["content"]).split() for request in model.requests)
    return Counter(words[1] for words in said if words[0] == name)


async def flow_of_one_child(person: Client) -> str:
    """Its child run hangs at first."""
    nodes = [
        says("a", "{{input.text}} a"),
        node("s", "agent", agent="summarize", input={"text": "below s [[hang {{a.text}}]]"}),
    ]
    return await flow(person, nodes, "start>a a>s s>end", "s")


async def until_one_hangs(engines: EngineUrls, model: ModelPeer, org_id: str) -> None:
    """In both runs, and the branch beside it has left its answer in the database."""
    query = """
        select count(distinct w.thread_id) from checkpoints.checkpoint_writes w
        where w.channel = 'values' and w.checkpoint_id = (
          select max(c.checkpoint_id) from checkpoints.checkpoints c where c.thread_id = w.thread_id
        ) and (select count(*) from checkpoints.checkpoints c where c.thread_id = w.thread_id) > 3
    """
    async with asyncio.timeout(WITHIN_S):
        while steps(model, "below") != Counter("as"):
            await asyncio.sleep(0.02)
        while any(steps(model, name) != Counter("asph") for name in ("here", "there")):
            await asyncio.sleep(0.02)
        while (await rows(engines.database, org_id, query))[0][0] != 2:
            await asyncio.sleep(0.02)


async def ended(person: Client, *statuses: str) -> list[Answer]:
    """The runs that people asked for, once all of them have one of these statuses."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            runs = (await person.get("/v1/runs"))["data"]
            whole = [run for run in runs if run["parent_run_id"] is None]
            if all(run["status"] in statuses for run in whole):
                return [await person.get(f"/v1/runs/{run['id']}") for run in whole]
            await asyncio.sleep(0.05)


async def kill_both(at: Place) -> None:
    for process in at.started[:2]:
        await kill(process)
    await at.hub()
    await at.worker()


async def test_killed_processes_are_followed_by_others_that_go_on(
    engines: EngineUrls, model: ModelPeer, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    async with place(environment(engines, model, tmp_path), tmp_path / "processes.log") as at:
        await at.hub()
        await at.worker()
        person = await sign_up(at.url, http, "restarted")
        org_id = person.organization["id"]
        agent_id = await long_flow(person)
        gate = await flow(
            person,
            [node("g", "approval"), says("y", "yes"), says("n", "no")],
            "start>g g>y:approved g>n:rejected y>end n>end",
            "y",
        )
        later = {"prefer": "respond-async"}
        calls = [
            asyncio.create_task(person.invoke(agent_id, "here", model=MODEL)),
            asyncio.create_task(person.invoke(agent_id, "there", model=MODEL, headers=later)),
        ]
        inner = await flow_of_one_child(person)
        calls.append(asyncio.create_task(person.invoke(inner, "below", model=MODEL)))
        asks = await person.invoke(gate, "x", model=MODEL)
        await until_one_hangs(engines, model, org_id)

        await kill_both(at)

        request = {"request_id": asks["input_required"][0]["request_id"], "decision": "approve"}
        assert (await person.post(f"/v1/runs/{asks['id']}/input", request)).status == 202
        runs = await ended(person, "succeeded", "failed", "lost")
        assert {run["status"] for run in runs} == {"succeeded"}, [run.body for run in runs]
        for name in ("here", "there"):
            assert steps(model, name) == Counter("asphhe")
        assert steps(model, "below") == Counter("ass")
        paid = dict(await rows(engines.database, org_id, "select run_id, captured from holds"))
        costs = dict(await rows(engines.database, org_id, "select id, cost from runs"))
        assert paid == {run["id"]: costs[run["id"]] for run in runs}
        assert all(paid.values())
        assert not await rows(engines.database, org_id, "select from checkpoints.checkpoints")
        await asyncio.gather(*calls, return_exceptions=True)
