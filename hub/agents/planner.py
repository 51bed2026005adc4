"""Which of the enabled agents a request is for: one, several in a row, or none.

Works without a language model. An agent is read as a handful of short passages (name and tagline,
description, features, use cases, examples); a request is near an agent when it is near some of
them, in meaning (sentence vectors) and, less, in words. A request of several clauses is split
where its parts clearly belong to different agents.

The numbers below were set on `bench/unified/calibration.yaml`; `python -m bench.unified` measures
on other requests.
"""

import math
import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from hub.agents.embedding import Embedder
from hub.agents.manifest import Listed
from hub.agents.words import content_words
from hub.kit.lazy import lazy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hub.agents.embedding import Vectors
else:  # a start without it is shorter by a twentieth
    np = lazy("numpy")

NEAREST: Final = 5
CONSIDERED: Final = 5
LEXICAL_WEIGHT: Final = 0.2
MIN_SCORE: Final = 0.365
TIE: Final = 0.01
MAX_STEPS: Final = 4
MAX_CUTS: Final = 12
MAX_REQUEST_CHARS: Final = 4_000

# Lead over the other half's agent that both halves need before a request is cut in two there: none
# where a word says that one thing follows another, some between sentences, most at a bare "and".
SEQUENCE_LEAD: Final = 0.0
SENTENCE_LEAD: Final = 0.05
AND_LEAD: Final = 0.12
# How far a half may fall below the whole request; one that says little is context, not a step.
SLACK: Final = 0.12

# "next" and "finally" open a clause; elsewhere they are an adjective and an adverb.
_SEQUENCE: Final = re.compile(
    r"(?:[.;!?]\s+|,\s*|\s+)(?:and\s+)?(?:then|after\s+that|afterwards?|subsequently)\b[,:]?\s+"
    r"|[.;,!?]\s+(?:and\s+)?(?:next|finally)\b[,:]?\s+",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[.;!?]\s+(?=\S)")
_HEAD: Final = re.compile(r"(.{3,200}?):(?:\s|$)")
_AND: Final = re.compile(r",?\s+and\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Record:
    """What is known of an agent besides its words; used only between near-equal scores."""

    success_rate: float | None = None
    expected_credits: Decimal = Decimal(0)


@dataclass(frozen=True)
class Candidate:
    """An enabled agent as the planner sees it."""

    agent_id: str
    passages: tuple[str, ...]
    record: Record = Record()


@dataclass(frozen=True)
class Scored:
    """`score` orders; `dense` and `lexical` say where it comes from; `passage` is the nearest."""

    agent_id: str
    score: float
    dense: float
    lexical: float
    passage: str


@dataclass(frozen=True)
class Step:
    """One agent and the part of the request that is for it."""

    agent_id: str
    request: str
    score: float
    because: str


@dataclass(frozen=True)
class Plan:
    """The agents to run, in order; later ones work on the output of the one before.

    No steps means that none fits; `considered` then shows the nearest all the same. `material` is
    the part of the request that is no instruction but the text to work on.
    """

    steps: tuple[Step, ...]
    considered: tuple[Scored, ...]
    material: str

    @property
    def code(self) -> Literal["no_suitable_agent"] | None:
        return None if self.steps else "no_suitable_agent"


def passages_of(agent: Listed) -> tuple[str, ...]:
    """The passages to embed, once per version: vectors may be kept under its digest."""
    return (
        f"{agent.name}: {agent.tagline}",
        agent.description[:600],
        *agent.features,
        *agent.use_cases,
        *(example.title for example in agent.examples),
    )


@dataclass(frozen=True)
class _Crowd:
    """The candidates, and what is asked of them as a whole."""

    candidates: tuple[Candidate, ...]
    records: Mapping[str, Record] = field(default_factory=dict)

    def record(self, at: int) -> Record:
        candidate = self.candidates[at]
        return self.records.get(candidate.agent_id, candidate.record)

    @cached_property
    def at(self) -> dict[str, int]:
        return {c.agent_id: at for at, c in enumerate(self.candidates)}

    @cached_property
    def by_id(self) -> "NDArray[np.int64]":
        """The rank of each in the order of the IDs."""
        return np.argsort(np.argsort([c.agent_id for c in self.candidates]))


class Catalog:
    """Candidates with their vectors, ready to be asked. Build one per organization and change."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        embed: Embedder,
        vectors: "Mapping[str, Vectors] | None" = None,
    ) -> None:
        """`vectors` are those already known, by agent ID; the rest is embedded now."""
        self._crowd = _Crowd(tuple(candidates))
        self._embed = embed
        known = dict(vectors or {})
        missing = [c for c in candidates if c.agent_id not in known]
        fresh = embed([passage for c in missing for passage in c.passages])
        start = 0
        for candidate in missing:
            known[candidate.agent_id] = fresh[start : start + len(candidate.passages)]
            start += len(candidate.passages)
        self._matrix = np.concatenate([known[c.agent_id] for c in candidates] or [fresh])
        self._places = _places([len(c.passages) for c in candidates])
        self._having = _having(candidates)

    def with_records(self, records: Mapping[str, Record]) -> "Catalog":
        """The same candidates with what is known of them now; vectors are shared."""
        other = copy(self)
        other._crowd = replace(self._crowd, records=records)  # noqa: SLF001 - a copy of this one
        return other

    def rank(self, request: str) -> list[Scored]:
        """Every candidate, best first."""
        return self._rank_all([request])[0].listed()

    def plan(self, request: str) -> Plan:
        """The agents for a request, in order."""
        plan = Plan((), (), "")
        for instruction, material in _readings(request[:MAX_REQUEST_CHARS]):
            ranking = self._rank_all([instruction])[0]
            plan = Plan(
                tuple(self._steps(instruction, ranking, MAX_STEPS)),
                tuple(ranking.listed(CONSIDERED)),
                material,
            )
            if plan.steps:
                break
        return plan

    def _steps(self, request: str, ranking: "_Ranking", most: int) -> list[Step]:
        """The request cut in two where that is clearly better, each half likewise; or as one."""
        if not self._crowd.candidates:
            return []
        cut = self._best_cut(request, ranking) if most > 1 else None
        if cut is None:
            return [_step(request, ranking.best)] if ranking.best.score >= MIN_SCORE else []
        before, after, ranking_before, ranking_after = cut
        first = self._steps(before, ranking_before, most - 1)
        return _merged([*first, *self._steps(after, ranking_after, most - len(first))])

    def _best_cut(
        self, request: str, whole: "_Ranking"
    ) -> tuple[str, str, "_Ranking", "_Ranking"] | None:
        cuts = _cuts(request)
        rankings = self._rank_all([half for cut in cuts for half in (cut.before, cut.after)])
        floor = max(MIN_SCORE, whole.best.score - SLACK)
        best, most_worth = None, 0.0
        for at, cut in enumerate(cuts):
            before, after = rankings[2 * at], rankings[2 * at + 1]
            worth = _worth(before, after, floor, cut.lead)
            if worth > most_worth:
                best, most_worth = (cut.before, cut.after, before, after), worth
        return best

    def _rank_all(self, requests: Sequence[str]) -> "list[_Ranking]":
        """All requests over all candidates at once: with hundreds of agents, loops would cost more
        than the vectors."""
        if not self._crowd.candidates or not requests:
            return [_Ranking(self._crowd, *[np.empty(0)] * 3) for _ in requests]
        similarity = self._embed(requests) @ self._matrix.T
        nowhere = np.full((len(requests), 1), -np.inf, dtype=np.float32)
        grid = np.concatenate([similarity, nowhere], axis=1)[:, self._places]
        nearest = np.sort(grid, axis=2)[:, :, -NEAREST:]
        there = np.isfinite(nearest)
        mean = np.where(there, nearest, 0).sum(axis=2) / there.sum(axis=2)
        dense = (nearest.max(axis=2) + mean) / 2
        passages = grid.argmax(axis=2)
        return [
            _Ranking(self._crowd, dense[at], self._lexical(request), passages[at])
            for at, request in enumerate(requests)
        ]

    def _lexical(self, request: str) -> "NDArray[np.float64]":
        """How much of the request's rare words each agent shares, from 0 to 1."""
        words = set(content_words(request))
        total = sum(self._rarity(word) for word in words)
        shared = np.zeros(len(self._crowd.candidates))
        for word in sorted(words & self._having.keys()):
            shared[self._having[word]] += self._rarity(word)
        return shared / total if total else shared

    def _rarity(self, word: str) -> float:
        return math.log(1 + len(self._crowd.candidates) / (1 + len(self._having.get(word, ()))))


def _places(sizes: Sequence[int]) -> "NDArray[np.int64]":
    """For each candidate the rows of its passages, filled up to one length with the row after the
    last, which is near nothing."""
    total, widest = sum(sizes), max(sizes, default=0)
    places = np.full((len(sizes), widest), total)
    start = 0
    for at, size in enumerate(sizes):
        places[at, :size] = np.arange(start, start + size)
        start += size
    return places


def _having(candidates: Sequence[Candidate]) -> dict[str, list[int]]:
    """Which candidates use a word."""
    found: dict[str, list[int]] = {}
    for at, candidate in enumerate(candidates):
        for word in set(content_words(" ".join(candidate.passages))):
            found.setdefault(word, []).append(at)
    return found


@dataclass(frozen=True, eq=False)
class _Ranking:
    """One request's scores, as arrays over the candidates; made readable only where it is read."""

    crowd: _Crowd
    dense: "NDArray[Any]"
    lexical: "NDArray[Any]"
    passages: "NDArray[Any]"

    @cached_property
    def score(self) -> "NDArray[Any]":
        return self.dense + LEXICAL_WEIGHT * self.lexical

    @cached_property
    def order(self) -> list[int]:
        """Best first. The better proven, then the cheaper, of those within a hair of the best go
        before the others of them."""
        order: list[int] = np.lexsort((self.crowd.by_id, -self.score)).tolist()
        near = [at for at in order if self.score[order[0]] - self.score[at] <= TIE]
        return [*sorted(near, key=self._preference), *order[len(near) :]]

    def _preference(self, at: int) -> tuple[float, Decimal, float]:
        record = self.crowd.record(at)
        rate = 0.5 if record.success_rate is None else record.success_rate
        return -rate, record.expected_credits, -float(self.score[at])

    @property
    def best(self) -> Scored:
        return self._scored(self.order[0])

    def listed(self, most: int | None = None) -> list[Scored]:
        return [self._scored(at) for at in self.order[:most]]

    def score_of(self, agent_id: str) -> float:
        return float(self.score[self.crowd.at[agent_id]])

    def _scored(self, at: int) -> Scored:
        candidate = self.crowd.candidates[at]
        return Scored(
            agent_id=candidate.agent_id,
            score=float(self.score[at]),
            dense=float(self.dense[at]),
            lexical=float(self.lexical[at]),
            passage=candidate.passages[int(self.passages[at])],
        )


@dataclass(frozen=True)
class _Cut:
    before: str
    after: str
    lead: float


_CUTTING: Final = (
    (_SEQUENCE, SEQUENCE_LEAD),
    (_SENTENCE, SENTENCE_LEAD),
    (_AND, AND_LEAD),
)


def _cuts(request: str) -> list[_Cut]:
    found: dict[tuple[str, str], _Cut] = {}
    for pattern, lead in _CUTTING:
        for match in pattern.finditer(request):
            before, after = request[: match.start()].strip(), request[match.end() :].strip()
            if len(content_words(before)) >= 1 and len(content_words(after)) >= 1:
                found.setdefault((before, after), _Cut(before, after, lead))
    return list(found.values())[:MAX_CUTS]


def _merged(steps: list[Step]) -> list[Step]:
    """Neighbors of one agent as one step."""
    merged: list[Step] = []
    for step in steps:
        if merged and merged[-1].agent_id == step.agent_id:
            last = merged.pop()
            merged.append(replace(last, request=f"{last.request}, {step.request}"))
        else:
            merged.append(step)
    return merged


def _readings(request: str) -> list[tuple[str, str]]:
    """What may be the instruction, and what the material to work on: the head of a text up to a
    colon or line end, its last line, or all of it. The first that some agent fits counts."""
    lines = [" ".join(line.split()) for line in request.splitlines() if line.strip()]
    whole = " ".join(lines)
    found: list[tuple[str, str]] = []
    if head := _HEAD.match(lines[0] if lines else ""):
        found.append((head[1], whole[head.end(1) + 1 :].strip()))
    if len(lines) > 1:
        found += [(lines[0], " ".join(lines[1:])), (lines[-1], " ".join(lines[:-1]))]
    return [*found, (whole, "")]


def _worth(before: _Ranking, after: _Ranking, floor: float, lead: float) -> float:
    """How good a cut is; 0 where the halves are not clearly for two different agents."""
    first, second = before.best, after.best
    if first.agent_id == second.agent_id or min(first.score, second.score) < floor:
        return 0.0
    leads = (
        first.score - before.score_of(second.agent_id),
        second.score - after.score_of(first.agent_id),
    )
    return first.score + second.score - lead if min(leads) >= lead else 0.0


def _step(request: str, scored: Scored) -> Step:
    return Step(scored.agent_id, request, scored.score, scored.passage)
