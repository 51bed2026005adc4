"""An MCP client that does what a page told its person, and nothing that the page did not say.

    python -m tests.mcp.configured TOOL ARGUMENTS < what-the-page-shows

takes a configuration file (`mcpServers`, `servers`), a `claude mcp add` command, or a bare
address. It lists the tools, calls one, and prints a JSON object with both. Where it has to ask its
person, it prints `{"open": address}` first and waits to be called back.
"""

import asyncio
import json
import shlex
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx2
from aiohttp import web
from mcp import Client, StdioServerParameters
from mcp.client.auth import OAuthClientProvider, TokenStorage
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import (
    AuthorizationCodeResult,
    OAuthClientInformationFull,
    OAuthClientMetadata,
    OAuthToken,
)
from pydantic import AnyUrl

_WAITS_S: Final = 60


class _Memory(TokenStorage):
    """Of one run of the program."""

    def __init__(self) -> None:
        self._tokens: OAuthToken | None = None
        self._client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self._tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self._tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self._client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self._client = client_info


class _CalledBack:
    """The address on this machine to which a browser brings the answer."""

    def __init__(self) -> None:
        self.came: asyncio.Future[Mapping[str, str]] = asyncio.get_running_loop().create_future()

    async def take(self, request: web.Request) -> web.Response:
        if not self.came.done():
            self.came.set_result(dict(request.query))
        return web.Response(text="You can close this page.")

    async def open(self, address: str) -> None:
        _say({"open": address})

    async def answered(self) -> AuthorizationCodeResult:
        async with asyncio.timeout(_WAITS_S):
            return AuthorizationCodeResult.model_validate(await self.came)


def _say(what: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _server(said: str) -> dict[str, Any]:
    """The one server of a configuration: `{command, args, env}`, or `{url, headers}`."""
    if said.startswith("{"):
        document = json.loads(said)
        (server,) = (document.get("mcpServers") or document["servers"]).values()
        return dict(server)
    words = shlex.split(said)
    url = next(word for word in words if "://" in word)
    if "--header" not in words:
        return {"url": url}
    name, _, value = words[words.index("--header") + 1].partition(":")
    return {"url": url, "headers": {name: value.strip()}}


@asynccontextmanager
async def _signing_in(url: str) -> AsyncIterator[OAuthClientProvider]:
    called = _CalledBack()
    app = web.Application()
    app.router.add_get("/callback", called.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        metadata = OAuthClientMetadata(
            client_name="A program", redirect_uris=[AnyUrl(f"http://127.0.0.1:{port}/callback")]
        )
        yield OAuthClientProvider(url, metadata, _Memory(), called.open, called.answered)
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _connected(server: Mapping[str, Any]) -> AsyncIterator[Client]:
    if "command" in server:
        async with Client(StdioServerParameters(**server)) as client:
            yield client
        return
    url = server["url"]
    if "headers" in server:
        async with (
            httpx2.AsyncClient(headers=server["headers"], timeout=_WAITS_S) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            yield client
        return
    async with (
        _signing_in(url) as provider,
        httpx2.AsyncClient(auth=provider, timeout=_WAITS_S) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        yield client


async def main(said: str, tool: str, arguments: dict[str, Any]) -> None:
    async with _connected(_server(said.strip())) as client:
        tools = [one.name for one in (await client.list_tools()).tools]
        answer = await client.call_tool(tool, arguments)
    _say({"tools": tools, "failed": bool(answer.is_error), "answer": answer.structured_content})


if __name__ == "__main__":
    asyncio.run(main(sys.stdin.read(), sys.argv[1], json.loads(sys.argv[2])))
