"""`kill -9` of hubs and workers under load: nothing lost, nothing charged twice."""

import asyncio
import json
import random
from pathlib import Path

import aiohttp
import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from tests.agents.documents import prompt
from tests.graphs.flows import agent
from tests.hub_fixtures import Client
from tests.peers.model import ModelPeer
from tests.survival.processes import (
    WITHIN_S,
    Insisting,
    Place,
    Process,
    environment,
    kill,
    place,
    sign_up,
)
from tests.worker.books import read_books, rows

PRICED = platform_agent_id("write-sql")
PER_TOKEN = platform_agent_id("translate")
SQL = '[[json {"sql": "select 1", "explanation": "x", "assumptions": []}]]'
CHILD = json.dumps({"text": "a b", "language": "French"})
ASKS_CHILD = f"[[tool agent__translate {CHILD}]]"
_RUNS = "select id, parent_run_id, status, cost from runs order by id"
_USED = "select run_id, status, cost from usage_events order by id"
_ENDED = """
    select status, count(*), count(finished_at), sum(cost), count(idempotency_key)
    from runs group by status
"""


async def parent_of(client: Client) -> str:
    """An agent that calls a priced one, whenever it is told to."""
    model = {"models": [{"model": "openai/gpt-test"}]}
    return await agent(client, prompt(agents=["translate"], max_tool_rounds=1, model=model))


async def loaded(client: Client, parent: str, over: asyncio.Event) -> list[Insisting]:
    """Sixteen callers of four kinds, until it is over."""
    question = {"question": SQL, "schema": "orders(id)"}
    sentence = {"text": "[[slow 0.03]] a b c", "language": "French"}
    callers = [
        Insisting(client, PRICED, question),
        Insisting(client, PER_TOKEN, sentence),
        Insisting(client, PER_TOKEN, sentence, prefer="respond-async"),
        Insisting(client, parent, {"text": ASKS_CHILD}),
    ]
    async with asyncio.TaskGroup() as group:
        for number in range(16):
            caller = callers[number % 4]
            group.create_task(caller.keep_calling(f"caller-{number}", over))
    return callers


async def replayed(callers: list[Insisting], at_once: int = 16) -> list[tuple[str, str]]:
    """Every request once more under its key: the IDs of its run then and now."""
    keys = [(caller, key) for caller in callers for key in caller.answers]
    seen: list[tuple[str, str]] = []

    async def replay() -> None:
        while keys:
            caller, key = keys.pop()
            first, again = caller.answers[key], await caller.call(key)
            seen.append((first["id"], again["id"]))
            if not caller.prefer:
                assert (again["id"], again["cost"]) == (first["id"], first["cost"])

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(replay())
    return seen


async def nothing_open(engines: EngineUrls, org_id: str) -> None:
    async with asyncio.timeout(WITHIN_S):
        while await rows(
            engines.database, org_id, "select from holds where status = 'pending' limit 1"
        ):
            await asyncio.sleep(0.05)


async def kill_at_random(at: Place, hubs: list[Process], worker: Process, rounds: int) -> None:
    """A hub, the worker, and the other hub, round after round. Others take their places, but for
    the last one's."""
    for left in range(rounds - 1, -1, -1):
        for victim in (hubs[0], worker, hubs[1]):
            await asyncio.sleep(random.uniform(0.5, 1.5))  # noqa: S311 - the instant of death
            await kill(victim)
            if victim is hubs[0]:
                hubs[0] = await at.hub()
            elif victim is worker:
                worker = await at.worker()
            elif left:
                hubs[1] = await at.hub()


@pytest.mark.req("F1", "F2")
@pytest.mark.req("S7")
@pytest.mark.req("S9")
@pytest.mark.parametrize(
    "rounds",
    [
        pytest.param(1, marks=pytest.mark.timeout(150)),
        pytest.param(34, marks=[pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(1800)]),
    ],
)
async def test_kills_at_random_lose_no_credit_and_charge_each_key_once(
    engines: EngineUrls, model: ModelPeer, http: aiohttp.ClientSession, tmp_path: Path, rounds: int
) -> None:
    variables = environment(engines, model, tmp_path)
    async with place(variables, tmp_path / "processes.log") as at:
        hubs, worker = [await at.hub(), await at.hub()], await at.worker()
        client = await sign_up(at.url, http, "survivor")
        org_id = client.organization["id"]
        for agent_id in (PRICED, PER_TOKEN):
            await client.enable(agent_id)
        parent = await parent_of(client)
        over = asyncio.Event()
        killing = asyncio.create_task(kill_at_random(at, hubs, worker, rounds))
        killing.add_done_callback(lambda _: over.set())
        callers = await loaded(client, parent, over)
        await killing
        await nothing_open(engines, org_id)
        assert sum(caller.hurt for caller in callers) > 0

        (await read_books(engines.database, org_id)).balance()
        ended = {row[0]: row[1:] for row in await rows(engines.database, org_id, _ENDED)}
        for status, (runs, finished, cost, keys) in ended.items():
            assert status in ("succeeded", "lost")
            assert runs == finished
            if status == "lost":
                assert (cost, keys) == (0, 0)
        assert ended["lost"][0] > 0
        answered = [a for caller in callers if not caller.prefer for a in caller.answers.values()]
        assert len({answer["id"] for answer in answered}) == len(answered)
        assert {answer["status"] for answer in answered} == {"succeeded"}

        lost = {
            id_
            for id_, _, status, _ in await rows(engines.database, org_id, _RUNS)
            if status == "lost"
        }
        for first, again in await replayed(callers):
            # A queued run that was lost had given its key back: the same request is tried anew.
            assert (first == again) == (first not in lost)
        await nothing_open(engines, org_id)
        (await read_books(engines.database, org_id)).balance()


@pytest.mark.req("F1", "F2")
@pytest.mark.req("S7")
@pytest.mark.req("S10")
@pytest.mark.timeout(150)
async def test_a_lost_parent_pays_for_no_child_and_its_next_try_once(
    engines: EngineUrls, model: ModelPeer, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    async with place(environment(engines, model, tmp_path), tmp_path / "processes.log") as at:
        hub = await at.hub()
        await at.worker()
        client = await sign_up(at.url, http, "parent")
        org_id = client.organization["id"]
        await client.enable(PER_TOKEN)
        said = {"text": f"{ASKS_CHILD} [[then hang lost-parent]]"}
        caller = Insisting(client, await parent_of(client), said)
        calling = asyncio.create_task(caller.call("once"))
        async with asyncio.timeout(WITHIN_S):
            while "lost-parent" not in model.hung:
                await asyncio.sleep(0.02)
        await kill(hub)
        await at.hub()
        answer = await calling
        await nothing_open(engines, org_id)

        kept = await rows(engines.database, org_id, _RUNS)
        parents = {id_: (status, cost) for id_, parent, status, cost in kept if parent is None}
        [lost] = [id_ for id_ in parents if id_ != answer["id"]]
        assert parents[lost] == ("lost", 0)
        [(first, child_cost)] = [(id_, cost) for id_, parent, _, cost in kept if parent == lost]
        assert child_cost > 0
        status, charged = parents[answer["id"]]
        assert status == "succeeded"
        assert charged > sum(cost for _, parent, _, cost in kept if parent == answer["id"]) > 0
        used = await rows(engines.database, org_id, _USED)
        assert [(s, cost) for run, s, cost in used if run == first] == [
            ("succeeded", child_cost),
            ("waived", -child_cost),
        ]
        books = await read_books(engines.database, org_id)
        books.balance()
        assert books.captured == charged
        totals = (await client.get("/v1/usage"))["totals"]
        assert (totals["calls"], totals["credits"]) == (len(used) - 1, answer["cost"]["credits"])
