"""Nobody's data goes to a third host before somebody was shown that and agreed."""

from typing import Any

import pytest

from tests.agent_kinds.publishing import publish
from tests.hub_fixtures import Client, RunningHub
from tests.peers.toolserver import tool, tool_server
from tests.tools.peers import listen, respond
from tests.tries.conftest import Lab

pytestmark = pytest.mark.req("S11", "R48")

JSON = {"Content-Type": "application/json"}
ORDER = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}


def remote(url: str, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "http",
        "url": f"{url}/orders/{{{{id}}}}",
        "method": "POST",
        "input_schema": ORDER,
        "response": {"output": {"text": "state"}},
    } | changes


async def _try(who: Client, agent_id: str, **more: Any) -> Any:
    return await who.post(f"/v1/agents/{agent_id}/try", {"input": {"id": "7"}} | more)


async def test_trying_and_enabling_ask_first_and_again_for_more_hosts(lab: Lab) -> None:
    person = await lab.hub.sign_up(organization="Careful")
    async with listen(respond(200, b'{"state": "sent"}', JSON)) as peer:
        agent = await publish(lab.hub, lab.creator, remote(peer.url), listed=True)
        refused = await _try(person, agent)
        assert (refused.status, refused["code"]) == (403, "consent_required"), refused.body
        assert refused["hosts"] == refused["missing"] == ["127.0.0.1"]
        for words in ("127.0.0.1", "Creators", "1.0.0"):
            assert words in refused["text"]
        assert not peer.requests, "nothing was sent"
        shown = await person.get(f"/v1/agents/{agent}/tries")
        assert shown["consent"]["required"] is True
        wrong = await _try(person, agent, consent={"version": "1.0.0", "hosts": ["a.example"]})
        old = await _try(person, agent, consent={"version": "0.9.0", "hosts": ["127.0.0.1"]})
        assert wrong["code"] == old["code"] == "consent_required"
        agreed = {"version": "1.0.0", "hosts": ["127.0.0.1"]}
        tried = await _try(person, agent, consent=agreed)
        assert (tried.status, tried["output"]) == (200, {"text": "sent"}), tried.body
        assert (await _try(person, agent)).status == 200, "once is enough"
        # What one agreed to for oneself is not agreed to for all.
        whole = await person.post(f"/v1/agents/{agent}/enable", {})
        assert whole["code"] == "consent_required"
        enabled = await person.post(f"/v1/agents/{agent}/enable", {"consent": agreed})
        assert enabled.status == 201, enabled.body
        assert (await person.invoke(agent, {"id": "7"})).status == 200
        await _goes_further(lab, person, agent, peer.url)


async def _goes_further(lab: Lab, person: Client, agent: str, url: str) -> None:
    """A version that goes to another host too is not run before it was accepted, and that agreed
    to."""
    elsewhere = url.replace("127.0.0.1", "localhost")
    changed = await lab.creator.call(
        "PATCH",
        f"/v1/agents/{agent}",
        remote(elsewhere),
        headers={"content-type": "application/merge-patch+json"},
    )
    assert changed.status == 200, changed.body
    assert (await lab.creator.post(f"/v1/agents/{agent}/publish", {})).status == 201
    assert (await person.invoke(agent, {"id": "7"})).status == 200, "on the version that they have"
    offered = (await person.get(f"/v1/agents/{agent}/update"))["offered"]
    accepted = await person.post(f"/v1/agents/{agent}/accept", {"version": offered})
    assert accepted.status == 200, accepted.body
    question = (await person.get(f"/v1/agents/{agent}/consent")).body
    assert (question["required"], question["missing"]) == (True, ["localhost"])
    stopped = await person.invoke(agent, {"id": "7"})
    while stopped.status == 200:  # what a process remembers of a version is less than a second old
        stopped = await person.invoke(agent, {"id": "7"})
    assert (stopped.status, stopped["code"]) == (403, "consent_required"), stopped.body
    yes = {"version": question["version"], "hosts": question["hosts"], "for_all": True}
    given = await person.post(f"/v1/agents/{agent}/consent", yes)
    assert (given.status, given["required"]) == (201, False)
    recorded = (await person.get("/v1/audit?action=consent.given")).body["data"]
    assert [e["after"]["hosts"] for e in recorded] == [["localhost"], ["127.0.0.1"], ["127.0.0.1"]]


async def test_tools_on_a_publishers_server_are_third_hosts_too(lab: Lab) -> None:
    async with tool_server(tool("add")) as server:
        body = {"name": "desk", "url": server.url}
        assert (await lab.creator.post("/v1/mcp-servers", body)).status == 201
        prompt = {
            "kind": "prompt",
            "instructions": "Say it.",
            "message": "{{ text }}",
            "tools": [{"server": "desk", "allow": ["add"]}],
        }
        agent = await publish(lab.hub, lab.creator, prompt, listed=True)
        person = await lab.hub.sign_up()
        refused = await person.post(f"/v1/agents/{agent}/enable", {})
        assert (refused.status, refused["hosts"]) == (403, ["127.0.0.1"])


async def test_ones_own_and_what_stays_here_ask_nothing(hub: RunningHub, lab: Lab) -> None:
    del hub
    async with listen(respond(200, b'{"state": "sent"}', JSON)) as peer:
        own = await publish(lab.hub, lab.creator, remote(peer.url))
        assert (await lab.creator.post(f"/v1/agents/{own}/enable", {})).status == 201
    person = await lab.hub.sign_up()
    shown = await person.get(f"/v1/agents/{lab.agent_id}/consent")
    assert (shown["required"], shown["hosts"]) == (False, [])
