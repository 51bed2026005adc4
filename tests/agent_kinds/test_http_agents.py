"""http agents: one request to the publisher's endpoint, paid and recorded like any run."""

import json
from typing import Any

import pytest

from tests.agent_kinds.publishing import publish
from tests.hub_fixtures import RunningHub
from tests.tools.peers import Handler, listen, respond

pytestmark = pytest.mark.req("D-agent")

JSON = {"Content-Type": "application/json"}
ORDER = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}


def manifest(url: str, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "http",
        "url": f"{url}/orders/{{{{id}}}}",
        "method": "POST",
        "input_schema": ORDER,
        "response": {"output": {"text": "state"}},
        **changes,
    }


async def test_an_http_agent_answers_like_any_other(hub: RunningHub) -> None:
    person = await hub.sign_up()
    async with listen(respond(200, b'{"state": "sent"}', JSON)) as peer:
        agent = await publish(hub, person, manifest(peer.url))
        await person.enable(agent)
        answer = await person.invoke(agent, {"id": "a/7"})
    assert answer.status == 200, answer.body
    assert answer["output"] == {"text": "sent"}
    assert answer["model"] is None
    assert answer["cost"] == {"credits": "0"}
    assert peer.requests[0].target == "/orders/a%2F7"
    kept = await person.get(f"/v1/runs/{answer['id']}")
    assert (kept["status"], kept["output"]) == ("succeeded", {"text": "sent"})


@pytest.mark.req("R05")
@pytest.mark.req("R48")
async def test_the_publisher_gets_its_own_credential_and_an_opaque_caller(hub: RunningHub) -> None:
    publisher, stranger = await hub.sign_up(), await hub.sign_up(organization="Secret Plans Ltd")
    async with listen(respond(200, b'{"state": "sent"}', JSON)) as peer:
        body = {"name": "shop", "url": peer.url, "secret": "shop-secret-1"}
        assert (await publisher.post("/v1/credentials", body)).status == 201
        document = manifest(peer.url, credential="shop")
        agent = await publish(hub, publisher, document, listed=True)
        await stranger.enable(agent)
        answer = await stranger.invoke(agent, {"id": "7"})
        again = await stranger.invoke(agent, {"id": "7"})
    assert (answer.status, again.status) == (200, 200), answer.body
    headers = peer.requests[0].headers
    assert headers["authorization"] == "Bearer shop-secret-1"
    caller = headers["laelia-caller-id"]
    assert caller.startswith("cal_")
    assert peer.requests[1].headers["laelia-caller-id"] == caller
    sent = json.dumps([headers, peer.requests[0].target, peer.requests[0].body.decode()])
    assert stranger.token is not None
    for secret in (
        stranger.token,
        *_identifying(stranger.user),
        *_identifying(stranger.organization),
    ):
        assert secret not in sent


def _identifying(thing: dict[str, Any]) -> list[str]:
    return [str(thing[name]) for name in ("id", "email", "name") if len(thing.get(name, "")) > 3]


@pytest.mark.req("R48")
async def test_a_credential_goes_to_its_own_origin_only(hub: RunningHub) -> None:
    person = await hub.sign_up()
    body = {"name": "other", "url": "https://other.example", "secret": "for-other"}
    assert (await person.post("/v1/credentials", body)).status == 201
    async with listen(respond(200, b'{"state": "sent"}', JSON)) as peer:
        agent = await publish(hub, person, manifest(peer.url, credential="other"))
        await person.enable(agent)
        answer = await person.invoke(agent, {"id": "7"})
    assert answer.status == 200, answer.body
    assert "authorization" not in peer.requests[0].headers


@pytest.mark.parametrize(
    ("handler", "status", "code", "provider_code"),
    [
        (respond(500, b"oops"), 502, "provider_failed", "outbound_bad_response"),
        (respond(401, b""), 502, "provider_failed", "outbound_unauthorized"),
        (respond(200, b'{"state": 7}', JSON), 502, "output_invalid", None),
        (respond(200, b"{", JSON), 502, "provider_failed", "outbound_bad_response"),
    ],
)
async def test_a_failing_endpoint_fails_the_run_with_its_id(
    hub: RunningHub, handler: Handler, status: int, code: str, provider_code: str | None
) -> None:
    person = await hub.sign_up()
    async with listen(handler) as peer:
        agent = await publish(hub, person, manifest(peer.url))
        await person.enable(agent)
        failed = await person.invoke(agent, {"id": "7"})
    assert (failed.status, failed["code"]) == (status, code), failed.body
    assert failed.body.get("provider_code") == provider_code
    run = await person.get(f"/v1/runs/{failed['run_id']}")
    assert (run["status"], run["error"]["code"]) == ("failed", code)
    assert run["cost"] == {"credits": "0"}


async def test_the_deadline_covers_the_whole_exchange(hub: RunningHub) -> None:
    person = await hub.sign_up()

    async def never(request: Any, _writer: Any) -> None:
        await request.rest.read()

    async with listen(never) as peer:
        agent = await publish(hub, person, manifest(peer.url, timeout_s=0.3))
        await person.enable(agent)
        failed = await person.invoke(agent, {"id": "7"})
    assert (failed.status, failed["code"]) == (504, "deadline_exceeded")
    assert failed["run_id"].startswith("run_")


@pytest.mark.req("R46")
async def test_a_blocked_address_is_never_reached(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent = await publish(hub, person, manifest("http://169.254.169.254"))
    await person.enable(agent)
    failed = await person.invoke(agent, {"id": "7"})
    assert (failed.status, failed["code"]) == (502, "provider_failed")
    assert failed["provider_code"] == "outbound_blocked"
