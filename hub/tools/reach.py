"""Calling pinned tools of remote servers, for whoever runs agents.

Servers and credentials are the publisher's: they are looked up as the organization that owns the
agent, and nothing of the caller goes to them but the arguments and an opaque ID.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.kit.cache import Briefly
from hub.kit.errors import Conflict
from hub.tools import outbound, repository, servers
from hub.tools.domain import Tools
from hub.tools.errors import OutboundError, ServerNotFound, ToolChanged, ToolNotFound
from hub.tools.jsonrpc import Message, Target
from hub.tools.models import McpServer
from hub.tools.outbound import Limits
from hub.tools.secrets import open_credential
from hub.tools.wire import Call, OnProgress

CALLER_META: Final = "laelia/caller"
_MAX_ANSWER: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Known:
    """One tool as it was approved, if it was."""

    status: str
    definition: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Server:
    """A server ready to be called."""

    id: str
    name: str
    target: Target
    tools: Mapping[str, Known]

    def require(self, tool: str) -> Mapping[str, Any]:
        """The approved definition.

        Raises:
            ToolNotFound: the server never had it.
            ToolChanged: it is not, or no longer, what was approved.
        """
        known = self.tools.get(tool)
        if known is None:
            raise ToolNotFound(f"The server {self.name} has no tool {tool}.")
        if known.status != "approved" or known.definition is None:
            raise ToolChanged(
                f"The tool {tool} of {self.name} is not as it was approved; its owner must look at "
                f"it: POST /v1/mcp-servers/{self.id}/accept.",
                tool=tool,
            )
        return known.definition

    def approved(self) -> dict[str, Mapping[str, Any]]:
        return {
            name: known.definition
            for name, known in self.tools.items()
            if known.status == "approved" and known.definition is not None
        }


@dataclass(frozen=True, slots=True)
class ToolCall:
    """`caller_id` is opaque; `deadline_s` bounds the whole exchange."""

    tool: str
    arguments: Mapping[str, Any]
    caller_id: str
    deadline_s: float
    on_progress: OnProgress | None = None


class Reach:
    """Finds servers, remembered for less than a second, and calls their tools."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self._named = Briefly[tuple[str, str], Server](self._load_named)
        self._placed = Briefly[tuple[str, str, str | None], Server](self._load_placed)

    async def named(self, org_id: str, name: str) -> Server:
        """A registered server of this organization.

        Raises:
            ServerNotFound: it has none with this name.
        """
        return await self._named.get((org_id, name))

    async def at(self, org_id: str, url: str, credential: str | None) -> Server:
        """The server behind an mcp agent; its tools are pinned when it is first seen.

        Raises:
            OutboundError: it was never seen, and cannot be reached now.
        """
        return await self._placed.get((org_id, url, credential))

    async def drift_at(self, org_id: str, url: str, credential: str | None) -> list[str]:
        """How the tools of the server behind an mcp agent differ from what was approved, now.

        Raises:
            OutboundError: it cannot be reached.
        """
        server = await self.at(org_id, url, credential)
        looked = await servers.refresh(self.tools, org_id, server.id, unasked=True)
        return looked.drift.lines() if looked.drift is not None else []

    async def credential(self, org_id: str, name: str) -> outbound.Credential:
        """Raises CredentialNotFound."""
        async with self.tools.database.transaction(org_id) as session:
            return await open_credential(self.tools, session, org_id, name)

    async def call(self, server: Server, call: ToolCall) -> Message:
        """The tool's own result.

        Raises:
            ToolChanged: it is not what was approved.
            ToolNotFound: there is no such tool.
            OutboundError: the server could not be used.
            UpstreamError: the server answered with an error.
        """
        server.require(call.tool)
        # A handshake-era server keeps a session: callers must not meet in one.
        async with self.tools.pool.use(server.target, scope=call.caller_id) as upstream:
            return await upstream.call_tool(
                call.tool,
                call.arguments,
                Call(
                    on_progress=call.on_progress,
                    meta={CALLER_META: call.caller_id},
                    limits=Limits(deadline_s=max(call.deadline_s, 0.0), max_bytes=_MAX_ANSWER),
                ),
            )

    async def _load_named(self, key: tuple[str, str]) -> Server:
        org_id, name = key
        async with self.tools.database.transaction(org_id) as session:
            row = await repository.find_server(session, org_id, name)
        if row is None:
            raise ServerNotFound(f"The agent's publisher has no MCP server '{name}'.")
        return await self._ready(row)

    async def _load_placed(self, key: tuple[str, str, str | None]) -> Server:
        org_id, url, credential = key
        url = str(outbound.check_url(url))
        async with self.tools.database.transaction(org_id) as session:
            row = await repository.find_server_at(session, org_id, url, credential)
        if row is None:
            row = await self._see_first(org_id, url, credential)
        return await self._ready(row)

    async def _see_first(self, org_id: str, url: str, credential: str | None) -> McpServer:
        mark = hashlib.sha256(f"{url}\n{credential or ''}".encode()).hexdigest()[:16]
        wanted = servers.NewServer(name=f"agent:{mark}", url=url, credential=credential)
        try:
            made = await servers.register(self.tools, org_id, wanted, created_by=None)
        except Conflict:  # another process saw it first
            async with self.tools.database.transaction(org_id) as session:
                row = await repository.find_server(session, org_id, wanted.name)
            assert row is not None
            return row
        return made.server

    async def _ready(self, row: McpServer) -> Server:
        if self.tools.clock() - row.checked_at >= self.tools.recheck:
            found = await self._look_again(row)
        else:
            found = await servers.get(self.tools, row.org_id, row.id)
        return Server(
            id=row.id,
            name=row.name,
            target=await servers.target_of(self.tools, row),
            tools={tool.name: Known(tool.status, tool.definition) for tool in found.tools},
        )

    async def _look_again(self, row: McpServer) -> servers.Registered:
        try:
            return await servers.refresh(self.tools, row.org_id, row.id, unasked=True)
        except OutboundError:  # the call that follows meets the same trouble and reports it
            return await servers.get(self.tools, row.org_id, row.id)
