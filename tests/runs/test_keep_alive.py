"""A stream of the hub's own says a word now and then, so that nothing on the way gives it up."""

import dataclasses
from collections.abc import AsyncIterator

import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from tests.hub_fixtures import Client, RunningHub, hub_settings, serve

SUMMARIZE = platform_agent_id("summarize")
BODY = {"input": "[[slow 0.4]] one", "model": "openai/gpt-test"}
STREAM = {"accept": "text/event-stream"}


@pytest.fixture
async def person(
    hub: RunningHub, engines: EngineUrls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Client]:
    """Of a hub that bears little silence."""
    settings = hub_settings(engines, tmp_path_factory.mktemp("hub"), runs={"keep_alive_s": 0.05})
    async with serve(settings) as url:
        found = await dataclasses.replace(hub, url=url).sign_up()
        await found.enable(SUMMARIZE)
        yield found


def pings(text: str) -> int:
    """How many comments there are; everything else must be an event."""
    blocks = text.removesuffix("\n\n").split("\n\n")
    assert all(block == ": ping" or block.startswith("event: ") for block in blocks)
    return blocks.count(": ping")


@pytest.mark.req("S6")
async def test_a_streamed_invoke_is_kept_open(person: Client) -> None:
    path = f"/v1/agents/{SUMMARIZE}/invoke"
    streamed = await person.post(path, BODY, headers=STREAM)
    assert pings(streamed.body) >= 2
    assert "event: run.finished" in streamed.body.split("\n\n")[-2]


@pytest.mark.req("S6")
@pytest.mark.parametrize("tail", ["", "/events"])
async def test_following_a_run_is_kept_open(person: Client, tail: str) -> None:
    queued = await person.invoke(SUMMARIZE, "x", headers={"prefer": "respond-async"})
    async with person.http.get(
        f"{person.url}/v1/runs/{queued['id']}{tail}", headers=person.headers(STREAM)
    ) as stream:
        assert await stream.content.readuntil(b"\n\n") == b": ping\n\n"
        await person.post(f"/v1/runs/{queued['id']}/cancel")
        rest = await stream.text()
    pings(rest)
    assert "event: run.finished" in rest.split("\n\n")[-2]
