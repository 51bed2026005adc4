"""The vectors of agent versions, kept for every process of the hub.

A version never changes, so its vectors are computed once: by a worker soon after it was published,
or by the first process that needs them before that. They are found again by the version and the
model that made them, as long as the version is still read as the same passages.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import structlog

from hub.agents.digest import digest
from hub.agents.embedding import Embedder, packed, unpacked
from hub.agents.manifest import parse
from hub.agents.planner import passages_of
from hub.kit.clock import Clock
from hub.kit.db import Reader
from hub.kit.errors import LaeliaError, Unavailable
from hub.kit.metrics import Counter

if TYPE_CHECKING:
    from hub.agents.embedding import Vectors

_AT_ONCE: Final = 20
_FIND: Final = """
    select version_id, digest, vectors from agent_vectors
    where version_id = any(%s) and model = %s
"""
_KEEP: Final = """
    insert into agent_vectors (org_id, version_id, model, digest, vectors, created_at)
    values (%s, %s, %s, %s, %s, %s)
    on conflict (version_id, model) do update
    set digest = excluded.digest, vectors = excluded.vectors, created_at = excluded.created_at
    where agent_vectors.digest <> excluded.digest
"""
_WITHOUT: Final = """
    select v.id, v.org_id, v.manifest from agent_versions v
    where v.id <> all(%s) and not exists (
      select from agent_vectors k where k.version_id = v.id and k.model = %s
    )
    order by v.id desc limit %s
"""

log = structlog.get_logger()
_found = Counter(
    "laelia_agent_vectors", "Agent versions whose vectors were needed, by origin.", ("origin",)
)


@dataclass(frozen=True, slots=True)
class Described:
    """A version as the planner reads it, and whose it is."""

    version_id: str
    owner_id: str
    passages: tuple[str, ...]


class VectorStore:
    """One process's way to the vectors; `embed` makes those that nobody has made."""

    def __init__(self, reader: Reader, embed: Embedder, clock: Clock) -> None:
        self.embed = embed
        self._reader = reader
        self._clock = clock

    async def supply(self, org_id: str, wanted: Sequence[Described]) -> "dict[str, Vectors]":
        """By version: what is kept, and the rest computed now and kept from now on."""
        known = await self._find(org_id, wanted)
        _found.add("kept", by=len(known))
        missing = [one for one in wanted if one.version_id not in known]
        if not missing:
            return known
        made = await self.make(missing)
        _found.add("computed", by=len(made))
        return known | made

    async def make(self, missing: Sequence[Described]) -> "dict[str, Vectors]":
        """Computes and keeps them. What cannot be kept now is computed again some time."""
        made = await asyncio.to_thread(self._embed, missing)
        try:
            await self._keep(missing, made)
        except Unavailable as error:
            log.warning("vectors.not_kept", versions=len(made), error=str(error))
        return made

    async def model(self) -> str:
        """Names the model by its very files; reading them takes a moment, once."""
        return await asyncio.to_thread(lambda: self.embed.model)

    def _embed(self, missing: Sequence[Described]) -> "dict[str, Vectors]":
        rows = self.embed([passage for one in missing for passage in one.passages])
        made, start = {}, 0
        for one in missing:
            made[one.version_id] = rows[start : start + len(one.passages)]
            start += len(one.passages)
        return made

    async def _find(self, org_id: str, wanted: Sequence[Described]) -> "dict[str, Vectors]":
        by_id = {one.version_id: one for one in wanted}
        model = await self.model()
        async with self._reader.transaction(org_id) as connection:
            cursor = await connection.execute(_FIND, [list(by_id), model])
            rows = await cursor.fetchall()
        return {
            version_id: unpacked(kept)
            for version_id, described, kept in rows
            if described == _digest(by_id[version_id])
        }

    async def _keep(self, missing: Sequence[Described], made: "Mapping[str, Vectors]") -> None:
        """Each in the name of its owner: another's version may be used, but not written about."""
        model, now = await self.model(), self._clock()
        rows = [
            (
                one.owner_id,
                one.version_id,
                model,
                _digest(one),
                packed(made[one.version_id]),
                now,
            )
            for one in sorted(missing, key=lambda one: one.version_id)
        ]
        async with self._reader.transaction(*{one.owner_id for one in missing}) as connection:
            await connection.cursor().executemany(_KEEP, rows)


class Describing:
    """A worker's job: the vectors of what was published, before anybody waits for them.

    Nobody does while it starts, and loading the sentence model then would hold up what people do
    wait for: the first step does nothing.
    """

    def __init__(self, finder: Reader, store: VectorStore) -> None:
        self._finder = finder
        self._store = store
        self._unreadable: set[str] = set()
        self._begun = False

    async def step(self) -> bool:
        """Whether there may be more to do."""
        if not self._begun:
            self._begun = True
            return False
        model = await self._store.model()
        async with self._finder.transaction() as connection:
            cursor = await connection.execute(_WITHOUT, [list(self._unreadable), model, _AT_ONCE])
            rows = await cursor.fetchall()
        found = [one for row in rows if (one := self._read(*row)) is not None]
        if found:
            await self._store.make(found)
            _found.add("published", by=len(found))
        return len(rows) == _AT_ONCE

    def _read(self, version_id: str, owner_id: str, manifest: Any) -> Described | None:
        try:
            return Described(version_id, owner_id, passages_of(parse(manifest)))
        except LaeliaError as error:
            log.warning("vectors.unreadable", version_id=version_id, code=error.code)
            self._unreadable.add(version_id)
            return None


def _digest(one: Described) -> str:
    return digest(list(one.passages))
