"""Long runs as tasks, and runs that ask a person, over MCP."""

import asyncio
from typing import Any

import pytest
from mcp_types import ElicitRequestParams, ElicitResult

from hub.agents.shipped import platform_agent_id
from tests.agents.documents import node
from tests.graphs.flows import MODEL, flow, says
from tests.hub_fixtures import Client, RunningHub
from tests.mcp.speaking import MODERN, USE_TEST_MODEL, mcp_client, say
from tests.worker.conftest import WITHIN_S, Working

SUMMARIZE = platform_agent_id("summarize")
TASKS = "io.modelcontextprotocol/tasks"
CAPABILITIES = "io.modelcontextprotocol/clientCapabilities"
DECLARED = {CAPABILITIES: {"extensions": {TASKS: {}}}}
USE = {"laelia/model": MODEL}


async def task_of(person: Client, task_id: str, *statuses: str) -> dict[str, Any]:
    """The task, once it has one of the statuses."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            found = await say(person, "tasks/get", {"taskId": task_id}, meta=DECLARED)
            if found.result["status"] in statuses:
                return found.result


async def begin(person: Client, text: str, *, queued: bool = True) -> dict[str, Any]:
    params = {"name": "summarize", "arguments": {"text": text}}
    meta = DECLARED | USE_TEST_MODEL | ({"laelia/async": True} if queued else {})
    answer = await say(person, "tools/call", params, meta=meta)
    return answer.result


async def test_tasks_are_offered_to_those_who_declare_them(hub: RunningHub) -> None:
    person = await hub.sign_up()
    found = await say(person, "server/discover")
    assert found.result["capabilities"]["extensions"] == {TASKS: {}}
    refused = await say(person, "tasks/get", {"taskId": "run_1"})
    assert (refused.status, refused.error["code"]) == (400, -32021)
    assert refused.error["data"]["requiredCapabilities"] == {"extensions": {TASKS: {}}}
    unknown = await say(person, "tasks/get", {"taskId": "run_1"}, meta=DECLARED)
    assert unknown.error["code"] == -32602


async def test_a_queued_call_is_a_task_that_a_worker_does(
    hub: RunningHub, working: Working
) -> None:
    person, other = await hub.sign_up(), await hub.sign_up()
    await person.enable(SUMMARIZE)
    made = await begin(person, "later")
    assert made["resultType"] == "task"
    assert (made["status"], made["ttlMs"], made["pollIntervalMs"]) == ("working", None, 1000)
    foreign = await say(other, "tasks/get", {"taskId": made["taskId"]}, meta=DECLARED)
    assert foreign.error["code"] == -32602
    async with working():
        done = await task_of(person, made["taskId"], "completed")
    assert done["result"]["structuredContent"] == {"text": "echo: later"}
    assert done["result"]["isError"] is False
    assert done["resultType"] == "complete"


async def test_a_task_is_cancelled(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    made = await begin(person, "never")
    for _ in range(2):  # the second finds it over, which is no error
        ended = await say(person, "tasks/cancel", {"taskId": made["taskId"]}, meta=DECLARED)
        assert ended.result["resultType"] == "complete"
    await task_of(person, made["taskId"], "cancelled")
    wrong = await say(person, "tasks/cancel", {"taskId": "nothing"}, meta=DECLARED)
    assert wrong.error["code"] == -32602


async def test_what_is_soon_over_is_answered_at_once(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    quick = await begin(person, "quick", queued=False)
    assert quick["resultType"] == "complete"
    assert quick["structuredContent"] == {"text": "echo: quick"}


async def test_what_takes_long_becomes_a_task_and_goes_on(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    slow = await begin(person, "[[slow 4]]", queued=False)
    assert slow["resultType"] == "task"
    done = await task_of(person, slow["taskId"], "completed")
    assert done["result"]["structuredContent"] == {"text": "echo: [[slow 4]]"}


async def gated(person: Client) -> str:
    nodes = [
        says("draft"),
        node("gate", "approval", question="Send '{{draft.text}}'?"),
        says("sent", "sent with {{gate.value}}"),
        says("dropped", "dropped"),
        says("end_note", "{{sent.text}}{{dropped.text}}, {{gate.decision}}"),
    ]
    edges = (
        "start>draft draft>gate gate>sent:approved gate>dropped:rejected"
        " sent>end_note dropped>end_note end_note>end"
    )
    agent_id = await flow(person, nodes, edges, "end_note")
    listed = await say(person, "tools/list")
    by_id = {tool["_meta"]["laelia/agent_id"]: tool["name"] for tool in listed.result["tools"]}
    return str(by_id[agent_id])


@pytest.mark.req("S4")
@pytest.mark.parametrize("mode", ["legacy", MODERN])
async def test_a_client_with_a_form_approves_in_the_same_call(
    hub: RunningHub, working: Working, mode: str
) -> None:
    person = await hub.sign_up()
    name = await gated(person)

    async def decide(_: Any, asked: ElicitRequestParams) -> ElicitResult:
        assert asked.message == "Send 'echo: x'?"
        return ElicitResult(action="accept", content={"decision": "approve", "value": "care"})

    async with (
        working(),
        mcp_client(person, mode, elicitation_callback=decide) as client,
    ):
        answer = await client.call_tool(name, {"text": "x"}, meta=dict(USE))
    assert not answer.is_error, answer
    assert "sent with care" in str(answer.structured_content)


@pytest.mark.req("R30")
async def test_the_state_of_a_round_serves_nobody_else(hub: RunningHub) -> None:
    person, other = await hub.sign_up(), await hub.sign_up()
    name = await gated(person)
    meta = USE | {CAPABILITIES: {"elicitation": {}}}
    asked = await say(person, "tools/call", {"name": name, "arguments": {"text": "x"}}, meta=meta)
    assert asked.result["resultType"] == "input_required"
    state = asked.result["requestState"]
    await gated(other)
    again = {"name": name, "arguments": {"text": "x"}, "requestState": state}
    for who, params in (
        (other, again),
        (await person.key(), again),
        (person, again | {"requestState": state[:-2] + "AA"}),
    ):
        refused = await say(who, "tools/call", params, meta=meta)
        assert (refused.status, refused.error["code"]) == (400, -32602)
    repeated = await say(person, "tools/call", again, meta=meta)
    assert repeated.result["inputRequests"].keys() == asked.result["inputRequests"].keys()


async def test_a_task_takes_its_answers_by_update(hub: RunningHub, working: Working) -> None:
    person = await hub.sign_up()
    name = await gated(person)
    meta = DECLARED | USE
    async with working():
        made = await say(
            person, "tools/call", {"name": name, "arguments": {"text": "x"}}, meta=meta
        )
        task_id = made.result["taskId"]
        waiting = await task_of(person, task_id, "input_required")
        [request_id] = waiting["inputRequests"]
        assert waiting["inputRequests"][request_id]["method"] == "elicitation/create"
        params = {"taskId": task_id, "inputResponses": {request_id: {"action": "decline"}}}
        given = await say(person, "tasks/update", params, meta=DECLARED)
        assert given.result["resultType"] == "complete"
        done = await task_of(person, task_id, "completed")
    assert "dropped" in str(done["result"]["structuredContent"])
