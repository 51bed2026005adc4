"""What has come of one answer, and the wait for the rest of it."""

from asyncio import Future, get_running_loop
from collections.abc import Mapping
from typing import Final, Protocol, Self

from multidict import CIMultiDict

from providers.contract import ProviderError
from providers.failures import from_response

MAX_ANSWER_BYTES: Final = 64 * 1024 * 1024
MAX_ERROR_BYTES: Final = 64 * 1024
# A reader that falls behind by more makes the vendor wait.
HIGH_WATER_BYTES: Final = 256 * 1024
_COMPRESSIONS: Final = frozenset({b"br", b"deflate", b"gzip", b"x-gzip", b"zstd"})


class Carrier(Protocol):
    """The connection that an answer comes over."""

    def pause(self) -> None: ...

    def resume(self, answer: "Answer") -> None: ...

    def leave(self, answer: "Answer") -> None: ...


class Answer:
    """One reader at a time. A patient one is woken once, when all of the answer is there.

    `status` is 0 until the head is there. `failure` is raised behind what came before it.
    """

    __slots__ = (
        "_carrier",
        "_held",
        "_parts",
        "_patient",
        "_size",
        "_waiter",
        "complete",
        "failure",
        "headers",
        "paused",
        "status",
    )

    def __init__(self, carrier: Carrier, *, patient: bool) -> None:
        self.status = 0
        self.headers: Mapping[bytes, bytes] = {}
        self.complete = False
        self.failure: ProviderError | None = None
        self._carrier = carrier
        self._patient = patient
        self._parts: list[bytes] = []
        self._held = 0
        self._size = 0
        self.paused = False
        self._waiter: Future[None] | None = None

    # --- the connection's side

    def add(self, chunk: bytes) -> None:
        """An answer that grows past its limit has failed; of a refusal the beginning is enough."""
        self._parts.append(chunk)
        self._size += len(chunk)
        self._held += len(chunk)
        if self._size > MAX_ERROR_BYTES and self.status >= 300:
            self.complete = True
        elif self._size > MAX_ANSWER_BYTES:
            self.failure = ProviderError("stream_interrupted", "the answer is too large")
        elif self._held > HIGH_WATER_BYTES and not (self._patient or self.paused):
            self.paused = True
            self._carrier.pause()

    def wake(self) -> None:
        """Called after each step, so that what came in one read is passed on in one piece."""
        waiter = self._waiter
        if waiter is None or waiter.done():
            return
        if not self._patient or self.complete or self.failure is not None:
            waiter.set_result(None)

    # --- the reader's side

    async def head(self) -> Self:
        """This, once the status is known, for a patient reader once all of it is there."""
        try:
            while not self.status or (self._patient and not self.complete):
                await self._more()
        except BaseException:
            self.leave()
            raise
        return self

    async def some(self) -> bytes:
        """What is there, at once; nothing only at the end."""
        while not self._parts and not self.complete:
            await self._more()
        return self._taken()

    async def rest(self) -> bytes:
        self._patient = True
        self._flow()
        while not self.complete:
            await self._more()
        return self._taken()

    async def refusal(self) -> ProviderError:
        """The error that a status of 300 or more stands for."""
        text = (await self.rest())[:MAX_ERROR_BYTES]
        headers = CIMultiDict(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in self.headers.items()
        )
        return from_response(self.status, headers, b"" if self.encoded else text)

    @property
    def encoded(self) -> bool:
        """Compressed, though only the plain body was asked for."""
        return self.headers.get(b"content-encoding", b"").lower() in _COMPRESSIONS

    def leave(self) -> None:
        """Whatever ends the call early must end the vendor's work too: a connection that went back
        to the pool would let it generate, and bill, to the end."""
        self._carrier.leave(self)

    async def _more(self) -> None:
        if self.failure is not None:
            raise self.failure
        self._waiter = get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _taken(self) -> bytes:
        parts, self._parts, self._held = self._parts, [], 0
        self._flow()
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _flow(self) -> None:
        if self.paused:
            self.paused = False
            self._carrier.resume(self)
