"""Live runs: what is under way, and each run that begins or ends, as somebody looks on."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from hub.agents.shipped import platform_agent_id
from tests.agents.documents import node
from tests.agents_api.people import member_of
from tests.graphs.flows import flow, says
from tests.hub_fixtures import Client, RunningHub
from tests.worker.conftest import WITHIN_S, Working

SUMMARIZE = platform_agent_id("summarize")
MODEL = "openai/gpt-test"
Events = AsyncIterator[tuple[str, Any]]


@asynccontextmanager
async def watching(client: Client) -> AsyncIterator[Events]:
    """What is seen by somebody who connects anew whenever the stream ends."""
    async with asyncio.timeout(WITHIN_S):
        events = _connected(client)
        yield events
        await events.aclose()


async def _connected(client: Client) -> AsyncGenerator[tuple[str, Any]]:
    headers = client.headers({"accept": "text/event-stream"})
    while True:
        async with client.http.get(f"{client.url}/v1/runs/live", headers=headers) as stream:
            assert stream.status == 200
            async for event in _events(stream.content):
                yield event


async def _events(content: Any) -> Events:
    name = ""
    async for line in content:
        field, _, value = line.decode().strip().partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


async def until(
    events: Events, run_id: str, status: str, *, never: str | None = None
) -> dict[str, Any]:
    async for name, data in events:
        runs = data["data"] if name == "runs.latest" else [data]
        for run in runs:
            assert run["id"] != never
            if (run["id"], run["status"]) == (run_id, status):
                return dict(run)
    raise AssertionError


@pytest.mark.req("FR-4.20")
async def test_a_run_is_seen_as_it_ends(hub: RunningHub, working: Working) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    async with working(), watching(person) as events:
        assert await anext(events) == ("runs.latest", {"data": []})
        run = await person.invoke(SUMMARIZE, "x", model=MODEL)
        seen = await until(events, run["id"], "succeeded")
    assert seen["cost"] == run["cost"]
    assert seen["user_id"] == person.user["id"]
    assert not {"input", "output", "receipt"} & set(seen)


@pytest.mark.req("S19")
async def test_a_member_sees_their_own_runs_and_an_admin_all(
    hub: RunningHub, working: Working
) -> None:
    admin = await hub.sign_up(organization="Watchers")
    member = await member_of(hub, admin)
    await admin.enable(SUMMARIZE)
    async with working(), watching(member) as own, watching(admin) as all_:
        theirs = await admin.invoke(SUMMARIZE, "x", model=MODEL)
        await until(all_, theirs["id"], "succeeded")
        mine = await member.invoke(SUMMARIZE, "y", model=MODEL)
        await until(all_, mine["id"], "succeeded")
        await until(own, mine["id"], "succeeded", never=theirs["id"])


async def test_a_run_that_waits_for_a_person_is_among_the_latest(hub: RunningHub) -> None:
    person = await hub.sign_up()
    nodes = [node("gate", "approval", question="Send?"), says("sent"), says("dropped"), says("e")]
    edges = "start>gate gate>sent:approved gate>dropped:rejected sent>e dropped>e e>end"
    agent_id = await flow(person, nodes, edges, "e")
    run = await person.invoke(agent_id, "x", model=MODEL)
    assert run["status"] == "input_required"
    async with watching(person) as events:
        await until(events, run["id"], "input_required")
    listed = await person.get("/v1/runs?status=input_required")
    assert [one["id"] for one in listed["data"]] == [run["id"]]
    assert (await person.get("/v1/runs?status=succeeded"))["data"] == []
