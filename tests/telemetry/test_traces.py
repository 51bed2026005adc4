"""Spans of a call, from the caller's own trace to the provider's server."""

import secrets

import pytest

from hub.agents.shipped import platform_agent_id
from tests.telemetry.conftest import Watched

SUMMARIZE = platform_agent_id("summarize")
MODEL = "openai/gpt-test"
FUNCTIONS = ("authenticate", "resolve", "start_run", "execute", "finish_run", "render")
INVOKE = "POST /v1/agents/{agent_id}/invoke"


def _trace() -> tuple[str, dict[str, str]]:
    trace_id = secrets.token_hex(16)
    return trace_id, {"traceparent": f"00-{trace_id}-00f067aa0ba902b7-01"}


@pytest.mark.req("FR-4.20")
async def test_a_call_is_one_trace_of_six_functions(watched: Watched) -> None:
    person = await watched.sign_up("traced@example.com", "correct-horse-battery-9")
    await person.enable(SUMMARIZE)
    trace_id, headers = _trace()
    answer = await person.invoke(SUMMARIZE, "x", model=MODEL, headers=headers)
    assert answer.status == 200, answer.body
    names = (INVOKE, *FUNCTIONS, "chat gpt-test", "tools/call chat")
    spans = await watched.collector.trace(trace_id, *names)
    assert spans[INVOKE].parent_id == "00f067aa0ba902b7"
    assert spans[INVOKE].attributes["http.response.status_code"] == 200
    for name in FUNCTIONS:
        assert spans[name].parent_id == spans[INVOKE].span_id, name
    execute = spans["execute"].attributes
    assert execute["gen_ai.operation.name"] == "invoke_agent"
    assert execute["gen_ai.agent.id"] == SUMMARIZE
    assert execute["laelia.run.id"] == answer["id"]
    assert (execute["gen_ai.usage.input_tokens"], execute["gen_ai.usage.output_tokens"]) == (10, 2)
    chat = spans["chat gpt-test"]
    assert chat.parent_id == spans["execute"].span_id
    assert chat.attributes["gen_ai.provider.name"] == "openai"
    assert chat.attributes["mcp.method.name"] == "tools/call"
    assert spans["tools/call chat"].parent_id == chat.span_id


async def test_a_failure_shows_its_code_and_not_its_text(watched: Watched) -> None:
    person = await watched.sign_up("failed@example.com", "correct-horse-battery-9")
    await person.enable(SUMMARIZE)
    trace_id, headers = _trace()
    await person.invoke(SUMMARIZE, "[[fail 400]]", model=MODEL, headers=headers)
    spans = await watched.collector.trace(trace_id, INVOKE, "execute")
    assert spans["execute"].failed
    assert spans["execute"].attributes["error.type"] == "provider_failed"
    assert spans[INVOKE].failed


async def test_an_mcp_request_continues_the_trace_of_its_meta(watched: Watched) -> None:
    person = await watched.sign_up("mcp@example.com", "correct-horse-battery-9")
    trace_id, carried = _trace()
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": carried}}
    accept = {"accept": "application/json, text/event-stream"}
    answer = await person.post("/mcp", body, headers=accept)
    assert answer.status == 200, answer.body
    spans = await watched.collector.trace(trace_id, "tools/list")
    assert spans["tools/list"].parent_id == "00f067aa0ba902b7"
