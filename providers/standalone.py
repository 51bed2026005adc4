"""One provider server as a program of its own: over stdio, or at a Streamable HTTP address."""

import hmac
import os
from collections.abc import Mapping
from typing import Final, Literal

import anyio
import uvicorn
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from providers.adapter import Adapter
from providers.registry import build
from providers.server import ProviderServer
from providers.settings import MissingSettingError

Transport = Literal["stdio", "http"]
TOKEN_SETTING: Final = "LAELIA_PROVIDER_TOKEN"  # noqa: S105 - the name of the setting, not a token
# Pictures travel inside the request, base64.
MAX_REQUEST_BYTES: Final = 64 * 1024 * 1024
_UNGUARDED: Final = TransportSecuritySettings(enable_dns_rebinding_protection=False)
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def run(
    name: str,
    transport: Transport,
    host: str = "127.0.0.1",
    port: int = 8090,
    *,
    environment: Mapping[str, str] = os.environ,
) -> None:
    """Serve a provider until told to stop.

    Raises:
        KeyError: there is no provider of that name.
        MissingSettingError: a setting is missing; beyond loopback, that includes a token,
            since whoever reaches the server spends the vendor's money.
    """
    adapter = build(name, environment)
    if transport == "stdio":
        anyio.run(_serve_stdio, adapter)
        return
    app = http_app(adapter, host=host, token=environment.get(TOKEN_SETTING))
    config = uvicorn.Config(app, host=host, port=port, access_log=False)
    anyio.run(_serve_http, adapter, uvicorn.Server(config))


def http_app(adapter: Adapter, *, host: str, token: str | None) -> ASGIApp:
    """The server at `/mcp`, for both eras of the protocol."""
    if host not in _LOOPBACK and not token:
        raise MissingSettingError(f"set {TOKEN_SETTING} to listen on {host}")
    # The SDK guards a loopback server against rebound names; elsewhere the token is the guard.
    guarded = None if host in _LOOPBACK else _UNGUARDED
    app = ProviderServer(adapter).mcp.streamable_http_app(
        stateless_http=True,
        host=host,
        transport_security=guarded,
        max_request_body_size=MAX_REQUEST_BYTES,
    )
    return app if token is None else _Guarded(app, token)


class _Guarded:
    """Asks every HTTP request for the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            given = dict(scope["headers"]).get(b"authorization", b"")
            if not hmac.compare_digest(given, self._expected):
                refusal = PlainTextResponse(
                    "unauthorized", 401, headers={"WWW-Authenticate": "Bearer"}
                )
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


async def _serve_http(adapter: Adapter, server: uvicorn.Server) -> None:
    try:
        await server.serve()
    finally:
        await adapter.aclose()


async def _serve_stdio(adapter: Adapter) -> None:
    server = ProviderServer(adapter).mcp
    try:
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())
    finally:
        await adapter.aclose()
