"""Where data is processed: declared by operators and publishers, allowed by organizations."""

import json
from typing import Any

import pytest

from hub.runs.attempts import wordless
from tests.agent_kinds.publishing import publish
from tests.agent_kinds.test_http_agents import JSON, manifest
from tests.agents.documents import prompt
from tests.hub_fixtures import Answer, Client, RunningHub
from tests.people.test_policies import until
from tests.tools.peers import listen, respond

pytestmark = pytest.mark.req("S20")

EU, US = "openai/gpt-test", "openai/gpt-other"
POLICIES = "/v1/organizations/current/policies"


async def allowed(who: Client, regions: list[str] | None) -> None:
    answer = await who.call("PUT", POLICIES, {"data_region": regions})
    assert answer.status == 200, answer.body
    assert answer["data_region"] == regions


def refused(answer: Answer, *, found: list[str], wanted: list[str]) -> None:
    assert (answer.status, answer["code"]) == (403, "region_not_allowed"), answer.body
    assert (answer["regions"], answer["allowed_regions"]) == (found, wanted)


async def _agent(hub: RunningHub, who: Client, **changes: Any) -> str:
    agent_id = await publish(hub, who, prompt(**changes))
    await who.enable(agent_id)
    # A key of one's own gives these calls a breaker of their own: other tests use the peer too.
    await who.call("PUT", "/v1/provider-keys/openai", {"key": f"sk-{who.user['id']}"})
    return agent_id


async def test_a_model_answers_where_its_organization_allows_it(hub: RunningHub) -> None:
    who = await hub.sign_up(organization="Careful")
    models = [{"model": US}, {"model": EU}]
    agent_id = await _agent(hub, who, model={"models": models, "allow_override": True})
    await allowed(who, ["eu"])

    answer = await who.invoke(agent_id, "hello")
    assert (answer["model"], answer["regions"]) == (EU, ["eu"]), answer.body
    kept = await who.get(f"/v1/runs/{answer['id']}")
    assert kept["regions"] == ["eu"]
    failed = await who.invoke(agent_id, "[[fail 503]]")
    assert failed.status == 502
    assert {one["model"] for one in failed["attempts"]} == {EU}, "what is elsewhere is no fallback"

    path = f"/v1/agents/{agent_id}"
    chat = {"model": agent_id, "messages": [{"role": "user", "content": "x"}]}
    refused(
        await until(lambda: who.invoke(agent_id, "x", model=US), 403), found=["us"], wanted=["eu"]
    )
    quoted = await who.post(f"{path}/quote", {"input": "x", "model": US})
    refused(quoted, found=["us"], wanted=["eu"])
    faced = await who.post("/v1/chat/completions", chat | {"laelia": {"model": US}})
    assert (faced.status, faced["error"]["code"]) == (403, "region_not_allowed"), faced.body
    embedded = await who.post("/v1/embeddings", {"model": "openai/embed-test", "input": "x"})
    assert (embedded.status, embedded["error"]["code"]) == (403, "region_not_allowed")

    await allowed(who, ["in", "local"])
    refused(
        await until(lambda: who.invoke(agent_id, "x"), 403),
        found=["eu", "us"],
        wanted=["in", "local"],
    )
    call = {"name": "echo", "arguments": {"text": "x"}}
    headers = {"accept": "application/json, text/event-stream"}
    headers["mcp-protocol-version"] = "2025-06-18"
    said = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    over_mcp = await who.post("/mcp", said, headers=headers)
    assert "region_not_allowed" in json.dumps(over_mcp.body)
    await allowed(who, None)
    assert (await until(lambda: who.invoke(agent_id, "x", model=US), 200))["regions"] == ["us"]
    wrong = await who.call("PUT", POLICIES, {"data_region": ["The Moon"]})
    assert wrong.status == 422


async def test_an_agents_server_is_where_its_publisher_says(hub: RunningHub) -> None:
    who = await hub.sign_up(organization="Careful")
    async with listen(respond(200, b'{"state": "sent"}', JSON)) as peer:
        silent = await publish(hub, who, manifest(peer.url, slug="silent"))
        there = await publish(hub, who, manifest(peer.url, slug="there", region="eu"))
        for agent_id in (silent, there):
            await who.enable(agent_id)
        await allowed(who, ["eu"])
        refused(await until(lambda: who.invoke(silent, {"id": "7"}), 403), found=[], wanted=["eu"])
        answer = await who.invoke(there, {"id": "7"})
        assert (answer.status, answer["regions"]) == (200, ["eu"]), answer.body
        await allowed(who, ["us"])
        refused(
            await until(lambda: who.invoke(there, {"id": "7"}), 403), found=["eu"], wanted=["us"]
        )
    assert {one.target for one in peer.requests} == {"/orders/7"}


def test_usage_keeps_no_word_of_what_was_tried() -> None:
    said = [
        {"model": EU, "duration_ms": 3, "error": "overloaded", "region": "eu"},
        {"tool": "shop.find", "duration_ms": 1, "error": "No customer Ann Lee, ann@example.com"},
        {"tool": "call Ann Lee at once", "duration_ms": 1, "agent_id": "agt_1", "run_id": "run_1"},
        {"personal_data": {"EMAIL": 2, "Ann Lee": 1}, "mode": "redact", "quoted": "Ann Lee"},
    ]
    kept = wordless(json.dumps(said))
    assert kept is not None
    assert json.loads(kept) == [
        {"model": EU, "duration_ms": 3, "error": "overloaded"},
        {"tool": "shop.find", "duration_ms": 1, "error": "failed"},
        {"tool": "unnamed", "duration_ms": 1, "agent_id": "agt_1", "run_id": "run_1"},
        {"personal_data": {"EMAIL": 2}, "mode": "redact"},
    ]
    assert wordless(None) is None
