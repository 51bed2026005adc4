"""A worker's job: telling buyers of versions that ask for more than they said yes to."""

from dataclasses import dataclass
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import public as agents
from hub.identity.public import address_of, admins_of
from hub.kit.db import Database, Reader
from hub.marketplace.permissions import asks_for_more
from hub.notifications.public import Notice, Notifier

_AT_ONCE: Final = 50
_UNTOLD: Final = """
    select id, org_id, user_id, agent_id, held_version_id, offered_version_id from entitlements
    where held_version_id is not null and ended_at is null
      and offered_version_id is not null
      and told_version_id is distinct from offered_version_id
    order by id limit %s
"""
_TOLD: Final = """
    update entitlements set told_version_id = %s where id = %s and held_version_id is not null
"""


@dataclass(frozen=True, slots=True)
class _Untold:
    id: str
    org_id: str
    user_id: str | None
    agent_id: str
    held: str
    offered: str


class Telling:
    """`finder` sees which rights wait, of every organization; what is told is written as each."""

    def __init__(self, finder: Reader, database: Database, notifier: Notifier) -> None:
        self._finder = finder
        self._database = database
        self._notifier = notifier

    async def step(self) -> bool:
        """Whether there may be more. The same told twice reaches people once."""
        async with self._finder.transaction() as connection:
            cursor = await connection.execute(_UNTOLD, [_AT_ONCE])
            rows = [_Untold(*row) for row in await cursor.fetchall()]
        for row in rows:
            async with self._database.transaction(row.org_id) as session:
                await self._tell(session, row)
            async with self._finder.transaction() as connection:
                await connection.execute(_TOLD, [row.offered, row.id])
        return len(rows) == _AT_ONCE

    async def _tell(self, session: AsyncSession, row: _Untold) -> None:
        versions = await agents.find_versions(session, [row.held, row.offered])
        if len(versions) < 2:
            return  # the agent is not shown to them any more
        held, offered = versions[row.held], versions[row.offered]
        for user_id, email in await _whom(session, row):
            notice = Notice(
                org_id=row.org_id,
                event_key=f"agent_asks_more:{row.id}:{row.offered}",
                template="agent_asks_more",
                email=email,
                user_id=user_id,
                values={
                    "agent": offered.manifest["name"],
                    "agent_id": row.agent_id,
                    "version": offered.version,
                    "held": held.version,
                    "more": " ".join(asks_for_more(held.manifest, offered.manifest)),
                },
            )
            await self._notifier.tell(session, notice)


async def _whom(session: AsyncSession, row: _Untold) -> list[tuple[str, str]]:
    """Whose right it is: one person's, or the organization's, for which its admins decide."""
    if row.user_id is None:
        return await admins_of(session, row.org_id)
    email = await address_of(session, row.user_id)
    return [] if email is None else [(row.user_id, email)]
