"""Messages of a client about a request that is still under way, whichever process serves it.

In the handshake era a client cancels with a notification, and answers what a server asks it with
a message of its own. Either may reach another process than the one that is concerned.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import msgspec
import structlog

from hub.gateway.mcp.exchange import Exchange
from hub.gateway.mcp.protocol import Notification
from hub.identity.public import Principal
from hub.kit.bus import Bus
from hub.kit.http import encode_json
from hub.kit.ids import new_id
from hub.tools.public import UpstreamError

log = structlog.get_logger()

CANCELLED: Final = "notifications/cancelled"
_TOPIC: Final = "mcp"
_WAIT_S: Final = 600.0
_BUS_AWAY_S: Final = 0.5

Key = tuple[str, str, str, str, str | int]


class Underway:
    """What this process has under way, by caller, session and request."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._cancellable: dict[Key, Exchange] = {}
        self._asked: dict[Key, asyncio.Future[dict[str, Any]]] = {}
        self._hearing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._hearing = asyncio.create_task(self._hear(), name="mcp-underway")

    async def stop(self) -> None:
        if self._hearing is not None:
            self._hearing.cancel()
            await asyncio.gather(self._hearing, return_exceptions=True)

    def enter(self, exchange: Exchange) -> Key | None:
        """From now on the client may cancel the request, if it is of a session."""
        request = exchange.request
        if request.modern or request.session is None:
            return None
        key = _key("cancel", exchange.principal, request.session, request.id)
        self._cancellable[key] = exchange
        return key

    def leave(self, key: Key | None) -> None:
        if key is not None:
            self._cancellable.pop(key, None)

    async def ask(self, exchange: Exchange, method: str, params: Mapping[str, Any]) -> Any:
        """The client's answer to a request that a server makes in the middle of a call.

        Raises:
            UpstreamError: the client cannot or does not answer, in its own words.
        """
        session = exchange.request.session
        if session is None or not exchange.reply.streams:
            raise UpstreamError(-32601, "The client has no session to be asked in.")
        asked_id = new_id("ask")
        key = _key("answer", exchange.principal, session, asked_id)
        future = asyncio.get_running_loop().create_future()
        self._asked[key] = future
        question = {"jsonrpc": "2.0", "id": asked_id, "method": method, "params": dict(params)}
        try:
            await exchange.reply.say(encode_json(question))
            async with asyncio.timeout(_WAIT_S):
                answer = await future
        except TimeoutError:
            raise UpstreamError(-32000, "The client did not answer.") from None
        finally:
            del self._asked[key]
        return _result_of(answer)

    async def notified(self, caller: Principal, notification: Notification) -> None:
        """A message without an answer. In the stateless era a client cancels by hanging up."""
        if notification.modern or notification.session is None:
            return
        message = notification.message
        if notification.method == CANCELLED:
            cancelled = (message.get("params") or {}).get("requestId")
            key = _key("cancel", caller, notification.session, cancelled)
        elif notification.method is None:
            key = _key("answer", caller, notification.session, message["id"])
        else:
            return
        if not self._tell(key, message):
            await self._bus.say(_TOPIC, msgspec.msgpack.encode([key, message]))

    def _tell(self, key: Key, message: dict[str, Any]) -> bool:
        exchange = self._cancellable.get(key)
        if exchange is not None:
            exchange.abandon()
            return True
        future = self._asked.get(key)
        if future is not None and not future.done():
            future.set_result(message)
        return future is not None

    async def _hear(self) -> None:
        while True:
            if not self._bus.is_up:
                await asyncio.sleep(_BUS_AWAY_S)
                continue
            async with self._bus.listen(_TOPIC) as heard:
                while True:
                    key, message = msgspec.msgpack.decode(await heard.get())
                    self._tell(tuple(key), message)


def _key(what: str, caller: Principal, session: str, request_id: Any) -> Key:
    who = caller.key_id or caller.session_id or caller.user_id
    if isinstance(request_id, bool) or not isinstance(request_id, str | int):
        request_id = ""
    return what, f"{caller.org_id}/{who}", session, type(request_id).__name__, request_id


def _result_of(answer: dict[str, Any]) -> Any:
    error = answer.get("error")
    if isinstance(error, dict):
        code = error.get("code")
        raise UpstreamError(
            code if isinstance(code, int) else -32000,
            str(error.get("message", "The client refused.")),
            error.get("data"),
        )
    return answer.get("result")
