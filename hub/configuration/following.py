"""Every process follows what is applied: told over the bus, and by a look every few seconds."""

import asyncio
from contextlib import suppress
from typing import Final, Self

import structlog

from hub.configuration import repository
from hub.configuration.catalog import LiveSettings
from hub.kit.bus import Bus
from hub.kit.db import Reader
from hub.kit.ids import PLATFORM_ORG
from hub.kit.loops import repeat

_TOPIC: Final = "configuration"
_LOOK_S: Final = 3.0

log = structlog.get_logger()


class Following:
    """Entered, the process has what is in force, and goes on following until it is left."""

    def __init__(self, live: LiveSettings, reader: Reader, bus: Bus) -> None:
        self.live = live
        self._reader = reader
        self._bus = bus
        self._version = -1
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.refresh()
        following = repeat("configuration", self._step, every_s=0.1, stopping=self._stopping)
        self._task = asyncio.create_task(following, name="configuration")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping.set()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def refresh(self) -> None:
        """Take over what is in force now, if it is another version."""
        async with self._reader.transaction(PLATFORM_ORG) as connection:
            version, values = await repository.read_latest(connection)
        if version != self._version:
            self.live.take(values)
            self._version = version
            log.info("configuration.taken", version=version)

    async def tell(self) -> None:
        """The other processes look at once."""
        await self._bus.say(_TOPIC, b"")

    async def _step(self) -> bool:
        async with self._bus.listen(_TOPIC) as heard:
            with suppress(TimeoutError):
                await asyncio.wait_for(heard.get(), _LOOK_S)
        await self.refresh()
        return True
