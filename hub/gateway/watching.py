"""Watches over callers, who may hang up before they are answered."""

import asyncio
from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any, Final

_WATCH_AFTER_S: Final = 0.25
_Watch = Callable[[], Coroutine[Any, Any, None]]


class Watches:
    """Watches that begin a little later, most of them never, since most answers come before it pays
    to look: one timer serves them all."""

    def __init__(self) -> None:
        self._numbers = count()
        self._new: dict[int, _Watch] = {}
        self._due: dict[int, _Watch] = {}
        self._begun: dict[int, asyncio.Task[None]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def later(self, watch: _Watch) -> int:
        """A number to end it with."""
        number = next(self._numbers)
        self._new[number] = watch
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop = loop
            loop.call_later(_WATCH_AFTER_S, self._turn)
        return number

    def end(self, number: int) -> None:
        if self._new.pop(number, None) is None and self._due.pop(number, None) is None:
            self._begun.pop(number).cancel()

    def _turn(self) -> None:
        """What is older than a whole turn begins."""
        for number, watch in self._due.items():
            self._begun[number] = asyncio.create_task(watch())
        self._due, self._new = self._new, {}
        if self._due and self._loop is not None:
            self._loop.call_later(_WATCH_AFTER_S, self._turn)
        else:
            self._loop = None


watches: Final = Watches()
