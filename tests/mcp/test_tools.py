"""Every enabled agent is a tool, in both eras, through the SDK's own client."""

import pytest
from mcp import MCPError

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import RunningHub
from tests.mcp.speaking import HANDSHAKE, MODERN, USE_TEST_MODEL, mcp_client, say

SUMMARIZE = platform_agent_id("summarize")
MODES = ["auto", "legacy", MODERN]


@pytest.mark.req("S7")
@pytest.mark.parametrize("mode", MODES)
async def test_the_sdk_lists_and_calls_an_enabled_agent(hub: RunningHub, mode: str) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    key = await person.key()
    async with mcp_client(key, mode) as client:
        assert client.protocol_version == (HANDSHAKE if mode == "legacy" else MODERN)
        listed = await client.list_tools()
        assert [tool.name for tool in listed.tools] == ["laelia", "summarize"]
        tool = listed.tools[1]
        assert tool.title
        assert "Features:" in (tool.description or "")
        assert tool.input_schema["type"] == "object"
        assert (tool.meta or {})["laelia/agent_id"] == SUMMARIZE
        assert (tool.meta or {})["laelia/price"]["model"] == "per_call"
        answer = await client.call_tool(
            "summarize", {"text": "Sales rose."}, meta=dict(USE_TEST_MODEL)
        )
        assert not answer.is_error
        assert answer.structured_content == {"text": "echo: Sales rose."}
        assert [block.text for block in answer.content] == ["echo: Sales rose."]
        told = answer.meta or {}
        kept = await key.get(f"/v1/runs/{told['laelia/run_id']}")
        assert kept["output"] == {"text": "echo: Sales rose."}
        assert (kept["face"], kept["cost"]) == ("mcp", told["laelia/cost"])
        assert told["laelia/receipt"].count(".") == 2


@pytest.mark.req("S5")
@pytest.mark.parametrize("mode", ["legacy", MODERN])
async def test_an_agent_that_is_not_enabled_is_absent(hub: RunningHub, mode: str) -> None:
    person = await hub.sign_up()
    async with mcp_client(person, mode) as client:
        assert [tool.name for tool in (await client.list_tools()).tools] == ["laelia"]
        with pytest.raises(MCPError) as refused:
            await client.call_tool("summarize", {"text": "x"})
    assert refused.value.error.code == -32602
    assert "Unknown tool" in refused.value.error.message
    assert refused.value.error.data["code"] == "unknown_tool"


async def test_progress_carries_what_the_agent_says(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    heard: list[tuple[float, str | None]] = []

    async def hear(done: float, _total: float | None, text: str | None) -> None:
        heard.append((done, text))

    for mode in ("legacy", MODERN):
        heard.clear()
        async with mcp_client(person, mode) as client:
            answer = await client.call_tool(
                "summarize",
                {"text": "one two three"},
                meta=dict(USE_TEST_MODEL),
                progress_callback=hear,
            )
        assert "".join(text or "" for _, text in heard) == "echo: one two three"
        assert [done for done, _ in heard] == sorted({done for done, _ in heard})
        assert answer.structured_content == {"text": "echo: one two three"}


async def test_a_failing_run_is_a_result_that_the_model_can_read(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    arguments = {"name": "summarize", "arguments": {"text": "[[fail 400]]"}}
    failed = await say(person, "tools/call", arguments, meta=USE_TEST_MODEL)
    assert failed.status == 200
    assert failed.result["isError"] is True
    assert failed.result["_meta"]["laelia/error_code"] == "provider_failed"
    assert failed.result["structuredContent"]["error"]["code"] == "provider_failed"
    run = await person.get(f"/v1/runs/{failed.result['_meta']['laelia/run_id']}")
    assert run["status"] == "failed"
    wrong = await say(person, "tools/call", {"name": "summarize", "arguments": {"no": 1}})
    assert wrong.result["isError"] is True
    assert wrong.result["_meta"]["laelia/error_code"] == "invalid_input"
