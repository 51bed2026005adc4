"""Tools that may destroy something: called, asked about or refused, as the agent says."""

import asyncio
from typing import Any

import pytest

from tests.agent_kinds.test_prompt_tools import MODEL, desk, last_tool_message
from tests.hub_fixtures import Answer, Client, RunningHub
from tests.peers.toolserver import tool, tool_server

pytestmark = pytest.mark.req("R61", "D-agent")


def _tools() -> list[dict[str, Any]]:
    reads = tool("look") | {"annotations": {"readOnlyHint": True}}
    adds = tool("add") | {"annotations": {"destructiveHint": False}}
    drops = tool("drop") | {"annotations": {"destructiveHint": True}}
    return [reads, adds, drops, tool("unsaid")]


def _grant(policy: str) -> dict[str, Any]:
    allow = ["look", "add", "drop", "unsaid"]
    return {"tools": [{"server": "desk", "allow": allow, "destructive": policy}]}


def _offered(hub: RunningHub) -> set[str]:
    return {one["function"]["name"] for one in hub.model.requests[-1]["tools"]}


async def _asked(person: Client) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while True:
            waiting: list[dict[str, Any]] = (await person.get("/v1/approvals"))["data"]
            if waiting:
                return waiting[0]
            await asyncio.sleep(0.02)


async def _decide(person: Client, asked: dict[str, Any], **body: Any) -> Answer:
    path = f"/v1/runs/{asked['run_id']}/input"
    return await person.post(path, {"request_id": asked["request_id"]} | body)


@pytest.mark.parametrize(("policy", "refused"), [("allow", set()), ("deny", {"drop", "unsaid"})])
async def test_what_may_destroy_is_called_or_not_even_offered(
    hub: RunningHub, policy: str, refused: set[str]
) -> None:
    """A tool that says nothing of itself may destroy something; one that only reads does not."""
    person = await hub.sign_up()
    async with tool_server(*_tools()) as server:
        agent = await desk(hub, person, server, **_grant(policy))
        for name in ("look", "add", "drop", "unsaid"):
            answer = await person.invoke(agent, f"[[tool desk__{name}]]", model=MODEL)
            assert answer.status == 200, answer.body
            assert ("tool_not_allowed" in answer["output"]["text"]) is (name in refused)
        called = {call["name"] for call in server.calls}
    assert called == {"look", "add", "drop", "unsaid"} - refused
    assert _offered(hub) == {f"desk__{name}" for name in called}


async def test_a_person_says_yes_or_no_to_each_call(hub: RunningHub) -> None:
    person = await hub.sign_up()
    stranger = await hub.sign_up()
    async with tool_server(*_tools()) as server:
        agent = await desk(hub, person, server, **_grant("ask"))
        plain = await person.invoke(agent, "[[tool desk__add]]", model=MODEL)
        assert plain.status == 200, "nobody is asked about what destroys nothing"
        said = '[[tool desk__drop {"table": "orders"}]]'
        for decision, value in (("approve", None), ("reject", "Not on a Friday")):
            before = len(server.calls)
            running = asyncio.create_task(person.invoke(agent, said, model=MODEL))
            asked = await _asked(person)
            assert "call desk/drop" in asked["question"]
            assert '"table": "orders"' in asked["question"]
            assert len(server.calls) == before, "it waits"
            shown = await person.get(f"/v1/runs/{asked['run_id']}")
            assert [one["request_id"] for one in shown["input_required"]] == [asked["request_id"]]
            foreign = await _decide(stranger, asked, decision="approve")
            assert (foreign.status, foreign["code"]) == (404, "input_request_not_found")
            given = await _decide(person, asked, decision=decision, value=value)
            assert given.status in (200, 202), given.body
            answer = await running
            assert answer.status == 200, answer.body
            assert len(server.calls) == before + (decision == "approve")
        assert "tool_not_approved" in last_tool_message(hub)
        assert "Not on a Friday" in last_tool_message(hub)
        run = await person.get(f"/v1/runs/{answer['id']}")
        assert run["attempts"][1]["error"] == "tool_not_approved"
        assert "input_required" not in run.body
    told = await person.get("/v1/audit?action=approval.decided")
    assert [one["after"]["decision"] for one in told["data"]] == ["reject", "approve"]


async def test_silence_is_a_no_and_a_cancelled_run_waits_for_nobody(hub: RunningHub) -> None:
    person = await hub.sign_up()
    async with tool_server(*_tools()) as server:
        agent = await desk(hub, person, server, model={"deadline_s": 7}, **_grant("ask"))
        silent = await person.invoke(agent, "[[tool desk__drop]]", model=MODEL)
        assert silent.status == 200, silent.body
        assert "Nobody approved this call in time" in last_tool_message(hub)
        running = asyncio.create_task(person.invoke(agent, "[[tool desk__drop]]", model=MODEL))
        asked = await _asked(person)
        assert (await person.post(f"/v1/runs/{asked['run_id']}/cancel")).status == 202
        assert (await running)["code"] == "run_cancelled"
        late = await _decide(person, asked, decision="approve")
        assert (late.status, late["code"]) == (409, "already_decided")
        assert server.calls == []
