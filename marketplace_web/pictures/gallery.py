"""Pictures as they are asked for: each drawn once, in a thread, one at a time, and then kept.

Pillow is loaded with the first of them, so that it costs no start of a hub.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final

from marketplace_web.build import Build
from marketplace_web.site import Card

if TYPE_CHECKING:
    from marketplace_web.pictures.cards import Press

_MOST: Final = 300
_MOST_BYTES: Final = 24 * 1024 * 1024
ICONS: Final = frozenset(
    {"icon-192.png", "icon-512.png", "icon-maskable-512.png", "apple-touch-icon.png"}
)


@dataclass(frozen=True, slots=True)
class Drawn:
    content: bytes
    tag: str


class Gallery:
    """By what is on them: an agent whose stars change has another picture."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._kept: OrderedDict[object, Drawn] = OrderedDict()
        self._bytes = 0
        self._drawing = asyncio.Lock()
        self._press: tuple[int | None, Press] | None = None

    async def card(self, card: Card) -> Drawn:
        return await self._find((self._build.built_at, card), lambda: self._card(card))

    async def icon(self, name: str) -> Drawn:
        """Raises KeyError: there is no such icon."""
        if name not in ICONS:
            raise KeyError(name)
        return await self._find(name, lambda: _icon(name))

    async def _find(self, key: object, draw: Callable[[], bytes]) -> Drawn:
        if (kept := self._again(key)) is not None:
            return kept
        async with self._drawing:
            if (kept := self._again(key)) is not None:
                return kept
            content = await asyncio.to_thread(draw)
            drawn = Drawn(content, f'"{hashlib.sha256(content).hexdigest()[:24]}"')
            self._keep(key, drawn)
        return drawn

    def _again(self, key: object) -> Drawn | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _keep(self, key: object, drawn: Drawn) -> None:
        self._kept[key] = drawn
        self._bytes += len(drawn.content)
        while len(self._kept) > _MOST or self._bytes > _MOST_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest.content)

    def _card(self, card: Card) -> bytes:
        built_at = self._build.built_at
        if self._press is None or self._press[0] != built_at:
            module = import_module("marketplace_web.pictures.cards")
            self._press = (built_at, module.Press(self._build.lettering()))
        return self._press[1].print(card)


def _icon(name: str) -> bytes:
    drawn: bytes = import_module("marketplace_web.pictures.icons").draw_icon(name)
    return drawn
