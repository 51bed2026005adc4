"""Spans of what leaves for tenants' servers, and the trace context that goes with it.

A server that a tenant named learns the trace and its parent, so that its own spans join ours, and
never the caller's `baggage`: that is whatever somebody up the line chose to say, to whom it liked.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from opentelemetry.trace import Span

from hub.kit import tracing
from hub.tools.errors import UpstreamError

_BAGGAGE: Final = "baggage"
# What a request names, as the conventions call it. A resource's URI may hold what was asked.
_TARGETS: Final = {"tools/call": "gen_ai.tool.name", "prompts/get": "gen_ai.prompt.name"}


@contextmanager
def mcp_request(url: str, method: str, params: Mapping[str, Any]) -> Iterator[Span | None]:
    """Around one request to a remote MCP server."""
    with tracing.span(method, tracing.CLIENT) as current:
        if current is None:
            yield None
            return
        current.set_attributes({"mcp.method.name": method, **_place(url)})
        target = params.get("name") if method in _TARGETS else None
        if isinstance(target, str):
            current.update_name(f"{method} {target}")
            current.set_attribute(_TARGETS[method], target)
        if method == "tools/call":
            current.set_attribute("gen_ai.operation.name", "execute_tool")
        try:
            yield current
        except UpstreamError as error:
            current.set_attribute("rpc.response.status_code", str(error.code))
            raise


def mcp_answered(current: Span | None, version: str, result: Mapping[str, Any]) -> None:
    """What the server said: an error that is a tool's result is an error of the span too."""
    if current is None:
        return
    current.set_attribute("mcp.protocol.version", version)
    if result.get("isError"):
        tracing.failed(current, "tool_error")


@contextmanager
def http_request(url: str, method: str) -> Iterator[Span | None]:
    """Around one HTTP exchange with a tenant's server. Its path and query are the tenant's."""
    with tracing.span(method, tracing.CLIENT) as current:
        if current is not None:
            current.set_attributes({"http.request.method": method, **_place(url)})
        yield current


def http_answered(current: Span | None, status: int) -> None:
    if current is None:
        return
    current.set_attribute("http.response.status_code", status)
    if status >= 400:
        tracing.failed(current, str(status))


def carrying(carrier: Mapping[str, Any]) -> dict[str, Any]:
    """A request's `_meta`, or its headers, with our trace in place of whatever stood there."""
    carried = {name: value for name, value in carrier.items() if name.lower() != _BAGGAGE}
    if tracing.enabled():
        for name in [n for n in carried if n.lower() in tracing.CONTEXT]:
            del carried[name]
        tracing.outward(carried)
    return carried


def _place(url: str) -> dict[str, str | int]:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return {"server.address": parts.hostname or "", "server.port": port}
