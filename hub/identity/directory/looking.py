"""LDAP tells nobody who has left. A worker asks, and takes the seats of those who have.

It is found out by looking at each who came through LDAP and has a seat; whoever is there again, or
switched on again, gets the seat back by signing in.
"""

from collections.abc import Sequence
from typing import Final

import structlog

from hub.audit import public as audit
from hub.identity.directory import ldap, repository, seats
from hub.identity.directory.domain import Directory
from hub.identity.directory.errors import DirectoryUnavailable
from hub.identity.directory.finding import gone
from hub.identity.errors import LastAdmin
from hub.kit.db import Reader
from hub.kit.errors import LaeliaError

_AT_ONCE: Final = 500

log = structlog.get_logger()


class LookingAgain:
    """`finder` sees which organizations there are, `reader` what they have connected."""

    def __init__(self, finder: Reader, reader: Reader, directory: Directory) -> None:
        self._finder = finder
        self._reader = reader
        self._directory = directory
        self._after = ""

    async def step(self) -> bool:
        """Looks at some organizations. True when there are more."""
        async with self._finder.transaction() as connection:
            found = await repository.teams(connection, after=self._after, limit=_AT_ONCE)
        for org_id in await self._connected(found):
            try:
                await self._look(org_id)
            except (DirectoryUnavailable, LaeliaError, ValueError) as error:
                # One organization's directory must not keep the others' from being asked.
                log.warning("directory.unavailable", org_id=org_id, error=repr(error))
        self._after = found[-1] if len(found) == _AT_ONCE else ""
        return bool(self._after)

    async def _connected(self, org_ids: Sequence[str]) -> list[str]:
        if not org_ids:
            return []
        async with self._reader.transaction(*org_ids) as connection:
            connected = await repository.connected(connection, org_ids)
        ours = self._directory.installation
        named = {ours.org_id} if ours is not None and ours.org_id in org_ids else set[str]()
        return sorted(named.union(connected))

    async def _look(self, org_id: str) -> None:
        directory = self._directory
        known = await ldap.known_to(directory, org_id)
        async with directory.identity.database.transaction(org_id) as session:
            entries = await repository.seated(session, org_id, ldap.SOURCE)
        if known is None or not entries:
            return
        dial = directory.dial_ours if known.ours else directory.dial
        subjects = [str(entry.subject) for entry in entries]
        left = await gone(dial, known.settings, known.password, subjects)
        for entry in entries:
            if entry.subject in left:
                await self._take_away(org_id, entry.id)

    async def _take_away(self, org_id: str, entry_id: str) -> None:
        """With all that opens it, as provisioning does; the last admin stays."""
        directory = self._directory
        try:
            async with directory.identity.database.transaction(org_id) as session:
                entry = await repository.lock_entry(session, org_id, entry_id)
                if entry is None or not entry.active:
                    return
                entry.active, entry.modified_at = False, directory.identity.clock()
                session.add(entry)
                await session.flush()
                await seats.take_away(directory, session, entry)
                after = {"user_id": entry.user_id, "active": False, "role": None}
                told = audit.Entry("directory_user.deactivated", org_id, entry.id, after=after)
                await audit.record(session, told, by=audit.SYSTEM)
        except LastAdmin:
            log.warning("directory.last_admin_left", org_id=org_id, entry_id=entry_id)
