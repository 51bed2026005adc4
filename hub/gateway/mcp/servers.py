"""Which server an address means: the hub's own, one agent of it, or an agent that is a server."""

from collections.abc import Awaitable

from hub.gateway.mcp.catalog import Catalog, Tool
from hub.gateway.mcp.exchange import Exchange
from hub.gateway.mcp.hub_server import HubServer
from hub.gateway.mcp.protocol import InvalidParams, Result
from hub.gateway.mcp.relay import Relay


class AgentAbsent(InvalidParams):
    """Not there, not the caller's to see, or not enabled: the three look the same."""

    status = 404
    code = "agent_not_found"


class Servers:
    def __init__(self, catalog: Catalog, hub: HubServer, relay: Relay) -> None:
        self._catalog = catalog
        self._hub = hub
        self._relay = relay

    def serve(self, exchange: Exchange) -> Awaitable[Result]:
        """Raises:
        AgentAbsent: the address names no agent that the caller may use over MCP.
        """
        return self._hub.serve(exchange) if exchange.agent_id is None else self._one(exchange)

    async def _one(self, exchange: Exchange) -> Result:
        tool = await self._addressed(exchange)
        if tool is not None and tool.relays:
            return await self._relay.serve(exchange, tool)
        return await self._hub.serve(exchange)

    async def follow(self, exchange: Exchange) -> None:
        tool = await self._addressed(exchange)
        if tool is not None and tool.relays:
            await self._relay.follow(exchange, tool)
        else:
            await self._hub.follow(exchange)

    async def _addressed(self, exchange: Exchange) -> Tool | None:
        if exchange.agent_id is None:
            return None
        tool = await self._catalog.of_agent(exchange.principal, exchange.agent_id)
        if tool is None:
            raise AgentAbsent("There is no agent at this address that you can use.")
        exchange.tool = tool
        return tool
