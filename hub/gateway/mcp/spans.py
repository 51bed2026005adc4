"""The span of one MCP request that the hub serves, as the MCP and GenAI conventions have it."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Final, TypeVar

from opentelemetry.trace import Span

from hub.gateway.mcp.exchange import Exchange
from hub.gateway.mcp.protocol import Request, UnknownTool, number_of
from hub.gateway.mcp.sessions import Sessions, SessionUnknown
from hub.kit import tracing
from hub.kit.errors import LaeliaError

Served = TypeVar("Served")
_TARGETS: Final = {"tools/call": "gen_ai.tool.name", "prompts/get": "gen_ai.prompt.name"}


def span(request: Request) -> AbstractContextManager[Span | None]:
    """The message's own span, in the trace that its `_meta` names."""
    parent = tracing.of_meta(request.meta)
    return tracing.span(request.method or "listen", tracing.SERVER, parent)


async def describing(
    current: Span,
    exchange: Exchange,
    sessions: Sessions,
    serving: Callable[[Exchange], Awaitable[Served]],
) -> Served:
    """What `serving` answers, told to the span: the method, the session, the tool, the error."""
    request = exchange.request
    current.set_attribute("mcp.protocol.version", request.version)
    if request.method:
        current.set_attribute("mcp.method.name", request.method)
        current.set_attribute("jsonrpc.request.id", str(request.id))
    if request.method == "tools/call":
        current.set_attribute("gen_ai.operation.name", "execute_tool")
    if (session := _session(exchange, sessions)) is not None:
        current.set_attribute("mcp.session.id", session)
    try:
        result = await serving(exchange)
    except UnknownTool as error:
        # A name that is nobody's says nothing, and there is no end of such names
        current.set_attribute("rpc.response.status_code", str(error.number))
        raise
    except LaeliaError as error:
        _name_target(current, request)
        current.set_attribute("rpc.response.status_code", str(number_of(error)))
        raise
    _name_target(current, request)
    if isinstance(result, dict) and result.get("isError"):
        tracing.failed(current, "tool_error")
        code = result.get("_meta", {}).get("laelia/error_code")
        if isinstance(code, str):
            current.set_attribute("laelia.error.code", code)
    return result


def _session(exchange: Exchange, sessions: Sessions) -> str | None:
    """The session's own name: what the client holds is sealed, and longer than a line."""
    if exchange.request.session is None:
        return None
    try:
        return sessions.name(exchange.principal, exchange.request.session)
    except SessionUnknown:
        return None


def _name_target(current: Span, request: Request) -> None:
    attribute = _TARGETS.get(request.method)
    target = request.params.get("name")
    if attribute is not None and isinstance(target, str):
        current.update_name(f"{request.method} {target[:128]}")
        current.set_attribute(attribute, target[:128])
