"""The tools of one caller: every agent they may use over MCP, under names that stay.

A name is the agent's slug. Where two publishers share one, the agent that the organization came to
first keeps it and the other adds the end of its ID, so that enabling an agent renames no other.
"""

import base64
import binascii
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from hub.agents.public import HttpAgent, McpAgent, PromptAgent, Runnable
from hub.billing.public import Rate
from hub.gateway.mcp.protocol import InvalidParams
from hub.identity.public import Principal
from hub.kit.amounts import format_credits
from hub.kit.http import encode_json
from hub.runs.public import Gatekeeper, Permitted

CHANNEL: Final = "mcp"
PAGE: Final = 100
_AFTER: Final = "after:"
SEPARATOR: Final = "__"
_TAIL: Final = 6
_MAX_KEPT: Final = 5_000
_UNITS: Final = {
    "per_call": "call",
    "per_token": "1000 tokens",
    "per_second": "second",
    "per_event": "event",
}


@dataclass(frozen=True, slots=True)
class Tool:
    """One agent as a tool. `definition` is its entry in a list, already JSON."""

    name: str
    permitted: Permitted
    definition: msgspec.Raw
    relays: bool
    repeats: bool  # in headers, some of its arguments

    @property
    def agent_id(self) -> str:
        return self.permitted.runnable.agent_id


@dataclass(frozen=True, slots=True)
class Table:
    """`tools` in the order of their names; `by_name` knows each under its longer name as well.

    `page` is the first page of the list, unless a server must be asked what its tools are.
    `searched`: they are too many to be listed.
    """

    source: tuple[Permitted, ...]
    tools: tuple[Tool, ...]
    by_name: dict[str, Tool]
    signature: tuple[bytes, ...]
    page: dict[str, Any] | None
    searched: bool


class Catalog:
    """Tables of tools, made anew when what a caller may use is read anew: within a second."""

    def __init__(self, gatekeeper: Gatekeeper, list_at_most: int) -> None:
        self.list_at_most = list_at_most
        self._gatekeeper = gatekeeper
        self._tables: OrderedDict[tuple[object, ...], Table] = OrderedDict()
        self._definitions: OrderedDict[tuple[object, ...], msgspec.Raw] = OrderedDict()

    async def table(self, caller: Principal) -> Table:
        permitted = await self._gatekeeper.permitted(caller, CHANNEL)
        key = (caller.org_id, caller.user_id, caller.agent_ids)
        known = self._tables.get(key)
        if known is not None and known.source is permitted:
            return known
        table = self._table(permitted)
        self._tables[key] = table
        if len(self._tables) > _MAX_KEPT:
            self._tables.popitem(last=False)
        return table

    async def find(self, caller: Principal, name: str) -> Tool | None:
        """The tool; one that is not known is looked for once more, as it may be brand new."""
        found = (await self.table(caller)).by_name.get(name)
        if found is None:
            self._gatekeeper.forget_lists(caller, CHANNEL)
            found = (await self.table(caller)).by_name.get(name)
        return found

    def forget(self, caller: Principal) -> None:
        """What the caller may use is read anew the next time."""
        self._gatekeeper.forget_lists(caller, CHANNEL)

    async def of_agent(self, caller: Principal, agent_id: str) -> Tool | None:
        for again in (False, True):
            if again:
                self._gatekeeper.forget_lists(caller, CHANNEL)
            for tool in (await self.table(caller)).tools:
                if tool.agent_id == agent_id:
                    return tool
        return None

    def _table(self, permitted: tuple[Permitted, ...]) -> Table:
        taken: dict[str, Tool] = {}
        for one in permitted:
            slug = one.runnable.manifest.slug
            name = slug if slug not in taken else longer_name(one.runnable)
            if name in taken:
                name = f"{slug}-{one.runnable.agent_id[4:].lower()}"
            taken[name] = self._tool(name, one)
        tools = tuple(taken[name] for name in sorted(taken))
        longer = {longer_name(tool.permitted.runnable): tool for tool in tools}
        if len(tools) > self.list_at_most:
            # Clients see the same few, whatever changes among the others.
            return Table(permitted, tools, longer | taken, (), None, searched=True)
        signature = tuple(bytes(tool.definition) for tool in tools)
        page = None
        if not any(tool.relays for tool in tools):
            names = [tool.name for tool in tools]
            page = page_of([tool.definition for tool in tools], names, None)
        return Table(permitted, tools, longer | taken, signature, page, searched=False)

    def _tool(self, name: str, permitted: Permitted) -> Tool:
        runnable = permitted.runnable
        key = (runnable.version_id, name, permitted.rate)
        definition = self._definitions.get(key)
        if definition is None:
            definition = msgspec.Raw(encode_json(describe(name, runnable, permitted.rate)))
            self._definitions[key] = definition
            if len(self._definitions) > _MAX_KEPT:
                self._definitions.popitem(last=False)
        manifest = runnable.manifest
        return Tool(
            name=name,
            permitted=permitted,
            definition=definition,
            repeats=b"x-mcp-header" in bytes(definition),
            relays=isinstance(manifest, McpAgent) and manifest.relay,
        )


def longer_name(runnable: Runnable) -> str:
    """A name that no other agent has, whoever is enabled beside it."""
    return f"{runnable.manifest.slug}-{runnable.agent_id[-_TAIL:].lower()}"


def describe(name: str, runnable: Runnable, rate: Rate) -> dict[str, Any]:
    """The agent as an entry of `tools/list`."""
    manifest = runnable.manifest
    features = "".join(f"\n- {feature}" for feature in manifest.features)
    described = f"{manifest.tagline}\n\n{manifest.description}"
    return {
        "name": name,
        "title": manifest.name,
        "description": f"{described}\n\nFeatures:{features}" if features else described,
        "inputSchema": manifest.input_schema,
        "outputSchema": manifest.output_schema,
        "annotations": {"title": manifest.name, **_hints(runnable)},
        "_meta": {
            "laelia/agent_id": runnable.agent_id,
            "laelia/agent_version": runnable.version,
            "laelia/price": price(rate),
        },
    }


def price(rate: Rate) -> dict[str, str]:
    """The price contract: what a call costs, in credits per unit."""
    contract = {"model": rate.model, "credits": format_credits(rate.unit_amount)}
    if rate.model in _UNITS:
        contract["unit"] = _UNITS[rate.model]
    return contract | {"model_cost": rate.model_cost}


def _hints(runnable: Runnable) -> dict[str, bool]:
    manifest = runnable.manifest
    if isinstance(manifest, PromptAgent) and not manifest.tools:
        return {"readOnlyHint": True, "destructiveHint": False, "openWorldHint": False}
    reads = isinstance(manifest, HttpAgent) and manifest.method == "GET"
    return {"readOnlyHint": reads, "openWorldHint": True}


def page_of(tools: Sequence[msgspec.Raw], names: Sequence[str], cursor: Any) -> dict[str, Any]:
    """One page of definitions in the order of their names, from behind the cursor's name.

    Raises:
        InvalidParams: the cursor is not one that the hub gave.
    """
    start = 0
    if cursor is not None:
        after = _decode(cursor)
        start = sum(name <= after for name in names)
    shown = list(tools[start : start + PAGE])
    result: dict[str, Any] = {"tools": shown}
    if start + PAGE < len(tools):
        last = names[start + PAGE - 1]
        result["nextCursor"] = base64.urlsafe_b64encode(f"{_AFTER}{last}".encode()).decode()
    return result


def _decode(cursor: Any) -> str:
    try:
        text = base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
    except (binascii.Error, TypeError, ValueError):
        text = ""
    if not text.startswith(_AFTER):
        raise InvalidParams("This is not a cursor that the hub gave.")
    return text.removeprefix(_AFTER)
