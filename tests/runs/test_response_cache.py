"""Exact answers again, for those who ask for it and for nobody else."""

from typing import Any

import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import Answer, Client, RunningHub
from tests.mcp.speaking import say

SUMMARIZE = platform_agent_id("summarize")
MODEL = "openai/gpt-test"


async def ask(person: Client, text: str, **body: object) -> Answer:
    answer = await person.invoke(SUMMARIZE, text, model=MODEL, **body)
    assert answer.status == 200, answer.body
    return answer


def calls_of(hub: RunningHub, text: str) -> int:
    return sum(text in str(request) for request in hub.model.requests)


async def test_nothing_is_found_again_unless_it_is_asked_for(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    for _ in range(2):
        await ask(person, "Unasked 71.")
    assert calls_of(hub, "Unasked 71.") == 2


@pytest.mark.req("FR-4.19")
async def test_an_equal_request_costs_the_fee_and_no_model_call(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    first = await ask(person, "Twice 72.", cache=True)
    again = await ask(person, "Twice 72.", cache=True)
    assert again["output"] == first["output"]
    assert again["id"] != first["id"]
    assert again["cost"] == {"credits": "0.1"}
    assert calls_of(hub, "Twice 72.") == 1
    kept = await person.get(f"/v1/runs/{again['id']}")
    assert kept["attempts"] == [{"cache": "hit", "run_id": first["id"]}]


@pytest.mark.req("R29")
@pytest.mark.req("S19")
async def test_another_organization_never_finds_it(hub: RunningHub) -> None:
    for _ in range(2):
        person = await hub.sign_up()
        await person.enable(SUMMARIZE)
        await ask(person, "Apart 73.", cache=True)
    assert calls_of(hub, "Apart 73.") == 2


@pytest.mark.req("FR-4.19")
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/chat/completions", {"temperature": 0.5}),
        ("/v1/responses", {"store": False}),
        ("/v1/messages", {"max_tokens": 99}),
    ],
)
async def test_a_chat_face_finds_answers_too(
    hub: RunningHub, path: str, body: dict[str, Any]
) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    text = f"Chat {path}."
    asked: dict[str, Any] = {"messages": [{"role": "user", "content": text}]}
    if path == "/v1/responses":
        asked = {"input": text}
    sent = {"model": SUMMARIZE, "laelia": {"model": MODEL, "cache": True}} | asked | body
    first, again = [await person.post(path, sent) for _ in range(2)]
    assert (first.status, again.status) == (200, 200), first.body
    assert again["laelia"]["run_id"] != first["laelia"]["run_id"]
    assert again["laelia"]["cost"] == {"credits": "0.1"}
    assert calls_of(hub, text) == 1
    other = sent | {"temperature": 0.1}
    assert (await person.post(path, other)).status == 200
    assert calls_of(hub, text) == 2, "another way to ask is another question"


@pytest.mark.req("FR-4.19")
async def test_a_tool_call_finds_answers_and_is_held_to_a_quote(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    call = {"name": "summarize", "arguments": {"text": "Over MCP 74."}}
    meta = {"laelia/model": MODEL, "laelia/cache": True}
    for _ in range(2):
        answer = await say(person, "tools/call", call, meta=meta)
        assert answer.result["isError"] is False
    assert answer.result["_meta"]["laelia/cost"] == {"credits": "0.1"}
    assert calls_of(hub, "Over MCP 74.") == 1
    quoted = await person.post(
        f"/v1/agents/{SUMMARIZE}/quote", {"input": "x", "model": MODEL, "max_credits": "0.1"}
    )
    held = meta | {"laelia/cache": False, "laelia/quote": quoted["quote"]}
    cheap = await say(person, "tools/call", call, meta=held)
    assert cheap.result["_meta"]["laelia/error_code"] == "max_credits_reached"
    for wrong in ({"laelia/cache": "yes"}, {"laelia/quote": 1}):
        refused = await say(person, "tools/call", call, meta=meta | wrong)
        assert refused.error["code"] == -32602
