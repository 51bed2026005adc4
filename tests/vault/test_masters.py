"""Master keys: whoever keeps them, they open what they wrapped for whom, and for nobody else."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from hub.kit.vault import KeysUnavailable, LocalMasters
from hub.kit.vault.transit import TransitMasters
from tests.engine_fixtures import DatabaseUrls
from tests.hub_fixtures import Client, RunningHub, hub_settings, serve
from tests.peers.transit import KEY, TOKEN, Transit, transit

pytestmark = pytest.mark.req("R64")

SUMMARIZE = platform_agent_id("summarize")
DATA_KEY, CONTEXT = os.urandom(32), b"laelia/data-key/org_a/1"


@pytest.fixture
async def service() -> AsyncIterator[Transit]:
    async with transit() as peer:
        yield peer


async def test_a_file_wraps_and_the_earlier_ones_still_open(tmp_path: Path) -> None:
    masters, beside = LocalMasters(tmp_path), LocalMasters(tmp_path)
    first = await masters.wrap(DATA_KEY, CONTEXT)
    assert first.by == await beside.current()
    assert DATA_KEY not in first.key
    assert await beside.unwrap(first.key, CONTEXT) == DATA_KEY
    assert await masters.renew() != first.by
    second = await beside.wrap(DATA_KEY, CONTEXT)
    assert second.by == await masters.current(), "another process goes on with the new key at once"
    for wrapped in (first.key, second.key):
        for each in (masters, beside, LocalMasters(tmp_path)):
            assert await each.unwrap(wrapped, CONTEXT) == DATA_KEY
            with pytest.raises(KeysUnavailable):
                await each.unwrap(wrapped, b"laelia/data-key/org_b/1")


async def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    wrapped = await LocalMasters(tmp_path / "one").wrap(DATA_KEY, CONTEXT)
    with pytest.raises(KeysUnavailable, match="Restore it from a backup"):
        await LocalMasters(tmp_path / "two").unwrap(wrapped.key, CONTEXT)


async def test_several_processes_begin_with_one_key(tmp_path: Path) -> None:
    made = await asyncio.gather(*(asyncio.to_thread(LocalMasters, tmp_path) for _ in range(8)))
    assert len({await masters.current() for masters in made}) == 1


async def test_a_key_service_wraps_unwraps_and_renews(service: Transit) -> None:
    masters = TransitMasters(service.url, TOKEN, mount="transit", key=KEY)
    first = await masters.wrap(DATA_KEY, CONTEXT)
    assert first.by == "transit:laelia:1" == await masters.current()
    assert await masters.renew() == "transit:laelia:2"
    second = await masters.wrap(DATA_KEY, CONTEXT)
    assert second.by == "transit:laelia:2"
    for wrapped in (first.key, second.key):
        assert await masters.unwrap(wrapped, CONTEXT) == DATA_KEY
        with pytest.raises(KeysUnavailable):
            await masters.unwrap(wrapped, b"laelia/data-key/org_b/1")
    await masters.aclose()


async def test_a_key_service_that_refuses_or_is_away_says_nothing_of_keys(
    service: Transit,
) -> None:
    strangers = TransitMasters(service.url, "wrong", mount="transit", key=KEY)
    with pytest.raises(KeysUnavailable, match="403"):
        await strangers.wrap(DATA_KEY, CONTEXT)
    await strangers.aclose()
    away = TransitMasters("http://127.0.0.1:9", TOKEN, mount="transit", key=KEY)
    with pytest.raises(KeysUnavailable, match="does not answer"):
        await away.current()
    await away.aclose()


async def test_a_hub_serves_with_its_key_in_a_service(
    hub: RunningHub,
    engines: EngineUrls,
    fresh_database: DatabaseUrls,
    service: Transit,
    tmp_path: Path,
) -> None:
    urls = replace(
        engines,
        database=fresh_database.app,
        database_admin=fresh_database.admin,
        database_worker=fresh_database.worker,
    )
    keys = {"transit_url": service.url, "transit_token": TOKEN}
    settings = hub_settings(urls, tmp_path, keys=keys)
    async with serve(settings) as url:
        here = RunningHub(url, hub.model, urls, hub.http, tmp_path)
        person = await here.sign_up()
        await person.enable(SUMMARIZE)
        run = await person.invoke(SUMMARIZE, "Kept in a service 71.", model="openai/gpt-test")
        assert run.status == 200, run.body
        asked = len(service.calls)
        for _ in range(20):
            again = await person.invoke(SUMMARIZE, "And again.", model="openai/gpt-test")
            assert again.status == 200
        assert len(service.calls) == asked, "the service is not asked for every run"
        service.sealed = True
        newcomer = await here.sign_up()
        await newcomer.enable(SUMMARIZE)
        refused = await newcomer.invoke(SUMMARIZE, "x", model="openai/gpt-test")
        assert (refused.status, refused["code"]) == (503, "keys_unavailable")
        assert (await newcomer.get("/v1/credits"))["held"] == "0"
    service.sealed = False
    async with serve(settings) as url:
        there = Client(url, hub.http, person.token)
        assert (await there.get(f"/v1/runs/{run['id']}"))["output"] == run["output"]
