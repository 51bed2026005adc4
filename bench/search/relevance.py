"""nDCG@10 of labelled queries: by words, by meaning, by both."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bench.search import store
from bench.search.catalog import KINDS, Listing, Query, listings, queries, shares_words
from hub.agents.embedding import LocalEmbedder
from hub.kit.engines import EngineUrls
from hub.kit.ids import stable_id
from hub.marketplace import hybrid
from hub.marketplace.asking import understood
from hub.marketplace.hybrid import Halves, Searcher
from hub.marketplace.search import Wanted

HALVES: tuple[Halves, ...] = ("words", "meaning", "both")
AT = 10


@dataclass(frozen=True, slots=True)
class Measured:
    query: Query
    halves: Halves
    ndcg: float
    first: str | None


async def measure(urls: EngineUrls, asked: Sequence[Query]) -> list[Measured]:
    by_id = {stable_id("lst", one.slug): one for one in listings()}
    searcher, database = Searcher(LocalEmbedder()), store.opened(urls)
    found = []
    for query in asked:
        async with database.transaction() as session:
            asked_for = await understood(session, query.text)
        prepared = await searcher.prepare(Wanted(q=query.text), asked_for)
        for halves in HALVES:
            async with database.transaction() as session:
                page = await hybrid.look_up(session, prepared, offset=0, limit=AT, halves=halves)
            ranked = [by_id[id_] for id_ in page.ids]
            first = ranked[0].slug if ranked else None
            found.append(Measured(query, halves, ndcg(query, ranked), first))
    await database.close()
    return found


def ndcg(query: Query, ranked: Sequence[Listing]) -> float:
    best = sorted((query.grade(one) for one in listings()), reverse=True)[:AT]
    return _gain([query.grade(one) for one in ranked[:AT]]) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(grades))


def halves_of(tuning: bool) -> list[Query]:
    """Every other query is for tuning; the rest is looked at last."""
    return [query for at, query in enumerate(queries()) if (at % 2 == 0) == tuning]


def table(found: Sequence[Measured]) -> str:
    """nDCG@10 by kind of query."""
    lines = ["| queries | n | words | meaning | both |", "|---|---|---|---|---|"]
    groups = [("all", lambda _: True)]
    groups += [(kind, lambda q, kind=kind: q.kind == kind) for kind in KINDS]
    groups.append(("no shared word", lambda q: not shares_words(q)))
    for name, fits in groups:
        rows = [one for one in found if fits(one.query)]
        means = [mean(rows, halves) for halves in HALVES]
        count = len(rows) // len(HALVES)
        lines.append(f"| {name} | {count} | " + " | ".join(f"{m:.3f}" for m in means) + " |")
    return "\n".join(lines)


def mean(found: Sequence[Measured], halves: Halves) -> float:
    values = [one.ndcg for one in found if one.halves == halves]
    return sum(values) / len(values) if values else 0.0
