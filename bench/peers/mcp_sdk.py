"""The MCP SDK's own low-level server with one trivial tool, set up as fast as it goes.

Stateless and with plain JSON answers: no session to look up and no event stream per call.
"""

from typing import Any, Final

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

TOOL: Final = "echo"
READY_PATH: Final = "/ready"
_SCHEMA: Final = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
}


async def _list_tools(
    _context: ServerRequestContext[Any], _params: types.PaginatedRequestParams | None
) -> types.ListToolsResult:
    return types.ListToolsResult(tools=[types.Tool(name=TOOL, input_schema=_SCHEMA)])


async def _call_tool(
    _context: ServerRequestContext[Any], params: types.CallToolRequestParams
) -> types.CallToolResult:
    text = (params.arguments or {})["text"]
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)])


async def _ready(_request: Request) -> Response:
    return Response()


_server: Server[Any] = Server("bench", on_list_tools=_list_tools, on_call_tool=_call_tool)
app = _server.streamable_http_app(
    json_response=True,
    stateless_http=True,
    custom_starlette_routes=[Route(READY_PATH, _ready)],
)
