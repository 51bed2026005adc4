"""The connections to one vendor, kept open between requests."""

import asyncio
import socket
import ssl
from typing import Final

from aiohappyeyeballs import start_connection

from providers.contract import ProviderError
from providers.http1.answer import Answer
from providers.http1.connection import Connection, UnansweredError
from providers.http1.origin import Origin

POOL_SIZE: Final = 1000
CONNECT_TIMEOUT_S: Final = 10.0
IDLE_LIMIT_S: Final = 30.0
# A connection that its vendor let go of shows it within a round trip. One that ends later may have
# been worked for, and to ask again would be to pay twice.
STALE_WITHIN_S: Final = 3.0
# How long a host's preferred address may keep the next one waiting (RFC 8305).
_NEXT_ADDRESS_S: Final = 0.25


class Pool:
    """Whoever asks holds one of the `slots` until the answer is read.

    A connection is opened only where none is idle, so that there are never more than slots.
    """

    def __init__(self, origin: Origin) -> None:
        self.slots = asyncio.Semaphore(POOL_SIZE)
        self._origin = origin
        self._tls: ssl.SSLContext | None = None
        self._open: set[Connection] = set()
        # Since when, oldest first.
        self._idle: dict[Connection, float] = {}
        self._sweep: asyncio.TimerHandle | None = None
        self._ended = False

    async def ask(self, request: bytes, *, patient: bool) -> Answer:
        """The answer as far as its head; for a patient reader all of it."""
        if self._idle:
            connection, _ = self._idle.popitem()
            loop = asyncio.get_running_loop()
            asked = loop.time()
            try:
                return await connection.ask(request, patient=patient).head()
            except UnansweredError:
                if loop.time() - asked > STALE_WITHIN_S:
                    raise
        connection = await self._connect()
        return await connection.ask(request, patient=patient).head()

    async def aclose(self) -> None:
        """For good, and with everything that is under way."""
        self._ended = True
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        self._idle.clear()
        closing = [connection.closed for connection in self._open]
        for connection in tuple(self._open):
            connection.close()
        if closing:
            await asyncio.wait(closing)

    async def _connect(self) -> Connection:
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                connection = await self._connected()
        except (OSError, UnicodeError) as error:
            raise ProviderError(
                "unreachable", f"no connection to the vendor ({type(error).__name__})"
            ) from error
        if self._ended or connection.closed.done():
            # Closed by either side before this task had its turn.
            connection.close()
            raise UnansweredError
        self._open.add(connection)
        return connection

    async def _connected(self) -> Connection:
        loop, origin = asyncio.get_running_loop(), self._origin
        if origin.tls and self._tls is None:
            self._tls = await asyncio.to_thread(_trusting_the_system)
        addresses = await loop.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
        link = await start_connection(addresses, happy_eyeballs_delay=_NEXT_ADDRESS_S)
        try:
            _, connection = await loop.create_connection(
                lambda: Connection(self._on_idle, self._on_lost),
                sock=link,
                ssl=self._tls,
                server_hostname=origin.host if origin.tls else None,
            )
        except BaseException:
            link.close()
            raise
        return connection

    def _on_idle(self, connection: Connection) -> None:
        loop = asyncio.get_running_loop()
        self._idle[connection] = loop.time()
        if self._sweep is None:
            self._sweep = loop.call_later(IDLE_LIMIT_S, self._close_old)

    def _on_lost(self, connection: Connection) -> None:
        self._open.discard(connection)
        self._idle.pop(connection, None)

    def _close_old(self) -> None:
        loop = asyncio.get_running_loop()
        limit = loop.time() - IDLE_LIMIT_S
        for connection in [each for each, since in self._idle.items() if since <= limit]:
            del self._idle[connection]
            connection.close()
        since = next(iter(self._idle.values()), None)
        self._sweep = None if since is None else loop.call_at(since + IDLE_LIMIT_S, self._close_old)


def _trusting_the_system() -> ssl.SSLContext:
    """Reads some hundred certificates, which takes tens of milliseconds."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context
