"""A first-party server as any client meets it: a program, over stdio or at an address."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from tests.providers.programs import ROOT, free_port, running

TOKEN = "a-token-for-the-tests"
ERAS = ("legacy", "2026-07-28")


def over_stdio(era: str, *words: str | Path, **environment: str) -> Client:
    arguments = ["-m", "mcp_servers", *map(str, words)]
    env = {"PYTHONPATH": str(ROOT), **environment}
    return Client(StdioServerParameters(command=sys.executable, args=arguments, env=env), mode=era)


@asynccontextmanager
async def served(*words: str | Path, **environment: str) -> AsyncIterator[str]:
    """The MCP address of the program while it serves."""
    port = free_port()
    command = [sys.executable, "-m", "hub.cli", "mcp-server", *words, "--http", "--port", str(port)]
    env = {"PYTHONPATH": str(ROOT), "LAELIA_MCP_SERVER_TOKEN": TOKEN, **environment}
    async with running(command, "Uvicorn running", env):
        yield f"http://127.0.0.1:{port}/mcp"


@asynccontextmanager
async def at(url: str, era: str, token: str = TOKEN) -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(headers=headers) as http,
        Client(streamable_http_client(url, http_client=http), mode=era) as client,
    ):
        yield client


async def call(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """What the tool answered; a test that expects a refusal uses `refused`."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return dict(result.structured_content)


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error, result.structured_content
    return " ".join(part.text for part in result.content if part.type == "text")
