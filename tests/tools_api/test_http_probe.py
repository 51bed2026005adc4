"""The address of an http agent is asked what it takes, and nothing else happens there."""

import pytest

from tests.hub_fixtures import Answer, Client, RunningHub
from tests.tools.peers import Handler, listen, redirect, respond

TAKES_POST = respond(405, b"", {"Allow": "POST, put"})


async def probe(person: Client, handler: Handler, path: str = "/v1/do", **more: str) -> Answer:
    async with listen(handler) as peer:
        found = await person.post("/v1/http-probes", {"url": peer.url + path, **more})
        assert [request.method for request in peer.requests] == ["OPTIONS"]
        return found


async def test_an_address_that_takes_the_method_answers(hub: RunningHub) -> None:
    found = await probe(await hub.sign_up(), TAKES_POST)
    assert found.status == 200, found.body
    assert found["milliseconds"] >= 0
    kept = {name: found[name] for name in ("state", "status", "methods")}
    assert kept == {"state": "answers", "status": 405, "methods": ["POST", "PUT"]}


@pytest.mark.parametrize(
    ("handler", "path", "state"),
    [
        (respond(204, b""), "/v1/do", "answers"),
        (respond(404), "/v1/do", "missing"),
        (respond(404), "/v1/orders/{{order}}", "answers"),
        (respond(401), "/v1/do", "unauthorized"),
        (respond(403), "/v1/do", "unauthorized"),
        (respond(500), "/v1/do", "failing"),
        (respond(501), "/v1/do", "answers"),
        (respond(200, b"", {"Allow": "GET"}), "/v1/do", "other_methods"),
    ],
)
async def test_what_is_wrong_is_said(
    hub: RunningHub, handler: Handler, path: str, state: str
) -> None:
    assert (await probe(await hub.sign_up(), handler, path))["state"] == state


async def test_a_secret_goes_to_its_own_origin_alone(hub: RunningHub) -> None:
    owner, stranger = await hub.sign_up(), await hub.sign_up()
    async with listen(TAKES_POST) as mine, listen(TAKES_POST) as other:
        secret = {"name": "desk", "url": mine.url, "secret": "tok-canary-1"}
        assert (await owner.post("/v1/credentials", secret)).status == 201
        for peer in (mine, other):
            body = {"url": f"{peer.url}/v1/do", "credential": "desk"}
            assert (await owner.post("/v1/http-probes", body)).status == 200
            refused = await stranger.post("/v1/http-probes", body)
            assert (refused.status, refused["code"]) == (404, "credential_not_found")
        shown = [peer.requests[0].headers.get("authorization") for peer in (mine, other)]
        assert shown == ["Bearer tok-canary-1", None]


@pytest.mark.req("R25")
@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254/latest", "https://10.0.0.7/x", "https://[::ffff:10.0.0.7]/x"],
)
async def test_what_the_hub_must_not_reach_is_not_reached(hub: RunningHub, url: str) -> None:
    person = await hub.sign_up()
    refused = await person.post("/v1/http-probes", {"url": url})
    assert (refused.status, refused["code"]) == (422, "outbound_blocked")
    led = await probe(person, redirect(url, 307))
    assert (led.status, led["code"]) == (422, "outbound_blocked")


async def test_an_address_that_no_agent_can_have_is_refused(hub: RunningHub) -> None:
    person = await hub.sign_up()
    for url in ("https://{{host}}/x", "https://api.example.com/../x", "ftp://api.example.com/x"):
        refused = await person.post("/v1/http-probes", {"url": url})
        assert (refused.status, refused["code"]) == (422, "invalid_mapping")
    nobody = await person.post("/v1/http-probes", {"url": "http://127.0.0.1:9/x"})
    assert (nobody.status, nobody["code"]) == (502, "outbound_unreachable")


async def test_who_may_not_make_agents_may_not_probe(hub: RunningHub) -> None:
    person = await hub.sign_up()
    reader = await person.key(scopes=["agents:read"])
    refused = await reader.post("/v1/http-probes", {"url": "https://api.example.com/x"})
    assert (refused.status, refused["code"]) == (403, "scope_missing")
