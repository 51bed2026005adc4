"""An mcp agent at its own address: everything its publisher's server offers, under its own names.

Who calls, and whether they may, is decided here; the server sees the request, an opaque ID of the
caller, and nothing else of them. A call of a tool is a run like any other; every other request is
recorded as it passes.
"""

import asyncio
import re
from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import Any, Final

import msgspec

from hub.gateway.calls import Calls
from hub.gateway.mcp import results
from hub.gateway.mcp.calling import invocation
from hub.gateway.mcp.catalog import CHANNEL, SEPARATOR, Catalog, Tool, price
from hub.gateway.mcp.exchange import Exchange
from hub.gateway.mcp.protocol import (
    HANDSHAKE,
    HANDSHAKES,
    MODERN,
    SERVER_INFO,
    SERVER_KEY,
    SUBSCRIPTION_KEY,
    InvalidParams,
    InvalidRequest,
    MethodNotFound,
    NotAcceptable,
    Result,
)
from hub.gateway.mcp.upstreams import Message, RelayedFault, Upstreams
from hub.identity.public import Principal
from hub.kit.errors import LaeliaError, Unauthenticated
from hub.kit.http import encode_json
from hub.runs.public import AnswersNeeded, Conversations, Outcome, ToolFailed, Work
from hub.runs.public import Result as RunResult
from hub.tools.public import NEWEST_PROTOCOL as NEWEST
from hub.tools.public import Limits, OutboundError
from providers.contract import Usage

_NOT_MODERN: Final = frozenset(
    {"initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe"}
)
_NOT_HANDSHAKE: Final = frozenset({"server/discover", "subscriptions/listen"})
_EVERY_CHANGE: Final = {
    "toolsListChanged": True,
    "promptsListChanged": True,
    "resourcesListChanged": True,
}
_LISTEN: Final = Limits(deadline_s=3600.0)
_LOOK_S: Final = 1.0


_NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,128}")

_Definitions = Sequence[tuple[str, msgspec.Raw]]


class NeedsNewerClient(InvalidRequest):
    """The server asks back in a way that only the stateless era knows."""

    code = "input_required_unsupported"


class Relay:
    """Passes requests on to the servers behind mcp agents, and what they say back."""

    def __init__(
        self, calls: Calls, catalog: Catalog, conversations: Conversations, upstreams: Upstreams
    ) -> None:
        self._calls = calls
        self._catalog = catalog
        self._conversations = conversations
        self._upstreams = upstreams
        self._own = {
            "initialize": self._initialize,
            "server/discover": self._discover,
            "subscriptions/listen": self._listen,
        }

    @property
    def methods(self) -> frozenset[str]:
        """All that is known by name here; whatever else a server understands is passed on."""
        return frozenset(self._own) | _NOT_MODERN | _NOT_HANDSHAKE

    async def serve(self, exchange: Exchange, tool: Tool) -> Result:
        request = exchange.request
        if request.method in (_NOT_MODERN if request.modern else _NOT_HANDSHAKE):
            raise MethodNotFound(f"There is no method {request.method}.")
        if request.method == "ping":
            return {}
        if request.method == "tools/call":
            name = request.params.get("name")
            if not isinstance(name, str):
                raise InvalidParams("params.name is the name of a tool.")
            return await self.call_tool(exchange, tool, name)
        own = self._own.get(request.method)
        if own is not None:
            return await self._recorded(exchange, tool, own(exchange, tool))
        params = self._upstreams.opened(exchange, tool, request.method, request.params)
        passed = self._upstreams.request(exchange, tool, request.method, params)
        return await self._recorded(exchange, tool, passed)

    async def definitions(self, tool: Tool, caller: Principal) -> Sequence[tuple[str, msgspec.Raw]]:
        """The server's tools for a list in which other agents stand too."""
        return _named(tool, await self._upstreams.tools_of(tool, caller))

    async def follow(self, exchange: Exchange, tool: Tool) -> None:
        """The standing stream of the handshake era. A server without one has nothing to say."""
        await exchange.reply.start()

        async def listen() -> None:
            with suppress(OutboundError, RelayedFault):
                async with self._upstreams.use(exchange, tool) as (upstream, how):
                    await upstream.listen(_EVERY_CHANGE, replace(how, limits=_LISTEN))
            await asyncio.sleep(_LISTEN.deadline_s)

        await self._while_allowed(exchange, tool, listen())

    async def call_tool(self, exchange: Exchange, tool: Tool, name: str) -> Result:
        """A tool of the agent's server, as a run of the agent."""
        request = exchange.request
        params = {**request.params, "name": name}
        params = self._upstreams.opened(exchange, tool, "tools/call", params)
        await self._upstreams.require(exchange, tool, name)
        arguments = params.get("arguments") or {}
        call = invocation(exchange, tool, {"tool": name, "arguments": arguments})
        said = _Said()

        async def converse(work: Work) -> RunResult:
            sent, guard = params, work.guard
            if guard is not None:  # the server is not to see all that the caller said
                sent = {**params, "arguments": work.input["arguments"]}
            try:
                result = await self._upstreams.request(exchange, tool, "tools/call", sent)
            except RelayedFault as fault:
                said.fault = fault
                raise ToolFailed(fault.detail, upstream_code=fault.number) from fault
            said.result = result if guard is None else guard.restored(result)
            return _settled(result)

        exchange.abandons(partial(self._calls.runs.cancel, call.run_id))
        with self._conversations.holding(call.run_id, converse):
            answer = await self._calls.runs.invoke(call)
        if said.fault is not None:
            raise said.fault
        body = await self._calls.record_of(exchange.caller, answer)
        if said.result is None:
            if isinstance(answer, Outcome) and answer.error is not None:
                return results.failed(answer.error)
            return {"resultType": "complete", **(body["output"] or {})}
        if not request.modern and said.result.get("resultType") == "input_required":
            raise NeedsNewerClient("This tool asks for input, which needs revision 2026-07-28.")
        told = results.told(body, modern=False)
        return {**said.result, "_meta": {**(said.result.get("_meta") or {}), **told}}

    async def _initialize(self, exchange: Exchange, tool: Tool) -> Result:
        asked = exchange.request.params.get("protocolVersion")
        async with self._upstreams.use(exchange, tool) as (upstream, _):
            peer = await upstream.connect()
        result = {
            "protocolVersion": asked if asked in HANDSHAKES else HANDSHAKE,
            "capabilities": dict(peer.capabilities),
            "serverInfo": dict(peer.info) or SERVER_INFO,
        }
        return result | ({"instructions": peer.instructions} if peer.instructions else {})

    async def _discover(self, exchange: Exchange, tool: Tool) -> Result:
        async with self._upstreams.use(exchange, tool) as (upstream, _):
            peer = await upstream.connect()
        found: dict[str, Any] = {
            "resultType": "complete",
            "supportedVersions": [MODERN],
            "capabilities": dict(peer.capabilities),
            "ttlMs": 0,
            "cacheScope": "private",
            "_meta": {SERVER_KEY: dict(peer.info) or SERVER_INFO},
        }
        return found | ({"instructions": peer.instructions} if peer.instructions else {})

    async def _listen(self, exchange: Exchange, tool: Tool) -> Result:
        request = exchange.request
        wanted = request.params.get("notifications")
        if not isinstance(wanted, dict):
            raise InvalidParams("params.notifications says what to listen to.")
        if not exchange.reply.streams:
            raise NotAcceptable("A subscription is a stream: accept text/event-stream.")
        own = {SUBSCRIPTION_KEY: request.id}

        async def hear(method: str, params: Message) -> None:
            meta = {**(params.get("_meta") or {}), **own}
            await exchange.reply.say(results.notification(method, {**params, "_meta": meta}))

        async def listen() -> None:
            async with self._upstreams.use(exchange, tool) as (upstream, how):
                if (await upstream.connect()).version != NEWEST:
                    honored = {"notifications": wanted}
                    await hear("notifications/subscriptions/acknowledged", honored)
                hearing = replace(how, on_notification=hear, limits=_LISTEN)
                await upstream.listen(wanted, hearing)

        await self._while_allowed(exchange, tool, listen())
        return {"resultType": "complete", "_meta": own}

    async def _while_allowed(
        self, exchange: Exchange, tool: Tool, stream: Coroutine[Any, Any, None]
    ) -> None:
        """Follows the stream to its end, or until the caller may no longer be served."""
        streaming = asyncio.create_task(stream)
        try:
            while not streaming.done():
                await asyncio.wait({streaming}, timeout=_LOOK_S)
                await exchange.still_allowed()
                if await self._catalog.of_agent(exchange.principal, tool.agent_id) is None:
                    return
            streaming.result()
        except Unauthenticated:
            return  # the client connects again, and is then told why it may not
        finally:
            streaming.cancel()
            await asyncio.gather(streaming, return_exceptions=True)

    async def _recorded(self, exchange: Exchange, tool: Tool, passing: Awaitable[Result]) -> Result:
        """What is refused on the way is recorded by whoever admitted the caller."""
        began = monotonic()
        status = "cancelled"
        try:
            result = await passing
            status = "succeeded"
        except LaeliaError:
            status = "rejected"
            raise
        finally:
            if status != "rejected":
                await self._calls.record(
                    exchange.principal,
                    CHANNEL,
                    tool.agent_id,
                    status=status,
                    agent_version=tool.permitted.runnable.version,
                    duration_ms=int((monotonic() - began) * 1000),
                    tags={"mcp_method": exchange.request.method},
                )
        return result


def _named(tool: Tool, found: Sequence[Mapping[str, Any]]) -> _Definitions:
    """Definitions under names that tell whose they are; a name that cannot be sent is left out."""
    runnable = tool.permitted.runnable
    own = {
        "laelia/agent_id": runnable.agent_id,
        "laelia/agent_version": runnable.version,
        "laelia/price": price(tool.permitted.rate),
    }
    named = []
    for definition in found:
        name = f"{tool.name}{SEPARATOR}{definition.get('name')}"
        if _NAME.fullmatch(name):
            meta = {**(definition.get("_meta") or {}), **own}
            entry = encode_json({**definition, "name": name, "_meta": meta})
            named.append((name, msgspec.Raw(entry)))
    return named


class _Said:
    """What the server said in the course of one run."""

    def __init__(self) -> None:
        self.result: Message | None = None
        self.fault: RelayedFault | None = None


def _settled(result: Message) -> RunResult:
    """What a run makes of a tool's result: only one that is complete and no failure is charged.

    Raises:
        AnswersNeeded: the server asks for input first.
        ToolFailed: the tool says that it failed.
    """
    if result.get("resultType") == "input_required":
        raise AnswersNeeded("The agent's server asks for input before it goes on.")
    if result.get("isError"):
        raise ToolFailed("The agent's tool says that it failed.")
    kept = {key: result[key] for key in ("content", "structuredContent") if key in result}
    return RunResult(output=kept, usage=Usage(), events=1)
