"""Where there are too many tools to list, clients search, and call what they found by its name."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from mcp import MCPError

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from tests.agent_kinds.publishing import publish
from tests.hub_fixtures import Client, RunningHub, hub_settings, serve
from tests.mcp.agents import relay_manifest
from tests.mcp.speaking import MODERN, USE_TEST_MODEL, mcp_client, say
from tests.peers.toolserver import tool, tool_server

pytestmark = pytest.mark.req("S7")

ERAS = ["legacy", MODERN]
SLUGS = ("summarize", "translate", "minutes-and-actions", "draft-reply")
FEW = 3


@pytest.fixture(scope="module")
async def few(
    hub: RunningHub, engines: EngineUrls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningHub]:
    """A hub that lists no more than a few tools."""
    home = tmp_path_factory.mktemp("few")
    async with serve(hub_settings(engines, home, mcp={"list_at_most": FEW})) as url:
        yield RunningHub(url, hub.model, engines, hub.http, home)


async def person_with(hub: RunningHub, *slugs: str) -> Client:
    person = await hub.sign_up()
    for slug in slugs:
        await person.enable(platform_agent_id(slug))
    return person


async def find(client: Any, query: str, **more: Any) -> list[dict[str, Any]]:
    found = await client.call_tool("find_agents", {"query": query, **more})
    assert not found.is_error, found
    assert json.loads(found.content[0].text) == found.structured_content
    tools: list[dict[str, Any]] = found.structured_content["tools"]
    return tools


@pytest.mark.parametrize("mode", ERAS)
async def test_a_few_dozen_tools_are_listed_and_more_are_found(hub: RunningHub, mode: str) -> None:
    """At the default setting: 40 are listed, of 41 the search tells which fit."""
    person = await person_with(hub, "minutes-and-actions")
    manifest = {"kind": "prompt", "instructions": "Answer."}
    for _ in range(19):  # no more at once than the hub has connections
        made = [publish(hub, person, manifest) for _ in range(2)]
        for agent in await asyncio.gather(*made):
            await person.enable(agent)
    async with mcp_client(person, mode) as client:
        listed = (await client.list_tools()).tools
        assert len(listed) == 40
        assert "find_agents" not in {tool.name for tool in listed}
        with pytest.raises(MCPError, match="Unknown tool"):
            await client.call_tool("find_agents", {"query": "anything"})
    await person.enable(await publish(hub, person, manifest))
    async with mcp_client(person, mode) as client:
        found = await find(client, "Write down what was decided in yesterday's meeting")
        listed = (await client.list_tools()).tools
        assert [entry.name for entry in listed] == ["find_agents", "laelia"]
        assert found[0]["name"] == "minutes-and-actions"
        assert len(found) == 5


@pytest.mark.parametrize("mode", ERAS)
async def test_what_is_found_is_called_by_its_name(few: RunningHub, mode: str) -> None:
    person = await person_with(few, *SLUGS)
    async with mcp_client(person, mode) as client:
        first, second = await find(client, "make this text shorter", limit=2)
        assert first["name"] == "summarize"
        assert second["name"] in SLUGS
        assert first["inputSchema"]["type"] == "object"
        assert first["_meta"]["laelia/agent_id"] == platform_agent_id("summarize")
        assert first["_meta"]["laelia/price"]["model"] == "per_call"
        answer = await client.call_tool(
            first["name"], {"text": "Sales rose."}, meta=dict(USE_TEST_MODEL)
        )
    assert answer.structured_content == {"text": "echo: Sales rose."}


async def test_a_search_is_free_and_recorded(few: RunningHub) -> None:
    person = await person_with(few, *SLUGS)
    before = await person.get("/v1/credits")
    found = await say(
        person, "tools/call", {"name": "find_agents", "arguments": {"query": "translate"}}
    )
    assert found.result["_meta"]["laelia/cost"] == {"credits": "0"}
    assert (await person.get("/v1/credits")).body == before.body
    used = await person.get("/v1/usage?group_by=face")
    assert [(row["key"], row["calls"]) for row in used["data"]] == [("mcp", 1)]


@pytest.mark.req("R25")
async def test_a_search_finds_only_what_the_caller_may_use(few: RunningHub) -> None:
    owner, stranger = await person_with(few, *SLUGS), await person_with(few, *SLUGS)
    texts = {"name": "Zebra facts", "description": "Everything about zebras and their stripes."}
    agent = await publish(few, owner, {"kind": "prompt", "instructions": "Answer.", **texts})
    await owner.enable(agent)
    key = await owner.key(agent_ids=[platform_agent_id(slug) for slug in SLUGS])
    names = []
    for person in (owner, stranger, key):
        async with mcp_client(person, MODERN) as client:
            found = await find(client, "zebras and their stripes", limit=20)
            names.append({tool["title"] for tool in found})
    assert "Zebra facts" in names[0]
    assert "Zebra facts" not in names[1] | names[2]


async def test_a_search_tells_the_tools_of_a_server_too(few: RunningHub) -> None:
    person = await person_with(few, *SLUGS)
    async with tool_server(tool("add", "Adds."), tool("sub", "Subtracts.")) as server:
        texts = {"slug": "sums", "tagline": "Sums", "description": "Adds and subtracts numbers."}
        agent = await publish(few, person, relay_manifest(server.url, **texts))
        await person.enable(agent)
        async with mcp_client(person, MODERN) as client:
            found = await find(client, "subtract two numbers", limit=1)
            assert [entry["name"].rpartition("__")[2] for entry in found] == ["add", "sub"]
            answer = await client.call_tool(found[1]["name"], {})
            assert not answer.is_error
    assert server.calls[0]["name"] == "sub"


@pytest.mark.parametrize(
    "arguments",
    [{}, {"query": ""}, {"query": 7}, {"query": "x", "limit": 0}, {"query": "x", "most": 1}],
)
async def test_a_search_that_does_not_fit_says_so(
    few: RunningHub, arguments: dict[str, Any]
) -> None:
    person = await person_with(few, *SLUGS)
    refused = await say(person, "tools/call", {"name": "find_agents", "arguments": arguments})
    assert refused.result["isError"]
    assert refused.result["structuredContent"]["error"]["code"] == "invalid_input"


async def test_an_agents_own_address_has_no_search(few: RunningHub) -> None:
    person = await person_with(few, *SLUGS)
    path = f"/mcp/agents/{platform_agent_id('summarize')}"
    listed = await say(person, "tools/list", path=path)
    assert [entry["name"] for entry in listed.result["tools"]] == ["summarize"]
    refused = await say(
        person, "tools/call", {"name": "find_agents", "arguments": {"query": "x"}}, path=path
    )
    assert refused.error["data"]["code"] == "unknown_tool"
