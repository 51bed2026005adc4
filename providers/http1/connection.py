"""One connection to a vendor: requests out, answers in, one at a time."""

import asyncio
from collections.abc import Callable
from typing import Final, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from providers.contract import ProviderError
from providers.http1.answer import Answer

# Bounds heads, interim answers, the lines around chunks and trailers alike: whatever comes
# between two bytes of a body.
MAX_HEAD_BYTES: Final = 64 * 1024


class UnansweredError(ProviderError):
    """The connection ended before the first byte of an answer."""

    def __init__(self) -> None:
        super().__init__("unreachable", "the vendor closed the connection without an answer")


class Connection(asyncio.Protocol):
    """`on_idle` is called when it can take the next request, `on_lost` when it is gone.

    The parser calls the `on_*` methods below from inside `data_received`.
    """

    def __init__(
        self,
        on_idle: Callable[["Connection"], None],
        on_lost: Callable[["Connection"], None],
    ) -> None:
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._on_idle = on_idle
        self._on_lost = on_lost
        self._parser = HttpResponseParser(self)
        self._transport: asyncio.Transport
        self._answer: Answer | None = None
        self._headers: dict[bytes, bytes] = {}
        self._bodiless = 0
        self._reusable = False

    def ask(self, request: bytes, *, patient: bool) -> Answer:
        answer = self._answer = Answer(self, patient=patient)
        self._bodiless = 0
        self._transport.write(request)
        return answer

    def close(self) -> None:
        """At once: nothing that is still unsent or unread is wanted."""
        self._transport.abort()

    # --- what an answer asks of its carrier

    def pause(self) -> None:
        self._transport.pause_reading()

    def resume(self, answer: Answer) -> None:
        if self._answer is answer and not self._transport.is_closing():
            self._transport.resume_reading()

    def leave(self, answer: Answer) -> None:
        """Nothing, once the answer is whole: the connection may serve another by then."""
        if self._answer is answer:
            self._answer = None
            self._transport.abort()

    # --- what the transport tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        answer = self._answer
        if answer is None:
            # Nobody asked: what follows would be taken for the next answer.
            self._transport.abort()
            return
        self._bodiless += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self._reusable = False
            if not answer.complete:
                answer.failure = answer.failure or _broken("sent what is no HTTP answer")
        if self._bodiless > MAX_HEAD_BYTES and not answer.complete:
            answer.failure = answer.failure or _broken("sent too long a head")
        if answer.complete or answer.failure is not None:
            self._finish(answer)
        answer.wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._on_lost(self)
        self.closed.set_result(None)
        answer, self._answer = self._answer, None
        if answer is None:
            return
        if exc is None and answer.status and self._ends_with_connection():
            answer.complete = True
        elif answer.status or self._bodiless:
            answer.failure = _broken("closed the connection in mid-answer")
        else:
            answer.failure = UnansweredError()
        answer.wake()

    # --- what the parser finds

    def on_message_begin(self) -> None:
        self._headers = {}
        self._reusable = False

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.setdefault(name.lower(), value)

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        answer = self._answer
        if answer is None or answer.complete or status < 200:
            return
        answer.status, answer.headers = status, self._headers
        if status < 300 and answer.encoded:
            answer.failure = _broken("compressed an answer that should be plain")

    def on_body(self, chunk: bytes) -> None:
        self._bodiless = 0
        answer = self._answer
        if answer is not None and not answer.complete and answer.failure is None:
            answer.add(chunk)

    def on_message_complete(self) -> None:
        answer = self._answer
        if answer is None or not answer.status or answer.failure is not None:
            return
        if not answer.complete:
            answer.complete = True
            self._reusable = self._parser.should_keep_alive()

    def _finish(self, answer: Answer) -> None:
        """The answer needs the connection no more; a request that is still unsent spoils it."""
        self._answer = None
        if self._reusable and not self._transport.get_write_buffer_size():
            if answer.paused:
                # An idle connection listens, to hear that the vendor closes it.
                self._transport.resume_reading()
            self._on_idle(self)
        else:
            self._transport.abort()

    def _ends_with_connection(self) -> bool:
        return not {b"content-length", b"transfer-encoding"} & self._headers.keys()


def _broken(what: str) -> ProviderError:
    return ProviderError("stream_interrupted", f"the vendor {what}")
