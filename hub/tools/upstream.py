"""A client of a remote MCP server under one credential, and the pool that keeps them open."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from hub.kit.lazy import lazy
from hub.tools import spans
from hub.tools.errors import OutboundBadResponse, OutboundError, OutboundTooLarge, UpstreamError
from hub.tools.jsonrpc import Message, Target
from hub.tools.outbound import Limits, OutboundClient
from hub.tools.wire import PLAIN, Call, Era, HeaderMap, Line, Peer, Wire, negotiate

if TYPE_CHECKING:
    from mcp.shared import inbound
else:  # the SDK takes a third of a second
    inbound = lazy("mcp.shared.inbound")

_HEADER_MISMATCH = -32020
_MAX_PAGES = 50
_MAX_ITEMS = 2000

Listing = Literal["tools", "prompts", "resources", "resourceTemplates"]
_LIST_METHODS: Mapping[Listing, str] = {
    "tools": "tools/list",
    "prompts": "prompts/list",
    "resources": "resources/list",
    "resourceTemplates": "resources/templates/list",
}


class Upstream:
    """Connects at first use, and again when the server has forgotten its session.

    Results are the server's own, unabridged. Its errors are raised as `UpstreamError`; whatever
    keeps an answer from arriving, as `OutboundError`.
    """

    def __init__(self, line: Line, prefer: Era = "newest") -> None:
        self._line = line
        self._prefer: Era = prefer
        self._header_maps: dict[str, HeaderMap] = {}
        self._connecting = asyncio.Lock()
        self._wire: Wire | None = None

    async def connect(self) -> Peer:
        return (await self._connected()).peer

    async def aclose(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            await wire.aclose()

    async def request(
        self, method: str, params: Mapping[str, Any] | None = None, call: Call = PLAIN
    ) -> Message:
        """Any request, also one this hub does not know."""
        sent = dict(params or {})
        with spans.mcp_request(self._line.target.url, method, sent) as current:
            call = replace(call, meta=spans.carrying(call.meta))
            wire, result = await self._send(method, sent, call)
            spans.mcp_answered(current, wire.peer.version, result)
            return result

    async def _send(self, method: str, params: Message, call: Call) -> tuple[Wire, Message]:
        wire = await self._connected()
        try:
            return wire, await wire.send(method, params, call)
        except (UpstreamError, OutboundError) as error:
            if not wire.is_forgotten(error):
                raise
        # A server that no longer knows the session cannot have acted on the request.
        if self._wire is wire:
            self._wire = None
        wire = await self._connected()
        return wire, await wire.send(method, params, call)

    async def call_tool(
        self,
        name: str,
        arguments: Mapping[str, Any],
        call: Call = PLAIN,
        *,
        again: Mapping[str, Any] | None = None,
    ) -> Message:
        """Call a tool; `again` carries `inputResponses` and `requestState` of a further round."""
        params = {"name": name, "arguments": dict(arguments), **(again or {})}
        try:
            return await self.request("tools/call", params, call)
        except UpstreamError as error:
            if error.code != _HEADER_MISMATCH:
                raise
        # Some arguments are repeated in headers, and which ones only the tool's schema tells.
        await self.list_all("tools", call)
        return await self.request("tools/call", params, call)

    async def get_prompt(
        self,
        name: str,
        arguments: Mapping[str, str],
        call: Call = PLAIN,
        *,
        again: Mapping[str, Any] | None = None,
    ) -> Message:
        params = {"name": name, "arguments": dict(arguments), **(again or {})}
        return await self.request("prompts/get", params, call)

    async def read_resource(
        self, uri: str, call: Call = PLAIN, *, again: Mapping[str, Any] | None = None
    ) -> Message:
        return await self.request("resources/read", {"uri": uri, **(again or {})}, call)

    async def complete(
        self, ref: Mapping[str, Any], argument: Mapping[str, str], call: Call = PLAIN
    ) -> Message:
        params = {"ref": dict(ref), "argument": dict(argument)}
        return await self.request("completion/complete", params, call)

    async def list_all(self, what: Listing, call: Call = PLAIN) -> list[Message]:
        """Every page of a listing, up to a bound that no honest server reaches."""
        found: list[Message] = []
        params: Message = {}
        for _ in range(_MAX_PAGES):
            page = await self.request(_LIST_METHODS[what], params, call)
            items = page.get(what)
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                raise OutboundBadResponse(f"the server lists no {what}")
            found += items
            if len(found) > _MAX_ITEMS:
                break
            if page.get("nextCursor") is None:
                return self._absorb(found) if what == "tools" else found
            params = {"cursor": page["nextCursor"]}
        raise OutboundTooLarge(f"the server lists too many {what}")

    async def listen(self, wanted: Mapping[str, Any], call: Call) -> None:
        """Follow the server's changes with `call.on_notification` until the stream ends.

        `wanted` is the filter of `subscriptions/listen`, whatever era the server speaks; its
        acknowledgment arrives like any notification, in the newer era.
        """
        with spans.mcp_request(self._line.target.url, "subscriptions/listen", {}):
            call = replace(call, meta=spans.carrying(call.meta))
            await (await self._connected()).listen(dict(wanted), call)

    async def _connected(self) -> Wire:
        if self._wire is not None:
            return self._wire
        async with self._connecting:
            if self._wire is None:
                self._wire = await negotiate(self._line, self._header_maps, self._prefer)
            return self._wire

    def _absorb(self, tools: list[Message]) -> list[Message]:
        """Learn which arguments travel in headers; tools that say so wrongly must be dropped."""
        kept = [
            tool
            for tool in tools
            if inbound.find_invalid_x_mcp_header(tool.get("inputSchema")) is None
        ]
        self._header_maps.clear()
        for tool in kept:
            mapped = inbound.x_mcp_header_map(tool.get("inputSchema"))
            if mapped:
                self._header_maps[str(tool.get("name"))] = mapped
        return kept


@dataclass(slots=True)
class _Open:
    upstream: Upstream
    used_at: float
    users: int = 0


class UpstreamPool:
    """One open client per server and credential, closed when nobody has used it for a while.

    `scope` separates callers that must not share a session: a handshake-era caller's own
    subscriptions, log level and capabilities live in the session opened for it.
    """

    def __init__(
        self,
        client: OutboundClient,
        *,
        version: str = "0",
        limits: Limits | None = None,
        idle_s: float = 300.0,
        max_open: int = 512,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._info = {"name": "laelia", "version": version}
        self._limits = limits or Limits()
        self._idle_s = idle_s
        self._max_open = max_open
        self._clock = clock
        self._open: dict[bytes, _Open] = {}
        self._closing: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def use(
        self,
        target: Target,
        *,
        scope: str = "",
        capabilities: Mapping[str, Any] | None = None,
        prefer: Era = "newest",
    ) -> AsyncIterator[Upstream]:
        """The open client of a target; it stays open at least as long as the block.

        A relay prefers its caller's era: what a server asks back then needs no translation.
        """
        self.expire()
        key = _key(target, scope, capabilities or {}, prefer)
        entry = self._open.get(key)
        if entry is None:
            line = Line(self._client, target, self._info, self._limits, dict(capabilities or {}))
            entry = self._open[key] = _Open(Upstream(line, prefer), self._clock())
        entry.users += 1
        try:
            yield entry.upstream
        finally:
            entry.users -= 1
            entry.used_at = self._clock()

    def expire(self) -> None:
        """Close what has been idle for too long, and the longest idle where too many are open."""
        now = self._clock()
        idle = sorted(
            (key for key, entry in self._open.items() if entry.users == 0),
            key=lambda key: self._open[key].used_at,
        )
        surplus = len(self._open) - self._max_open
        for position, key in enumerate(idle):
            if position <= surplus or now - self._open[key].used_at > self._idle_s:
                self._close_later(self._open.pop(key).upstream)

    async def aclose(self) -> None:
        while self._open:
            self._close_later(self._open.popitem()[1].upstream)
        await asyncio.gather(*self._closing)

    def _close_later(self, upstream: Upstream) -> None:
        task = asyncio.create_task(upstream.aclose())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def _key(target: Target, scope: str, capabilities: Mapping[str, Any], prefer: Era) -> bytes:
    credential = target.credential
    opened = [credential.origin, sorted(credential.headers.items())] if credential else []
    return msgspec.json.encode(
        [target.url, opened, scope, capabilities, prefer], order="deterministic"
    )
