"""What attackers do to authorization servers, and that none of it gets them anything."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import psycopg
import pytest

from hub.agents.shipped import platform_agent_id
from tests.engine_fixtures import DatabaseUrls
from tests.hub_fixtures import Answer, RunningHub
from tests.oauth.browsing import (
    Asking,
    Browser,
    approved,
    asking,
    ping,
    register,
    tokens,
)

pytestmark = pytest.mark.req("S24")
SUMMARIZE = platform_agent_id("summarize")

REDIRECTS_REFUSED = [
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "vbscript:x",
    "myapp://callback",
    "http://evil.example/cb",
    "http://127.0.0.1.evil.example/cb",
    "http://localhost.evil.example/cb",
    "http://127.0.0.1@evil.example/cb",
    "https://user@a.example/cb",
    "https://user:secret@a.example/cb",
    "https://a.example/cb#fragment",
    "https://*.example/cb",
    "https://a.example\\@evil.example/cb",
    "https://a.example/ cb",
    "https://a.example/cb\nx",
    "https://a.example:99999/cb",
    "https:///cb",
    "//a.example/cb",
    "/cb",
    "",
    "HTTP://0.0.0.0/cb",
    "http://[::ffff:127.0.0.1]/cb",
    "http://2130706433/cb",
    "https://ex\u0430mple.com/cb",
]
REDIRECTS_TAKEN = [
    "https://a.example/cb",
    "https://a.example:8443/cb?x=1",
    "http://127.0.0.1/cb",
    "http://127.0.0.1:7777/cb",
    "http://[::1]:7777/cb",
    "http://localhost:7777/cb",
]


@pytest.mark.req("R06")
@pytest.mark.parametrize("uri", REDIRECTS_REFUSED)
async def test_r06_a_redirect_that_leads_astray_is_not_registered(
    oauth_hub: RunningHub, uri: str
) -> None:
    refused = await register(oauth_hub, redirect_uris=["https://a.example/cb", uri])
    assert refused.status == 400
    assert refused["error"] == "invalid_redirect_uri"


@pytest.mark.req("R06")
@pytest.mark.parametrize("uri", REDIRECTS_TAKEN)
async def test_r06_an_honest_redirect_is(oauth_hub: RunningHub, uri: str) -> None:
    assert (await register(oauth_hub, redirect_uris=[uri])).status == 201


@pytest.mark.req("R06")
@pytest.mark.parametrize(
    ("registered", "given", "taken"),
    [
        ("https://a.example/cb", "https://a.example/cb", True),
        ("https://a.example/cb", "https://a.example/cb/", False),
        ("https://a.example/cb", "https://a.example/cb?x=1", False),
        ("https://a.example/cb", "https://a.example/CB", False),
        ("https://a.example/cb", "https://a.example/x/../cb", False),
        ("https://a.example/cb", "https://a.example:443/cb", False),
        ("https://a.example/cb", "https://a.example.evil.example/cb", False),
        ("https://a.example/cb", "http://a.example/cb", False),
        ("http://127.0.0.1/cb", "http://127.0.0.1:61000/cb", True),
        ("http://127.0.0.1:5/cb", "http://127.0.0.1:61000/cb", True),
        ("http://localhost:5/cb", "http://localhost:61000/cb", True),
        ("http://[::1]/cb", "http://[::1]:61000/cb", True),
        ("http://127.0.0.1:5/cb", "http://127.0.0.1:5/other", False),
        ("http://127.0.0.1:5/cb", "http://localhost:5/cb", False),
        ("http://127.0.0.1:5/cb", "https://127.0.0.1:5/cb", False),
        ("http://127.0.0.1:5/cb", "http://127.0.0.1:5@evil.example/cb", False),
    ],
)
async def test_r06_the_answer_goes_exactly_where_was_said(
    oauth_hub: RunningHub, browser: Browser, registered: str, given: str, taken: bool
) -> None:
    made = await register(oauth_hub, redirect_uris=[registered])
    client = Asking(oauth_hub, made["client_id"], redirect_uri=given)
    page = await browser.get(client.address())
    assert page.status == (200 if taken else 400)
    assert "location" not in page.headers, "a doubtful address hears nothing, not even an error"


@pytest.mark.req("R03")
@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge": None},
        {"code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": "s256"},
        {"code_challenge": "short"},
        {"code_challenge": "x" * 44},
    ],
)
async def test_r03_no_code_without_a_challenge(
    oauth_hub: RunningHub, browser: Browser, changes: dict[str, str | None]
) -> None:
    client = await asking(oauth_hub)
    page = await browser.get(client.address(**changes))
    assert page.answer["error"] == "invalid_request"
    assert page.answer["iss"] == oauth_hub.url


@pytest.mark.req("R03")
async def test_r03_a_code_needs_the_verifier_of_its_challenge(
    oauth_hub: RunningHub, browser: Browser
) -> None:
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub)
    code = await approved(browser, client, person)
    for verifier in (None, "", "a" * 43, client.challenge, client.verifier + "x"):
        refused = await client.redeem(code, code_verifier=verifier)
        assert refused.status == 400
        assert refused["error"] in ("invalid_grant", "invalid_request")
    assert (await client.redeem(code)).status == 200, "guesses cost the honest client nothing"


@pytest.mark.req("R10")
async def test_r10_a_code_that_is_used_twice_ends_what_it_gave(
    oauth_hub: RunningHub, browser: Browser
) -> None:
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub)
    code = await approved(browser, client, person)
    held = await client.redeem(code)
    again = await client.redeem(code)
    assert (again.status, again["error"]) == (400, "invalid_grant")
    await _ends_soon(oauth_hub, held["access_token"])
    assert (await client.refresh(held["refresh_token"]))["error"] == "invalid_grant"
    assert (await person.get("/v1/oauth/grants"))["data"] == []


@pytest.mark.req("R10")
async def test_r10_of_many_who_bring_one_code_at_once_one_gets_tokens(
    oauth_hub: RunningHub, browser: Browser
) -> None:
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub)
    code = await approved(browser, client, person)
    answers = await asyncio.gather(*(client.redeem(code) for _ in range(10)))
    assert sorted(answer.status for answer in answers) == [200] + [400] * 9
    held = next(answer for answer in answers if answer.status == 200)
    await _ends_soon(oauth_hub, held["access_token"])


@pytest.mark.req("R10")
async def test_r10_a_code_is_bound_to_its_client_address_and_resource(
    oauth_hub: RunningHub, browser: Browser
) -> None:
    person = await oauth_hub.sign_up()
    client, other = await asking(oauth_hub), await asking(oauth_hub)
    code = await approved(browser, client, person)
    thief = Asking(oauth_hub, other.client_id, verifier=client.verifier)
    assert (await thief.redeem(code))["error"] == "invalid_grant"
    elsewhere = await client.redeem(code, redirect_uri="http://127.0.0.1:1/callback")
    assert elsewhere["error"] == "invalid_grant"
    assert (await client.redeem(code, redirect_uri=None))["error"] == "invalid_grant"
    agent = f"{oauth_hub.url}/mcp/agents/{SUMMARIZE}"
    for resource in (agent, oauth_hub.url, "https://other.example/mcp"):
        assert (await client.redeem(code, resource=resource))["error"] == "invalid_target"
    assert (await client.redeem(code)).status == 200


@pytest.mark.req("R10")
async def test_r10_a_code_lasts_a_minute(
    oauth_hub: RunningHub, browser: Browser, database: DatabaseUrls
) -> None:
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub)
    code = await approved(browser, client, person)
    given = datetime.now(UTC)
    async with await psycopg.AsyncConnection.connect(database.admin) as owner:
        await owner.execute(
            "select set_config('app.org_ids', %s, true)", [person.organization["id"]]
        )
        cursor = await owner.execute(
            "select code_expires_at from oauth_grants where client_id = %s", [client.client_id]
        )
        row = await cursor.fetchone()
        assert row is not None
        assert row[0] <= given + timedelta(seconds=60)
    await _age(database, client.client_id)
    assert (await client.redeem(code))["error"] == "invalid_grant"


@pytest.mark.req("R11")
async def test_r11_of_twenty_refreshes_at_once_one_succeeds_and_then_all_is_over(
    oauth_hub: RunningHub,
) -> None:
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub)
    held = await tokens(oauth_hub, client, person)
    answers = await asyncio.gather(*(client.refresh(held["refresh_token"]) for _ in range(20)))
    assert sorted(answer.status for answer in answers) == [200] + [400] * 19
    won = next(answer for answer in answers if answer.status == 200)
    assert (await client.refresh(won["refresh_token"]))["error"] == "invalid_grant"
    await _ends_soon(oauth_hub, won["access_token"])
    await _ends_soon(oauth_hub, held["access_token"])


@pytest.mark.req("R11")
async def test_r11_a_refresh_token_rotates_and_its_earlier_self_is_a_theft(
    oauth_hub: RunningHub,
) -> None:
    person = await oauth_hub.sign_up()
    client, other = await asking(oauth_hub), await asking(oauth_hub)
    first = await tokens(oauth_hub, client, person)
    thief = await other.refresh(first["refresh_token"])
    assert thief["error"] == "invalid_grant"
    second = await client.refresh(first["refresh_token"])
    assert second.status == 200
    assert second["refresh_token"] != first["refresh_token"]
    narrow = await client.refresh(second["refresh_token"], scope="agents:read")
    assert narrow["scope"] == "agents:read"
    wide = await client.refresh(narrow["refresh_token"], scope="agents:invoke runs:read")
    assert wide["error"] == "invalid_scope"
    third = await client.refresh(narrow["refresh_token"])
    assert third["scope"] == "agents:invoke agents:read", "narrower once is not narrower for good"
    agent = f"{oauth_hub.url}/mcp/agents/{SUMMARIZE}"
    assert (await client.refresh(third["refresh_token"], resource=agent))["error"] == (
        "invalid_target"
    )
    stolen = await client.refresh(first["refresh_token"])
    assert stolen["error"] == "invalid_grant"
    assert (await client.refresh(third["refresh_token"]))["error"] == "invalid_grant"


@pytest.mark.req("R11", "R10")
async def test_r10_one_kind_of_secret_is_not_taken_for_another(
    oauth_hub: RunningHub, browser: Browser
) -> None:
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub)
    code = await approved(browser, client, person)
    assert (await client.refresh(code))["error"] == "invalid_grant"
    held = await client.redeem(code)
    for secret in (held["access_token"], held["refresh_token"], person.token):
        assert (await client.redeem(str(secret)))["error"] == "invalid_grant"
    assert (await client.refresh(held["access_token"]))["error"] == "invalid_grant"
    for secret in (held["refresh_token"], code):
        assert (await ping(oauth_hub, secret)).status == 401
    assert (await ping(oauth_hub, held["access_token"])).status == 200, "and nothing was ended"


@pytest.mark.req("R04")
async def test_r04_a_token_is_taken_at_its_own_address_alone(oauth_hub: RunningHub) -> None:
    """Every pair of addresses that the hub mounts."""
    person = await oauth_hub.sign_up()
    await person.enable(SUMMARIZE)
    paths = ("/mcp", f"/mcp/agents/{SUMMARIZE}", "/mcp/agents/laelia")
    for audience in paths:
        client = await asking(oauth_hub, resource=oauth_hub.url + audience)
        held = await tokens(oauth_hub, client, person)
        for path in paths:
            answer = await ping(oauth_hub, held["access_token"], path)
            assert answer.status == (200 if path == audience else 401), (audience, path)
        caller = oauth_hub.anonymous.with_token(held["access_token"])
        for path in ("/v1/me", "/v1/agents", "/v1/api-keys"):
            assert (await caller.get(path)).status == 401, (audience, path)
        assert (await caller.invoke(SUMMARIZE, "x")).status == 401


@pytest.mark.req("R04")
async def test_r04_a_token_for_the_hub_does_what_was_granted_and_no_more(
    oauth_hub: RunningHub,
) -> None:
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub, resource=oauth_hub.url, scope="agents:read usage:read")
    held = await tokens(oauth_hub, client, person)
    caller = oauth_hub.anonymous.with_token(held["access_token"])
    me = await caller.get("/v1/me")
    assert me["scopes"] == ["agents:read", "usage:read"]
    assert (await caller.get("/v1/agents")).status == 200
    refused = await caller.post("/v1/api-keys", {"name": "x"})
    assert (refused.status, refused["code"]) == (403, "scope_missing")
    for scope in ("keys:write", "admin", "billing:write", "invented"):
        browser = Browser(oauth_hub.url)
        page = await browser.get(client.address(scope=f"agents:read {scope}"))
        await browser.close()
        assert page.answer["error"] == "invalid_scope"


@pytest.mark.req("R04")
@pytest.mark.parametrize(
    "resource",
    [
        "https://other.example/mcp",
        "http://127.0.0.1:1/mcp",
        "/mcp",
        "urn:x",
        "{url}/v1",
        "{url}/mcp/agents/agt_x",
        "{url}/mcp#x",
        "{url}/mcp?x",
        "{url}.evil.example/mcp",
        "",
    ],
)
async def test_r04_no_code_for_what_is_not_ours(
    oauth_hub: RunningHub, browser: Browser, resource: str
) -> None:
    client = await asking(oauth_hub)
    page = await browser.get(client.address(resource=resource.format(url=oauth_hub.url)))
    assert page.answer["error"] == "invalid_target"


@pytest.mark.req("R12")
async def test_r12_too_narrow_a_token_is_told_what_it_lacks(oauth_hub: RunningHub) -> None:
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub, scope="agents:read")
    held = await tokens(oauth_hub, client, person)
    refused = await ping(oauth_hub, held["access_token"])
    assert refused.status == 403
    challenge = refused.headers["www-authenticate"]
    assert challenge.startswith('Bearer error="insufficient_scope", scope="agents:invoke"')
    assert f'resource_metadata="{oauth_hub.url}/.well-known/' in challenge
    assert "offline_access" not in challenge


@pytest.mark.req("R13")
async def test_r13_a_token_in_the_address_is_not_read(oauth_hub: RunningHub) -> None:
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub)
    held = await tokens(oauth_hub, client, person)
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    query = urlencode({"access_token": held["access_token"]})
    assert (await oauth_hub.anonymous.post(f"/mcp?{query}", body)).status == 401


@pytest.mark.req("R09", "R23")
async def test_r09_a_yes_counts_only_from_the_page_that_asked(
    oauth_hub: RunningHub, browser: Browser
) -> None:
    person = await oauth_hub.sign_up()
    client, other = await asking(oauth_hub), await asking(oauth_hub)
    page = await browser.sign_in(await browser.get(client.address()), person.user["email"])
    form = page.hidden | {"decision": "approve"}
    swapped = form | {"request": urlencode(other.query())}
    wider = form | {"request": urlencode(client.query(scope="agents:invoke runs:read"))}
    for forged in (swapped, wider, form | {"proof": "0" * 64}, {k: form[k] for k in ("request",)}):
        refused = await browser.post("/oauth/authorize", forged)
        assert refused.status == 403
        assert "location" not in refused.headers
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://localhost:1"},
        {},
    ):
        refused = await browser.post("/oauth/authorize", form, headers=headers)
        assert refused.status == 403
    foreign = await browser.post(
        "/oauth/authorize", form, headers={"origin": "https://evil.example"}
    )
    assert foreign.status == 421
    assert (await person.get("/v1/oauth/grants"))["data"] == []
    mallory = Browser(oauth_hub.url)
    other_person = await oauth_hub.sign_up()
    await mallory.sign_in(await mallory.get(client.address()), other_person.user["email"])
    assert (await mallory.post("/oauth/authorize", form)).status == 403, "another's session"
    await mallory.close()
    assert (await browser.decide(page)).status == 303


@pytest.mark.req("R09")
async def test_r09_every_client_is_asked_about_anew(
    oauth_hub: RunningHub, browser: Browser
) -> None:
    person = await oauth_hub.sign_up()
    first, second = await asking(oauth_hub), await asking(oauth_hub)
    await approved(browser, first, person)
    for client in (first, second):
        page = await browser.get(client.address())
        assert page.status == 200
        assert 'value="approve"' in page.body


@pytest.mark.req("R09")
async def test_r09_only_a_browsers_session_says_yes(oauth_hub: RunningHub) -> None:
    """Neither a key nor a client that is let in already can let another in."""
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub)
    held = await tokens(oauth_hub, client, person)
    for token in (person.token, (await person.key()).token, held["access_token"]):
        page = await oauth_hub.anonymous.with_token(str(token)).get(client.address())
        assert 'action="/sign-in"' in page.body


@pytest.mark.req("R14")
async def test_r14_every_answer_says_who_answers(oauth_hub: RunningHub, browser: Browser) -> None:
    """So that a client with two servers cannot be made to mix them up."""
    client = await asking(oauth_hub)
    for changes in ({"scope": "invented"}, {"response_type": "token"}, {"resource": "urn:x"}):
        page = await browser.get(client.address(**changes))
        assert page.status == 303
        assert page.answer["iss"] == oauth_hub.url
        assert page.answer["state"] == "a state & more"
        assert "#" not in page.location


@pytest.mark.req("R25")
async def test_r25_another_organization_sees_and_ends_nothing(oauth_hub: RunningHub) -> None:
    person, other = await oauth_hub.sign_up(), await oauth_hub.sign_up(organization="Other")
    client = await asking(oauth_hub)
    held = await tokens(oauth_hub, client, person)
    grant = (await person.get("/v1/oauth/grants"))["data"][0]
    assert (await other.get("/v1/oauth/grants"))["data"] == []
    refused = await other.call("DELETE", f"/v1/oauth/grants/{grant['id']}")
    assert (refused.status, refused["code"]) == (404, "oauth_grant_not_found")
    thief = await asking(oauth_hub)
    ended = await thief.post(
        "/oauth/revoke", {"client_id": thief.client_id, "token": held["refresh_token"]}
    )
    assert ended.status == 200, "and says no more than that"
    assert (await client.refresh(held["refresh_token"])).status == 200


@pytest.mark.req("R31")
async def test_r31_what_a_person_ends_is_over_within_a_second(oauth_hub: RunningHub) -> None:
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub)
    held = await tokens(oauth_hub, client, person)
    assert (await ping(oauth_hub, held["access_token"])).status == 200
    grant = (await person.get("/v1/oauth/grants"))["data"][0]
    for _ in range(2):
        assert (await person.call("DELETE", f"/v1/oauth/grants/{grant['id']}")).status == 204
    await _ends_soon(oauth_hub, held["access_token"])
    assert (await client.refresh(held["refresh_token"]))["error"] == "invalid_grant"


async def test_a_client_ends_its_own_tokens(oauth_hub: RunningHub) -> None:
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub)
    held = await tokens(oauth_hub, client, person)
    form: dict[str, str | None] = {"client_id": client.client_id, "token": held["access_token"]}
    assert (await client.post("/oauth/revoke", form)).status == 200
    await _ends_soon(oauth_hub, held["access_token"])
    fresh = await client.refresh(held["refresh_token"])
    assert fresh.status == 200, "an access token takes only itself along"
    form["token"] = fresh["refresh_token"]
    assert (await client.post("/oauth/revoke", form)).status == 200
    await _ends_soon(oauth_hub, fresh["access_token"])
    assert (await client.post("/oauth/revoke", form | {"client_id": "clt_x"})).status in (400, 401)


@pytest.mark.req("R31")
async def test_r31_who_leaves_the_organization_takes_no_client_along(
    oauth_hub: RunningHub,
) -> None:
    admin, person = await oauth_hub.sign_up(organization="Team"), await oauth_hub.sign_up()
    seat = await admin.post("/v1/invitations", {"email": person.user["email"]})
    await person.post("/v1/invitations/accept", {"token": seat["token"]})
    client = await asking(oauth_hub)
    held = await tokens(oauth_hub, client, person)
    assert (await ping(oauth_hub, held["access_token"])).status == 200
    assert (await admin.get("/v1/oauth/grants"))["data"], "an admin sees what acts in the team"
    gone = await admin.call("DELETE", f"/v1/members/{person.user['id']}")
    assert gone.status == 204
    await _ends_soon(oauth_hub, held["access_token"])
    again = await admin.post("/v1/invitations", {"email": person.user["email"]})
    await person.post("/v1/invitations/accept", {"token": again["token"]})
    assert (await client.refresh(held["refresh_token"]))["error"] == "invalid_grant"
    assert (await ping(oauth_hub, held["access_token"])).status == 401, "nor after coming back"


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_a_client_with_a_secret_must_show_it(
    oauth_hub: RunningHub, browser: Browser, method: str
) -> None:
    person = await oauth_hub.sign_up()
    made = await register(oauth_hub, token_endpoint_auth_method=method)
    client, secret = Asking(oauth_hub, made["client_id"]), made["client_secret"]
    code = await approved(browser, client, person)
    assert (await client.redeem(code)).status in (400, 401)
    wrong: list[Answer] = [await client.redeem(code, client_secret="lax_wrong")]
    form = client.query() | {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": client.verifier,
    }
    basic = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
    with_basic = {"authorization": f"Basic {basic}"}
    garbage = {"authorization": "Basic \xff\xfe"}
    wrong.append(await client.post("/oauth/token", dict(form), headers=garbage))
    for answer in wrong:
        assert answer["error"] == "invalid_client"
    if method == "client_secret_post":
        right = await client.redeem(code, client_secret=secret)
    else:
        assert (await client.redeem(code, client_secret=secret))["error"] == "invalid_client"
        right = await client.post("/oauth/token", dict(form), headers=with_basic)
    assert right.status == 200, right.body


async def test_parameters_that_stand_twice_are_refused(
    oauth_hub: RunningHub, browser: Browser
) -> None:
    client = await asking(oauth_hub)
    for name in ("client_id", "redirect_uri", "scope", "resource", "code_challenge"):
        page = await browser.get(client.address() + "&" + urlencode({name: "x"}))
        assert page.status == 400
    twice = "grant_type=refresh_token&refresh_token=a&refresh_token=b"
    url = oauth_hub.url + "/oauth/token"
    kind = {"content-type": "application/x-www-form-urlencoded"}
    async with oauth_hub.http.post(url, data=twice, headers=kind) as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, "invalid_request")


@pytest.mark.req("R08")
async def test_r08_a_name_cannot_disguise_a_page(oauth_hub: RunningHub, browser: Browser) -> None:
    made = await register(oauth_hub, client_name="<b>Bank</b>\u202e\x07 " + "x" * 200)
    assert "\u202e" not in made["client_name"]
    assert len(made["client_name"]) <= 80
    page = await browser.get(Asking(oauth_hub, made["client_id"]).address())
    assert "<b>Bank" not in page.body


async def _ends_soon(hub: RunningHub, token: str) -> None:
    """Refused within a second of now, and for good."""
    loop = asyncio.get_running_loop()
    until = loop.time() + 1.0
    while (await ping(hub, token)).status != 401:
        assert loop.time() < until, "it outlived its end by more than a second"
    assert (await ping(hub, token)).status == 401


async def _age(database: DatabaseUrls, client_id: str) -> None:
    """As if a minute and a little had passed since the code was made."""
    async with await psycopg.AsyncConnection.connect(database.admin) as owner:
        await owner.execute("alter table oauth_grants no force row level security")
        done = await owner.execute(
            "update oauth_grants set code_expires_at = now() - interval '1 second'"
            " where client_id = %s",
            [client_id],
        )
        assert done.rowcount == 1
        await owner.execute("alter table oauth_grants force row level security")
