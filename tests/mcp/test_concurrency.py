"""Many clients at once: answers never cross, and work nobody waits for ends."""

import asyncio
import json

import aiohttp
import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import Client, RunningHub
from tests.mcp.speaking import (
    ACCEPT,
    USE_TEST_MODEL,
    headers_for,
    message,
    say,
    say_old,
)

SUMMARIZE = platform_agent_id("summarize")


async def _abandoned(hub: RunningHub, more_than: int) -> None:
    async with asyncio.timeout(10):
        while hub.model.abandoned <= more_than:
            await asyncio.sleep(0.02)


async def _hanging(hub: RunningHub) -> None:
    async with asyncio.timeout(10):
        await hub.model.hanging.wait()


async def _fund(admin: Client, person: Client) -> None:
    """What one is given at the start does not pay for thousands of calls."""
    org_id = person.organization["id"]
    grant = {"organization_id": org_id, "kind": "promotional", "credits": "10000", "reason": "x"}
    headers = {"idempotency-key": f"calls-of-{org_id}"}
    made = await admin.post("/v1/admin/grants", grant, headers=headers)
    assert made.status == 201, made.body


@pytest.mark.req("R75")
@pytest.mark.parametrize(
    "turns",
    [6, pytest.param(200, marks=[pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(600)])],
)
async def test_equal_ids_of_concurrent_clients_never_cross(hub: RunningHub, turns: int) -> None:
    people, admin = [await hub.sign_up() for _ in range(5)], await hub.admin()
    for person in people:
        await person.enable(SUMMARIZE)
        await _fund(admin, person)

    async def client(number: int) -> None:
        person = people[number % len(people)]
        for turn in range(turns):
            text = f"canary {number} {turn}"
            speak = say if (number + turn) % 2 else say_old
            params = {"name": "summarize", "arguments": {"text": text}}
            params = params if speak is say else params | {"_meta": USE_TEST_MODEL}
            options = {"meta": USE_TEST_MODEL} if speak is say else {}
            answer = await speak(person, "tools/call", params, id_=turn, **options)
            assert answer.messages[-1]["id"] == turn
            assert answer.result["structuredContent"] == {"text": f"echo: {text}"}

    async with asyncio.TaskGroup() as group:
        for number in range(50):
            group.create_task(client(number))


async def test_hanging_up_cancels_the_run(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    before = hub.model.abandoned
    hub.model.hanging.clear()
    params = {"name": "summarize", "arguments": {"text": "[[hang]]"}}
    waiting = asyncio.create_task(say(person, "tools/call", params, meta=USE_TEST_MODEL))
    await _hanging(hub)
    waiting.cancel()
    await _abandoned(hub, before)
    await _run_ends(person, "cancelled")


@pytest.mark.req("F19")
async def test_hanging_up_before_the_run_begins_cancels_it_too(hub: RunningHub) -> None:
    """A model is being asked which agents the request is for, and takes its time."""
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    request = "Summarize this long annual report"
    arguments = {"text": f"[[slow 1]] {request}", "material": "Sales rose."}
    params = {"name": "laelia", "arguments": arguments}
    waiting = asyncio.create_task(say(person, "tools/call", params, meta=USE_TEST_MODEL))
    async with asyncio.timeout(10):
        while not hub.model.asked(request):
            await asyncio.sleep(0.02)
    waiting.cancel()
    await _run_ends(person, "cancelled")
    assert (await person.get("/v1/credits"))["held"] == "0"


async def _run_ends(person: Client, status: str) -> None:
    async with asyncio.timeout(10):
        while True:
            runs = await person.get("/v1/runs")
            if [run["status"] for run in runs["data"]] == [status]:
                return
            await asyncio.sleep(0.02)


async def test_a_notification_of_the_same_session_cancels_the_run(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    opened = await say_old(person, "initialize", {"protocolVersion": "2025-11-25"})
    session = {"mcp-session-id": opened.headers["mcp-session-id"]}
    other = {"mcp-session-id": "another"}
    before = hub.model.abandoned
    hub.model.hanging.clear()
    params = {
        "name": "summarize",
        "arguments": {"text": "[[hang]]"},
        "_meta": USE_TEST_MODEL,
    }
    waiting = asyncio.create_task(say_old(person, "tools/call", params, id_=9, headers=session))
    await _hanging(hub)
    for headers, gone in ((other, False), (session, True)):
        cancel = {
            "jsonrpc": "2.0",
            "method": "notifications/cancelled",
            "params": {"requestId": 9},
        }
        typed = {"content-type": "application/json", "accept": ACCEPT} | headers
        async with person.http.post(
            person.url + "/mcp", json=cancel, headers=person.headers(typed)
        ) as answer:
            assert answer.status == 202
        assert waiting.done() is False or gone
    await _abandoned(hub, before)
    answer_ = await asyncio.wait_for(waiting, 10)
    assert answer_.result["isError"] is True
    assert answer_.result["_meta"]["laelia/error_code"] == "run_cancelled"
    await _run_ends(person, "cancelled")


async def _events(answer: aiohttp.ClientResponse) -> dict[str, object]:
    """The next event's message."""
    while line := await answer.content.readline():
        if line.startswith(b"data: "):
            found: dict[str, object] = json.loads(line[6:])
            return found
    raise AssertionError("the stream ended")


@pytest.mark.req("R31")
async def test_a_change_of_the_tools_is_told_in_both_eras(hub: RunningHub) -> None:
    person = await hub.sign_up()
    key = await person.key()
    listening = message("subscriptions/listen", {"notifications": {"toolsListChanged": True}})
    old = {"accept": "text/event-stream", "mcp-protocol-version": "2025-11-25"}
    async with (
        person.http.post(
            person.url + "/mcp", json=listening, headers=key.headers(headers_for(listening))
        ) as new_stream,
        person.http.get(person.url + "/mcp", headers=key.headers(old)) as old_stream,
        asyncio.timeout(15),
    ):
        honored = await _events(new_stream)
        assert honored["method"] == "notifications/subscriptions/acknowledged"
        assert honored["params"] == {
            "notifications": {"toolsListChanged": True},
            "_meta": {"io.modelcontextprotocol/subscriptionId": 1},
        }
        await person.enable(SUMMARIZE)
        for stream in (new_stream, old_stream):
            assert (await _events(stream))["method"] == "notifications/tools/list_changed"
