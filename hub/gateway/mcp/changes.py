"""Telling clients that their list of tools has changed.

A stream looks once in a second whether the caller may still listen and what they may use; both
answers are shared by everything in the process that asks for the same caller.
"""

import asyncio
from typing import Final

from hub.gateway.mcp.catalog import Catalog
from hub.gateway.mcp.exchange import Exchange
from hub.gateway.mcp.protocol import SUBSCRIPTION_KEY, InvalidParams, NotAcceptable, Result
from hub.gateway.mcp.results import notification
from hub.kit.errors import Forbidden, Unauthenticated, Unavailable

TOOLS_CHANGED: Final = "notifications/tools/list_changed"
_LOOK_S: Final = 0.9
_MAX_STREAMS: Final = 1000


class StreamsExhausted(Unavailable):
    code = "too_many_streams"


class Changes:
    """The streams of one process."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._open = 0

    async def listen(self, exchange: Exchange) -> Result:
        """`subscriptions/listen`: what is honored comes first, then every change, as asked."""
        asked = exchange.request.params.get("notifications")
        if not isinstance(asked, dict):
            raise InvalidParams("params.notifications says what to listen to.")
        if not exchange.reply.streams:
            raise NotAcceptable("A subscription is a stream: accept text/event-stream.")
        meta = {SUBSCRIPTION_KEY: exchange.request.id}
        wanted = asked.get("toolsListChanged") is True
        honored = {"toolsListChanged": True} if wanted else {}
        acknowledged = {"notifications": honored, "_meta": meta}
        await exchange.reply.say(
            notification("notifications/subscriptions/acknowledged", acknowledged)
        )
        await self._watch(exchange, notification(TOOLS_CHANGED, {"_meta": meta}), wanted=wanted)
        return {"resultType": "complete", "_meta": meta}

    async def follow(self, exchange: Exchange) -> None:
        """The standing stream of the handshake era."""
        await exchange.reply.start()
        await self._watch(exchange, notification(TOOLS_CHANGED, {}), wanted=True)

    async def _watch(self, exchange: Exchange, changed: bytes, *, wanted: bool) -> None:
        """Until the client is gone, or may no longer be served."""
        if self._open >= _MAX_STREAMS:
            raise StreamsExhausted("This hub serves as many streams as it can.")
        self._open += 1
        try:
            known = await self._signature(exchange)
            while True:
                await asyncio.sleep(_LOOK_S)
                await exchange.still_allowed()
                now = await self._signature(exchange)
                if now != known and wanted:
                    await exchange.reply.say(changed)
                known = now
        except (Unauthenticated, Forbidden, Unavailable):
            return  # the client connects again, and is then told why it may not
        finally:
            self._open -= 1

    async def _signature(self, exchange: Exchange) -> tuple[bytes, ...]:
        table = await self._catalog.table(exchange.principal)
        if exchange.tool is None:
            return table.signature
        agent_id = exchange.tool.agent_id
        return tuple(bytes(tool.definition) for tool in table.tools if tool.agent_id == agent_id)
