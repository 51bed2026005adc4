"""Which server an address means: the hub's own, one agent of it, or an agent that is a server."""

from typing import Final

from hub.agents.public import McpAgent
from hub.gateway.mcp.catalog import Catalog, Tool
from hub.gateway.mcp.exchange import Exchange
from hub.gateway.mcp.hub_server import HubServer
from hub.gateway.mcp.protocol import InvalidParams, Result
from hub.gateway.mcp.relay import Relay
from hub.gateway.mcp.sealing import StateSealer
from hub.gateway.mcp.upstreams import Place
from hub.identity.public import Principal
from hub.runs.errors import CapabilityNotSupported
from hub.tools.jsonrpc import Target

_UNSET: Final = "This agent needs a credential that cannot be read here."


class AgentAbsent(InvalidParams):
    """Not there, not the caller's to see, or not enabled: the three look the same."""

    status = 404
    code = "agent_not_found"


class Servers:
    def __init__(self, catalog: Catalog, hub: HubServer, relay: Relay) -> None:
        self._catalog = catalog
        self._hub = hub
        self._relay = relay

    async def serve(self, exchange: Exchange) -> Result:
        """Raises:
        AgentAbsent: the address names no agent that the caller may use over MCP.
        """
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


class Published:
    """Where agents' servers are, as their manifests say."""

    def __init__(self, sealer: StateSealer) -> None:
        self._sealer = sealer

    async def of(self, tool: Tool, caller: Principal) -> Place:
        runnable = tool.permitted.runnable
        agent = runnable.manifest
        assert isinstance(agent, McpAgent)
        if agent.credential is not None:
            raise CapabilityNotSupported(_UNSET)
        caller_id = self._sealer.pseudonym(runnable.owner_id, caller.org_id, caller.user_id)
        return Place(Target(agent.url), caller_id)
