"""A client finds its way from the bare address, and a person decides what it may do."""

import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import RunningHub
from tests.oauth.browsing import CALLBACK, Asking, Browser, asking, ping, tokens

pytestmark = pytest.mark.req("S24", "R01", "R02")
SUMMARIZE = platform_agent_id("summarize")


async def test_r01_a_refusal_says_where_to_go(oauth_hub: RunningHub) -> None:
    url = oauth_hub.url
    for path in ("/mcp", f"/mcp/agents/{SUMMARIZE}", "/mcp/agents/laelia"):
        refused = await oauth_hub.anonymous.post(path, {})
        assert refused.status == 401
        challenge = refused.headers["www-authenticate"]
        metadata = f"{url}/.well-known/oauth-protected-resource{path}"
        assert challenge == f'Bearer scope="agents:invoke", resource_metadata="{metadata}"'
        said = await oauth_hub.anonymous.get(metadata.removeprefix(url))
        assert said["resource"] == url + path
        assert said["authorization_servers"] == [url]
        assert said["bearer_methods_supported"] == ["header"]
        assert "offline_access" not in said["scopes_supported"]
    wrong = await ping(oauth_hub, "lao_nothing")
    assert 'error="invalid_token"' in wrong.headers["www-authenticate"]
    whole = await oauth_hub.anonymous.get("/.well-known/oauth-protected-resource")
    assert whole["resource"] == url
    nowhere = "/.well-known/oauth-protected-resource/mcp/agents/x"
    assert (await oauth_hub.anonymous.get(nowhere)).status == 404


async def test_r02_the_server_says_what_it_takes(oauth_hub: RunningHub) -> None:
    url = oauth_hub.url
    said = (await oauth_hub.anonymous.get("/.well-known/oauth-authorization-server")).body
    assert said["issuer"] == url
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["authorization_response_iss_parameter_supported"] is True
    assert said["response_types_supported"] == ["code"]
    assert all(value.startswith(url) for name, value in said.items() if name.endswith("endpoint"))


async def test_a_person_signs_in_and_allows(oauth_hub: RunningHub, browser: Browser) -> None:
    person = await oauth_hub.sign_up(organization="Flowers & Sons")
    client = await asking(oauth_hub)
    page = await browser.get(client.address())
    assert page.status == 200
    assert "Honest client" in page.body
    wrong = await browser.sign_in(page, person.user["email"], "not the password")
    assert wrong.status == 401
    assert "password is wrong" in wrong.body
    page = await browser.sign_in(wrong, person.user["email"])
    for shown in ("Honest client", "Flowers &amp; Sons", person.user["email"], "Run agents"):
        assert shown in page.body
    done = await browser.decide(page)
    assert done.status == 303
    assert done.location.startswith(CALLBACK + "?")
    assert done.answer["state"] == "a state & more"
    assert done.answer["iss"] == oauth_hub.url
    answer = await client.redeem(done.answer["code"])
    assert answer.status == 200, answer.body
    assert answer.headers["cache-control"] == "no-store"
    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] <= 3600
    assert answer["scope"] == "agents:invoke agents:read"
    assert (await ping(oauth_hub, answer["access_token"])).status == 200


@pytest.mark.req("R09")
async def test_r09_the_pages_are_in_nobodys_frame_and_run_nothing(
    oauth_hub: RunningHub, browser: Browser
) -> None:
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub)
    signing_in = await browser.get(client.address())
    asked = await browser.sign_in(signing_in, person.user["email"])
    unknown = await browser.get(Asking(oauth_hub, "clt_nobody").address())
    for page in (signing_in, asked, unknown):
        policy = page.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers["cache-control"] == "no-store"
    for page in (asked, unknown):
        assert "<script" not in page.body
    assert "form-action 'self' http://127.0.0.1:53682;" in asked.headers["content-security-policy"]


async def test_a_person_says_no(oauth_hub: RunningHub, browser: Browser) -> None:
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub)
    page = await browser.sign_in(await browser.get(client.address()), person.user["email"])
    done = await browser.decide(page, "deny")
    assert done.answer["error"] == "access_denied"
    assert done.answer["state"] == "a state & more"
    assert done.answer["iss"] == oauth_hub.url
    assert (await person.get("/v1/oauth/grants"))["data"] == []


async def test_a_client_acts_as_the_person_and_runs_agents(oauth_hub: RunningHub) -> None:
    person = await oauth_hub.sign_up()
    await person.enable(SUMMARIZE)
    client = await asking(oauth_hub)
    held = await tokens(oauth_hub, client, person)
    body = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {
            "name": "summarize",
            "arguments": {"text": "x"},
            "_meta": {"laelia/model": "openai/gpt-test"},
        },
    }
    headers = {"accept": "application/json, text/event-stream"}
    caller = oauth_hub.anonymous.with_token(held["access_token"])
    answer = await caller.post("/mcp", body, headers=headers)
    assert answer.status == 200, answer.body
    run_id = answer["result"]["_meta"]["laelia/run_id"]
    run = await person.get(f"/v1/runs/{run_id}")
    assert run.status == 200
    grant = (await person.get("/v1/oauth/grants"))["data"][0]
    usage = await person.get(f"/v1/usage?key_id={grant['id']}")
    assert run_id in str(usage.body)


async def test_one_agents_token_reaches_that_agent_alone(oauth_hub: RunningHub) -> None:
    person = await oauth_hub.sign_up()
    await person.enable(SUMMARIZE)
    path = f"/mcp/agents/{SUMMARIZE}"
    client = await asking(oauth_hub, resource=oauth_hub.url + path)
    held = await tokens(oauth_hub, client, person)
    listed = await ping(oauth_hub, held["access_token"], path)
    assert [tool["name"] for tool in listed["result"]["tools"]] == ["summarize"]
    assert (await person.get("/v1/oauth/grants"))["data"][0]["agent_ids"] == [SUMMARIZE]
