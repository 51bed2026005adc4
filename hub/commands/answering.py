"""Answers that are whole when they begin: head and body go out in one piece.

uvicorn writes the head as soon as it is known, the body with a second call of the kernel, and looks
at each header with two regular expressions. Most answers come with their length and are one body.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import (
    HEADER_RE,
    STATUS_LINE,
    RequestResponseCycle,
)

# Beyond it, to put head and body together costs more than to write twice.
_LARGEST: Final = 64 * 1024
_MOST_NAMES: Final = 1_000
_CONTROLS: Final = bytes({*range(32), 127} - {9})  # a tab may stand in a value
_DECIDING: Final = frozenset({b"connection", b"transfer-encoding"})
# Names of headers that were looked at: they are the same few dozen for ever.
_names: Final[set[bytes]] = set()


class WholeAnswer:
    """The `send` of one request: holds a head back until its body is there.

    Whatever is not one body of the length that its head says is uvicorn's to send.
    """

    __slots__ = ("_cycle", "_held", "_send")

    def __init__(self, cycle: RequestResponseCycle, send: Callable[[Any], Awaitable[None]]) -> None:
        """`send` is uvicorn's own."""
        self._cycle = cycle
        self._send = send
        self._held: tuple[Any, bytes, int] | None = None

    async def __call__(self, message: Any) -> None:
        cycle = self._cycle
        if message["type"] == "http.response.start" and not cycle.response_started:
            self._held = _held(cycle, message)
            if self._held is not None:
                return
        elif self._held is not None:
            start, head, length = self._held
            self._held = None
            body = message.get("body", b"")
            if message.get("more_body") or len(body) != length or not _is_open(cycle):
                await self._send(start)
            else:
                _write(cycle, head + body)
                return
        await self._send(message)


def _held(cycle: RequestResponseCycle, start: Any) -> tuple[Any, bytes, int] | None:
    """With the head's bytes and the body's length; None where it is not for us."""
    if not cycle.keep_alive or cycle.scope["method"] == "HEAD":
        return None
    lines = [STATUS_LINE[start["status"]]]
    length = None
    for name, value in (*cycle.default_headers, *start.get("headers", ())):
        if (name not in _names and not _is_fit(name)) or name in _DECIDING:
            return None
        if name == b"content-length":
            if length is not None:
                return None
            length = value
        lines.append(b"%b: %b\r\n" % (name, value))
    head = b"".join(lines)
    if length is None or not length.isdigit() or int(length) > _LARGEST:
        return None
    # What else may end a line, or is no letter, is for uvicorn to refuse.
    if len(head) - len(head.translate(None, _CONTROLS)) != 2 * len(lines):
        return None
    return start, head + b"\r\n", int(length)


def _is_fit(name: bytes) -> bool:
    if HEADER_RE.search(name) or name != name.lower():
        return False
    if len(_names) < _MOST_NAMES:
        _names.add(name)
    return True


def _is_open(cycle: RequestResponseCycle) -> bool:
    """Whether the caller is there, and takes in what it is sent."""
    return not (cycle.disconnected or cycle.flow.write_paused)


def _write(cycle: RequestResponseCycle, answer: bytes) -> None:
    cycle.response_started = cycle.response_complete = True
    cycle.waiting_for_100_continue = False
    cycle.transport.write(answer)
    cycle.message_event.set()
    cycle.on_response()
