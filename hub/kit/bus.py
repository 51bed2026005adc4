"""The bus: NATS. Events that must arrive go through JetStream, what is only of now does not.

Events are rows of the outbox first, relayed by the worker; a consumer sees each at least once and
knows it again by its `Nats-Msg-Id`. Live words of a run under way go over core NATS: whoever
listens gets them, nobody waits for them, and none is kept.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Final

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import StorageType, StreamConfig

from hub.kit.errors import Unavailable
from hub.kit.tls import of_nats

STREAM: Final = "LAELIA_EVENTS"
EVENTS: Final = "laelia"
_LIVE: Final = "laelia_live"
_WEEK_S: Final = 7 * 24 * 3600.0
_MAX_BYTES: Final = 2 * 1024**3
_SAME_WITHIN_S: Final = 120.0
_ACKNOWLEDGED_WITHIN_S: Final = 5.0
_MAX_WAITING: Final = 1000
_RETRY_S: Final = 1.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Event:
    """`id` is what a consumer recognizes it by; `subject` comes below `laelia.`."""

    id: str
    subject: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class StreamState:
    """How many events are kept, and in how many bytes; they go after a week."""

    messages: int
    bytes: int


class Bus:
    """One connection, kept up in the background: a hub starts and serves without it."""

    def __init__(self, url: str | None) -> None:
        self._url = url
        self._client = Client()
        self._connecting: asyncio.Task[None] | None = None
        self._has_stream = False
        self._inbox = ""
        self._batch: _Batch | None = None

    async def open(self) -> None:
        if self._url is not None:
            self._connecting = asyncio.create_task(self._connect(self._url), name="nats")

    async def close(self) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        if self._client.is_connected:
            await self._client.flush()
        if not self._client.is_closed:
            await self._client.close()

    @property
    def is_up(self) -> bool:
        return self._client.is_connected

    @property
    def version(self) -> str | None:
        """Of the server that there is a connection to."""
        if not self.is_up:
            return None
        version = self._client.connected_server_version
        return f"{version.major}.{version.minor}.{version.patch}"

    async def kept(self) -> StreamState | None:
        """What the stream of events holds; None while it cannot be asked."""
        if not self.is_up:
            return None
        try:
            found = (await self._client.jetstream().stream_info(STREAM)).state
        except (NatsError, TimeoutError):
            return None
        return StreamState(found.messages, found.bytes)

    async def ping(self) -> None:
        """One round trip.

        Raises:
            Unavailable: there is no connection, or nobody answers.
        """
        if not self.is_up:
            raise Unavailable("NATS is not reachable.")
        try:
            await self._client.flush(timeout=1)
        except (NatsError, TimeoutError) as error:
            raise Unavailable("NATS does not answer.") from error

    async def publish(self, events: Sequence[Event]) -> list[Event]:
        """Appends events to the stream, all of them in flight at once.

        Returns:
            Those that are stored for good; the others may be too, and are sent again unharmed.

        Raises:
            Unavailable: there is no connection, or no stream.
        """
        if not self.is_up:
            raise Unavailable("NATS is not reachable.")
        await self._ensure_stream()
        batch = self._batch = _Batch(len(events))
        for number, event in enumerate(events):
            await self._client.publish(
                f"{EVENTS}.{event.subject}",
                event.payload,
                reply=f"{self._inbox}.{batch.name}.{number}",
                headers={"Nats-Msg-Id": event.id},
            )
        stored = await batch.settled()
        return [event for number, event in enumerate(events) if number in stored]

    async def say(self, topic: str, payload: bytes) -> None:
        """To whoever listens to the topic now. Said to nobody while there is no connection."""
        if not self.is_up:
            return
        try:
            await self._client.publish(f"{_LIVE}.{topic}", payload)
        except NatsError as error:
            log.warning("bus.unsaid", error=repr(error))

    def listen(self, topic: str) -> AbstractAsyncContextManager["asyncio.Queue[bytes]"]:
        """What is said on the topic while the block lasts; nothing while there is no connection."""
        return self._hear(f"{_LIVE}.{topic}")

    def overhear(self, subject: str) -> AbstractAsyncContextManager["asyncio.Queue[bytes]"]:
        """Payloads of events as they pass, for who wants news and needs no guarantee.

        `*` in the subject stands for one word of it.
        """
        return self._hear(f"{EVENTS}.{subject}")

    @asynccontextmanager
    async def _hear(self, subject: str) -> AsyncIterator["asyncio.Queue[bytes]"]:
        heard: asyncio.Queue[bytes] = asyncio.Queue(_MAX_WAITING)

        async def hear(message: Msg) -> None:
            if heard.full():
                heard.get_nowait()  # a reader this slow gets what is newest
            heard.put_nowait(message.data)

        if not self.is_up:
            yield heard
            return
        subscription = await self._client.subscribe(subject, cb=hear)
        await self._client.flush()
        try:
            yield heard
        finally:
            if not self._client.is_closed:
                await subscription.unsubscribe()

    async def _connect(self, url: str) -> None:
        while True:
            try:
                await self._connect_once(url)
            except (NatsError, OSError) as error:
                log.warning("bus.unreachable", error=repr(error))
                await asyncio.sleep(_RETRY_S)
            else:
                return

    async def _connect_once(self, url: str) -> None:
        address, context = of_nats(url)
        await self._client.connect(
            address,
            tls=context,
            name="laelia",
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.2,  # type: ignore[arg-type]  # seconds; annotated too narrowly
            connect_timeout=2,
            ping_interval=10,
            pending_size=8 * 1024 * 1024,
            error_cb=_log_error,
            disconnected_cb=self._forget_stream,
        )

    async def _forget_stream(self) -> None:
        self._has_stream = False
        if self._batch is not None:
            self._batch.give_up()

    async def _ensure_stream(self) -> None:
        if self._has_stream:
            return
        config = StreamConfig(
            name=STREAM,
            subjects=[f"{EVENTS}.>"],
            storage=StorageType.FILE,
            max_age=_WEEK_S,
            max_bytes=_MAX_BYTES,
            duplicate_window=_SAME_WITHIN_S,
        )
        try:
            await self._client.jetstream().add_stream(config)
        except NatsError as error:
            raise Unavailable(f"JetStream has no stream {STREAM}: {error!r}") from error
        if not self._inbox:
            self._inbox = self._client.new_inbox()
            await self._client.subscribe(f"{self._inbox}.>", cb=self._acknowledge)
        self._has_stream = True

    async def _acknowledge(self, message: Msg) -> None:
        *_, name, number = message.subject.split(".")
        if self._batch is not None and self._batch.name == name:
            self._batch.answer(int(number), message.data)


class _Batch:
    """Messages in flight together, and which of them the stream has answered for."""

    _made = 0

    def __init__(self, size: int) -> None:
        _Batch._made += 1
        self.name = str(_Batch._made)
        self._left = size
        self._stored: set[int] = set()
        self._over = asyncio.Event()

    def answer(self, number: int, said: bytes) -> None:
        if b'"error"' in said:
            log.error("bus.refused", answer=said.decode(errors="replace"))
        else:
            self._stored.add(number)
        self._left -= 1
        if self._left <= 0:
            self._over.set()

    def give_up(self) -> None:
        self._over.set()

    async def settled(self) -> set[int]:
        try:
            await asyncio.wait_for(self._over.wait(), _ACKNOWLEDGED_WITHIN_S)
        except TimeoutError:
            log.warning("bus.slow", unanswered=self._left)
        return self._stored


async def _log_error(error: Exception) -> None:
    log.warning("bus.error", error=repr(error))
