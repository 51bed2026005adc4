"""The installation under maintenance: reading goes on, nothing new begins, what began ends."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from mcp import MCPError

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub
from tests.marketplace.people import second_moderator
from tests.mcp.speaking import MODERN, USE_TEST_MODEL, mcp_client
from tests.organizations.conftest import SETTINGS

pytestmark = pytest.mark.req("FR-7.2")
SUMMARIZE = platform_agent_id("summarize")
MESSAGE = "We move to larger machines."
MODEL = "openai/gpt-test"
CHAT = {"model": SUMMARIZE, "messages": [{"role": "user", "content": "Hi"}]}
STARTS: dict[str, dict[str, Any]] = {
    f"/v1/agents/{SUMMARIZE}/invoke": {"input": "Hi", "model": MODEL},
    "/v1/chat/completions": CHAT,
    "/v1/messages": CHAT | {"max_tokens": 9},
    "/v1/embeddings": {"model": "default", "input": "Hi"},
    f"/v1/agents/{SUMMARIZE}/try": {"input": "Hi"},
}


async def apply(admin: Client, **changes: object) -> Answer:
    named = {f"maintenance.{name}": value for name, value in changes.items()}
    made = await admin.post(f"{SETTINGS}/drafts", {"changes": named, "note": "As agreed"})
    assert made.status == 201, made.body
    return await admin.post(f"{SETTINGS}/drafts/{made['id']}/apply")


async def begin(admin: Client, **changes: object) -> None:
    assert (await apply(admin, on=True, message=MESSAGE, **changes)).status == 200


async def test_reading_goes_on_and_changes_are_refused_until_it_ends(
    hub: RunningHub, admin: Client
) -> None:
    person = await hub.sign_up()
    await begin(admin)
    refused = await person.post("/v1/api-keys", {"name": "Mine", "scopes": ["runs:read"]})
    assert (refused.status, refused["code"], refused["detail"]) == (503, "maintenance", MESSAGE)
    assert int(refused.headers["retry-after"]) == 120
    assert (await person.get("/v1/runs")).status == 200
    assert (await person.get("/v1/me"))["maintenance"] == {"message": MESSAGE, "until": None}
    assert (await hub.anonymous.get("/readyz")).status == 200
    body = {"email": "late@example.com", "password": PASSWORD, "name": "Late"}
    assert (await hub.anonymous.post("/v1/auth/signup", body))["code"] == "maintenance"
    assert (await person.post("/v1/auth/logout")).status == 204

    assert (await apply(admin, on=False)).status == 200

    again = await hub.sign_up()
    assert (await again.get("/v1/me"))["maintenance"] is None


@pytest.mark.parametrize("path", STARTS)
async def test_no_face_starts_a_run_meanwhile(hub: RunningHub, admin: Client, path: str) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    await begin(admin)
    refused = await person.post(path, STARTS[path])
    assert refused.status == 503
    assert refused.headers["retry-after"] == "120"
    assert MESSAGE in str(refused.body)
    assert (await person.get("/v1/runs"))["data"] == []


async def test_over_mcp_tools_are_listed_and_none_is_called(hub: RunningHub, admin: Client) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    await begin(admin)
    async with mcp_client(person, MODERN) as client:
        assert "summarize" in [tool.name for tool in (await client.list_tools()).tools]
        with pytest.raises(MCPError) as refused:
            await client.call_tool("summarize", {"text": "Hi"}, meta=dict(USE_TEST_MODEL))
    assert refused.value.error.data["code"] == "maintenance"
    assert (await person.get("/v1/runs"))["data"] == []


async def test_people_of_the_platform_go_on_and_are_told_when_it_should_end(
    hub: RunningHub, admin: Client
) -> None:
    until = datetime.now(UTC) + timedelta(minutes=10)
    person = await hub.sign_up()
    moderator = await second_moderator(hub, admin)  # whose credits no other test has spent
    await begin(admin, until=until.isoformat())
    await moderator.enable(SUMMARIZE)
    assert (await moderator.invoke(SUMMARIZE, {"text": "Hi"}, model=MODEL)).status == 200
    refused = await person.invoke(SUMMARIZE, {"text": "Hi"})
    assert refused["until"] == until.isoformat()
    assert 500 < int(refused.headers["retry-after"]) <= 600
    badly = {"changes": {"maintenance.until": "soon"}, "note": "As agreed"}
    assert (await admin.post(f"{SETTINGS}/drafts", badly)).status == 422


async def test_a_run_that_has_begun_ends_and_is_settled(hub: RunningHub, admin: Client) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    path = f"/v1/agents/{SUMMARIZE}/invoke"
    headers = person.headers({"accept": "text/event-stream"})
    body = {"input": {"text": "[[slow 1]]"}, "model": MODEL}
    async with hub.http.post(person.url + path, json=body, headers=headers) as stream:
        assert b"run.started" in await stream.content.readline()
        await begin(admin)
        rest = await stream.text()
    assert "event: run.finished" in rest
    [run] = (await person.get("/v1/runs"))["data"]
    assert run["status"] == "succeeded"
    async with asyncio.timeout(5):
        while (await person.get("/v1/credits"))["held"] != "0":
            await asyncio.sleep(0.05)
