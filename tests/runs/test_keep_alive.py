"""A stream of the hub's own says a word now and then, so that nothing on the way gives it up."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from typing import Any

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


async def _rest_of(key: Client, method: str, path: str, body: Any = None) -> str:
    """What comes of a stream, in the seconds that a right to read it may still last."""
    async with (
        asyncio.timeout(20),
        key.http.request(method, key.url + path, json=body, headers=key.headers(STREAM)) as stream,
    ):
        assert stream.status == 200
        return await stream.text()


@pytest.mark.req("R31", "R72")
async def test_r31_streams_end_with_the_credential_that_opened_them(
    hub: RunningHub, person: Client
) -> None:
    key = await person.key()
    queued = await person.invoke(SUMMARIZE, "x", headers={"prefer": "respond-async"})
    mark = f"revoked-{person.user['id']}"
    asked = {"input": f"[[hang {mark}-1]]", "model": "openai/gpt-test"}
    said = [{"role": "user", "content": f"[[hang {mark}-2]]"}]
    chat = {"model": SUMMARIZE, "messages": said, "stream": True}
    chat["laelia"] = {"model": "openai/gpt-test"}
    reading = asyncio.gather(
        _rest_of(key, "GET", f"/v1/runs/{queued['id']}/events"),
        _rest_of(key, "POST", f"/v1/agents/{SUMMARIZE}/invoke", asked),
        _rest_of(key, "POST", "/v1/chat/completions", chat),
    )
    async with asyncio.timeout(15):
        while not {f"{mark}-1", f"{mark}-2"} <= set(hub.model.hung):
            await asyncio.sleep(0.02)
    key_id = (await key.get("/v1/me"))["key_id"]
    assert (await person.call("DELETE", f"/v1/api-keys/{key_id}")).status == 204
    followed, invoked, chatted = await reading
    for text in (followed, invoked):
        assert "event: error" in text.split("\n\n")[-2]
        assert '"code":"unauthenticated"' in text
    assert "run.finished" not in followed + invoked
    assert "unauthenticated" in chatted
    assert "[DONE]" not in chatted
    await person.post(f"/v1/runs/{queued['id']}/cancel")
