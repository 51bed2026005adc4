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


async def test_what_only_reads_is_answered_though_it_is_no_get(
    hub: RunningHub, admin: Client
) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    template = {"name": "Greeting", "text": "Hello {{name}}", "variables": [{"name": "name"}]}
    made = await person.post("/v1/prompt-templates", template)
    assert made.status == 201, made.body
    await begin(admin)
    draft = {key: template[key] for key in ("text", "variables")} | {"values": {"name": "Mara"}}
    saved = {"values": {"name": "Mara"}}
    quoted = {"input": {"text": "Hi"}, "model": MODEL}
    read = {
        f"/v1/agents/{SUMMARIZE}/quote": quoted,
        "/v1/prompt-templates/preview": draft,
        f"/v1/prompt-templates/{made['id']}/preview": saved,
    }
    for path, body in read.items():
        answer = await person.post(path, body)
        assert answer.status == 200, (path, answer.body)
    assert (await person.post("/v1/prompt-templates", template))["code"] == "maintenance"
    kept = {"idempotency-key": "quote-while-it-lasts"}
    path = f"/v1/agents/{SUMMARIZE}/quote"
    assert (await person.post(path, quoted, headers=kept)).status == 200


READS = {
    "/v1/http-probes": "invalid_input",
    "/v1/checkouts/preview": "invalid_input",
    "/v1/subscriptions/sub_00000000000000000000000000/preview": "subscription_not_found",
    "/v1/directory/ldap/test": "directory_not_connected",
}


@pytest.mark.parametrize("path", READS)
async def test_what_only_reads_is_refused_for_its_own_reasons_alone(
    hub: RunningHub, admin: Client, path: str
) -> None:
    person = await hub.sign_up()
    await begin(admin)
    assert (await person.post(path, {}))["code"] == READS[path]


async def test_whoever_is_not_signed_in_finds_their_way_and_is_told(
    hub: RunningHub, admin: Client
) -> None:
    visitor = hub.anonymous
    assert (await visitor.get("/v1/maintenance")).body == {"maintenance": None}
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=10)
    await begin(admin, until=until.isoformat())
    told = {"message": MESSAGE, "until": until.strftime("%Y-%m-%dT%H:%M:%S.000Z")}
    assert (await visitor.get("/v1/maintenance")).body == {"maintenance": told}
    found = await visitor.post("/v1/auth/discover", {"email": "mara@studio.example"})
    assert (found.status, found["method"]) == (200, "password")


async def test_a_directory_still_searches_and_provisions_nobody(
    hub: RunningHub, admin: Client
) -> None:
    team = await hub.sign_up(organization="Northgate")
    token = (await team.post("/v1/directory/scim-tokens", {"name": "Okta"}))["token"]
    directory = team.with_token(token)
    await begin(admin)
    search = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]}
    for path in ("/scim/v2/.search", "/scim/v2/Users/.search", "/scim/v2/Groups/.search"):
        answer = await directory.post(path, search)
        assert answer.status == 200, (path, answer.body)
    assert (await directory.post("/scim/v2/Users", {"userName": "mara"})).status == 503


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
