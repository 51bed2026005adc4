"""What whoever runs the installation sees: engines, what waits, jobs, the proof of the books."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from hub.kit.clock import system_clock
from hub.kit.db import Reader
from hub.kit.ids import new_id
from hub.kit.jobs import JobBook
from hub.kit.loops import repeat
from tests.hub_fixtures import RunningHub
from tests.organizations.conftest import until
from tests.worker.conftest import Working

JOBS = "/v1/admin/jobs"
WHY = {"reason": "To see it done"}


@pytest.fixture
async def finder(hub: RunningHub) -> AsyncIterator[Reader]:
    reader = Reader(hub.engines.database_worker)
    await reader.open()
    yield reader
    await reader.close()


@pytest.mark.req("FR-7.1")
async def test_health_says_what_each_engine_answered(hub: RunningHub) -> None:
    admin, someone = await hub.admin(), await hub.sign_up()
    await someone.get("/v1/me")

    found = await admin.get("/v1/admin/health")

    engines = {one["name"]: one for one in found["engines"]}
    assert (engines["database"]["state"], engines["database"]["required"]) == ("ok", True)
    assert engines["database"]["version"][0].isdigit()
    assert all(one["version"] for name, one in engines.items() if name in ("nats", "valkey"))
    assert {one["name"] for one in found["queues"]} == {"outbox", "runs", "under_way", "mail"}
    assert [one["answers"] for one in found["providers"] if one["name"] == "openai"] == [True]
    assert (await someone.get("/v1/admin/health"))["code"] == "platform_admin_required"


@pytest.mark.req("FR-7.1")
async def test_a_job_that_fails_says_so(hub: RunningHub, finder: Reader) -> None:
    book, stopping = JobBook(finder, new_id("prc"), system_clock), asyncio.Event()
    steps = 0

    async def step() -> bool:
        nonlocal steps
        steps += 1
        if steps == 1:
            raise ValueError("the disk is full")
        stopping.set()
        return False

    async def seen() -> dict[str, object]:
        await book.step()
        listed = (await (await hub.admin()).get(JOBS))["data"]
        return next(one for one in listed if one["name"] == "of_a_test")

    job = book.job("of_a_test", 3600.0)
    working = asyncio.create_task(
        repeat("of_a_test", step, every_s=3600.0, stopping=stopping, watch=job)
    )
    async with asyncio.timeout(5):
        while not job.failed:
            await asyncio.sleep(0)
    failing = await seen()
    job.wake.set()
    await working
    well = await seen()

    assert (failing["state"], failing["failures"]) == ("failing", 1)
    assert failing["error"] == "ValueError: the disk is full"
    assert (well["state"], well["failures"], well["failed"], well["runs"]) == ("idle", 0, 1, 2)


@pytest.mark.req("FR-7.1", "D-bill")
async def test_a_worker_does_a_job_at_once_when_asked(hub: RunningHub, working: Working) -> None:
    admin = await hub.admin()
    async with working():
        asked = await until(lambda: admin.post(f"{JOBS}/books/run", WHY), 202, within_s=15)
        unknown = await admin.post(f"{JOBS}/nothing/run", WHY)
        soon = await admin.post(f"{JOBS}/relay/run", WHY)
        async with asyncio.timeout(15):
            while True:
                ledger = await admin.get("/v1/admin/ledger")
                if ledger["checked_at"] and ledger["checked_at"] > asked["asked_at"]:
                    break
                await asyncio.sleep(0.2)

    assert (unknown.status, unknown["code"]) == (404, "job_not_found")
    assert (soon.status, soon["code"]) == (409, "job_not_on_request")
    assert {one["asset"] for one in ledger["trial"]} >= {"credit"}
    sums: dict[str, int] = {}
    for line in ledger["trial"]:
        sums[line["asset"]] = sums.get(line["asset"], 0) + line["amount"]
    assert set(sums.values()) == {0}
