"""`kill -9` in the middle of a graph: another process goes on, and every node is paid for once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from itertools import pairwise
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
    return Counter(words[1] for words in said if words[:1] == [name])


async def flow_of_one_child(person: Client) -> str:
    """Its child run hangs at first."""
    nodes = [
        says("a", "{{input.text}} a"),
        node("s", "agent", agent="summarize", input={"text": "below s [[hang {{a.text}}]]"}),
    ]
    return await flow(person, nodes, "start>a a>s s>end", "s")


async def flow_of_flows(person: Client) -> str:
    """A graph in a graph in a graph: the innermost has a child run, and a branch that hangs at
    first."""
    inner = await flow(
        person,
        [
            says("x", "{{input.text}} x"),
            node("s", "agent", agent="summarize", input={"text": "{{input.text}} s"}),
            says("p", "{{input.text}} p"),
            says("h", "{{input.text}} h [[hang {{input.text}}]]"),
            node("j", "join"),
            says("z", "{{input.text}} z of {{x.text}}, {{s.text}} and {{p.text}}"),
        ],
        "start>x x>s s>p s>h p>j h>j j>z z>end",
        "z",
    )
    middle = await flow(
        person,
        [
            says("m", "{{input.text}} m"),
            node("i", "agent", agent=inner),
            says("n", "{{input.text}} n"),
        ],
        "start>m m>i i>n n>end",
        "n",
    )
    outer = [
        says("a", "{{input.text}} a"),
        node("g", "agent", agent=middle),
        says("e", "{{input.text}} e"),
    ]
    return await flow(person, outer, "start>a a>g g>e e>end", "e")


async def until_one_hangs(engines: EngineUrls, model: ModelPeer, org_id: str) -> None:
    """In each of the runs, and the branch beside it has left its answer in the database."""
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
        while steps(model, "deep") != Counter("amxsph"):
            await asyncio.sleep(0.02)
        while (await rows(engines.database, org_id, query))[0][0] != 3:
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


async def each_level_went_on(engines: EngineUrls, org_id: str, agent_id: str) -> None:
    """One run of each, which costs what its own models and the runs below it cost."""
    query = f"""
        with recursive family as (
          select * from runs where agent_id = '{agent_id}'
          union all select r.* from runs r join family f on r.parent_run_id = f.id
        )
        select depth, status, resumed, cost, output_tokens, (
          select coalesce(sum(c.cost), 0) from runs c where c.parent_run_id = family.id
        ) from family order by depth
    """  # noqa: S608 - an ID of ours
    levels = await rows(engines.database, org_id, query)
    assert [level[:3] for level in levels] == [
        *((depth, "succeeded", 1) for depth in range(3)),
        (3, "succeeded", 0),
    ]
    for level, below in pairwise(levels):
        assert level[5] == below[3] < level[3]


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
        nested = await flow_of_flows(person)
        calls.append(asyncio.create_task(person.invoke(nested, "deep", model=MODEL)))
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
        assert steps(model, "deep") == Counter("amxsphhzne")
        await each_level_went_on(engines, org_id, nested)
        paid = dict(await rows(engines.database, org_id, "select run_id, captured from holds"))
        costs = dict(await rows(engines.database, org_id, "select id, cost from runs"))
        assert paid == {run["id"]: costs[run["id"]] for run in runs}
        assert all(paid.values())
        assert not await rows(engines.database, org_id, "select from checkpoints.checkpoints")
        await asyncio.gather(*calls, return_exceptions=True)


async def cut_off_in_a_child(person: Client, model: ModelPeer, name: str) -> tuple[Answer, str]:
    """A run that hangs in its child graph, and the agent of that child."""
    inner = await flow(
        person,
        [says("x", "{{input.text}} x"), says("h", "{{input.text}} h [[hang {{input.text}}]]")],
        "start>x x>h h>end",
        "h",
    )
    nodes = [says("a", "{{input.text}} a"), node("g", "agent", agent=inner)]
    outer = await flow(person, nodes, "start>a a>g g>end", "g")
    later = {"prefer": "respond-async"}
    run = await person.invoke(outer, name, model=MODEL, headers=later)
    async with asyncio.timeout(WITHIN_S):
        while steps(model, name) != Counter("axh"):
            await asyncio.sleep(0.02)
    return run, inner


async def test_a_stopped_child_goes_on_as_it_was_or_ends_and_costs_nothing(
    engines: EngineUrls, model: ModelPeer, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    variables = environment(engines, model, tmp_path) | {"LAELIA_RUNS__DRAIN_S": "0.1"}
    async with place(variables, tmp_path / "processes.log") as at:
        await at.hub()
        worker = await at.worker()
        person = await sign_up(at.url, http, "orphaned")
        org_id = person.organization["id"]
        kept, _ = await cut_off_in_a_child(person, model, "kept")
        given_up, _ = await cut_off_in_a_child(person, model, "given-up")
        changed, inner = await cut_off_in_a_child(person, model, "changed")

        worker.terminate()
        async with asyncio.timeout(WITHIN_S):
            await worker.wait()
        assert (await person.post(f"/v1/runs/{given_up['id']}/cancel")).status in (200, 202)
        edited = await person.call("PATCH", f"/v1/agents/{inner}", {"tagline": "Another"})
        assert edited.status == 200, edited.body
        assert (await person.post(f"/v1/agents/{inner}/publish")).status == 201
        await at.worker()

        states = "select status from runs where finished_at is null"
        async with asyncio.timeout(WITHIN_S):
            while await rows(engines.database, org_id, states):
                await asyncio.sleep(0.05)
        assert (await person.get(f"/v1/runs/{given_up['id']}"))["status"] in ("cancelled", "lost")
        for run in (kept, changed):
            assert (await person.get(f"/v1/runs/{run['id']}"))["status"] == "succeeded"
        assert steps(model, "kept") == Counter("axhh")
        assert steps(model, "given-up") == Counter("axh")
        assert steps(model, "changed") == Counter("axhxh")
        children = "select agent_version, status, cost > 0 from runs where parent_run_id = '{}'"
        of_kept = await rows(engines.database, org_id, children.format(kept["id"]))
        assert of_kept == [("1.0.0", "succeeded", True)]
        of_changed = await rows(engines.database, org_id, children.format(changed["id"]))
        assert sorted(of_changed) == [("1.0.0", "lost", False), ("1.0.1", "succeeded", True)]
        of_given_up = await rows(engines.database, org_id, children.format(given_up["id"]))
        assert of_given_up == [("1.0.0", "lost", False)]
        held = "select from holds where status = 'pending'"
        assert not await rows(engines.database, org_id, held)
