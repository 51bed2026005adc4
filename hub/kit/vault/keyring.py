"""The data keys of organizations as a process has them: loaded when needed, kept for a while."""

import os
from collections.abc import Mapping
from datetime import datetime
from time import monotonic
from typing import Final

from hub.kit.cache import Briefly
from hub.kit.clock import Clock
from hub.kit.db import Connection, Reader
from hub.kit.errors import LaeliaError
from hub.kit.ids import PLATFORM_ORG
from hub.kit.vault.envelope import (
    KEY_BYTES,
    ContentUnreadable,
    Envelope,
    Place,
    is_sealed,
    version_of,
)
from hub.kit.vault.masters import MasterKeys

FRESH_S: Final = 20.0
"""How long a process goes on without looking: a key that was destroyed is gone everywhere then."""
_UNWRAPPED_S: Final = 900.0
_LOAD: Final = "select version, wrapped from org_keys where org_id = %s order by version"
_ADD: Final = """
    insert into org_keys (org_id, version, kek, wrapped, created_at) values (%s, %s, %s, %s, %s)
    on conflict do nothing
"""
_LATEST: Final = "select max(version) from org_keys where org_id = %s"
_OLD: Final = "select version, kek, wrapped from org_keys where org_id = %s and wrapped is not null"
_REWRAP: Final = """
    update org_keys set wrapped = %s, kek = %s
    where org_id = %s and version = %s and wrapped = %s
"""


_DESTROY: Final = """
    update org_keys set wrapped = null, destroyed_at = %s
    where org_id = %s and destroyed_at is null returning version
"""
_NEVER: Final = """
    insert into org_keys (org_id, version, kek, wrapped, created_at, destroyed_at)
    values (%s, 1, '', null, %s, %s) on conflict do nothing
"""


class ContentErased(LaeliaError):
    status = 410
    code = "organization_erased"
    title = "The organization's content was erased for good"


class Ring:
    """One organization's keys. `wrapped` has None for those that were destroyed."""

    __slots__ = ("current", "envelopes", "wrapped")

    def __init__(self, wrapped: Mapping[int, bytes | None], envelopes: dict[int, Envelope]) -> None:
        self.wrapped = wrapped
        self.envelopes = envelopes
        self.current: Envelope | None = envelopes.get(max(wrapped)) if wrapped else None


class Vault:
    """Seals and opens what organizations write. Data keys never leave it unwrapped.

    A caller of the hot path first makes the keys `ready`, which costs nothing while they are, and
    then seals without waiting.
    """

    def __init__(self, reader: Reader, masters: MasterKeys, clock: Clock) -> None:
        self.masters = masters
        self._reader = reader
        self._clock = clock
        self._rings = Briefly[str, Ring](self._load, seconds=FRESH_S)
        self._unwrapped: dict[tuple[str, int], tuple[float, bytes, Envelope]] = {}
        self._swept_at = monotonic()

    async def ready(self, org_id: str) -> Envelope:
        """The envelope to seal with now.

        Raises:
            ContentErased: the organization's keys were destroyed.
            KeysUnavailable: the master key cannot be reached.
            Unavailable: the database cannot be.
        """
        ring = self._rings.known(org_id) or await self._rings.get(org_id)
        if ring.current is None:
            raise ContentErased("The organization's keys were destroyed; it can store nothing.")
        return ring.current

    async def check(self) -> None:
        """That the master key is the one with which this database was begun.

        Raises:
            KeysUnavailable: it is another, or away.
        """
        await self.ready(PLATFORM_ORG)

    async def seal(self, org_id: str, place: Place, content: bytes) -> bytes:
        """Raises what `ready` does."""
        return (await self.ready(org_id)).seal(*place, content)

    async def open(self, org_id: str, place: Place, stored: bytes) -> bytes | None:
        """The content, also of what was written plain before; None once its key was destroyed.

        Raises:
            ContentUnreadable: it belongs elsewhere, was changed, or names no key of theirs.
            KeysUnavailable: the master key cannot be reached.
        """
        if not is_sealed(stored):
            return stored
        envelope = await self.envelope(org_id, version_of(stored))
        return None if envelope is None else envelope.open(*place, stored)

    async def envelope(self, org_id: str, version: int) -> Envelope | None:
        """The key of this version; None when it was destroyed. Raises as `open` does."""
        ring = self._rings.known(org_id) or await self._rings.get(org_id)
        if version not in ring.wrapped:  # renewed by another process a moment ago
            self._rings.forget(org_id)
            ring = await self._rings.get(org_id)
        if version not in ring.wrapped:
            raise ContentUnreadable("It was sealed under a key that this installation lacks.")
        envelope = ring.envelopes.get(version)
        wrapped = ring.wrapped[version]
        if envelope is None and wrapped is not None:
            envelope = ring.envelopes[version] = await self._unwrap(org_id, version, wrapped)
        return envelope

    async def envelopes(self, org_id: str) -> Mapping[int, Envelope]:
        """Every key that is left, the newest last, for whoever must open without waiting.

        Raises what `ready` does.
        """
        await self.ready(org_id)
        ring = await self._rings.get(org_id)
        found = {version: await self.envelope(org_id, version) for version in sorted(ring.wrapped)}
        return {version: one for version, one in found.items() if one is not None}

    async def renew(self, org_id: str) -> int:
        """From now on another data key seals; the earlier ones still open. Returns its version.

        Raises what `ready` does.
        """
        await self.ready(org_id)
        async with self._reader.transaction(org_id) as connection:
            row = await (await connection.execute(_LATEST, [org_id])).fetchone()
        latest: int = row[0] if row and row[0] else 0
        await self._add(org_id, latest + 1)
        self._rings.forget(org_id)
        return latest + 1

    async def rewrap(self, org_id: str) -> int:
        """Wraps every data key anew where another master key than the current one wraps it.

        Returns:
            How many were wrapped anew.

        Raises:
            KeysUnavailable: a master key cannot be reached.
        """
        current, done = await self.masters.current(), 0
        async with self._reader.transaction(org_id) as connection:
            rows = await (await connection.execute(_OLD, [org_id])).fetchall()
        for version, kek, wrapped in rows:
            if kek == current:
                continue
            context = _context(org_id, version)
            key = await self.masters.unwrap(wrapped, context)
            by, anew = await self.masters.wrap(key, context)
            async with self._reader.transaction(org_id) as connection:
                await connection.execute(_REWRAP, [anew, by, org_id, version, wrapped])
            done += 1
        self._rings.forget(org_id)
        return done

    def forget(self, org_id: str) -> None:
        """What this process remembers of an organization's keys."""
        self._rings.forget(org_id)
        for known in [known for known in self._unwrapped if known[0] == org_id]:
            del self._unwrapped[known]

    async def _load(self, org_id: str) -> Ring:
        self._sweep()
        wrapped = await self._read(org_id)
        if not wrapped:
            await self._add(org_id, 1)
            wrapped = await self._read(org_id)
        newest = max(wrapped)
        sealed, envelopes = wrapped[newest], dict[int, Envelope]()
        if sealed is not None:
            envelopes[newest] = await self._unwrap(org_id, newest, sealed)
        return Ring(wrapped, envelopes)

    async def _read(self, org_id: str) -> dict[int, bytes | None]:
        async with self._reader.transaction(org_id) as connection:
            rows = await (await connection.execute(_LOAD, [org_id])).fetchall()
        return {row[0]: row[1] for row in rows}

    async def _add(self, org_id: str, version: int) -> None:
        """The first of several processes adds it; its key counts."""
        by, wrapped = await self.masters.wrap(os.urandom(KEY_BYTES), _context(org_id, version))
        async with self._reader.transaction(org_id) as connection:
            await connection.execute(_ADD, [org_id, version, by, wrapped, self._clock()])

    async def _unwrap(self, org_id: str, version: int, wrapped: bytes) -> Envelope:
        """Once in a while for each key, however often its row is looked at."""
        known = self._unwrapped.get((org_id, version))
        if known is not None and known[1] == wrapped and monotonic() < known[0]:
            return known[2]
        key = await self.masters.unwrap(wrapped, _context(org_id, version))
        made = Envelope(org_id, version, key)
        self._unwrapped[org_id, version] = (monotonic() + _UNWRAPPED_S, wrapped, made)
        return made

    def _sweep(self) -> None:
        """Keys that nobody has needed for a while leave the memory."""
        now = monotonic()
        if now - self._swept_at < FRESH_S:
            return
        self._swept_at = now
        self._rings.sweep()
        for key in [key for key, kept in self._unwrapped.items() if kept[0] <= now]:
            del self._unwrapped[key]


async def destroy_keys(connection: Connection, org_id: str, now: datetime) -> int:
    """Every data key of the organization, in this transaction, for good; one that it never had
    cannot be made any more. Returns how many there were."""
    cursor = await connection.execute(_DESTROY, [now, org_id])
    destroyed = len(await cursor.fetchall())
    await connection.execute(_NEVER, [org_id, now, now])
    return destroyed


def _context(org_id: str, version: int) -> bytes:
    return f"laelia/data-key/{org_id}/{version}".encode()
