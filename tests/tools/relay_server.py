"""The thinnest relay: everything asked of it is asked of a remote server, nothing is its own.

Run as `python -m tests.tools.relay_server URL`; the port it listens on is printed first. It
shows that the upstream client can carry a whole server, without the hub around it.
"""

import socket
import sys
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPDeprecationWarning, MCPError
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from hub.tools.errors import UpstreamError
from hub.tools.jsonrpc import Message, Target
from hub.tools.outbound import OutboundClient
from hub.tools.upstream import UpstreamPool
from hub.tools.wire import Call, lift

Context = ServerRequestContext[Any, Any]
_STAMPS = ("protocolVersion", "clientInfo", "clientCapabilities")


def _call(ctx: Context, params: Message) -> Call:
    meta = dict(params.pop("_meta", None) or {})
    wants_progress = meta.pop("progressToken", None) is not None
    offered = ctx.session.client_capabilities
    modern = ctx.protocol_version in MODERN_PROTOCOL_VERSIONS
    return Call(
        on_progress=ctx.session.report_progress if wants_progress else None,
        on_notification=ctx.session._request_outbound.notify,
        on_request=None if modern else ctx.session._request_outbound.send_raw_request,
        capabilities=offered.model_dump(by_alias=True, exclude_none=True) if offered else {},
        meta={name: value for name, value in meta.items() if not name.endswith(_STAMPS)},
    )


def _relayed(pool: UpstreamPool, target: Target, method: str) -> Callable[..., Awaitable[Message]]:
    async def handler(ctx: Context, _params: object) -> Message:
        params = dict(ctx.params or {})
        call = _call(ctx, params)
        modern = ctx.protocol_version in MODERN_PROTOCOL_VERSIONS
        assert ctx.request is not None
        scope = "" if modern else str(ctx.request.headers.get("mcp-session-id"))
        async with pool.use(
            target,
            scope=scope,
            capabilities={} if modern else call.capabilities,
            prefer="newest" if modern else "handshake",
        ) as upstream:
            try:
                result = await upstream.request(method, params, call)
            except UpstreamError as error:
                raise MCPError(error.code, error.message, error.data) from error
        return lift(method, result) if modern else result

    return handler


def main() -> None:
    warnings.simplefilter("ignore", MCPDeprecationWarning)
    pool, target = UpstreamPool(OutboundClient(allow=["127.0.0.1"])), Target(sys.argv[1])

    def relayed(method: str) -> Any:
        return _relayed(pool, target, method)

    server: Server[Any] = Server(  # type: ignore[deprecated]  # the suite tests logging
        "relay",
        version="1",
        on_list_tools=relayed("tools/list"),
        on_call_tool=relayed("tools/call"),
        on_list_resources=relayed("resources/list"),
        on_list_resource_templates=relayed("resources/templates/list"),
        on_read_resource=relayed("resources/read"),
        on_subscribe_resource=relayed("resources/subscribe"),
        on_unsubscribe_resource=relayed("resources/unsubscribe"),
        on_subscriptions_listen=relayed("subscriptions/listen"),
        on_list_prompts=relayed("prompts/list"),
        on_get_prompt=relayed("prompts/get"),
        on_completion=relayed("completion/complete"),
        on_set_logging_level=relayed("logging/setLevel"),
    )
    listener = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(
        server.streamable_http_app(), log_level="warning", timeout_graceful_shutdown=1
    )
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
