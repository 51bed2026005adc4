"""A worker's job: events and views that are older than they are kept are deleted."""

from datetime import timedelta
from typing import Final

import structlog

from hub.kit.clock import Clock
from hub.kit.db import Reader
from hub.kit.settings import Discovery

_OLD_EVENTS: Final = "delete from discovery_events where at < %s"
_OLD_VIEWS: Final = "delete from viewed_listings where at < %s"

log = structlog.get_logger()


class Forgetting:
    def __init__(self, finder: Reader, settings: Discovery, clock: Clock) -> None:
        self._finder = finder
        self._settings = settings
        self._clock = clock

    async def step(self) -> bool:
        now = self._clock()
        async with self._finder.transaction() as connection:
            events = await connection.execute(
                _OLD_EVENTS, [now - timedelta(days=self._settings.event_days)]
            )
            views = await connection.execute(
                _OLD_VIEWS, [now - timedelta(days=self._settings.viewed_days)]
            )
        if events.rowcount or views.rowcount:
            log.info("discovery.forgotten", events=events.rowcount, views=views.rowcount)
        return False
