"""The hub's own MCP server: every agent that the caller has enabled, as a tool."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final

from hub.entitlements.public import AgentNotEnabled, AgentNotFound
from hub.gateway.calls import Calls
from hub.gateway.mcp import results
from hub.gateway.mcp.catalog import CHANNEL, Catalog, Table, Tool, page_of
from hub.gateway.mcp.changes import Changes
from hub.gateway.mcp.exchange import Exchange
from hub.gateway.mcp.protocol import (
    HANDSHAKE,
    HANDSHAKES,
    MODERN,
    SERVER_INFO,
    InvalidParams,
    MethodNotFound,
    Request,
    Result,
    UnknownTool,
)
from hub.kit.amounts import parse_credits
from hub.kit.errors import LaeliaError
from hub.kit.http import encode_json
from hub.runs.public import Invocation, Outcome

Handler = Callable[[Exchange], Awaitable[Result]]
_INSTRUCTIONS: Final = (
    "Every tool is an agent that your organization has enabled. A call costs credits: the price"
    " is in a tool's _meta as laelia/price, what a call did cost in its result's as laelia/cost."
)
_MAX_KEY: Final = 255


class HubServer:
    """`serve` answers one request. With an `agent_id` that agent alone is there."""

    def __init__(self, calls: Calls, catalog: Catalog) -> None:
        self._calls = calls
        self._catalog = catalog
        self._changes = Changes(catalog)
        self.follow = self._changes.follow
        shared: dict[str, Handler] = {"tools/call": self._call, "tools/list": self._list}
        self._modern: Mapping[str, Handler] = {
            **shared,
            "server/discover": self._discover,
            "subscriptions/listen": self._changes.listen,
        }
        self._handshake: Mapping[str, Handler] = {
            **shared,
            "initialize": self._initialize,
            "ping": self._ping,
        }

    async def serve(self, exchange: Exchange) -> Result:
        """Raises:
        MethodNotFound: there is no such method in the request's era.
        """
        known = self._modern if exchange.request.modern else self._handshake
        handler = known.get(exchange.request.method)
        if handler is None:
            raise MethodNotFound(f"There is no method {exchange.request.method[:100]}.")
        return await handler(exchange)

    async def _discover(self, _: Exchange) -> Result:
        found = {
            "supportedVersions": [MODERN],
            "capabilities": _CAPABILITIES,
            "instructions": _INSTRUCTIONS,
        }
        return results.cacheable(found, modern=True)

    async def _initialize(self, exchange: Exchange) -> Result:
        asked = exchange.request.params.get("protocolVersion")
        return {
            "protocolVersion": asked if asked in HANDSHAKES else HANDSHAKE,
            "capabilities": _CAPABILITIES,
            "serverInfo": SERVER_INFO,
            "instructions": _INSTRUCTIONS,
        }

    async def _ping(self, _: Exchange) -> Result:
        return {}

    async def _list(self, exchange: Exchange) -> Result:
        table = await self._table(exchange)
        definitions = [tool.definition for tool in table]
        names = [tool.name for tool in table]
        page = page_of(definitions, names, exchange.request.params.get("cursor"))
        return results.cacheable(page, modern=exchange.request.modern)

    async def _table(self, exchange: Exchange) -> tuple[Tool, ...]:
        if exchange.agent_id is None:
            table: Table = await self._catalog.table(exchange.principal)
            return table.tools
        tool = await self._catalog.of_agent(exchange.principal, exchange.agent_id)
        return () if tool is None else (tool,)

    async def _call(self, exchange: Exchange) -> Result:
        request = exchange.request
        tool = await self._find(exchange)
        call = invocation(exchange, tool, _arguments(request))
        exchange.abandons(partial(self._calls.runs.cancel, call.run_id))
        wants_progress = request.progress_token is not None and exchange.reply.streams
        try:
            answer = await self._calls.runs.invoke(
                call, partial(_tell, exchange) if wants_progress else None
            )
            body, _ = await self._calls.body_of(exchange.caller, answer)
        except (AgentNotFound, AgentNotEnabled) as error:
            raise _unknown(tool.name) from error
        except LaeliaError as error:
            if not results.is_execution_failure(error):
                raise
            await self._calls.reject(exchange.principal, CHANNEL, tool.agent_id, error)
            return results.failed(error)
        if isinstance(answer, Outcome) and answer.error is not None:
            return results.failed(answer.error)
        return results.succeeded(body, text_only=tool.text_only, modern=request.modern)

    async def _find(self, exchange: Exchange) -> Tool:
        name = exchange.request.params.get("name")
        if not isinstance(name, str):
            raise InvalidParams("params.name is the name of a tool.")
        tool = await self._catalog.find(exchange.principal, name)
        if tool is None or exchange.agent_id not in (None, tool.agent_id):
            raise _unknown(name)
        return tool


_CAPABILITIES: Final[dict[str, Any]] = {"tools": {"listChanged": True}}


async def _tell(exchange: Exchange, event: str, data: dict[str, Any], /) -> None:
    """A run's events as progress: what the agent says, piece by piece, in the message."""
    if event == "output.delta":
        await exchange.progress(data["text"])
    elif event == "tool.called":
        await exchange.progress(f"calling {data.get('name', 'a tool')}")


def _unknown(name: str) -> UnknownTool:
    return UnknownTool(f"Unknown tool: {name[:128]}")


def _arguments(request: Request) -> dict[str, Any]:
    arguments = request.params.get("arguments")
    if arguments is None:
        return {}
    if not isinstance(arguments, dict):
        raise InvalidParams("params.arguments is an object.")
    return arguments


def invocation(exchange: Exchange, tool: Tool, arguments: dict[str, Any]) -> Invocation:
    """The call as the runs know it; what a caller may add to it travels in `_meta`."""
    request = exchange.request
    options = {name: value for name, value in request.meta.items() if name.startswith("laelia/")}
    key = _option(options, "idempotency_key") or request.idempotency_key
    if key is not None and not 0 < len(key) <= _MAX_KEY:
        raise InvalidParams(f"An idempotency key has 1 to {_MAX_KEY} characters.")
    most = _option(options, "max_credits")
    metadata = options.get("laelia/metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise InvalidParams("_meta laelia/metadata is an object.")
    return Invocation(
        caller=exchange.principal,
        agent_id=tool.agent_id,
        input=arguments,
        face=CHANNEL,
        model=_option(options, "model"),
        session_id=_option(options, "session_id"),
        metadata=metadata,
        max_credits=None if most is None else parse_credits(most, pointer="/_meta/max_credits"),
        idempotency_key=key,
        request_hash=_hash(tool.agent_id, request) if key else None,
    )


def _option(options: dict[str, Any], name: str) -> str | None:
    value = options.get(f"laelia/{name}")
    if value is not None and not isinstance(value, str):
        raise InvalidParams(f"_meta laelia/{name} is a string.")
    return value


def _hash(agent_id: str, request: Request) -> bytes:
    return hashlib.sha256(agent_id.encode() + b"\0" + encode_json(request.params)).digest()
