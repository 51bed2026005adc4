"""Who hangs up pays nothing: the run ends, its hold is released, and the call is in the records."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import Client, RunningHub

SUMMARIZE = platform_agent_id("summarize")
BODY = {"input": "[[hang]]", "model": "openai/gpt-test"}


async def _read_to_the_end(person: Client) -> None:
    path = f"{person.url}/v1/agents/{SUMMARIZE}/invoke"
    headers = person.headers({"accept": "text/event-stream"})
    async with person.http.post(path, json=BODY, headers=headers) as stream:
        assert b"run.started" in await stream.content.readline()
        await stream.text()


def _plainly(person: Client) -> Awaitable[Any]:
    return person.post(f"/v1/agents/{SUMMARIZE}/invoke", BODY)


@pytest.mark.req("F11")
@pytest.mark.req("S10")
@pytest.mark.parametrize("call", [_plainly, _read_to_the_end], ids=["plain", "stream"])
async def test_hanging_up_cancels_the_run_and_frees_its_hold(hub: RunningHub, call: Any) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    hub.model.hanging.clear()
    calling = asyncio.ensure_future(call(person))
    async with asyncio.timeout(20):
        await hub.model.hanging.wait()
        during = await person.get("/v1/credits")
        assert during["held"] > "0"
        calling.cancel()
        while not (used := (await person.get("/v1/usage"))["data"]):
            pass
        held = await person.get("/v1/credits")
    [event] = used
    assert (event["status"], event["error_code"]) == ("cancelled", "run_cancelled")
    assert (event["agent_id"], event["face"], event["credits"]) == (SUMMARIZE, "http", "0")
    assert (held["held"], held["available"]) == ("0", "100")
    run = await person.get(f"/v1/runs/{event['run_id']}")
    assert (run["status"], run["cost"]) == ("cancelled", {"credits": "0"})
