"""The hub's own MCP server: every agent that the caller has enabled, as a tool."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, Protocol

import msgspec

from hub.gateway.mcp import results
from hub.gateway.mcp.agent_calls import AgentCalls
from hub.gateway.mcp.catalog import SEPARATOR, Catalog, Table, Tool, page_of
from hub.gateway.mcp.changes import Changes
from hub.gateway.mcp.exchange import Exchange
from hub.gateway.mcp.finding import FIND, Finding
from hub.gateway.mcp.protocol import (
    HANDSHAKE,
    HANDSHAKES,
    MODERN,
    SERVER_INFO,
    InvalidParams,
    MethodNotFound,
    Result,
    UnknownTool,
)
from hub.gateway.mcp.tasks import TASKS, Tasks
from hub.identity.public import Principal
from hub.kit.errors import LaeliaError

Handler = Callable[[Exchange], Awaitable[Result]]
_INSTRUCTIONS: Final = (
    "Every tool is an agent that your organization has enabled. A call costs credits: the price"
    " is in a tool's _meta as laelia/price, what a call did cost in its result's as laelia/cost."
    " Where find_agents is listed there are more agents than are listed: it tells those that fit a"
    " task, and each can be called by its name."
)


class Relayed(Protocol):
    """Agents that are servers themselves, and bring tools of their own."""

    async def definitions(
        self, tool: Tool, caller: Principal
    ) -> Sequence[tuple[str, msgspec.Raw]]: ...

    async def call_tool(self, exchange: Exchange, tool: Tool, name: str) -> Result: ...


class HubServer:
    """`serve` answers one request. Where the exchange names a tool, that one alone is there."""

    def __init__(
        self,
        catalog: Catalog,
        relayed: Relayed,
        agents: AgentCalls,
        tasks: Tasks,
        finding: Finding,
    ) -> None:
        self._finding = finding
        self._agents = agents
        self._catalog = catalog
        self._relayed = relayed
        self._changes = Changes(catalog)
        self.follow = self._changes.follow
        shared: dict[str, Handler] = {"tools/call": self._call, "tools/list": self._list}
        self._modern: Mapping[str, Handler] = {
            **shared,
            "server/discover": self._discover,
            "subscriptions/listen": self._changes.listen,
            **tasks.methods,
        }
        self._handshake: Mapping[str, Handler] = {
            **shared,
            "initialize": self._initialize,
            "ping": self._ping,
        }

    @property
    def methods(self) -> frozenset[str]:
        """All that is answered here, in either era."""
        return frozenset(self._modern) | frozenset(self._handshake)

    def serve(self, exchange: Exchange) -> Awaitable[Result]:
        """Raises:
        MethodNotFound: there is no such method in the request's era.
        """
        known = self._modern if exchange.request.modern else self._handshake
        handler = known.get(exchange.request.method)
        if handler is None:
            raise MethodNotFound(f"There is no method {exchange.request.method[:100]}.")
        return handler(exchange)

    async def _discover(self, _: Exchange) -> Result:
        found = {
            "supportedVersions": [MODERN],
            "capabilities": _MODERN_CAPABILITIES,
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
        cursor, modern = exchange.request.params.get("cursor"), exchange.request.modern
        if exchange.tool is not None:
            page = await self._listed(exchange, (exchange.tool,), cursor)
            return results.cacheable(page, modern=modern)
        table = await self._catalog.table(exchange.principal)
        if table.searched:
            page = self._finding.page(table, cursor)
        elif table.page is not None and cursor is None:
            page = table.page
        else:
            page = await self._listed(exchange, table.tools, cursor, among=table)
        return results.cacheable(page, modern=modern)

    async def _listed(
        self,
        exchange: Exchange,
        tools: tuple[Tool, ...],
        cursor: Any,
        *,
        among: Table | None = None,
    ) -> dict[str, Any]:
        """A page of these tools; what is a server itself is asked for its own."""
        listed: dict[str, msgspec.Raw] = {}
        unavailable = []
        for tool in tools:
            if not tool.relays:
                listed[tool.name] = tool.definition
                continue
            try:
                listed |= dict(await self._relayed.definitions(tool, exchange.principal))
            except LaeliaError as error:
                unavailable.append({"agent_id": tool.agent_id, "code": error.code})
        if among is not None and len(listed) > self._catalog.list_at_most:
            page = self._finding.page(among, cursor)
        else:
            names = sorted(listed)
            page = page_of([listed[name] for name in names], names, cursor)
        if unavailable:
            page["_meta"] = {"laelia/unavailable": unavailable}
        return page

    async def _call(self, exchange: Exchange) -> Result:
        if exchange.request.params.get("name") == FIND and exchange.tool is None:
            table = await self._finding.searched(exchange.principal)
            if table is not None:
                return await self._finding.call(exchange, table)
        tool, name = await self._find(exchange)
        if name is not None:
            return await self._relayed.call_tool(exchange, tool, name)
        return await self._agents.call(exchange, tool)

    async def _find(self, exchange: Exchange) -> tuple[Tool, str | None]:
        """The agent, and which of its own tools where it is a server itself."""
        asked = exchange.request.params.get("name")
        if not isinstance(asked, str):
            raise InvalidParams("params.name is the name of a tool.")
        name, separator, inner = asked.partition(SEPARATOR)
        tool = await self._catalog.find(exchange.principal, name)
        if tool is None or tool.relays != bool(separator) or exchange.tool not in (None, tool):
            raise _unknown(asked)
        return tool, inner if separator else None


_CAPABILITIES: Final[dict[str, Any]] = {"tools": {"listChanged": True}}
_MODERN_CAPABILITIES: Final[dict[str, Any]] = {**_CAPABILITIES, "extensions": {TASKS: {}}}


def _unknown(name: str) -> UnknownTool:
    return UnknownTool(f"Unknown tool: {name[:128]}")
