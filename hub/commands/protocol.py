"""HTTP for callers who take their time: whoever neither sends nor reads is let go.

uvicorn waits for ever for a request that has begun, and for a client that reads nothing. A few
hundred of either would hold descriptors and memory for as long as they like.
"""

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from hub.commands.answering import WholeAnswer


class Impatient(HttpToolsProtocol):
    """Ends a connection that brings no whole request, or that takes in nothing of its answer.

    A request that comes slowly but steadily, such as a large file over a thin line, is let through.
    """

    patience_s: ClassVar[float] = 20.0
    least_bytes_per_s: ClassVar[float] = 1000.0
    _coming: asyncio.TimerHandle | None = None
    _going: asyncio.TimerHandle | None = None
    _reading = False
    _got = 0
    _began = 0.0
    _idle_since: float | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_request()

    def connection_lost(self, exc: Exception | None) -> None:
        self._request_came()
        self._was_read()
        super().connection_lost(exc)
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()

    def data_received(self, data: bytes) -> None:
        self._got += len(data)
        super().data_received(data)
        if self._reading and self._coming is None:
            self._got = len(data)
            self._wait_for_request()
        elif not self._reading and self._coming is not None:
            self._request_came()

    def on_message_begin(self) -> None:
        self._reading = True
        super().on_message_begin()

    def on_message_complete(self) -> None:
        self._reading = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """As uvicorn's, but for its timer, which it sets anew after each answer: to set and to
        cancel one takes as long as to read a request. This one looks, once it is over, since when
        the connection has been idle."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
            return
        self._idle_since = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._await_next(self.timeout_keep_alive)

    def timeout_keep_alive_handler(self) -> None:
        self.timeout_keep_alive_task = None
        if self._idle_since is None:
            return  # a request is under way
        left = self._idle_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._await_next(left)
        else:
            super().timeout_keep_alive_handler()

    def _await_next(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(
            seconds, self.timeout_keep_alive_handler
        )

    def _unset_keepalive_if_required(self) -> None:
        """Called when anything comes."""
        self._idle_since = None

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        def answered(scope: Any, receive: Any, send: Any) -> Any:
            return app(scope, receive, WholeAnswer(cycle, send))

        super()._start_asgi_task(cycle, answered)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._going is None:
            self._going = self.loop.call_later(self.patience_s, self.transport.abort)

    def resume_writing(self) -> None:
        self._was_read()
        super().resume_writing()

    def _wait_for_request(self) -> None:
        self._began = self.loop.time()
        self._coming = self.loop.call_later(self.patience_s, self._look)

    def _look(self) -> None:
        if self.transport.get_protocol() is not self:
            return  # it became a WebSocket
        waited = self.loop.time() - self._began
        if self._got < waited * self.least_bytes_per_s:
            self._coming = None
            self.transport.abort()
        else:
            self._coming = self.loop.call_later(self.patience_s, self._look)

    def _request_came(self) -> None:
        if self._coming is not None:
            self._coming.cancel()
            self._coming = None

    def _was_read(self) -> None:
        if self._going is not None:
            self._going.cancel()
            self._going = None
