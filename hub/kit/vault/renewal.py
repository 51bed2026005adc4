"""Data keys renewed by age: what one key seals is bounded, whatever else happens to it."""

from datetime import timedelta
from typing import Final

import structlog

from hub.kit.clock import Clock
from hub.kit.db import Reader
from hub.kit.vault.keyring import Vault

_AT_ONCE: Final = 200
_DUE: Final = """
    select org_id from org_keys group by org_id
    having max(created_at) < %s and bool_and(destroyed_at is null) limit %s
"""

log = structlog.get_logger()


class Renewal:
    """`finder` sees every organization's keys, wrapped as they are, and changes none."""

    def __init__(self, finder: Reader, vault: Vault, *, days: int, clock: Clock) -> None:
        self._finder = finder
        self._vault = vault
        self._longest = timedelta(days=days)
        self._clock = clock

    async def step(self) -> bool:
        """True when there was more than one step takes."""
        async with self._finder.transaction() as connection:
            cursor = await connection.execute(_DUE, [self._clock() - self._longest, _AT_ONCE])
            due = [row[0] for row in await cursor.fetchall()]
        for org_id in due:
            version = await self._vault.renew(org_id)
            log.info("keys.renewed", org_id=org_id, version=version)
        return len(due) == _AT_ONCE
