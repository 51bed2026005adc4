"""A trace goes on at tenants' servers, and the caller's baggage does not go with it."""

import secrets
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.hub_fixtures import Client
from tests.mcp.agents import relay_manifest
from tests.mcp.speaking import HANDSHAKE, say, say_old
from tests.peers.otlp import CLIENT, SERVER
from tests.peers.toolserver import said, tool, tool_server
from tests.telemetry.conftest import Watched
from tests.tools.peers import listen, respond

pytestmark = pytest.mark.req("FR-4.20")

MODEL = "openai/gpt-test"
PASSWORD = "correct-horse-battery-9"
BAGGAGE = "customer=acme-secret"
PARENT = "00f067aa0ba902b7"
_TEXTS = {
    "name": "Agent",
    "tagline": "For a test",
    "description": "Does what a test needs.",
    "category": "testing",
}
_ANY = {"type": "object"}


def trace() -> tuple[str, dict[str, str]]:
    trace_id = secrets.token_hex(16)
    parent = {"traceparent": f"00-{trace_id}-{PARENT}-01", "tracestate": "vendor=1"}
    return trace_id, parent | {"baggage": BAGGAGE}


async def publish(person: Client, manifest: dict[str, Any]) -> str:
    """The ID of an agent that this person has enabled."""
    slug = f"a-{secrets.token_hex(6)}"
    made = await person.post("/v1/agents", {**_TEXTS, **manifest, "slug": slug})
    assert made.status == 201, made.body
    agent_id = str(made["id"])
    version = await person.post(f"/v1/agents/{agent_id}/publish")
    assert version.status == 201, version.body
    await person.enable(agent_id)
    return agent_id


async def someone(watched: Watched) -> Client:
    return await watched.sign_up(f"{secrets.token_hex(6)}@example.com", PASSWORD)


async def test_a_call_of_an_mcp_agent_continues_at_its_server(watched: Watched) -> None:
    person = await someone(watched)
    trace_id, headers = trace()
    async with tool_server(tool("add", "Adds.", a="integer")) as server:
        manifest = {"kind": "mcp", "url": server.url, "tools": ["add"]}
        schemas = {"input_schema": _ANY, "output_schema": _ANY}
        agent = await publish(person, {**manifest, **schemas})
        answer = await person.invoke(agent, {"a": 1}, headers=headers)
        assert answer.status == 200, answer.body
    span = await watched.collector.span(trace_id, "tools/call add", CLIENT)
    spans = await watched.collector.trace(trace_id, "execute")
    assert span.parent_id == spans["execute"].span_id
    assert span.attributes["mcp.method.name"] == "tools/call"
    assert span.attributes["mcp.protocol.version"] == "2026-07-28"
    assert span.attributes["gen_ai.operation.name"] == "execute_tool"
    assert span.attributes["gen_ai.tool.name"] == "add"
    address = urlsplit(server.url)
    assert span.attributes["server.address"] == "127.0.0.1"
    assert span.attributes["server.port"] == address.port
    meta = server.calls[0]["_meta"]
    assert meta["traceparent"] == f"00-{trace_id}-{span.span_id}-01"
    assert meta["tracestate"] == "vendor=1"
    assert BAGGAGE not in str(server.calls) + str(server.headers)


async def test_a_tool_of_a_prompt_agent_has_a_span_and_its_failure_shows(
    watched: Watched,
) -> None:
    person = await someone(watched)
    trace_id, headers = trace()
    async with tool_server(tool("add", "Adds.", a="integer")) as server:
        server.answers["add"] = said("no such number", isError=True)
        made = await person.post("/v1/mcp-servers", {"name": "desk", "url": server.url})
        assert made.status == 201, made.body
        grant = {"server": "desk", "allow": ["add"]}
        agent = await publish(
            person, {"kind": "prompt", "instructions": "Answer.", "tools": [grant]}
        )
        call = '[[tool desk__add {"a": 1}]]'
        answer = await person.invoke(agent, call, model=MODEL, headers=headers)
        assert answer.status == 200, answer.body
    span = await watched.collector.span(trace_id, "tools/call add", CLIENT)
    assert span.failed
    assert span.attributes["error.type"] == "tool_error"
    assert "no such number" not in str(span.attributes)
    assert server.calls[0]["_meta"]["traceparent"].split("-")[1:3] == [trace_id, span.span_id]
    assert BAGGAGE not in str(server.calls) + str(server.headers)


async def test_a_call_of_an_http_agent_carries_the_trace_in_headers(watched: Watched) -> None:
    person = await someone(watched)
    trace_id, headers = trace()
    json = {"Content-Type": "application/json"}
    async with listen(respond(200, b'{"text": "sent"}', json)) as peer:
        manifest = {"kind": "http", "url": f"{peer.url}/orders", "method": "POST"}
        agent = await publish(person, {**manifest, "input_schema": _ANY})
        answer = await person.invoke(agent, {"id": "canary"}, headers=headers)
        assert answer.status == 200, answer.body
    span = await watched.collector.span(trace_id, "POST", CLIENT)
    assert span.attributes["http.request.method"] == "POST"
    assert span.attributes["http.response.status_code"] == 200
    assert span.attributes["server.address"] == "127.0.0.1"
    assert "orders" not in str(span.attributes)
    sent = peer.requests[0].headers
    assert sent["traceparent"] == f"00-{trace_id}-{span.span_id}-01"
    assert sent["tracestate"] == "vendor=1"
    assert "baggage" not in sent


async def test_a_relayed_request_is_served_and_asked_in_one_trace(watched: Watched) -> None:
    person = await someone(watched)
    trace_id, carried = trace()
    async with tool_server(tool("add")) as server:
        agent = await publish(person, relay_manifest(server.url))
        path = f"/mcp/agents/{agent}"
        listed = await say(person, "tools/list", path=path, meta=carried)
        assert listed.status == 200, listed.messages
        called = await say(
            person, "tools/call", {"name": "add", "arguments": {}}, path=path, meta=carried
        )
        assert called.status == 200, called.messages
    serves = await watched.collector.span(trace_id, "tools/call add", SERVER)
    asks = await watched.collector.span(trace_id, "tools/call add", CLIENT)
    assert serves.parent_id == PARENT
    assert serves.attributes["mcp.method.name"] == "tools/call"
    assert serves.attributes["gen_ai.tool.name"] == "add"
    assert serves.attributes["jsonrpc.request.id"] == "1"
    assert server.calls[0]["_meta"]["traceparent"] == f"00-{trace_id}-{asks.span_id}-01"
    assert "baggage" not in server.calls[0]["_meta"]
    span = await watched.collector.span(trace_id, "tools/list", SERVER)
    assert span.attributes["mcp.method.name"] == "tools/list"


async def test_the_hubs_own_span_says_the_session_and_what_failed(watched: Watched) -> None:
    person = await someone(watched)
    about = {"protocolVersion": HANDSHAKE, "clientInfo": {"name": "t", "version": "1"}}
    opened = await say_old(person, "initialize", {**about, "capabilities": {}})
    session = opened.headers["mcp-session-id"]
    trace_id, carried = trace()
    params = {"name": "nobody-has-this-name", "arguments": {}, "_meta": carried}
    refused = await say_old(person, "tools/call", params, headers={"mcp-session-id": session})
    assert refused.error["data"]["code"] == "unknown_tool"
    span = await watched.collector.span(trace_id, "tools/call", SERVER)
    assert span.failed
    assert span.attributes["error.type"] == "unknown_tool"
    assert span.attributes["rpc.response.status_code"] == "-32602"
    assert span.attributes["mcp.session.id"].startswith("mcs_")
    assert span.attributes["mcp.protocol.version"] == HANDSHAKE
    assert session not in str(span.attributes)
    assert "nobody-has-this-name" not in str(span)


async def test_a_tool_that_fails_fails_the_span_with_the_runs_code(watched: Watched) -> None:
    person = await someone(watched)
    trace_id, carried = trace()
    agent = await publish(person, {"kind": "prompt", "instructions": "Answer."})
    listed = await say(person, "tools/list")
    (name,) = (t["name"] for t in listed.result["tools"] if agent in str(t["_meta"]))
    meta = {**carried, "laelia/model": MODEL}
    arguments = {"name": name, "arguments": {"text": "[[fail 400]]"}}
    failed = await say(person, "tools/call", arguments, meta=meta)
    assert failed.result["isError"]
    span = await watched.collector.span(trace_id, f"tools/call {name}", SERVER)
    assert span.failed
    assert span.attributes["error.type"] == "tool_error"
    assert span.attributes["laelia.error.code"] == "provider_failed"
