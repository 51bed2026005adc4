"""Calls that do not wait: queued, paid for, taken by a worker, followed and cancelled."""

import asyncio
import json
from typing import Any

import nats
import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import Answer, Client, RunningHub
from tests.worker.books import read_books, rows
from tests.worker.conftest import WITHIN_S, Working

SUMMARIZE = platform_agent_id("summarize")
PRICED = platform_agent_id("write-sql")
MODEL = "openai/gpt-test"
LATER = {"prefer": "respond-async"}


async def submit(client: Client, text: str, **headers: str) -> Answer:
    answer = await client.invoke(SUMMARIZE, text, model=MODEL, headers=LATER | headers)
    assert answer.status == 202, answer.body
    return answer


async def until(client: Client, run_id: str, *statuses: str) -> Answer:
    async with asyncio.timeout(WITHIN_S):
        while True:
            run = await client.get(f"/v1/runs/{run_id}")
            if run["status"] in statuses:
                return run


async def events_of(client: Client, run_id: str, path: str = "/events") -> list[tuple[str, Any]]:
    headers = client.headers({"accept": "text/event-stream"})
    url = f"{client.url}/v1/runs/{run_id}{path}"
    async with asyncio.timeout(WITHIN_S), client.http.get(url, headers=headers) as stream:
        assert stream.status == 200
        text = await stream.text()
    lines = [line.partition(": ")[2] for line in text.splitlines() if line]
    return [(lines[i], json.loads(lines[i + 1])) for i in range(0, len(lines), 2)]


@pytest.mark.req("S6")
async def test_an_asynchronous_call_is_accepted_and_polled(
    hub: RunningHub, working: Working
) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    key = await person.key()
    accepted = await submit(key, "Sales rose.")
    assert accepted["status"] == "queued"
    assert accepted.headers["location"] == f"/v1/runs/{accepted['id']}"
    assert accepted.headers["preference-applied"] == "respond-async"
    async with working():
        run = await until(key, accepted["id"], "succeeded")
    assert run["output"] == {"text": "echo: Sales rose."}
    assert run["model"] == MODEL
    assert run["face"] == "http"
    assert run["receipt"]


async def test_the_same_key_queues_one_run(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    key = {"idempotency-key": "later"}
    first, again = await submit(person, "x", **key), await submit(person, "x", **key)
    assert first["id"] == again["id"]


async def test_a_queued_run_is_paid_for_before_it_waits(hub: RunningHub, working: Working) -> None:
    person = await hub.sign_up()
    await person.enable(PRICED)
    org_id = person.organization["id"]
    question = {"question": "How many orders?", "schema": "orders(id)"}
    accepted = await person.invoke(PRICED, question, model=MODEL, headers=LATER)
    assert accepted.status == 202, accepted.body
    held = await read_books(hub.engines.database, org_id)
    assert held.held_cached == 1_000_000
    async with working():
        await until(person, accepted["id"], "succeeded", "failed")
    after = await read_books(hub.engines.database, org_id)
    after.balance()
    assert after.held_cached == 0


async def test_rights_are_asked_again_when_the_run_starts(
    hub: RunningHub, working: Working
) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    made = await person.post("/v1/api-keys", {"name": "k", "scopes": ["agents:invoke"]})
    accepted = await submit(person.with_token(made["key"]), "x")
    gone = await person.call("DELETE", f"/v1/api-keys/{made['id']}")
    assert gone.status < 300, gone.body
    async with working():
        run = await until(person, accepted["id"], "failed")
    assert run["error"]["code"] == "rights_ended"
    assert (await read_books(hub.engines.database, person.organization["id"])).holds_open == 0


async def test_a_queued_run_is_cancelled_at_once(hub: RunningHub, working: Working) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    mark = person.user["id"]
    accepted = await submit(person, f"x {mark}")
    cancelled = await person.post(f"/v1/runs/{accepted['id']}/cancel")
    assert (cancelled.status, cancelled["status"]) == (202, "cancelled")
    last = await submit(person, f"y {mark}")
    async with working():
        await until(person, last["id"], "succeeded")
    assert len(hub.model.asked(mark)) == 1
    assert (await person.get(f"/v1/runs/{accepted['id']}"))["status"] == "cancelled"


@pytest.mark.req("S6")
async def test_cancelling_reaches_the_worker_and_the_model_within_a_second(
    hub: RunningHub, working: Working
) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    hub.model.hanging.clear()
    abandoned = hub.model.abandoned
    async with working():
        accepted = await submit(person, "[[hang]]")
        await asyncio.wait_for(hub.model.hanging.wait(), WITHIN_S)
        async with asyncio.timeout(1.0):
            await person.post(f"/v1/runs/{accepted['id']}/cancel")
            while hub.model.abandoned == abandoned:
                run = await person.get(f"/v1/runs/{accepted['id']}")
        run = await until(person, accepted["id"], "cancelled")
    assert run["error"]["code"] == "run_cancelled"
    assert (await read_books(hub.engines.database, person.organization["id"])).holds_open == 0


async def test_events_of_a_run_come_as_they_happen_and_end_with_the_whole(
    hub: RunningHub, working: Working
) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    accepted = await submit(person, "[[slow 0.05]] a b c d")
    following = asyncio.create_task(events_of(person, accepted["id"]))
    async with working():
        events = await following
    names = [name for name, _ in events]
    assert names[0] == "run.started"
    assert names.count("run.started") == names.count("run.finished") == 1
    assert names[-1] == "run.finished"
    text = "".join(data["text"] for name, data in events if name == "output.delta")
    assert text == events[-1][1]["output"]["text"]
    late = await events_of(person, accepted["id"], path="")
    assert [name for name, _ in late] == ["run.started", "run.finished"]


async def test_the_events_of_others_are_not_there(hub: RunningHub) -> None:
    person, stranger = await hub.sign_up(), await hub.sign_up()
    await person.enable(SUMMARIZE)
    accepted = await submit(person, "x")
    refused = await stranger.get(f"/v1/runs/{accepted['id']}/events")
    assert (refused.status, refused["code"]) == (404, "run_not_found")


@pytest.mark.req("S10")
async def test_what_happened_is_told_on_the_bus_once_and_leaves_the_outbox(
    hub: RunningHub, working: Working
) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    org_id = person.organization["id"]
    accepted = await submit(person, "x")
    async with working():
        await until(person, accepted["id"], "succeeded")
        async with asyncio.timeout(WITHIN_S):
            while await rows(hub.engines.database, org_id, "select id from outbox"):
                pass
    client = await nats.connect(hub.engines.nats)
    reading = await client.jetstream().subscribe(f"laelia.{org_id}.>", ordered_consumer=True)
    told = [await reading.next_msg(timeout=WITHIN_S) for _ in range(3)]
    await client.close()
    subjects = [message.subject.removeprefix(f"laelia.{org_id}.") for message in told]
    assert subjects == ["run.queued", "run.started", "run.finished"]
    for message in told:
        assert [run["run_id"] for run in json.loads(message.data)] == [accepted["id"]]
    assert len({(message.headers or {})["Nats-Msg-Id"] for message in told}) == 3
