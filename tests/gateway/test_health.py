"""`/readyz` tells the truth about each engine, also of those that go and come back."""

import asyncio
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from hub.kit.engines import Engines, EngineUrls
from hub.kit.settings import Settings
from tests.hub_fixtures import Answer, Client, RunningHub, hub_settings, serve

WITHIN_S = 20


async def _until(client: Client, engine: str, state: str) -> Answer:
    async with asyncio.timeout(WITHIN_S):
        while True:
            report = await client.get("/readyz")
            if report["engines"][engine] == state:
                return report
            await asyncio.sleep(0.05)


@pytest.mark.req("FR-7.8")
async def test_an_engine_that_stops_is_missed_until_it_is_back(
    hub: RunningHub, engines: EngineUrls, run_folder: Path, tmp_path: Path
) -> None:
    folder = run_folder / f"health-{id(tmp_path)}"
    own = Engines(folder, Settings(), parts={"nats", "valkey"})
    await own.start()
    urls = replace(engines, nats=own.urls().nats, redis=own.urls().redis)
    settings = hub_settings(urls, tmp_path)
    async with serve(settings) as url:
        client = Client(url, hub.http)
        for engine in ("nats", "valkey"):
            await _until(client, engine, "ok")
        await own.stop()
        for engine in ("nats", "valkey"):
            report = await _until(client, engine, "unreachable")
            assert (report.status, report["status"]) == (200, "degraded")
        assert report["engines"]["database"] == "ok"
        assert (await client.get("/healthz")).status == 200
        page = await client.get("/status")
        assert 'class="petal down" data-engine="nats"' in page.body
        shown = await client.get("/metrics")
        assert 'laelia_engine_up{engine="nats"' in shown.body
        again = Engines(folder, Settings(), parts={"valkey"})
        await again.start()
        try:
            await _until(client, "valkey", "ok")
        finally:
            await again.stop()


async def test_the_report_says_states_and_no_addresses(hub: RunningHub) -> None:
    report = await hub.anonymous.get("/readyz")
    assert report.status == 200
    assert report["engines"]["database"] == "ok"
    assert "://" not in str(report.body)


async def test_many_askers_cost_one_round(hub: RunningHub) -> None:
    async def ask() -> int:
        async with aiohttp.ClientSession() as http, http.get(f"{hub.url}/readyz") as answer:
            return answer.status

    assert set(await asyncio.gather(*(ask() for _ in range(50)))) == {200}
