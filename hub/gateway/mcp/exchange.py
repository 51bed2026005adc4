"""One request under way: what is said before the answer, and what happens when nobody listens."""

import asyncio
from collections.abc import Callable
from typing import Any, Final, Self

from starlette.requests import HTTPConnection
from starlette.types import Receive, Send

from hub.gateway.calls import Caller
from hub.gateway.mcp.catalog import Tool
from hub.gateway.mcp.protocol import Request
from hub.gateway.mcp.results import notification
from hub.gateway.watching import watches
from hub.identity.public import authenticate

_PING_S: Final = 15.0
_EVENTS: Final = [(b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no")]
_NO_STORE: Final = (b"cache-control", b"no-store")


class Reply:
    """Plain JSON, unless something is said before the answer is there: then a stream of events."""

    __slots__ = ("_send", "_starting", "_streaming", "headers", "streams")

    def __init__(self, send: Send, *, streams: bool) -> None:
        self.streams = streams
        self.headers: dict[str, str] = {}
        self._send = send
        self._streaming = False
        self._starting: asyncio.Lock | None = None

    async def say(self, message: bytes) -> None:
        """A message ahead of the answer; dropped where the client takes no streams."""
        if self.streams:
            await self._event(b"event: message\ndata: " + message + b"\n\n")

    async def ping(self) -> None:
        """Keeps the connection open behind proxies that end silent ones."""
        if self.streams:
            await self._event(b": ping\n\n")

    async def end(self, body: bytes, status: int = 200) -> None:
        if self._streaming:
            last = b"event: message\ndata: " + body + b"\n\n" if body else b""
            await self._send({"type": "http.response.body", "body": last, "more_body": False})
            return
        headers = [(b"content-length", str(len(body)).encode()), _NO_STORE, *self._own()]
        if body:
            headers.append((b"content-type", b"application/json"))
        await self._send({"type": "http.response.start", "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body, "more_body": False})

    async def start(self) -> None:
        self._starting = self._starting or asyncio.Lock()
        async with self._starting:
            if not self._streaming:
                headers = [*_EVENTS, _NO_STORE, *self._own()]
                await self._send({"type": "http.response.start", "status": 200, "headers": headers})
                self._streaming = True

    async def _event(self, data: bytes) -> None:
        if not self._streaming:
            await self.start()
        await self._send({"type": "http.response.body", "body": data, "more_body": True})

    def _own(self) -> list[tuple[bytes, bytes]]:
        return [(name.encode(), value.encode()) for name, value in self.headers.items()]


class Exchange:
    """A caller's request and the way back. `abandon` ends the work when nobody waits for it."""

    __slots__ = (
        "_abandon",
        "_connection",
        "_progress",
        "_receive",
        "_watching",
        "agent_id",
        "caller",
        "gone",
        "own_task",
        "principal",
        "reply",
        "request",
        "tool",
    )

    def __init__(
        self,
        caller: Caller,
        request: Request,
        reply: Reply,
        receive: Receive,
        connection: HTTPConnection,
    ) -> None:
        self.caller = caller
        self.principal = caller.principal
        self.request = request
        self.reply = reply
        self.agent_id: str | None = None
        self.tool: Tool | None = None
        self.gone = False
        task = asyncio.current_task()
        assert task is not None
        self.own_task = task
        self._abandon: Callable[[], object] = self._cancel_me
        self._receive = receive
        self._connection = connection
        self._watching = 0
        self._progress = 0

    def abandons(self, action: Callable[[], object]) -> None:
        """What to do instead of ending the serving task."""
        self._abandon = action

    def abandon(self) -> None:
        self.gone = True
        self._abandon()

    async def still_allowed(self) -> None:
        """Raises Unauthenticated once the credential has been taken away."""
        await authenticate(self._connection, method="POST")

    def __enter__(self) -> Self:
        self._watching = watches.later(self._watch)
        return self

    def __exit__(self, *_: object) -> None:
        watches.end(self._watching)

    async def progress(self, text: str | None = None) -> None:
        """One more step of the work, for a client that asked to be told."""
        self._progress += 1
        await self.relay_progress(self._progress, None, text)

    async def relay_progress(self, done: float, total: float | None, text: str | None) -> None:
        token = self.request.progress_token
        if token is None:
            return
        params: dict[str, Any] = {"progressToken": token, "progress": done}
        if total is not None:
            params["total"] = total
        if text is not None:
            params["message"] = text
        await self.reply.say(notification("notifications/progress", params))

    def _cancel_me(self) -> None:
        self.own_task.cancel()

    async def _watch(self) -> None:
        heard = asyncio.ensure_future(self._receive())
        try:
            while True:
                done, _ = await asyncio.wait({heard}, timeout=_PING_S)
                if not done:
                    await self.reply.ping()
                elif heard.result()["type"] == "http.disconnect":
                    self.abandon()
                    return
                else:
                    heard = asyncio.ensure_future(self._receive())
        finally:
            heard.cancel()
