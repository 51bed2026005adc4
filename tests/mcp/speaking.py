"""Ways to speak to the hub over MCP: the SDK's client in each era, and bare JSON-RPC."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from mcp import Client as McpClient
from mcp.client.streamable_http import streamable_http_client

from tests.hub_fixtures import NO_TLS, Client

MODERN = "2026-07-28"
HANDSHAKE = "2025-11-25"
META = "io.modelcontextprotocol/"
ACCEPT = "application/json, text/event-stream"
USE_TEST_MODEL = {"laelia/model": "openai/gpt-test"}


@asynccontextmanager
async def mcp_client(
    person: Client, mode: str, path: str = "/mcp", **options: Any
) -> AsyncIterator[McpClient]:
    headers = {"authorization": f"Bearer {person.token}"}
    async with httpx2.AsyncClient(headers=headers, timeout=30, verify=NO_TLS) as http:
        transport = streamable_http_client(person.url + path, http_client=http)
        async with McpClient(transport, mode=mode, cache=None, **options) as client:
            yield client


@dataclass
class Said:
    """An HTTP answer to a message: its JSON, or the data of its events."""

    status: int
    headers: dict[str, str]
    messages: list[dict[str, Any]]

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = self.messages[-1]["result"]
        return found

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = self.messages[-1]["error"]
        return found


def message(
    method: str, params: dict[str, Any] | None = None, *, id_: Any = 1, meta: Any = None
) -> dict[str, Any]:
    """A request of the stateless era."""
    stamped = {
        f"{META}protocolVersion": MODERN,
        f"{META}clientInfo": {"name": "test", "version": "1"},
        f"{META}clientCapabilities": {},
        **(meta or {}),
    }
    body = {**(params or {}), "_meta": stamped}
    return {"jsonrpc": "2.0", "id": id_, "method": method, "params": body}


def headers_for(sent: dict[str, Any]) -> dict[str, str]:
    headers = {
        "accept": ACCEPT,
        "content-type": "application/json",
        "mcp-protocol-version": MODERN,
        "mcp-method": str(sent.get("method")),
    }
    params = sent.get("params") or {}
    name = params.get("name") or params.get("uri") or params.get("taskId")
    return headers | ({"mcp-name": name} if isinstance(name, str) else {})


async def post(person: Client, body: bytes, headers: dict[str, str], path: str = "/mcp") -> Said:
    async with person.http.post(
        person.url + path, data=body, headers=person.headers(headers)
    ) as answer:
        text = await answer.text()
        found = {name.lower(): value for name, value in answer.headers.items()}
        if "text/event-stream" in found.get("content-type", ""):
            data = [line[6:] for line in text.splitlines() if line.startswith("data: ")]
            return Said(answer.status, found, [json.loads(item) for item in data])
        return Said(answer.status, found, [json.loads(text)] if text else [])


async def say(
    person: Client,
    method: str,
    params: dict[str, Any] | None = None,
    *,
    path: str = "/mcp",
    headers: dict[str, str] | None = None,
    **options: Any,
) -> Said:
    """One request of the stateless era, with the headers it needs."""
    sent = message(method, params, **options)
    return await post(person, json.dumps(sent).encode(), headers_for(sent) | (headers or {}), path)


async def say_old(
    person: Client,
    method: str,
    params: dict[str, Any] | None = None,
    *,
    path: str = "/mcp",
    id_: Any = 1,
    headers: dict[str, str] | None = None,
) -> Said:
    """One request of the handshake era, without a session."""
    sent = {"jsonrpc": "2.0", "id": id_, "method": method, "params": params or {}}
    own = {"accept": ACCEPT, "content-type": "application/json", "mcp-protocol-version": HANDSHAKE}
    return await post(person, json.dumps(sent).encode(), own | (headers or {}), path)
