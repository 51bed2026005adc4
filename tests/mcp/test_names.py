"""Which tools a caller sees, under which names, and what is kept of calls that are no runs."""

import pytest

from hub.agents.shipped import platform_agent_id
from tests.agents.documents import prompt
from tests.graphs.flows import agent
from tests.hub_fixtures import Client, RunningHub
from tests.mcp.speaking import USE_TEST_MODEL, say, say_old

SUMMARIZE = platform_agent_id("summarize")


async def names(person: Client, path: str = "/mcp") -> dict[str, str]:
    listed = await say(person, "tools/list", path=path)
    return {tool["name"]: tool["_meta"]["laelia/agent_id"] for tool in listed.result["tools"]}


async def test_a_shared_slug_renames_nobody_who_was_there_before(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    own = await agent(person, prompt(slug="summarize"))
    tail = own[-6:].lower()
    assert await names(person) == {"summarize": SUMMARIZE, f"summarize-{tail}": own}
    longer = f"summarize-{SUMMARIZE[-6:].lower()}"
    params = {"name": longer, "arguments": {"text": "x"}}
    answer = await say(person, "tools/call", params, meta=USE_TEST_MODEL)
    assert answer.result["_meta"]["laelia/agent_id"] == SUMMARIZE


async def test_a_key_for_some_agents_sees_no_others(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    own = await agent(person, prompt(slug="mine"))
    key = await person.key(agent_ids=[own])
    assert await names(key) == {"mine": own}
    refused = await say(key, "tools/call", {"name": "summarize", "arguments": {"text": "x"}})
    assert refused.error["data"]["code"] == "unknown_tool"
    assert (await say(key, "tools/list", path=f"/mcp/agents/{SUMMARIZE}")).status == 404


async def test_an_address_of_one_agent_has_that_one(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    own = await agent(person, prompt(slug="mine"))
    path = f"/mcp/agents/{own}"
    assert await names(person, path) == {"mine": own}
    params = {"name": "summarize", "arguments": {"text": "x"}}
    for speak in (say, say_old):
        refused = await speak(person, "tools/call", params, path=path)
        assert refused.error["code"] == -32602


@pytest.mark.req("S7")
async def test_an_idempotent_call_answers_the_same_run(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    params = {"name": "summarize", "arguments": {"text": "x"}}
    meta = USE_TEST_MODEL | {"laelia/idempotency_key": "one"}
    runs = {
        (await say(person, "tools/call", params, meta=meta)).result["_meta"]["laelia/run_id"]
        for _ in range(2)
    }
    assert len(runs) == 1
    other = await say(
        person, "tools/call", {"name": "summarize", "arguments": {"text": "y"}}, meta=meta
    )
    assert other.error["data"]["code"] == "idempotency_key_reused"
