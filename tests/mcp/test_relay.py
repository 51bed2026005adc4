"""An mcp agent at its own address, and its tools among those of others."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from mcp import MCPError
from mcp_types import CreateMessageResult, ElicitRequestParams, ElicitResult, TextContent

from tests.agent_kinds.publishing import publish
from tests.graphs.flows import agent
from tests.hub_fixtures import Client, RunningHub
from tests.mcp.agents import relay_manifest
from tests.mcp.speaking import MODERN, mcp_client, say
from tests.peers.toolserver import said, tool, tool_server
from tests.tools.fixture_process import fixture_server


@pytest.fixture(scope="module")
async def upstream() -> AsyncIterator[str]:
    async with fixture_server() as url:
        yield url


@pytest.mark.req("S7")
@pytest.mark.parametrize("mode", ["legacy", MODERN])
async def test_everything_a_server_offers_is_relayed(
    hub: RunningHub, upstream: str, mode: str
) -> None:
    person = await hub.sign_up()
    agent_id = await agent(person, relay_manifest(upstream))
    async with mcp_client(person, mode, f"/mcp/agents/{agent_id}") as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert "test_simple_text" in names
        assert {prompt.name for prompt in (await client.list_prompts()).prompts}
        assert {str(item.uri) for item in (await client.list_resources()).resources}
        answer = await client.call_tool("test_image_content", {})
        assert answer.content[0].type == "image"
        told = answer.meta or {}
        run = await person.get(f"/v1/runs/{told['laelia/run_id']}")
        assert (run["status"], run["face"], run["agent_id"]) == ("succeeded", "mcp", agent_id)
        failed = await client.call_tool("test_error_handling", {})
        assert failed.is_error
        run = await person.get(f"/v1/runs/{(failed.meta or {})['laelia/run_id']}")
        assert (run["status"], run["error"]["code"]) == ("failed", "tool_failed")
        with pytest.raises(MCPError) as unknown:
            await client.call_tool("nothing", {})
        assert unknown.value.error.code == -32602


async def test_on_the_shared_address_tools_are_named_by_their_agent(
    hub: RunningHub, upstream: str
) -> None:
    person = await hub.sign_up()
    agent_id = await agent(person, relay_manifest(upstream, slug="everything"))
    async with mcp_client(person, MODERN) as client:
        listed = {tool.name: tool for tool in (await client.list_tools()).tools}
        tool = listed["everything__test_simple_text"]
        assert (tool.meta or {})["laelia/agent_id"] == agent_id
        assert all(name.startswith("everything__") for name in listed if name != "laelia")
        answer = await client.call_tool("everything__test_simple_text", {})
        assert not answer.is_error
        with pytest.raises(MCPError):
            await client.call_tool("everything", {})


@pytest.mark.parametrize(
    ("mode", "name"),
    [
        ("legacy", "test_elicitation"),
        (MODERN, "test_input_required_result_elicitation"),
    ],
)
async def test_what_a_server_asks_reaches_the_client_in_its_era(
    hub: RunningHub, upstream: str, mode: str, name: str
) -> None:
    person = await hub.sign_up()
    agent_id = await agent(person, relay_manifest(upstream))

    async def answer(_: Any, asked: ElicitRequestParams) -> ElicitResult:
        assert asked.message
        content: dict[str, Any] = {"name": "Ada", "username": "Ada", "email": "ada@example.com"}
        return ElicitResult(action="accept", content=content)

    path = f"/mcp/agents/{agent_id}"
    arguments = {"message": "Who are you?"}
    async with mcp_client(person, mode, path, elicitation_callback=answer) as client:
        result = await client.call_tool(name, arguments)
    assert not result.is_error
    assert "Ada" in str(result.content)


async def test_a_server_that_is_away_hides_no_other_agent(hub: RunningHub) -> None:
    person = await hub.sign_up()
    async with fixture_server() as url:
        agent_id = await agent(person, relay_manifest(url, slug="away"))
    listed = await say(person, "tools/list")
    assert [tool["name"] for tool in listed.result["tools"]] == ["laelia"]
    [missing] = listed.result["_meta"]["laelia/unavailable"]
    assert missing["agent_id"] == agent_id
    assert missing["code"].startswith("outbound_")


async def test_nobody_else_learns_of_the_agent(hub: RunningHub, upstream: str) -> None:
    person, other = await hub.sign_up(), await hub.sign_up()
    agent_id = await agent(person, relay_manifest(upstream))
    for address in (agent_id, "agt_00000000000000000000000000"):
        for method in ("tools/list", "server/discover", "prompts/list"):
            absent = await say(other, method, path=f"/mcp/agents/{address}")
            assert (absent.status, absent.error["data"]["code"]) == (404, "agent_not_found")


async def test_hanging_up_reaches_the_server(hub: RunningHub, upstream: str) -> None:
    person = await hub.sign_up()
    agent_id = await agent(person, relay_manifest(upstream))
    path = f"/mcp/agents/{agent_id}"
    mark = {"name": "wait_until_cancelled", "arguments": {"mark": agent_id}}
    waiting = asyncio.create_task(say(person, "tools/call", mark, path=path))
    # A run is running before its call has reached the server: who hangs up then, reaches nobody.
    await _told(person, path, "begun", agent_id)
    waiting.cancel()
    await _told(person, path, "marks", agent_id)


async def _told(person: Client, path: str, name: str, mark: str) -> None:
    """What the server says of its calls, once this one is among them."""
    async with asyncio.timeout(15):
        while True:
            seen = await say(person, "tools/call", {"name": "cancelled_calls"}, path=path)
            if mark in seen.result["structuredContent"][name]:
                return


def _sampled() -> CreateMessageResult:
    return CreateMessageResult(
        role="assistant", content=TextContent(type="text", text="Paris"), model="m"
    )


@pytest.mark.parametrize("mode", ["legacy", MODERN])
async def test_a_server_may_ask_the_clients_model(
    hub: RunningHub, upstream: str, mode: str
) -> None:
    person = await hub.sign_up()
    agent_id = await agent(person, relay_manifest(upstream))

    async def sample(*_: Any) -> CreateMessageResult:
        return _sampled()

    name = "test_sampling" if mode == "legacy" else "test_input_required_result_sampling"
    path = f"/mcp/agents/{agent_id}"
    async with mcp_client(person, mode, path, sampling_callback=sample) as client:
        result = await client.call_tool(name, {"prompt": "The capital of France?"})
    assert "Paris" in str(result.content)


@pytest.mark.req("S10")
async def test_every_relayed_request_is_recorded(hub: RunningHub, upstream: str) -> None:
    person = await hub.sign_up()
    agent_id = await agent(person, relay_manifest(upstream))
    path = f"/mcp/agents/{agent_id}"
    await say(person, "prompts/list", path=path)
    await say(person, "tools/call", {"name": "test_simple_text"}, path=path)
    await say(person, "prompts/get", {"name": "nothing"}, path=path)
    used = await person.get("/v1/usage")
    calls = [(row["status"], row["tags"].get("mcp_method")) for row in used["data"]]
    assert calls == [("rejected", None), ("succeeded", None), ("succeeded", "prompts/list")]
    assert {row["agent_id"] for row in used["data"]} == {agent_id}
    assert {row["face"] for row in used["data"]} == {"mcp"}


@pytest.mark.req("S20")
async def test_a_strangers_server_sees_tokens_and_the_caller_values(hub: RunningHub) -> None:
    publisher, person = await hub.sign_up(), await hub.sign_up()
    async with tool_server(tool("send", to="string")) as server:
        server.answers["send"] = said("sent to <EMAIL_1>")
        agent_id = await publish(hub, publisher, relay_manifest(server.url), listed=True)
        await person.enable(agent_id)
        async with mcp_client(person, MODERN, f"/mcp/agents/{agent_id}") as client:
            answer = await client.call_tool("send", {"to": "ada@example.org"})
    assert server.calls[0]["arguments"] == {"to": "<EMAIL_1>"}
    assert answer.content[0].text == "sent to ada@example.org"
    run = await person.get(f"/v1/runs/{(answer.meta or {})['laelia/run_id']}")
    assert run["output"]["content"] == [{"type": "text", "text": "sent to ada@example.org"}]
    assert {"personal_data": {"EMAIL": 1}, "mode": "tokens"} in run["attempts"]
