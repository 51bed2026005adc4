"""The door to the MCP face, for the roots."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from hub.gateway.calls import Calls
from hub.gateway.mcp.agent_calls import AgentCalls
from hub.gateway.mcp.asking import Underway
from hub.gateway.mcp.catalog import Catalog
from hub.gateway.mcp.face import McpFace
from hub.gateway.mcp.finding import Finding
from hub.gateway.mcp.hub_server import HubServer
from hub.gateway.mcp.relay import Relay
from hub.gateway.mcp.sealing import StateSealer
from hub.gateway.mcp.servers import Servers
from hub.gateway.mcp.sessions import Sessions
from hub.gateway.mcp.tasks import Tasks
from hub.gateway.mcp.upstreams import Places, Upstreams
from hub.kit.bus import Bus
from hub.runs.public import Approvals, Catalogs, Conversations
from hub.tools.public import Reach


@asynccontextmanager
async def mcp_face(
    calls: Calls,
    *,
    bus: Bus,
    sealer: StateSealer,
    conversations: Conversations,
    reach: Reach,
    approvals: Approvals,
    catalogs: Catalogs,
    list_at_most: int,
) -> AsyncIterator[ASGIApp]:
    """The endpoint of `/mcp` and `/mcp/agents/{agent_id}`, while the block lasts."""
    catalog = Catalog(calls.runs.gatekeeper, list_at_most)
    sessions, underway = Sessions(sealer), Underway(bus)
    upstreams = Upstreams(Places(reach), sealer, sessions, underway)
    relay = Relay(calls, catalog, conversations, upstreams)
    tasks = Tasks(calls, calls.reader, approvals)
    agents = AgentCalls(
        calls,
        approvals=approvals,
        sealer=sealer,
        tasks=tasks,
        sessions=sessions,
        underway=underway,
    )
    finding = Finding(calls, catalog, catalogs, relay)
    servers = Servers(catalog, HubServer(catalog, relay, agents, tasks, finding), relay)
    await underway.start()
    try:
        yield McpFace(calls, servers, sessions, underway)
    finally:
        await underway.stop()
