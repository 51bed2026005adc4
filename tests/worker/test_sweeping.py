"""What nobody finishes is finished: lost runs, late ones, and credits past their day."""

import asyncio
import signal
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.clock import system_clock
from tests.hub_fixtures import RunningHub
from tests.survival.processes import LEASE_S, environment, kill, place
from tests.worker.books import read_books, rows
from tests.worker.conftest import WITHIN_S, Working
from tests.worker.test_asynchronous_runs import PRICED, SUMMARIZE, submit, until

PER_TOKEN = platform_agent_id("translate")
MODEL = "openai/gpt-test"
LEASE = {"runs": {"process_lease_s": LEASE_S}}


@pytest.mark.req("S7")
async def test_a_run_whose_worker_is_killed_is_lost_and_costs_nothing(
    hub: RunningHub, working: Working, tmp_path: Path
) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    org_id = person.organization["id"]
    hub.model.hanging.clear()
    accepted = await submit(person, "[[hang]]", **{"idempotency-key": "again"})
    variables = environment(hub.engines, hub.model, tmp_path)
    async with place(variables, tmp_path / "worker.log") as at:
        doomed = await at.worker()
        await asyncio.wait_for(hub.model.hanging.wait(), WITHIN_S)
        await kill(doomed)
    async with working(**LEASE):
        run = await until(person, accepted["id"], "lost")
        assert run["error"]["code"] == "run_lost"
        assert run["cost"] == {"credits": "0"}
        usage = "select status from usage_events where run_id = %s"
        assert await rows(hub.engines.database, org_id, usage, [accepted["id"]]) == [("lost",)]
        retried = await submit(person, "[[hang]]", **{"idempotency-key": "again"})
        assert retried["id"] != accepted["id"]
        await person.post(f"/v1/runs/{retried['id']}/cancel")
        await until(person, retried["id"], "cancelled")
        known = "select count(*) from processes where kind = 'worker'"
        async with asyncio.timeout(WITHIN_S):
            while await rows(hub.engines.database, org_id, known) != [(1,)]:
                await asyncio.sleep(0.05)
    books = await read_books(hub.engines.database, org_id)
    books.balance()
    assert books.holds_open == 0


@pytest.mark.req("S7")
async def test_a_process_that_wakes_after_its_lease_finds_its_run_settled(
    hub: RunningHub, working: Working, tmp_path: Path
) -> None:
    person = await hub.sign_up()
    await person.enable(PER_TOKEN)
    sentence = {"text": "[[slow 1]] a b", "language": "French"}
    variables = environment(hub.engines, hub.model, tmp_path)
    async with place(variables, tmp_path / "worker.log") as at:
        process = await at.worker()
        accepted = await person.invoke(
            PER_TOKEN, sentence, model=MODEL, headers={"prefer": "respond-async"}
        )
        await until(person, accepted["id"], "running")
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(LEASE_S + 0.5)
        began = monotonic()
        async with working(**LEASE):
            await until(person, accepted["id"], "lost")
            # Silence counts from when somebody listened: before that, who knows who was away.
            assert monotonic() - began >= LEASE_S
        process.send_signal(signal.SIGCONT)
    # Told to stop, it has brought its run to an end first: nobody took notice.
    run = await person.get(f"/v1/runs/{accepted['id']}")
    assert (run["status"], run["cost"], run["output"]) == ("lost", {"credits": "0"}, None)
    books = await read_books(hub.engines.database, person.organization["id"])
    books.balance()
    assert (books.holds_open, books.captured) == (0, 0)


async def test_a_stopping_worker_says_what_it_could_not_finish(
    hub: RunningHub, working: Working
) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    abandoned = hub.model.abandoned
    hub.model.hanging.clear()
    accepted = await submit(person, "[[hang]]")
    async with working(runs={"drain_s": 0.1}):
        await asyncio.wait_for(hub.model.hanging.wait(), WITHIN_S)
    run = await person.get(f"/v1/runs/{accepted['id']}")
    assert (run["status"], run["error"]["code"]) == ("lost", "run_lost")
    async with asyncio.timeout(WITHIN_S):
        while hub.model.abandoned == abandoned:
            await asyncio.sleep(0.01)


async def test_a_run_that_waits_too_long_fails(hub: RunningHub, working: Working) -> None:
    person = await hub.sign_up()
    await person.enable(PRICED)
    later = {"prefer": "respond-async"}
    question = {"question": "x", "schema": "y"}
    accepted = await person.invoke(PRICED, question, model=MODEL, headers=later)
    now = system_clock() + timedelta(hours=2)
    async with working(clock=lambda: now, runs={"queue_s": 3600}):
        run = await until(person, accepted["id"], "failed")
    books = await read_books(hub.engines.database, person.organization["id"])
    books.balance()
    assert books.holds_open == 0
    assert run["error"]["code"] == "queue_timeout"


@pytest.mark.timeout(150)
async def test_credits_that_nobody_drew_in_time_leave_the_wallet(
    hub: RunningHub, working: Working
) -> None:
    person = await hub.sign_up()
    org_id = person.organization["id"]
    now = system_clock() + timedelta(days=91)
    ended = "select expired_at is not null from credit_grants"
    async with working(clock=lambda: now):
        # By then the grants of every other test's organization are over too, and go first.
        async with asyncio.timeout(8 * WITHIN_S):
            while await rows(hub.engines.database, org_id, ended) != [(True,)]:
                pass
    books = await read_books(hub.engines.database, org_id)
    assert (books.everything, books.credit_booked, books.credit_cached) == (0, 0, 0)
