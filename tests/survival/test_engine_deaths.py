"""Every engine dies under load: calls in flight fail clearly or wait, nothing recorded is lost."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import nats
import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import Engines
from hub.kit.engines.child import Child
from hub.kit.settings import Settings
from hub.migrations import run
from tests.hub_fixtures import Client
from tests.peers.model import ModelPeer
from tests.survival.processes import LEASE_S, Insisting, environment, place, sign_up, within
from tests.worker.books import read_books, rows

PER_TOKEN = platform_agent_id("translate")
PRICED = platform_agent_id("write-sql")
SQL = '[[json {"sql": "select 1", "explanation": "x", "assumptions": []}]]'


@pytest.fixture
async def mortal(run_folder: Path, worker_id: str) -> AsyncIterator[Engines]:
    """Engines of this test's own, supervised as `laelia up` does it."""
    home = run_folder / f"mortal-{worker_id}"
    home.mkdir(mode=0o755)
    engines = Engines(home, Settings(), parts={"postgres", "nats", "valkey"})
    await engines.start()
    await asyncio.to_thread(run.upgrade, engines.urls().database_admin)
    yield engines
    await engines.stop()


async def kill_and_await(child: Child) -> None:
    before = child.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    async with within(f"{child.program.name} is ready again"):
        while child.pid in {None, before} or not await child.program.is_ready(child.pid or 0):
            await asyncio.sleep(0.02)


async def refuses_soon(client: Client) -> None:
    """Without its database the hub lives, is not ready, and says so instead of letting wait."""
    # Far less than a caller waits; a busy machine takes its time to come back to us.
    async with within("whoever asks is refused", 8):
        asked = [client.get(path) for path in ("/v1/runs", "/v1/agents", "/v1/api-keys") * 3]
        answers = await asyncio.gather(*asked)
    assert {(one.status, one["code"]) for one in answers} == {(503, "unavailable")}
    assert all(int(one.headers["retry-after"]) >= 1 for one in answers)
    assert (await client.get("/healthz")).status == 200
    async with within("the hub is not ready", 5):
        while (await client.get("/readyz")).status != 503:
            await asyncio.sleep(0.05)


async def outlast_an_outage(client: Client, mortal: Engines, model: ModelPeer) -> None:
    """Silence that nobody could break is no death: the run that was under way succeeds."""
    await client.enable(PER_TOKEN)
    mark = client.user["id"]
    sentence = {"text": f"[[slow 0.6]] a b c d {mark}", "language": "French"}
    slow = asyncio.create_task(client.invoke(PER_TOKEN, sentence, model="openai/gpt-test"))
    while not model.asked(mark):
        await asyncio.sleep(0.01)
    await mortal.children["postgres"].stop()
    away = asyncio.get_running_loop().time()
    await refuses_soon(client)
    await asyncio.sleep(away + LEASE_S + 0.5 - asyncio.get_running_loop().time())
    await mortal.children["postgres"].start()
    assert (await slow)["status"] == "succeeded"


async def run_ids_told(url: str, org_id: str) -> set[str]:
    client = await nats.connect(url)
    stream = await client.jetstream().stream_info("LAELIA_EVENTS")
    subject = f"laelia.{org_id}.run.finished"
    reading = await client.jetstream().pull_subscribe(subject, stream=stream.config.name)
    told: set[str] = set()
    try:
        while True:
            for message in await reading.fetch(500, timeout=0.3):
                told |= {run["run_id"] for run in json.loads(message.data)}
                await message.ack()
    except TimeoutError:
        return told
    finally:
        await client.close()


@pytest.mark.req("F3", "F4", "F5", "F6")
@pytest.mark.req("FR-4.21")
@pytest.mark.req("S7")
@pytest.mark.timeout(150)
async def test_each_engine_may_die_under_load(
    mortal: Engines, model: ModelPeer, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    urls = mortal.urls()
    async with place(environment(urls, model, tmp_path), tmp_path / "processes.log") as at:
        hub, worker = await at.hub(), await at.worker()
        client = await sign_up(at.url, http, "tenant")
        org_id = client.organization["id"]
        await client.enable(PRICED)
        question = {"question": SQL, "schema": "orders(id)"}
        callers = [
            Insisting(client, PRICED, question),
            Insisting(client, PRICED, question, prefer="respond-async"),
        ]
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for number in range(8):
                caller = callers[number % 2]
                group.create_task(caller.keep_calling(f"caller-{number}", over))
            for name in ("postgres", "nats", "valkey"):
                answered = sum(len(caller.answers) for caller in callers)
                await kill_and_await(mortal.children[name])
                async with within(f"calls are answered again after the death of {name}"):
                    while sum(len(caller.answers) for caller in callers) < answered + 8:
                        await asyncio.sleep(0.02)
            over.set()
        await outlast_an_outage(client, mortal, model)
        assert hub.returncode is None
        assert worker.returncode is None

        async with within("every run has ended, and every event is sent"):
            while await rows(urls.database, org_id, "select from runs where finished_at is null"):
                await asyncio.sleep(0.05)
            while await rows(urls.database, org_id, "select from outbox"):
                await asyncio.sleep(0.05)
        (await read_books(urls.database, org_id)).balance()
        kept = {row[0] for row in await rows(urls.database, org_id, "select id from runs")}
        answers = [answer for caller in callers for answer in caller.answers.values()]
        assert {answer["id"] for answer in answers} <= kept
        assert {answer["status"] for answer in callers[0].answers.values()} == {"succeeded"}
        assert await run_ids_told(urls.nats, org_id) == kept
