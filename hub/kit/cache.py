"""Answers remembered for less than a second.

Access can be taken away, and must then be gone everywhere within a second. So what says yes is
remembered for less than that, in each process, and no message between processes is needed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from time import monotonic
from typing import Final, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

FRESH_S: Final = 0.8
_MAX_ENTRIES: Final = 20_000


class Briefly(Generic[Key, Value]):
    """`get` answers from memory while fresh, else loads once however many ask."""

    def __init__(
        self, load: Callable[[Key], Awaitable[Value]], *, seconds: float = FRESH_S
    ) -> None:
        self._load = load
        self._seconds = seconds
        self._known: dict[Key, tuple[float, Value]] = {}
        self._loading: dict[Key, asyncio.Future[Value]] = {}

    def known(self, key: Key) -> Value | None:
        """What is remembered and still fresh, without asking."""
        known = self._known.get(key)
        return known[1] if known is not None and monotonic() < known[0] else None

    async def get(self, key: Key) -> Value:
        known = self._known.get(key)
        if known is not None and monotonic() < known[0]:
            return known[1]
        return await self._fetch(key)

    def forget(self, key: Key) -> None:
        self._known.pop(key, None)

    def sweep(self) -> None:
        """Lets go of what is not fresh any more."""
        now = monotonic()
        self._known = {key: kept for key, kept in self._known.items() if now < kept[0]}

    async def _fetch(self, key: Key) -> Value:
        loading = self._loading.get(key)
        if loading is None:
            loading = asyncio.ensure_future(self._load(key))
            self._loading[key] = loading
            asked_at = monotonic()
            loading.add_done_callback(lambda done: self._loaded(key, asked_at, done))
        return await asyncio.shield(loading)

    def _loaded(self, key: Key, asked_at: float, done: asyncio.Future[Value]) -> None:
        self._loading.pop(key, None)
        if done.cancelled() or done.exception() is not None:
            self._known.pop(key, None)
            return
        if len(self._known) >= _MAX_ENTRIES:
            self._known.clear()
        self._known[key] = (asked_at + self._seconds, done.result())
