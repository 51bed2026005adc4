"""The hub's client of remote servers, as the suite starts it: upstream_client.py URL.

Calls what the suite wants called (MCP_CONFORMANCE_CONTEXT), or every tool that is listed.
"""

import asyncio
import json
import os
import sys
from contextlib import suppress
from typing import Any, Final

from hub.tools.errors import UpstreamError
from hub.tools.jsonrpc import Target
from hub.tools.outbound import OutboundClient
from hub.tools.upstream import Upstream, UpstreamPool
from hub.tools.wire import Call

_EXAMPLES: Final = {"integer": 5, "number": 5, "boolean": True}
_CALL: Final = Call(capabilities={"elicitation": {}, "sampling": {}, "roots": {}})
_ROUNDS: Final = 5


def _arguments(tool: dict[str, Any], tools: list[dict[str, Any]]) -> dict[str, Any]:
    """One of each kind; a tool that echoes a schema is given another tool's."""
    properties = tool.get("inputSchema", {}).get("properties", {})
    schema = next((one["inputSchema"] for one in tools if one is not tool), {})
    return {
        name: schema if name == "schema" else _EXAMPLES.get(kind.get("type"), "hello")
        for name, kind in properties.items()
    }


async def _call(upstream: Upstream, name: str, arguments: dict[str, Any]) -> None:
    """With every round of questions answered."""
    again: dict[str, Any] = {}
    for _ in range(_ROUNDS):
        result = await upstream.call_tool(name, arguments, _CALL, again=again)
        if result.get("resultType") != "input_required":
            return
        asked = result.get("inputRequests", {})
        said = {"action": "accept", "content": {"confirmed": True, "name": "x"}}
        again = {"inputResponses": dict.fromkeys(asked, said)}
        if "requestState" in result:
            again["requestState"] = result["requestState"]


async def main(url: str) -> None:
    wanted = json.loads(os.environ.get("MCP_CONFORMANCE_CONTEXT", "{}")).get("toolCalls")
    era = "handshake" if os.environ.get("MCP_CONFORMANCE_PROTOCOL_VERSION") == "2025-11-25" else ""
    async with OutboundClient(allow=["127.0.0.0/8", "::1/128"]) as client:
        pool = UpstreamPool(client)
        async with pool.use(
            Target(url), prefer="handshake" if era else "newest", capabilities=_CALL.capabilities
        ) as upstream:
            tools = await upstream.list_all("tools", _CALL)
            calls = wanted or [
                {"name": tool["name"], "arguments": _arguments(tool, tools)} for tool in tools
            ]
            for one in calls:
                # What a server refuses that was asked unprompted is its own affair.
                with suppress(*([] if wanted else [UpstreamError])):
                    await _call(upstream, one["name"], one["arguments"])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
