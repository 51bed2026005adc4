"""Time limits for what nearly always ends long before: one timer of the loop serves them all.

`asyncio.timeout` sets a timer and cancels it again, each time; of a short call that is more than
the limit is worth. Here a limit is an entry in a set, and the timer stands at the earliest of them
that was ever entered since it last rang.
"""

import asyncio
from enum import Enum, auto
from math import inf
from time import monotonic
from types import TracebackType
from typing import Self


class _State(Enum):
    NEW = auto()
    OPEN = auto()
    EXPIRED = auto()
    LEFT = auto()


class TimeBox:
    """A scope that ends with TimeoutError when its time is over, as :func:`asyncio.timeout` does:
    whoever else cancels the task meanwhile is not taken for the limit."""

    __slots__ = ("_boxes", "_cancelling", "_state", "_task", "when")

    def __init__(self, boxes: "TimeBoxes", when: float) -> None:
        self.when = when
        self._boxes = boxes
        self._state = _State.NEW
        self._task: asyncio.Task[object]
        self._cancelling = 0

    async def __aenter__(self) -> Self:
        task = asyncio.current_task()
        if task is None or self._state is not _State.NEW:
            raise RuntimeError("a time box is entered once, and inside a task")
        self._task, self._cancelling = task, task.cancelling()
        self._state = _State.OPEN
        self._boxes.enter(self)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if self._state is _State.OPEN:
            self._state = _State.LEFT
            self._boxes.leave(self)
        elif self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError

    def end(self) -> None:
        """Its time is over now; nothing, once it has been left."""
        self.when = -inf
        if self._state is _State.OPEN:
            self._boxes.enter(self)

    def expire(self) -> None:
        """For :class:`TimeBoxes`."""
        self._state = _State.EXPIRED
        self._task.cancel()


class TimeBoxes:
    """The open boxes of one event loop."""

    def __init__(self) -> None:
        self._open: set[TimeBox] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._rings_at = inf

    def within(self, seconds: float) -> TimeBox:
        """A scope for the work of a task. None left is an end at once, where it first waits."""
        return TimeBox(self, monotonic() + seconds)

    def enter(self, box: TimeBox) -> None:
        self._open.add(box)
        if box.when < self._rings_at:
            self._set(box.when)

    def leave(self, box: TimeBox) -> None:
        self._open.discard(box)

    def _set(self, when: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings_at = when
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(0.0, when - monotonic()), self._ring)

    def _ring(self) -> None:
        self._timer, self._rings_at = None, inf
        now = monotonic()
        over = [box for box in self._open if box.when <= now]
        self._open.difference_update(over)
        for box in over:
            box.expire()
        if self._open:
            self._set(min(box.when for box in self._open))
