"""A remote MCP server of the newest revision whose tools a test can change while it serves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

REVISION = "2026-07-28"


def tool(name: str, description: str = "Does it.", **properties: str) -> dict[str, Any]:
    fields = {key: {"type": kind} for key, kind in properties.items()}
    schema = {"type": "object", "properties": fields, "required": list(fields)}
    return {"name": name, "description": description, "inputSchema": schema}


def said(text: str, **more: Any) -> dict[str, Any]:
    return {"resultType": "complete", "content": [{"type": "text", "text": text}], **more}


@dataclass
class ToolServer:
    """`tools` is what it lists; `answers` what a call of each results in, else `said("ok")`."""

    url: str = ""
    tools: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bearer: str | None = None

    async def serve(self, request: web.Request) -> web.Response:
        self.headers.append({k.lower(): v for k, v in request.headers.items()})
        if self.bearer and request.headers.get("authorization") != f"Bearer {self.bearer}":
            return web.Response(status=401)
        message = await request.json()
        result = self._result(message["method"], message.get("params") or {})
        return web.json_response({"jsonrpc": "2.0", "id": message["id"], "result": result})

    def _result(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        fresh = {"resultType": "complete", "ttlMs": 0, "cacheScope": "private"}
        if method == "server/discover":
            return {**fresh, "supportedVersions": [REVISION], "capabilities": {"tools": {}}}
        if method == "tools/list":
            return {**fresh, "tools": self.tools}
        assert method == "tools/call", method
        self.calls.append(params)
        return self.answers.get(params["name"], said("ok"))


@asynccontextmanager
async def tool_server(*tools: dict[str, Any]) -> AsyncIterator[ToolServer]:
    """A server on a free port of loopback."""
    server = ToolServer(tools=list(tools))
    app = web.Application()
    app.router.add_post("/mcp", server.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/mcp"
    try:
        yield server
    finally:
        await runner.cleanup()
