"""From the outbox to the bus: what a transaction said happened, told to whoever consumes it.

A row leaves the outbox after the stream has stored its event. Dying in between tells it twice; the
stream drops the second by its ID within two minutes, and consumers know it for longer.
"""

from typing import Final

import structlog

from hub.kit.bus import Bus, Event
from hub.kit.db import DriverConnection, connect

_AT_ONCE: Final = 1000
_ONE_RELAY: Final = "select pg_try_advisory_lock(hashtext('laelia/outbox'))"
_OLDEST: Final = "select id, org_id, subject, payload from outbox order by id limit %s"
_TOLD: Final = "delete from outbox where id = any(%s)"

log = structlog.get_logger()


class Relay:
    """One of all workers relays at a time, so that events keep their order; others stand by."""

    def __init__(self, worker_url: str, bus: Bus) -> None:
        self._url = worker_url
        self._bus = bus
        self._connection: DriverConnection | None = None
        self._leads = False

    async def step(self) -> bool:
        """Relays what is oldest. True when more is waiting."""
        if not self._bus.is_up:
            return False
        connection = await self._lead()
        if not self._leads:
            return False
        cursor = await connection.execute(_OLDEST, [_AT_ONCE])
        rows = await cursor.fetchall()
        if not rows:
            return False
        events = [
            Event(f"{org}.{id_}", f"{org}.{subject}", data) for id_, org, subject, data in rows
        ]
        ids = {event.id: row[0] for event, row in zip(events, rows, strict=True)}
        stored = await self._bus.publish(events)
        await connection.execute(_TOLD, [[ids[event.id] for event in stored]])
        return len(rows) == _AT_ONCE and bool(stored)

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def _lead(self) -> DriverConnection:
        """The connection, and with it the lock, which ends when the connection does."""
        if self._connection is None or self._connection.closed:
            self._connection, self._leads = await connect(self._url), False
        if not self._leads:
            cursor = await self._connection.execute(_ONE_RELAY)
            row = await cursor.fetchone()
            self._leads = row is not None and row[0]
        return self._connection
