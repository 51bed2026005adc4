"""`laelia mcp`: a client that only speaks stdio reaches the hub."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client as McpClient
from mcp import StdioServerParameters

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import Client, RunningHub
from tests.mcp.speaking import MODERN, USE_TEST_MODEL

SUMMARIZE = platform_agent_id("summarize")
ROOT = Path(__file__).parents[2]


def bridge_to(person: Client) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "hub.cli", "mcp", "--url", f"{person.url}/mcp"],
        env={"LAELIA_API_KEY": person.token or ""},
        cwd=ROOT,
    )


@pytest.mark.parametrize("mode", ["legacy", MODERN])
async def test_a_stdio_client_lists_calls_and_hears(hub: RunningHub, mode: str) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    key = await person.key()
    heard: list[str] = []

    async def hear(_done: float, _total: float | None, text: str | None) -> None:
        heard.append(text or "")

    async with McpClient(bridge_to(key), mode=mode, cache=None) as client:
        assert "summarize" in {tool.name for tool in (await client.list_tools()).tools}
        answer = await client.call_tool(
            "summarize",
            {"text": "one two"},
            meta=dict(USE_TEST_MODEL),
            progress_callback=hear,
        )
    assert answer.structured_content == {"text": "echo: one two"}
    assert "".join(heard) == "echo: one two"


async def exchange(person: Client, lines: list[Any]) -> list[dict[str, Any]]:
    """Everything that comes back when the lines are all there is."""
    parameters = bridge_to(person)
    process = await asyncio.create_subprocess_exec(
        parameters.command,
        *parameters.args,
        env=parameters.env,
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said = b"".join(
        (line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines
    )
    out, _ = await asyncio.wait_for(process.communicate(said), 30)
    assert process.returncode == 0
    return [json.loads(line) for line in out.splitlines()]


async def test_the_end_of_the_input_ends_it_once_all_is_answered(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    hello = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t"}}
    call = {"name": "summarize", "arguments": {"text": "x"}, "_meta": USE_TEST_MODEL}
    answers = await exchange(
        person,
        [
            {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
            {"jsonrpc": "2.0", "method": "notifications/initialized"},
            {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call},
            b"not json",
        ],
    )
    by_id = {answer["id"]: answer for answer in answers}
    assert by_id[None]["error"]["code"] == -32700
    assert by_id[1]["result"]["protocolVersion"] == "2025-11-25"
    assert by_id[2]["result"]["structuredContent"] == {"text": "echo: x"}


async def test_a_refused_key_is_told_in_the_answer(hub: RunningHub) -> None:
    nobody = hub.anonymous.with_token("lae_live_wrong")
    [answer] = await exchange(nobody, [{"jsonrpc": "2.0", "id": 7, "method": "tools/list"}])
    assert answer["id"] == 7
    assert answer["error"]["data"]["code"] == "unauthenticated"


async def test_a_hub_that_is_away_is_told_in_the_answer(hub: RunningHub) -> None:
    away = Client("http://127.0.0.1:1", hub.http, "lae_live_x")
    [answer] = await exchange(away, [{"jsonrpc": "2.0", "id": 8, "method": "tools/list"}])
    assert answer["id"] == 8
    assert "cannot be reached" in answer["error"]["message"]
