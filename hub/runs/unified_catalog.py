"""What the unified agent may choose from: the caller's own agents, as the planner reads them.

Vectors belong to a version, which never changes: they come from the store that all processes share,
and are remembered for as long as there is room. A catalog belongs to a set of versions. Computing
either takes a thread: it must not stop the loop.
"""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from hub.agents.public import (
    MAX_REQUEST_CHARS,
    Candidate,
    Catalog,
    Described,
    Embedder,
    Plan,
    Record,
    Scored,
    VectorStore,
    passages_of,
)
from hub.billing import public as billing
from hub.kit.cache import Briefly
from hub.kit.db import Reader
from hub.runs.access import Permitted

if TYPE_CHECKING:
    from hub.agents.public import Vectors

_MAX_VECTORS: Final = 3_000
_MAX_CATALOGS: Final = 64
_RECORDS_S: Final = 30.0
_RECENT: Final = """
    select agent_id, status = 'succeeded' and coalesce(outcome, '') <> 'unhappy'
    from runs
    where org_id = %s and mode = 'live' and status in ('succeeded', 'failed')
    order by id desc limit 1000
"""
# A typical call, to compare prices of different kinds by.
_TOKENS: Final = 1_000
_MILLISECONDS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Considered:
    """A plan over one caller's agents, and everything that it was made from."""

    plan: Plan
    ranking: tuple[Scored, ...]
    candidates: Mapping[str, Candidate]
    permitted: dict[str, Permitted]


_Known = tuple[Catalog, Mapping[str, Candidate]]


class Chooser:
    """Plans over a caller's agents. Blocks: call it in a thread."""

    def __init__(self, embed: Embedder) -> None:
        self._embed = embed
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()
        self._catalogs: OrderedDict[tuple[str, ...], _Known] = OrderedDict()

    def choose(
        self,
        permitted: Sequence[Permitted],
        shares: Mapping[str, float],
        request: str,
        *,
        ranked: bool = False,
    ) -> Considered:
        """`shares` says how often an agent's runs went well; between near-equals it counts, and
        then the price. With `ranked` all candidates are put in order, for a model to choose from.
        """
        known = {one.runnable.agent_id: one for one in permitted}
        asking, candidates = self._asking(known, shares)
        plan = asking.plan(request)
        ranking = asking.rank(request[:MAX_REQUEST_CHARS]) if ranked else plan.considered
        return Considered(plan, tuple(ranking), candidates, known)

    def rank(
        self, permitted: Sequence[Permitted], shares: Mapping[str, float], request: str
    ) -> list[Permitted]:
        """All of them, the most fitting first, by the same measure as a plan."""
        known = {one.runnable.agent_id: one for one in permitted}
        asking, _ = self._asking(known, shares)
        return [known[scored.agent_id] for scored in asking.rank(request[:MAX_REQUEST_CHARS])]

    def _asking(self, known: Mapping[str, Permitted], shares: Mapping[str, float]) -> _Known:
        records = {
            agent_id: Record(shares.get(agent_id), _expected(one.rate))
            for agent_id, one in known.items()
        }
        catalog, candidates = self._catalog(known)
        return catalog.with_records(records), candidates

    def lacking(self, permitted: Sequence[Permitted]) -> list[Described]:
        """Those whose vectors are not remembered here."""
        return [
            Described(one.version_id, one.owner_id, passages_of(one.manifest))
            for one in (each.runnable for each in permitted)
            if one.version_id not in self._vectors
        ]

    def learn(self, vectors: "Mapping[str, Vectors]") -> None:
        self._vectors.update(vectors)
        while len(self._vectors) > _MAX_VECTORS:
            self._vectors.popitem(last=False)

    def _catalog(self, known: Mapping[str, Permitted]) -> _Known:
        """Two threads may make the same one: both are right, and the later stays."""
        key = tuple(sorted(one.runnable.version_id for one in known.values()))
        found = self._catalogs.get(key)
        if found is None:
            candidates = {
                agent_id: Candidate(agent_id, passages_of(one.runnable.manifest))
                for agent_id, one in known.items()
            }
            vectors = {
                agent_id: self._vectors_of(known[agent_id].runnable.version_id, candidate)
                for agent_id, candidate in candidates.items()
            }
            found = Catalog(list(candidates.values()), self._embed, vectors), candidates
            self._catalogs[key] = found
            if len(self._catalogs) > _MAX_CATALOGS:
                self._catalogs.popitem(last=False)
        return found

    def _vectors_of(self, version_id: str, candidate: Candidate) -> "Vectors":
        found = self._vectors.get(version_id)
        if found is None:
            found = self._embed(candidate.passages)
            self.learn({version_id: found})
        return found


class Catalogs:
    """The choice of one process, with what each organization's own runs say about its agents."""

    def __init__(self, store: VectorStore, reader: Reader) -> None:
        self._chooser = Chooser(store.embed)
        self._store = store
        self._reader = reader
        self._shares = Briefly[str, dict[str, float]](self._load_shares, seconds=_RECORDS_S)

    async def consider(
        self, org_id: str, permitted: Sequence[Permitted], request: str, *, ranked: bool
    ) -> Considered:
        """The local plan for a request."""
        shares = await self._prepared(org_id, permitted)
        return await asyncio.to_thread(
            self._chooser.choose, permitted, shares, request, ranked=ranked
        )

    async def search(
        self, org_id: str, permitted: Sequence[Permitted], request: str
    ) -> list[Permitted]:
        """These agents, the most fitting for a request first."""
        shares = await self._prepared(org_id, permitted)
        return await asyncio.to_thread(self._chooser.rank, permitted, shares, request)

    async def _prepared(self, org_id: str, permitted: Sequence[Permitted]) -> dict[str, float]:
        """What is measured of the agents, once their vectors are known here."""
        shares = await self._shares.get(org_id)
        if lacking := self._chooser.lacking(permitted):
            self._chooser.learn(await self._store.supply(org_id, lacking))
        return shares

    async def _load_shares(self, org_id: str) -> dict[str, float]:
        """How often each agent's recent runs here went well; one that did not run lies between."""
        async with self._reader.transaction(org_id) as connection:
            cursor = await connection.execute(_RECENT, [org_id])
            rows = await cursor.fetchall()
        ran = Counter(agent_id for agent_id, _ in rows)
        good = Counter(agent_id for agent_id, well in rows if well)
        return {agent_id: (good[agent_id] + 1) / (count + 2) for agent_id, count in ran.items()}


def _expected(rate: billing.Rate) -> Decimal:
    return Decimal(billing.fee(rate, tokens=_TOKENS, milliseconds=_MILLISECONDS, events=1))
