"""mcp agents: tools of a creator's remote server as an agent."""

import json
from typing import Any

import pytest

from tests.agent_kinds.publishing import publish
from tests.hub_fixtures import RunningHub

pytestmark = pytest.mark.req("D-agent")

ANYTHING = {"type": "object"}


def manifest(url: str, *tools: str, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "mcp",
        "url": url,
        "tools": list(tools),
        "input_schema": ANYTHING,
        "output_schema": ANYTHING,
        **changes,
    }


async def test_one_tool_of_a_remote_server_is_an_agent(hub: RunningHub, server: str) -> None:
    person = await hub.sign_up()
    agent = await publish(hub, person, manifest(server, "test_simple_text"))
    await person.enable(agent)
    answer = await person.invoke(agent, {})
    assert answer.status == 200, answer.body
    assert answer["output"] == {"text": "This is a simple text response for testing."}
    kept = await person.get(f"/v1/runs/{answer['id']}")
    assert (kept["status"], kept["output"]) == ("succeeded", answer["output"])


async def test_of_several_tools_the_input_names_one(hub: RunningHub, modern_server: str) -> None:
    person = await hub.sign_up()
    document = manifest(modern_server, "test_simple_text", "test_error_handling")
    agent = await publish(hub, person, document)
    await person.enable(agent)
    answer = await person.invoke(agent, {"tool": "test_simple_text", "arguments": {}})
    assert answer.status == 200, answer.body
    for wrong in ({"tool": "seen_headers"}, {}, {"tool": "test_simple_text", "arguments": 1}):
        refused = await person.invoke(agent, wrong)
        assert (refused.status, refused["code"]) == (422, "invalid_input")


@pytest.mark.req("R05")
async def test_the_server_learns_nothing_of_the_caller_but_an_opaque_id(
    hub: RunningHub, server: str
) -> None:
    publisher, stranger = await hub.sign_up(), await hub.sign_up(organization="Secret Plans Ltd")
    body = {"name": "tools", "url": server, "secret": "tools-secret"}
    assert (await publisher.post("/v1/credentials", body)).status == 201
    document = manifest(server, "seen_headers", credential="tools")
    agent = await publish(hub, publisher, document, listed=True)
    await stranger.enable(agent)
    answer = await stranger.invoke(agent, {})
    assert answer.status == 200, answer.body
    assert answer["output"]["authorization"] == "Bearer tools-secret"
    told = json.dumps(answer["output"])
    assert stranger.token is not None
    for secret in (
        stranger.token,
        stranger.user["id"],
        stranger.user["email"],
        stranger.organization["id"],
        stranger.organization["name"],
    ):
        assert secret not in told


async def test_a_tool_that_fails_fails_the_run(hub: RunningHub, server: str) -> None:
    person = await hub.sign_up()
    agent = await publish(hub, person, manifest(server, "test_error_handling"))
    await person.enable(agent)
    failed = await person.invoke(agent, {})
    assert (failed.status, failed["code"]) == (502, "provider_failed")
    assert failed["provider_code"] == "tool_failed"
    run = await person.get(f"/v1/runs/{failed['run_id']}")
    assert run["status"] == "failed"


async def test_progress_is_streamed(hub: RunningHub, server: str) -> None:
    person = await hub.sign_up()
    agent = await publish(hub, person, manifest(server, "test_tool_with_progress"))
    await person.enable(agent)
    path = f"{hub.url}/v1/agents/{agent}/invoke"
    headers = person.headers({"accept": "text/event-stream"})
    async with hub.http.post(path, json={"input": {}}, headers=headers) as stream:
        text = await stream.text()
    names = [line.removeprefix("event: ") for line in text.splitlines() if line[:6] == "event:"]
    assert names[0] == "run.started"
    assert names[-1] == "run.finished"
    assert names.count("output.delta") == 3


async def test_the_deadline_ends_the_call_at_the_server_too(hub: RunningHub, server: str) -> None:
    person = await hub.sign_up()
    document = manifest(server, "wait_until_cancelled", timeout_s=0.5)
    agent = await publish(hub, person, document)
    await person.enable(agent)
    mark = f"{person.user['id']}-{server}"
    failed = await person.invoke(agent, {"mark": mark})
    assert (failed.status, failed["code"]) == (504, "deadline_exceeded")
    watching = await publish(hub, person, manifest(server, "cancelled_calls"))
    await person.enable(watching)
    marks: list[str] = []
    while mark not in marks:
        marks = (await person.invoke(watching, {}))["output"]["marks"]


async def test_a_tool_that_is_not_there_fails_the_run(hub: RunningHub, modern_server: str) -> None:
    person = await hub.sign_up()
    agent = await publish(hub, person, manifest(modern_server, "no_such_tool"))
    await person.enable(agent)
    failed = await person.invoke(agent, {})
    assert (failed.status, failed["code"]) == (404, "tool_not_found")
    assert failed["run_id"].startswith("run_")
