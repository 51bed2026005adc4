"""`find_agents`: where there are too many tools to list, a tool that tells those for a task.

A client puts every listed tool into its model's context. Above a setting's number the list holds
the unified agent and this search; every tool can be called by its name, listed or not.
"""

from collections.abc import Sequence
from time import monotonic
from typing import Any, Final, Protocol

import msgspec

from hub.agents.public import MAX_REQUEST_CHARS, UNIFIED_ID
from hub.billing.public import FREE
from hub.gateway.calls import Calls
from hub.gateway.mcp import results
from hub.gateway.mcp.calling import arguments_of
from hub.gateway.mcp.catalog import CHANNEL, Catalog, Table, Tool, page_of, price
from hub.gateway.mcp.exchange import Exchange
from hub.gateway.mcp.protocol import Result
from hub.identity.public import Principal
from hub.kit.errors import InvalidInput, LaeliaError
from hub.kit.http import encode_json
from hub.runs.public import Catalogs

# No slug has an underscore, so that no agent can have this name.
FIND: Final = "find_agents"
_USUAL: Final = 5
_MOST: Final = 20
_MOST_OF_A_SERVER: Final = 20
_DEFINITION: Final = {
    "name": FIND,
    "title": "Find agents",
    "description": (
        "Tells which of your organization's agents fit a task, the best first, each with its name,"
        " input schema and price. Call one of them by that name; it need not be in the list of"
        " tools."
    ),
    "inputSchema": {
        "type": "object",
        "properties": {
            "query": {
                "type": "string",
                "minLength": 1,
                "maxLength": MAX_REQUEST_CHARS,
                "description": "The task, in a sentence.",
            },
            "limit": {"type": "integer", "minimum": 1, "maximum": _MOST, "default": _USUAL},
        },
        "required": ["query"],
        "additionalProperties": False,
    },
    "outputSchema": {
        "type": "object",
        "properties": {"tools": {"type": "array", "items": {"type": "object"}}},
        "required": ["tools"],
    },
    "annotations": {"title": "Find agents", "readOnlyHint": True, "openWorldHint": False},
    "_meta": {"laelia/price": price(FREE)},
}


class Definitions(Protocol):
    async def definitions(
        self, tool: Tool, caller: Principal
    ) -> Sequence[tuple[str, msgspec.Raw]]: ...


class Finding:
    def __init__(
        self, calls: Calls, catalog: Catalog, catalogs: Catalogs, relayed: Definitions
    ) -> None:
        self._calls = calls
        self._catalog = catalog
        self._catalogs = catalogs
        self._relayed = relayed
        self._definition = msgspec.Raw(encode_json(_DEFINITION))

    def page(self, table: Table, cursor: Any) -> dict[str, Any]:
        """The list of tools where there are too many to list."""
        shown = {tool.name: tool.definition for tool in table.tools if tool.agent_id == UNIFIED_ID}
        shown[FIND] = self._definition
        names = sorted(shown)
        return page_of([shown[name] for name in names], names, cursor)

    async def searched(self, caller: Principal) -> Table | None:
        """What the caller may search; nothing where all can be listed. Where servers bring tools
        of their own, only they know how many, and a search is never refused."""
        for _ in range(2):
            table = await self._catalog.table(caller)
            if table.searched or any(tool.relays for tool in table.tools):
                return table
            self._catalog.forget(caller)  # one agent more may be brand new
        return None

    async def call(self, exchange: Exchange, table: Table) -> Result:
        """The definitions of the tools that fit, among those that the caller may use."""
        began = monotonic()
        try:
            query, most = _asked(arguments_of(exchange.request))
        except InvalidInput as error:
            return results.failed(error)
        output = await self._found(exchange.principal, table, query, most)
        await self._calls.record(
            exchange.principal,
            CHANNEL,
            None,
            status="succeeded",
            duration_ms=int((monotonic() - began) * 1000),
            tags={"mcp_tool": FIND},
        )
        body = {"output": output, "cost": {"credits": "0"}}
        return results.succeeded(body, modern=exchange.request.modern)

    async def _found(
        self, caller: Principal, table: Table, query: str, most: int
    ) -> dict[str, Any]:
        tools = {tool.agent_id: tool for tool in table.tools if tool.agent_id != UNIFIED_ID}
        if not tools:
            return {"tools": []}
        permitted = [tool.permitted for tool in tools.values()]
        ranked = await self._catalogs.search(caller.org_id, permitted, query)
        definitions: list[msgspec.Raw] = []
        unavailable = []
        for one in ranked[:most]:
            tool = tools[one.runnable.agent_id]
            try:
                definitions += await self._definitions(tool, caller)
            except LaeliaError as error:
                unavailable.append({"agent_id": tool.agent_id, "code": error.code})
        return {"tools": definitions} | ({"unavailable": unavailable} if unavailable else {})

    async def _definitions(self, tool: Tool, caller: Principal) -> list[msgspec.Raw]:
        if not tool.relays:
            return [tool.definition]
        own = await self._relayed.definitions(tool, caller)
        return [definition for _, definition in own[:_MOST_OF_A_SERVER]]


def _asked(arguments: dict[str, Any]) -> tuple[str, int]:
    """What is searched for, and how many agents are wanted at most.

    Raises:
        InvalidInput: the arguments are not those of the schema.
    """
    query, most = arguments.get("query"), arguments.get("limit", _USUAL)
    if not isinstance(query, str) or not 0 < len(query.strip()) <= MAX_REQUEST_CHARS:
        raise InvalidInput.at("/query", f"must be a text of 1 to {MAX_REQUEST_CHARS} characters")
    if not isinstance(most, int) or isinstance(most, bool) or not 1 <= most <= _MOST:
        raise InvalidInput.at("/limit", f"must be a number from 1 to {_MOST}")
    if unknown := sorted(arguments.keys() - {"query", "limit"}):
        raise InvalidInput.at(f"/{unknown[0][:64]}", "is not known here")
    return query.strip(), most
