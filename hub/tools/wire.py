"""How one request reaches a remote MCP server, in each of the protocol's two eras.

The hub speaks the wire itself: a relay must pass on what it does not understand, tell each
request's notifications apart, and state the capabilities of the caller at hand, none of
which a session object shared by many callers can do.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from hub.kit.lazy import lazy
from hub.tools.errors import OutboundBadResponse, OutboundError, UpstreamError
from hub.tools.jsonrpc import Message, Target, follow, post
from hub.tools.outbound import Limits, OutboundClient

if TYPE_CHECKING:
    from mcp.shared import inbound
    from mcp_types import methods
else:  # the SDK takes a third of a second
    inbound, methods = lazy("mcp.shared.inbound"), lazy("mcp_types.methods")

MODERN: Final = "2026-07-28"
HANDSHAKE: Final = "2025-11-25"
HANDSHAKES: Final = frozenset({"2024-11-05", "2025-03-26", "2025-06-18", HANDSHAKE})
_METHOD_NOT_FOUND = -32601
# Which parameter a request repeats in its Mcp-Name header; the last three are of the extension.
_NAMED: Final = {
    "tools/call": "name",
    "prompts/get": "name",
    "resources/read": "uri",
    "tasks/get": "taskId",
    "tasks/update": "taskId",
    "tasks/cancel": "taskId",
}
_META = "io.modelcontextprotocol/"
_SHORT = Limits(deadline_s=5, max_bytes=65536)

OnProgress = Callable[[float, float | None, str | None], Awaitable[None]]
OnNotification = Callable[[str, Message], Awaitable[None]]
OnRequest = Callable[[str, Message], Awaitable[Message]]
Era = Literal["newest", "handshake"]
HeaderMap = Mapping[tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Call:
    """What one caller brings to one request.

    `capabilities` and a log level in `meta` reach stateless servers only; handshake-era
    servers were told the connection's. `on_request` answers what those ask back.
    """

    on_progress: OnProgress | None = None
    on_notification: OnNotification | None = None
    on_request: OnRequest | None = None
    capabilities: Mapping[str, Any] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)
    limits: Limits | None = None


PLAIN: Final = Call()


@dataclass(frozen=True, slots=True)
class Peer:
    """What a server said of itself when the connection was opened."""

    version: str
    capabilities: Mapping[str, Any]
    info: Mapping[str, Any]
    instructions: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """What both eras need to speak: the guard, the server, and who the hub says it is."""

    client: OutboundClient
    target: Target
    info: Mapping[str, str]
    limits: Limits
    capabilities: Mapping[str, Any] = field(default_factory=dict)
    ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def message(self, method: str, params: Message, meta: Message, call: Call) -> Message:
        request_id = next(self.ids)
        token = {"progressToken": request_id} if call.on_progress is not None else {}
        stamped = {**meta, **token}
        body = {**params, "_meta": stamped} if stamped else params
        return {"jsonrpc": "2.0", "id": request_id, "method": method, "params": body}


class Wire(Protocol):
    """One negotiated connection."""

    peer: Peer

    async def send(self, method: str, params: Message, call: Call) -> Message: ...

    async def listen(self, wanted: Message, call: Call) -> None: ...

    async def aclose(self) -> None: ...

    def is_forgotten(self, error: UpstreamError | OutboundError) -> bool: ...


async def _deliver(incoming: Message, request_id: object, call: Call) -> Message | None:
    """Hand on what came before the answer; what the server asked is answered in the return."""
    method, params = incoming["method"], incoming.get("params") or {}
    if not isinstance(method, str) or not isinstance(params, dict):
        raise OutboundBadResponse("the server sent a malformed message")
    if "id" in incoming:
        return {"jsonrpc": "2.0", "id": incoming["id"], **await _respond(method, params, call)}
    is_progress = method == "notifications/progress"
    if is_progress and call.on_progress is not None and params.get("progressToken") == request_id:
        done, total, text = (params.get(key) for key in ("progress", "total", "message"))
        await call.on_progress(
            float(done) if isinstance(done, int | float) else 0.0,
            float(total) if isinstance(total, int | float) else None,
            text if isinstance(text, str) else None,
        )
    elif not is_progress and call.on_notification is not None:
        await call.on_notification(method, params)
    return None


async def _respond(method: str, params: Message, call: Call) -> Message:
    if method == "ping":
        return {"result": {}}
    if call.on_request is None:
        return {"error": {"code": _METHOD_NOT_FOUND, "message": "nobody here can answer"}}
    try:
        return {"result": await call.on_request(method, params)}
    except UpstreamError as error:
        return {"error": {"code": error.code, "message": error.message, "data": error.data}}


class ModernWire:
    """The stateless era: every request carries all there is to know."""

    def __init__(self, line: Line, header_maps: Mapping[str, HeaderMap]) -> None:
        self.peer = Peer(MODERN, {}, {}, None)
        self._line = line
        self._header_maps = header_maps

    async def discover(self, *, again: bool = True) -> bool:
        """Whether the server speaks this era; what it says of itself becomes the peer.

        One that refuses this revision and lists it all the same, as in the middle of an update, is
        asked once more.
        """
        try:
            found = await self.send("server/discover", {}, PLAIN)
        except UpstreamError as error:
            supported = error.data.get("supported") if isinstance(error.data, dict) else None
            if again and isinstance(supported, list) and MODERN in supported:
                return await self.discover(again=False)
            if isinstance(supported, list) and not HANDSHAKES.intersection(map(str, supported)):
                raise
            return False
        except OutboundBadResponse:
            # Older servers refuse the unknown request in any way that comes to mind.
            return False
        versions = found.get("supportedVersions")
        if not isinstance(versions, list) or MODERN not in versions:
            return False
        info = _mapping(_mapping(found.get("_meta")).get(f"{_META}serverInfo"))
        self.peer = _peer(MODERN, found, info)
        return True

    async def send(self, method: str, params: Message, call: Call) -> Message:
        meta = {
            **call.meta,
            f"{_META}protocolVersion": MODERN,
            f"{_META}clientInfo": dict(self._line.info),
            f"{_META}clientCapabilities": dict(call.capabilities),
        }
        message = self._line.message(method, params, meta, call)

        async def deliver(incoming: Message) -> None:
            # Requests of the server's have no place in this era and are left unanswered.
            if "id" not in incoming:
                await _deliver(incoming, message["id"], call)

        posted = await post(
            self._line.client,
            self._line.target,
            message,
            headers=self._headers(method, params),
            limits=call.limits or self._line.limits,
            on_message=deliver,
        )
        return posted.result

    async def listen(self, wanted: Message, call: Call) -> None:
        await self.send("subscriptions/listen", {"notifications": wanted}, call)

    async def aclose(self) -> None:
        """Nothing is kept at the server."""

    def is_forgotten(self, _error: UpstreamError | OutboundError) -> bool:
        return False

    def _headers(self, method: str, params: Message) -> dict[str, str]:
        headers = {"MCP-Protocol-Version": MODERN, "Mcp-Method": method}
        name = params.get(_NAMED.get(method, ""))
        if isinstance(name, str):
            headers["Mcp-Name"] = inbound.encode_header_value(name)
            if method == "tools/call" and name in self._header_maps:
                arguments = params.get("arguments") or {}
                headers |= inbound.mcp_param_headers(dict(self._header_maps[name]), arguments)
        return headers


class HandshakeWire:
    """The older era: a session is opened, requests ride on it, and it is ended."""

    def __init__(self, line: Line) -> None:
        self.peer = Peer(HANDSHAKE, {}, {}, None)
        self._line = line
        self._session_id: str | None = None
        self._farewells: set[asyncio.Task[None]] = set()

    async def initialize(self) -> None:
        params = {
            "protocolVersion": HANDSHAKE,
            "capabilities": dict(self._line.capabilities),
            "clientInfo": dict(self._line.info),
        }
        message = self._line.message("initialize", params, {}, PLAIN)
        posted = await post(
            self._line.client, self._line.target, message, headers={}, limits=self._line.limits
        )
        version = posted.result.get("protocolVersion")
        if version not in HANDSHAKES:
            raise OutboundBadResponse("no protocol version in common")
        self.peer = _peer(str(version), posted.result, posted.result.get("serverInfo"))
        self._session_id = posted.headers.get("Mcp-Session-Id")
        await self._say({"method": "notifications/initialized"}, self._line.limits)

    async def send(self, method: str, params: Message, call: Call) -> Message:
        message = self._line.message(method, params, dict(call.meta), call)
        settled = False
        try:
            posted = await post(
                self._line.client,
                self._line.target,
                message,
                headers=self._headers(),
                limits=call.limits or self._line.limits,
                on_message=self._receiver(message["id"], call),
            )
            settled = True
        except UpstreamError:
            settled = True
            raise
        finally:
            if not settled:
                # Hanging up says nothing in this era: unless told, the server works on.
                self._say_cancelled(message["id"])
        return posted.result

    async def listen(self, wanted: Message, call: Call) -> None:
        for uri in wanted.get("resourceSubscriptions") or ():
            await self.send("resources/subscribe", {"uri": uri}, PLAIN)
        await follow(
            self._line.client,
            self._line.target,
            headers=self._headers(),
            limits=call.limits or self._line.limits,
            on_message=self._receiver(None, call),
        )

    async def aclose(self) -> None:
        await asyncio.gather(*self._farewells)
        if self._session_id is None:
            return
        try:
            await self._line.client.request(
                "DELETE",
                self._line.target.url,
                headers=self._headers(),
                credential=self._line.target.credential,
                limits=_SHORT,
            )
        except OutboundError:
            return  # a session that cannot be ended expires at the server by itself

    def is_forgotten(self, error: UpstreamError | OutboundError) -> bool:
        return self._session_id is not None and error.answered == 404

    def _receiver(self, request_id: object, call: Call) -> Callable[[Message], Awaitable[None]]:
        async def receive(incoming: Message) -> None:
            reply = await _deliver(incoming, request_id, call)
            if reply is not None:
                await self._say(reply, _SHORT)

        return receive

    def _headers(self) -> dict[str, str]:
        session = {"Mcp-Session-Id": self._session_id} if self._session_id else {}
        return {"MCP-Protocol-Version": self.peer.version, **session}

    async def _say(self, message: Message, limits: Limits) -> None:
        await post(
            self._line.client,
            self._line.target,
            {"jsonrpc": "2.0", **message},
            headers=self._headers(),
            limits=limits,
        )

    def _say_cancelled(self, request_id: object) -> None:
        async def tell() -> None:
            params = {"requestId": request_id, "reason": "the caller no longer waits"}
            try:
                await self._say({"method": "notifications/cancelled", "params": params}, _SHORT)
            except OutboundError:
                return  # nobody is left to be told

        task = asyncio.create_task(tell())
        self._farewells.add(task)
        task.add_done_callback(self._farewells.discard)


async def negotiate(line: Line, header_maps: Mapping[str, HeaderMap], prefer: Era) -> Wire:
    """Open a connection in the preferred era if the server speaks it, else in the other."""
    modern, handshake = ModernWire(line, header_maps), HandshakeWire(line)
    if prefer == "handshake":
        try:
            await handshake.initialize()
        except (UpstreamError, OutboundBadResponse):
            if await modern.discover():
                return modern
            raise
        return handshake
    if await modern.discover():
        return modern
    await handshake.initialize()
    return handshake


def lift(method: str, result: Message) -> Message:
    """A handshake-era server's result with what a stateless caller must be told beside it."""
    # Nothing is known of how long it stays true, or for whom else it is.
    freshness = {"ttlMs": 0, "cacheScope": "private"} if method in methods.CACHEABLE_METHODS else {}
    return {"resultType": "complete", **freshness, **result}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _peer(version: str, said: Message, info: object) -> Peer:
    instructions = said.get("instructions")
    return Peer(
        version,
        _mapping(said.get("capabilities")),
        _mapping(info),
        instructions if isinstance(instructions, str) else None,
    )
