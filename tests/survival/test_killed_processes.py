"""`kill -9` of hubs and workers under load: nothing lost, nothing charged twice."""

import asyncio
import random
from asyncio.subprocess import Process
from pathlib import Path

import aiohttp
import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from tests.hub_fixtures import Client
from tests.peers.model import ModelPeer
from tests.survival.processes import (
    WITHIN_S,
    Insisting,
    Place,
    environment,
    kill,
    place,
    sign_up,
)
from tests.worker.books import read_books, rows

PRICED = platform_agent_id("write-sql")
PER_TOKEN = platform_agent_id("translate")
SQL = '[[json {"sql": "select 1", "explanation": "x", "assumptions": []}]]'
_ENDED = """
    select status, count(*), count(finished_at), sum(cost), count(idempotency_key)
    from runs group by status
"""


async def loaded(client: Client, over: asyncio.Event) -> list[Insisting]:
    """Twelve callers of three kinds, until it is over."""
    question = {"question": SQL, "schema": "orders(id)"}
    sentence = {"text": "[[slow 0.03]] a b c", "language": "French"}
    callers = [
        Insisting(client, PRICED, question),
        Insisting(client, PER_TOKEN, sentence),
        Insisting(client, PER_TOKEN, sentence, prefer="respond-async"),
    ]
    async with asyncio.TaskGroup() as group:
        for number in range(12):
            caller = callers[number % 3]
            group.create_task(caller.keep_calling(f"caller-{number}", over))
    return callers


async def nothing_open(engines: EngineUrls, org_id: str) -> None:
    async with asyncio.timeout(WITHIN_S):
        while await rows(
            engines.database, org_id, "select from holds where status = 'pending' limit 1"
        ):
            await asyncio.sleep(0.05)


async def kill_at_random(at: Place, hubs: list[Process], worker: Process) -> None:
    """A hub, the worker, and the other hub; what is killed first is started again."""
    for victim in (hubs[0], worker, hubs[1]):
        await asyncio.sleep(random.uniform(0.5, 1.5))  # noqa: S311 - the instant of death
        await kill(victim)
        if victim is hubs[0]:
            await at.hub()
        elif victim is worker:
            await at.worker()


@pytest.mark.req("S7")
@pytest.mark.req("S9")
@pytest.mark.timeout(150)
async def test_kills_at_random_lose_no_credit_and_charge_each_key_once(
    engines: EngineUrls, model: ModelPeer, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    variables = environment(engines, model, tmp_path)
    async with place(variables, tmp_path / "processes.log") as at:
        hubs, worker = [await at.hub(), await at.hub()], await at.worker()
        client = await sign_up(at.url, http, "survivor")
        org_id = client.organization["id"]
        for agent_id in (PRICED, PER_TOKEN):
            await client.enable(agent_id)
        over = asyncio.Event()
        killing = asyncio.create_task(kill_at_random(at, hubs, worker))
        killing.add_done_callback(lambda _: over.set())
        callers = await loaded(client, over)
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
        answered = [answer for caller in callers[:2] for answer in caller.answers.values()]
        assert len({answer["id"] for answer in answered}) == len(answered)
        assert {answer["status"] for answer in answered} == {"succeeded"}
        for caller in callers[:2]:
            key = next(iter(caller.answers))
            again = await caller.call(key)
            assert (again["id"], again["cost"]) == (
                caller.answers[key]["id"],
                caller.answers[key]["cost"],
            )
