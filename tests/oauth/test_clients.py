"""Who may ask a person at all: clients with a document, clients that register, and machines."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from tests.engine_fixtures import DatabaseUrls
from tests.graphs.flows import agent
from tests.hub_fixtures import Client, RunningHub, hub_settings, serve
from tests.mcp.agents import relay_manifest
from tests.oauth.browsing import Asking, Browser, asking, ping, register, tokens
from tests.oauth.publishing import Publisher
from tests.peers.toolserver import tool, tool_server

pytestmark = pytest.mark.req("S24")
SUMMARIZE = platform_agent_id("summarize")
_CONTENT = "client_id client_name redirect_uris"
Publish = Callable[[Publisher], str]


@pytest.mark.req("R07")
async def test_r07_a_client_is_known_by_its_document(
    oauth_hub: RunningHub, publisher: Publisher, browser: Browser
) -> None:
    person = await oauth_hub.sign_up()
    client = Asking(oauth_hub, publisher.publish("/client.json"))
    page = await browser.get(client.address())
    page = await browser.sign_in(page, person.user["email"])
    assert "Client with a document" in page.body
    assert urlsplit(publisher.url).netloc in page.body
    assert "Go on only if you have just started this yourself" in page.body
    done = await browser.decide(page)
    held = await client.redeem(done.answer["code"])
    assert held.status == 200, held.body
    assert (await ping(oauth_hub, held["access_token"])).status == 200
    assert (await client.refresh(held["refresh_token"])).status == 200
    assert publisher.asked == ["/client.json"], "one login reads it once"
    said = await oauth_hub.anonymous.get("/.well-known/oauth-authorization-server")
    assert said["client_id_metadata_document_supported"] is True


def _without(name: str) -> Publish:
    def publish(site: Publisher) -> str:
        said = site.document("/bad")
        del said[name]
        return site.publish("/bad", said)

    return publish


BAD: dict[str, Publish] = {
    **{f"no {name}": _without(name) for name in _CONTENT.split()},
    "another's ID": lambda site: site.publish("/bad", client_id=f"{site.url}/other"),
    "almost the ID": lambda site: site.publish("/bad", client_id=f"{site.url}/bad/"),
    "no JSON": lambda site: site.publish("/bad", b"{"),
    "no object": lambda site: site.publish("/bad", [1]),
    "no UTF-8": lambda site: site.publish("/bad", b"\xff\xfe"),
    "a web page": lambda site: site.publish("/bad", kind="text/html"),
    "not there": lambda site: site.publish("/bad", status=404),
    "too large": lambda site: site.publish("/bad", padding="x" * 6000),
    "a redirect": lambda site: site.publish(
        "/bad", status=302, headers={"location": site.publish("/good")}
    ),
    "a secret": lambda site: site.publish("/bad", client_secret="shared by all"),
    "a secret's method": lambda site: site.publish(
        "/bad", token_endpoint_auth_method="client_secret_post"
    ),
    "no address": lambda site: site.publish("/bad", redirect_uris=[]),
    "a script for address": lambda site: site.publish("/bad", redirect_uris=["javascript:x"]),
    "too deep": lambda site: site.publish("/bad", b"[" * 4000),
}


@pytest.mark.req("R07")
@pytest.mark.parametrize("publish", BAD.values(), ids=BAD)
async def test_r07_a_document_that_is_not_as_it_must_be_is_no_client(
    oauth_hub: RunningHub, publisher: Publisher, browser: Browser, publish: Publish
) -> None:
    client = Asking(oauth_hub, publish(publisher))
    page = await browser.get(client.address())
    assert page.status in (400, 502)
    assert "location" not in page.headers
    assert "approve" not in page.body
    assert publisher.asked == ["/bad"]
    answer = await client.redeem("lac_x")
    assert answer.status in (400, 401, 502)


@pytest.mark.req("R07")
@pytest.mark.parametrize(
    "client_id",
    [
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/client.json",
        "https://[::1]/client.json",
        "https://metadata.google.internal/x",
        "http://127.0.0.1/client.json",
        "https://a.example",
        "https://a.example/",
        "https://user@a.example/x",
        "https://a.example/x#y",
        "https://a.example/a/../x",
        "https://a.example/" + "x" * 600,
        "ftp://a.example/x",
        "https://[x/y",
        "https://]/y",
        "https://a[b]:/y",
        "https://a:b:c/y",
        "https://a.example:99999/y",
        "clt_" + "0" * 26,
        "x\0y",
        "",
    ],
)
async def test_r07_no_address_that_the_hub_must_not_reach_is_a_client(
    oauth_hub: RunningHub, browser: Browser, client_id: str
) -> None:
    page = await browser.get(Asking(oauth_hub, client_id).address())
    assert page.status in (400, 422, 502)
    assert "location" not in page.headers


@pytest.mark.req("R07")
async def test_r07_a_copy_is_kept_as_long_as_its_server_says(
    oauth_hub: RunningHub, publisher: Publisher, browser: Browser, database: DatabaseUrls
) -> None:
    client = Asking(oauth_hub, publisher.publish("/client.json"))
    for _ in range(3):
        assert (await browser.get(client.address())).status == 200
    assert publisher.asked == ["/client.json"]
    publisher.publish("/client.json", client_name="Another name")
    await _over(database, client.client_id, "1 second")
    assert "Another name" in (await browser.get(client.address())).body
    publisher.publish("/client.json", redirect_uris=["https://a.example/cb"])
    await _over(database, client.client_id, "1 second")
    assert (await browser.get(client.address())).status == 400, "what it says now counts"
    for header, hours in (("max-age=90000000", 24), ("no-store", 1), ("max-age=7200", 2)):
        client_id = publisher.publish(f"/{hours}", headers={"cache-control": header})
        assert (await browser.get(Asking(oauth_hub, client_id).address())).status == 200
        async with await psycopg.AsyncConnection.connect(database.app) as app:
            cursor = await app.execute(
                "select fresh_until - created_at <= make_interval(hours => %s)"
                " from oauth_clients where id = %s",
                [hours, client_id],
            )
            assert await cursor.fetchone() == (True,)


@pytest.mark.req("R08")
async def test_r08_a_thousand_registrations_leave_twenty_clients(
    hub: RunningHub, engines: EngineUrls, database: DatabaseUrls, tmp_path: Any
) -> None:
    settings = hub_settings(engines, tmp_path, redis_url=None, oauth={})
    async with serve(settings) as url:
        here = RunningHub(url, hub.model, engines, hub.http, tmp_path)
        before = await _clients(database)
        answers = [
            answer
            for _ in range(20)
            for answer in await asyncio.gather(*(register(here) for _ in range(50)))
        ]
        assert [answer.status for answer in answers].count(201) == 20
        assert await _clients(database) == before + 20
        refused = answers[-1]
        assert (refused.status, refused["error"]) == (429, "slow_down")
        assert "retry-after" in refused.headers


@pytest.mark.req("R08")
async def test_r08_a_client_that_nobody_uses_is_forgotten(
    oauth_hub: RunningHub, browser: Browser, database: DatabaseUrls
) -> None:
    unused, used = await asking(oauth_hub), await asking(oauth_hub)
    async with await psycopg.AsyncConnection.connect(database.app) as app:
        await app.execute(
            "update oauth_clients set last_used_at = now() - interval '31 days' where id = %s",
            [unused.client_id],
        )
        await app.execute(
            "update oauth_clients set last_used_at = now() - interval '29 days' where id = %s",
            [used.client_id],
        )
    assert (await browser.get(unused.address())).status == 400
    assert (await browser.get(used.address())).status == 200
    assert (await register(oauth_hub)).status == 201
    async with await psycopg.AsyncConnection.connect(database.app) as app:
        cursor = await app.execute(
            "select id, last_used_at > now() - interval '1 minute' from oauth_clients"
            " where id = any(%s)",
            [[unused.client_id, used.client_id]],
        )
        assert await cursor.fetchall() == [(used.client_id, True)]


@pytest.mark.req("R08")
async def test_r08_registration_can_be_turned_off(
    hub: RunningHub, engines: EngineUrls, tmp_path: Any
) -> None:
    async with serve(hub_settings(engines, tmp_path, oauth={"registration": False})) as url:
        here = RunningHub(url, hub.model, engines, hub.http, tmp_path)
        assert (await register(here)).status == 404
        said = await here.anonymous.get("/.well-known/oauth-authorization-server")
        assert "registration_endpoint" not in said.body


@pytest.mark.req("R08")
@pytest.mark.parametrize(
    "metadata",
    [
        {"token_endpoint_auth_method": "private_key_jwt"},
        {"grant_types": ["client_credentials"]},
        {"grant_types": ["implicit"]},
        {"response_types": ["token"]},
        {"redirect_uris": ["https://a.example/" + str(n) for n in range(11)]},
    ],
)
async def test_r08_what_the_hub_does_not_do_is_not_registered(
    oauth_hub: RunningHub, metadata: dict[str, Any]
) -> None:
    refused = await register(oauth_hub, **metadata)
    assert refused.status == 400
    assert refused["error"] in ("invalid_client_metadata", "invalid_redirect_uri")


async def test_a_machine_acts_for_its_key(oauth_hub: RunningHub) -> None:
    person = await oauth_hub.sign_up()
    await person.enable(SUMMARIZE)
    machine, key = await _machine(oauth_hub, person)
    held = await machine.token(grant_type="client_credentials", resource=f"{oauth_hub.url}/mcp")
    assert held.status == 200, held.body
    assert held["scope"] == "agents:invoke agents:read runs:read"
    assert "refresh_token" not in held.body
    assert (await ping(oauth_hub, held["access_token"])).status == 200
    whole = await machine.token(
        grant_type="client_credentials", resource=oauth_hub.url, scope="agents:invoke"
    )
    caller = oauth_hub.anonymous.with_token(whole["access_token"])
    assert (await caller.get("/v1/me"))["key_id"] == machine.client_id
    assert (await caller.invoke(SUMMARIZE, "x", model="openai/gpt-test")).status == 200
    assert (await caller.get("/v1/runs")).status == 403
    ended = await machine.post(
        "/oauth/revoke",
        {
            "client_id": machine.client_id,
            "client_secret": machine.secret,
            "token": whole["access_token"],
        },
    )
    assert ended.status == 200
    assert (await caller.get("/v1/me")).status == 401
    assert (await person.call("DELETE", f"/v1/api-keys/{machine.client_id}")).status == 204
    await asyncio.wait_for(_refused(oauth_hub, held["access_token"]), 1.0)
    assert key.token == machine.secret


@pytest.mark.req("R26")
async def test_r26_a_machine_gets_no_more_than_its_key(oauth_hub: RunningHub) -> None:
    person, other = await oauth_hub.sign_up(), await oauth_hub.sign_up()
    machine, _ = await _machine(oauth_hub, person, scopes=["agents:read"], agent_ids=[SUMMARIZE])
    own = await machine.token(grant_type="client_credentials")
    assert own["scope"] == "agents:read"
    for scope in ("agents:invoke", "agents:read admin", "keys:write"):
        refused = await machine.token(grant_type="client_credentials", scope=scope)
        assert (refused.status, refused["error"]) == (400, "invalid_scope")
    agent = f"{oauth_hub.url}/mcp/agents/{platform_agent_id('extract-fields')}"
    elsewhere = await machine.token(grant_type="client_credentials", resource=agent)
    assert elsewhere["error"] == "invalid_target"
    theirs, _ = await _machine(oauth_hub, other)
    for client_id, secret in (
        (machine.client_id, theirs.secret),
        (machine.client_id, None),
        (machine.client_id, person.token),
        (person.user["id"], machine.secret),
    ):
        liar = Asking(oauth_hub, client_id, secret=secret)
        refused = await liar.token(grant_type="client_credentials")
        assert refused["error"] == "invalid_client", client_id
    registered = await asking(oauth_hub)
    refused = await registered.token(grant_type="client_credentials")
    assert refused["error"] in ("invalid_client", "unauthorized_client")


@pytest.mark.req("R05")
async def test_r05_a_clients_token_goes_no_further(oauth_hub: RunningHub) -> None:
    """What an agent's own server is sent holds nothing of the credential that called."""
    person = await oauth_hub.sign_up()
    async with tool_server(tool("add")) as server:
        agent_id = await agent(person, relay_manifest(server.url))
        client = await asking(oauth_hub, resource=f"{oauth_hub.url}/mcp/agents/{agent_id}")
        held = await tokens(oauth_hub, client, person)
        listed = await ping(oauth_hub, held["access_token"], f"/mcp/agents/{agent_id}")
        assert listed.status == 200, listed.body
        assert server.headers, "it was asked"
        assert held["access_token"] not in str((server.headers, server.calls))


async def _machine(hub: RunningHub, person: Client, **options: Any) -> tuple[Asking, Client]:
    key = await person.key(**options)
    key_id = (await key.get("/v1/me"))["key_id"]
    return Asking(hub, key_id, secret=key.token), key


async def _refused(hub: RunningHub, token: str) -> None:
    while (await ping(hub, token)).status != 401:
        pass


async def _clients(database: DatabaseUrls) -> int:
    async with await psycopg.AsyncConnection.connect(database.app) as app:
        row = await (await app.execute("select count(*) from oauth_clients")).fetchone()
    assert row is not None
    return int(row[0])


async def _over(database: DatabaseUrls, client_id: str, ago: str) -> None:
    """As if the copy's time had ended so long ago."""
    async with await psycopg.AsyncConnection.connect(database.app) as app:
        done = await app.execute(
            "update oauth_clients set fresh_until = now() - %s::interval where id = %s",
            [ago, client_id],
        )
        assert done.rowcount == 1
