"""One request to the server behind an mcp agent, on behalf of one caller."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hub.agents.public import McpAgent
from hub.gateway.mcp import results
from hub.gateway.mcp.asking import Underway
from hub.gateway.mcp.catalog import Tool
from hub.gateway.mcp.exchange import Exchange
from hub.gateway.mcp.parsing import check_parameters, own_meta
from hub.gateway.mcp.protocol import McpFault, UnknownTool
from hub.gateway.mcp.sealing import StateSealer
from hub.gateway.mcp.sessions import Sessions
from hub.identity.public import Principal
from hub.kit.lazy import lazy
from hub.tools.public import (
    CALLER_META,
    Call,
    Limits,
    Reach,
    Server,
    ToolNotFound,
    Upstream,
    UpstreamError,
    lift,
)

if TYPE_CHECKING:
    from mcp.shared import inbound
else:  # the SDK takes a third of a second
    inbound = lazy("mcp.shared.inbound")

_STATE_S: Final = 3600
_MAX_ANSWER: Final = 10 * 1024 * 1024

Message = dict[str, Any]


class RelayedFault(McpFault):
    """The publisher's server answered with an error, which is passed on as it is."""

    code = "upstream_error"

    def __init__(self, error: UpstreamError) -> None:
        super().__init__(error.message)
        self.number = error.code
        self.data = error.data
        self.http_status = inbound.ERROR_CODE_HTTP_STATUS.get(error.code, 200)


@dataclass(frozen=True, slots=True)
class Place:
    """An agent's server, and who calls it as far as its publisher may know."""

    server: Server
    caller_id: str


class Places:
    """Where agents' servers are: as their manifests say, with their publishers' credentials."""

    def __init__(self, reach: Reach) -> None:
        self.pool = reach.tools.pool
        self._reach = reach

    async def of(self, tool: Tool, caller: Principal) -> Place:
        """Raises a LaeliaError where the server cannot be used."""
        runnable = tool.permitted.runnable
        agent = runnable.manifest
        assert isinstance(agent, McpAgent)
        server = await self._reach.at(runnable.owner_id, agent.url, agent.credential)
        caller_id = self._reach.tools.caller_id(runnable.owner_id, caller.org_id, caller.user_id)
        return Place(server, caller_id)


class Upstreams:
    """Speaks to agents' servers in the era of the caller, where the server knows it."""

    def __init__(
        self,
        places: Places,
        sealer: StateSealer,
        sessions: Sessions,
        underway: Underway,
    ) -> None:
        self._pool = places.pool
        self._places = places
        self._sealer = sealer
        self._sessions = sessions
        self._underway = underway

    @asynccontextmanager
    async def use(self, exchange: Exchange, tool: Tool) -> AsyncIterator[tuple[Upstream, Call]]:
        """The server, and how to call it for this request.

        Raises:
            RelayedFault: raised inside, where the server answers with an error.
        """
        request = exchange.request
        place = await self._places.of(tool, exchange.principal)
        capabilities: Mapping[str, Any] = {}
        scope = ""
        if not request.modern:
            capabilities = self._sessions.capabilities(exchange.principal, request.session)
            scope = f"{place.caller_id}/{request.session or ''}"
        async with self._pool.use(
            place.server.target,
            scope=scope,
            capabilities=capabilities,
            prefer="newest" if request.modern else "handshake",
        ) as upstream:
            try:
                yield upstream, self._how(exchange, tool, place)
            except UpstreamError as error:
                raise RelayedFault(error) from error

    def opened(self, exchange: Exchange, tool: Tool, method: str, params: Message) -> Message:
        """The parameters as the server knows them: its own state, without our seal.

        Raises:
            StateInvalid: the state is not one that this caller was given for this request.
            SessionUnknown: nor is the session.
        """
        if not exchange.request.modern:
            self._sessions.capabilities(exchange.principal, exchange.request.session)
        if "requestState" not in params:
            return params
        purpose = _purpose(tool, method, params)
        state = self._sealer.open(exchange.principal, purpose, params["requestState"])
        bare = {name: value for name, value in params.items() if name != "requestState"}
        return bare if state is None else {**bare, "requestState": state}

    async def require(self, exchange: Exchange, tool: Tool, name: str) -> None:
        """Raises:
        UnknownTool: the server has no such tool.
        ToolChanged: it is not, or no longer, what was approved.
        HeaderMismatch: headers do not repeat the arguments that the tool wants repeated.
        """
        place = await self._places.of(tool, exchange.principal)
        try:
            definition = place.server.require(name)
        except ToolNotFound as error:
            raise UnknownTool(f"Unknown tool: {name[:128]}") from error
        schema = definition.get("inputSchema")
        if isinstance(schema, dict):
            check_parameters(exchange.request, schema, exchange.request.params.get("arguments"))

    async def request(
        self, exchange: Exchange, tool: Tool, method: str, params: Message
    ) -> Message:
        """The server's own result, ready for the caller's era."""
        request = exchange.request
        sent = dict(params)
        async with self.use(exchange, tool) as (upstream, how):
            if method == "tools/call":
                name, arguments = sent.pop("name"), sent.pop("arguments", {})
                result = await upstream.call_tool(name, arguments, how, again=sent)
            else:
                result = await upstream.request(method, sent, how)
        if method == "tools/list":
            place = await self._places.of(tool, exchange.principal)
            result = _pinned(result, place.server.approved())
        if result.get("resultType") == "input_required":
            state = result.get("requestState")
            purpose = _purpose(tool, method, params)
            sealed = self._sealer.seal(exchange.principal, purpose, state, seconds=_STATE_S)
            result = {**result, "requestState": sealed}
        if not request.modern:
            return result
        result = lift(method, result)
        return {**result, "cacheScope": "private"} if "cacheScope" in result else result

    async def tools_of(self, tool: Tool, caller: Principal) -> list[Mapping[str, Any]]:
        """The server's tools as they were approved, for no request in particular."""
        place = await self._places.of(tool, caller)
        return [
            {**definition, "name": name} for name, definition in place.server.approved().items()
        ]

    def _how(self, exchange: Exchange, tool: Tool, place: Place) -> Call:
        agent = tool.permitted.runnable.manifest
        assert isinstance(agent, McpAgent)
        request = exchange.request
        progress = request.progress_token is not None and exchange.reply.streams

        async def hear(method: str, params: Message) -> None:
            await exchange.reply.say(results.notification(method, params))

        async def ask(method: str, params: Message) -> Message:
            answer = await self._underway.ask(exchange, method, params)
            return answer if isinstance(answer, dict) else {}

        return Call(
            on_progress=exchange.relay_progress if progress else None,
            on_notification=hear,
            on_request=None if request.modern else ask,
            capabilities=request.capabilities,
            meta={**own_meta(request.meta), CALLER_META: place.caller_id},
            limits=Limits(deadline_s=agent.timeout_s, max_bytes=_MAX_ANSWER),
        )


def _purpose(tool: Tool, method: str, params: Message) -> str:
    return f"{tool.agent_id}/{method}/{params.get('name') or params.get('uri')}"


def _pinned(result: Message, approved: Mapping[str, Mapping[str, Any]]) -> Message:
    """A list with the definitions that were approved, whatever the server says of itself today."""
    listed = result.get("tools")
    tools = [
        {**tool, **approved[tool["name"]]}
        for tool in (listed if isinstance(listed, list) else ())
        if isinstance(tool, dict) and tool.get("name") in approved
    ]
    return {**result, "tools": tools}
