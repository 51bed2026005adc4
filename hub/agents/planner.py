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
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from hub.agents.embedding import Embedder, Vectors
from hub.agents.manifest import Listed
from hub.agents.words import content_words

NEAREST: Final = 5
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


class Catalog:
    """Candidates with their vectors, ready to be asked. Build one per organization and change."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        embed: Embedder,
        vectors: Mapping[str, Vectors] | None = None,
    ) -> None:
        """`vectors` are those already known, by agent ID; the rest is embedded now."""
        self._candidates = tuple(candidates)
        self._embed = embed
        known = dict(vectors or {})
        missing = [c for c in self._candidates if c.agent_id not in known]
        fresh = embed([passage for c in missing for passage in c.passages])
        start = 0
        for candidate in missing:
            known[candidate.agent_id] = fresh[start : start + len(candidate.passages)]
            start += len(candidate.passages)
        self._matrix = np.concatenate([known[c.agent_id] for c in self._candidates] or [fresh])
        sizes = [len(c.passages) for c in self._candidates]
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(int)
        self._words = [set(content_words(" ".join(c.passages))) for c in self._candidates]
        self._frequency = Counter(word for words in self._words for word in words)

    def rank(self, request: str) -> list[Scored]:
        """Every candidate, best first."""
        return self._rank_all([request])[0]

    def plan(self, request: str) -> Plan:
        """The agents for a request, in order."""
        plan = Plan((), (), "")
        for instruction, material in _readings(request[:MAX_REQUEST_CHARS]):
            ranking = self.rank(instruction)
            plan = Plan(
                tuple(self._steps(instruction, ranking, MAX_STEPS)), tuple(ranking[:5]), material
            )
            if plan.steps:
                break
        return plan

    def _steps(self, request: str, ranking: list[Scored], most: int) -> list[Step]:
        """The request cut in two where that is clearly better, each half likewise; or as one."""
        if not ranking:
            return []
        cut = self._best_cut(request, ranking) if most > 1 else None
        if cut is None:
            return [_step(request, ranking[0])] if ranking[0].score >= MIN_SCORE else []
        before, after, ranking_before, ranking_after = cut
        first = self._steps(before, ranking_before, most - 1)
        return _merged([*first, *self._steps(after, ranking_after, most - len(first))])

    def _best_cut(
        self, request: str, whole: list[Scored]
    ) -> tuple[str, str, list[Scored], list[Scored]] | None:
        cuts = _cuts(request)
        rankings = self._rank_all([half for cut in cuts for half in (cut.before, cut.after)])
        floor = max(MIN_SCORE, whole[0].score - SLACK)
        best, most_worth = None, 0.0
        for at, cut in enumerate(cuts):
            before, after = rankings[2 * at], rankings[2 * at + 1]
            worth = _worth(before, after, floor, cut.lead)
            if worth > most_worth:
                best, most_worth = (cut.before, cut.after, before, after), worth
        return best

    def _rank_all(self, requests: Sequence[str]) -> list[list[Scored]]:
        if not self._candidates:
            return [[] for _ in requests]
        similarity = self._embed(requests) @ self._matrix.T
        return [
            self._rank_one(request, row) for request, row in zip(requests, similarity, strict=True)
        ]

    def _rank_one(self, request: str, similarity: NDArray[np.float32]) -> list[Scored]:
        words = Counter(content_words(request))
        found: list[Scored] = []
        for at, candidate in enumerate(self._candidates):
            row = similarity[self._starts[at] : self._starts[at + 1]]
            nearest = np.sort(row)[::-1][:NEAREST]
            dense = float((nearest[0] + nearest.mean()) / 2)
            lexical = self._lexical(words, at)
            found.append(
                Scored(
                    agent_id=candidate.agent_id,
                    score=dense + LEXICAL_WEIGHT * lexical,
                    dense=dense,
                    lexical=lexical,
                    passage=candidate.passages[int(row.argmax())],
                )
            )
        found.sort(key=lambda scored: (-scored.score, scored.agent_id))
        return self._break_ties(found)

    def _lexical(self, words: Counter[str], at: int) -> float:
        """How much of the request's rare words an agent shares, from 0 to 1."""
        total = sum(self._rarity(word) for word in words)
        shared = sum(self._rarity(word) for word in words if word in self._words[at])
        return shared / total if total else 0.0

    def _rarity(self, word: str) -> float:
        return math.log(1 + len(self._candidates) / (1 + self._frequency[word]))

    def _break_ties(self, ranking: list[Scored]) -> list[Scored]:
        """Puts the better proven, then the cheaper, of those within a hair of the best first."""
        records = {c.agent_id: c.record for c in self._candidates}
        near = [s for s in ranking if ranking[0].score - s.score <= TIE]

        def preference(scored: Scored) -> tuple[float, Decimal, float]:
            record = records[scored.agent_id]
            rate = 0.5 if record.success_rate is None else record.success_rate
            return -rate, record.expected_credits, -scored.score

        return [*sorted(near, key=preference), *ranking[len(near) :]]


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


def _worth(before: list[Scored], after: list[Scored], floor: float, lead: float) -> float:
    """How good a cut is; 0 where the halves are not clearly for two different agents."""
    first, second = before[0], after[0]
    if first.agent_id == second.agent_id or min(first.score, second.score) < floor:
        return 0.0
    leads = (
        first.score - _score_of(before, second.agent_id),
        second.score - _score_of(after, first.agent_id),
    )
    return first.score + second.score - lead if min(leads) >= lead else 0.0


def _score_of(ranking: list[Scored], agent_id: str) -> float:
    return next(scored.score for scored in ranking if scored.agent_id == agent_id)


def _step(request: str, scored: Scored) -> Step:
    return Step(scored.agent_id, request, scored.score, scored.passage)
