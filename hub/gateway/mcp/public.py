"""The door to the MCP face, for the roots."""

from starlette.types import ASGIApp

from hub.gateway.calls import Calls
from hub.gateway.mcp.catalog import Catalog
from hub.gateway.mcp.face import McpFace
from hub.gateway.mcp.hub_server import HubServer


def mcp_face(calls: Calls) -> ASGIApp:
    """The endpoint of `/mcp` and `/mcp/agents/{agent_id}`."""
    catalog = Catalog(calls.runs.gatekeeper)
    return McpFace(calls, HubServer(calls, catalog))
