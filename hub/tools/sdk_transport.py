"""The guard for libraries that bring an httpx2 client of their own, the MCP SDK above all."""

import asyncio
from collections.abc import AsyncIterator

import httpx2

from hub.tools import spans
from hub.tools.errors import OutboundError
from hub.tools.outbound import Exchange, Limits, OutboundClient


class GuardError(httpx2.TransportError):
    """The guard's refusal, in the terms such a library handles; `code` is the guard's."""

    def __init__(self, error: OutboundError) -> None:
        super().__init__(str(error))
        self.code = error.code


class _Body(httpx2.AsyncByteStream):
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._exchange.chunks():
                yield chunk
        except OutboundError as error:
            raise GuardError(error) from error

    async def aclose(self) -> None:
        self._exchange.close()


class GuardedTransport(httpx2.AsyncBaseTransport):
    """`httpx2.AsyncClient(transport=GuardedTransport(client))`: each hop passes the guard.

    The library follows redirects, one vetted request after the other. The deadline is that of
    each exchange, its body included.
    """

    def __init__(self, client: OutboundClient, limits: Limits | None = None) -> None:
        self._client = client
        self._limits = limits or Limits()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        body = await request.aread()
        url = str(request.url)
        try:
            with spans.http_request(url, request.method) as current:
                exchange = await self._client.send_once(
                    request.method,
                    url,
                    headers=spans.carrying(request.headers),
                    body=body or None,
                    deadline=asyncio.get_running_loop().time() + self._limits.deadline_s,
                    max_bytes=self._limits.max_bytes,
                )
                spans.http_answered(current, exchange.status)
        except OutboundError as error:
            raise GuardError(error) from error
        return httpx2.Response(
            exchange.status, headers=list(exchange.headers.items()), stream=_Body(exchange)
        )
