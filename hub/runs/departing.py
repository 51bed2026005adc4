"""The end of organizations whose days of grace are over.

First whatever they offered or opened ends, in one transaction; then their keys are destroyed, and
with them all that they stored. Books, usage and the audit record stay.
"""

from datetime import datetime
from typing import Final

import structlog

from hub.identity.public import Identity, close_for_good, forget_departure
from hub.kit.clock import Clock
from hub.kit.db import Reader
from hub.runs.retention import Retention

_AT_ONCE: Final = 20
_DUE: Final = """
    select o.id, o.status_reason from organizations o
    where o.delete_at <= %s and o.status in ('deleting', 'deleted')
    order by o.delete_at limit %s
"""

log = structlog.get_logger()


class Departing:
    """`finder` sees every organization, and changes none."""

    def __init__(
        self, finder: Reader, identity: Identity, retention: Retention, clock: Clock
    ) -> None:
        self._finder = finder
        self._identity = identity
        self._retention = retention
        self._clock = clock

    async def step(self) -> bool:
        """Ends some of them. True when there are more."""
        due = await self._due(self._clock())
        for org_id, reason in due:
            # In this order: what fails between them is found here again, since `delete_at` stands
            # until the keys are gone.
            if not await close_for_good(self._identity, org_id):
                continue
            await self._retention.erase(org_id, reason or "", as_platform=False)
            await forget_departure(self._identity, org_id)
            log.info("organization.deleted", org_id=org_id)
        return len(due) == _AT_ONCE

    async def _due(self, now: datetime) -> list[tuple[str, str | None]]:
        async with self._finder.transaction() as connection:
            cursor = await connection.execute(_DUE, [now, _AT_ONCE])
            return [(row[0], row[1]) for row in await cursor.fetchall()]
