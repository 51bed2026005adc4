"""Listings for a query: by words and by meaning, made into one list.

Each half gives its best few hundred in order; a listing's place in the whole follows from its
places in the halves (reciprocal rank fusion), so that neither half's numbers need a common scale.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents.public import Embedder
from hub.marketplace.asking import Asked, Term
from hub.marketplace.search import ORDERS, Found, Wanted, facets
from hub.marketplace.vectors import Meanings, PgVectors, numbers

Halves = Literal["both", "words", "meaning"]

BY_WORDS: Final = 200
BY_MEANING: Final = 100
# Set on the tuning half of the labelled queries (`python -m bench.search`).
WORDS_WEIGHT: Final = 2.0
MEANING_WEIGHT: Final = 1.0
SHARE_POWER: Final = 2
FUSION: Final = 20
COMMON: Final = 2_000
_TELLING: Final = 5_000
"""How many listings a look at some of the words may come past."""
_ENOUGH: Final = 30
_KEPT_QUERIES: Final = 2_000

_RANKED: Final = """
    select listing_id from listing_documents
    where words @@ cast(:asked as tsquery) and {where}
    order by ts_rank_cd('{{0.05,0.2,0.5,1}}', words, cast(:asked as tsquery), 4)
             + 0.02 * standing desc, listing_id desc
    limit {most}
"""
# A look for one word is answered by the index; weighing each listing's words would unpack them all.
_HAVING: Final = """
    select listing_id, standing, cast(:weight{at} as float8) as has from listing_documents
    where words @@ cast(:term{at} as tsquery) and {where}
"""
_SOME: Final = """
    select listing_id, sum(has) as has from ({having}) as having_one
    group by listing_id order by has desc, max(standing) desc, listing_id desc limit {most}
"""
_WALKED: Final = """
    select listing_id from listing_documents
    where words @@ cast(:asked as tsquery) and {where}
    order by standing desc, listing_id desc limit {most}
"""
_SORTED: Final = "select listing_id from listing_documents where listing_id = any(:ids) order by "


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, as it is understood, with the vector of what is meant."""

    wanted: Wanted
    asked: Asked
    vector: tuple[float, ...]
    meanings: Meanings


class Searcher:
    """One process's searches. Queries are embedded before a transaction begins, and remembered."""

    def __init__(self, embed: Embedder, meanings: Meanings | None = None) -> None:
        self.meanings = meanings or PgVectors()
        self._embed = embed
        self._vector = lru_cache(maxsize=_KEPT_QUERIES)(self._embedded)

    async def prepare(self, wanted: Wanted, asked: Asked) -> Query:
        meant = asked.corrected or wanted.q.lower()
        vector = await asyncio.to_thread(self._vector, meant)
        return Query(wanted, asked, vector, self.meanings)

    def _embedded(self, query: str) -> tuple[float, ...]:
        return numbers(self._embed([query])[0])


async def look_up(
    session: AsyncSession, query: Query, *, offset: int, limit: int, halves: Halves = "both"
) -> Found:
    where, values = query.wanted.conditions()
    asked = query.asked
    words: list[tuple[str, float]] = []
    if halves != "meaning":
        words = await _by_words(session, asked, where, values)
    meaning: list[tuple[str, float]] = []
    if halves != "words":
        meaning = await query.meanings.nearest(session, query.vector, query.wanted, most=BY_MEANING)
    ids = fused(words, meaning)
    if query.wanted.sort != "relevance":
        ids = await _sorted(session, ids, query.wanted.sort)
    exact = len(words) < BY_WORDS and not meaning
    counted = await facets(session, "listing_id = any(:ids)", {"ids": ids}) if ids else {}
    return Found(
        ids[offset : offset + limit],
        len(ids),
        exact=exact,
        corrected=asked.corrected,
        facets=counted,
    )


def fused(words: Sequence[tuple[str, float]], meaning: Sequence[tuple[str, float]]) -> list[str]:
    """Listing IDs, the best first. Words count as far as the query's are there: one word of many
    says little. Meaning counts as far as it is near."""
    scores: dict[str, float] = {}
    for at, (id_, share) in enumerate(words):
        scores[id_] = WORDS_WEIGHT * share**SHARE_POWER / (FUSION + at)
    for at, (id_, far) in enumerate(meaning):
        nearness = MEANING_WEIGHT * (1 - far) / (FUSION + at)
        scores[id_] = scores.get(id_, 0.0) + nearness
    return sorted(scores, key=lambda id_: (-scores[id_], id_))


async def _by_words(
    session: AsyncSession, asked: Asked, where: str, values: Mapping[str, Any]
) -> list[tuple[str, float]]:
    """Listings with the share of the query's words that they have, the rarer ones counting more:
    those that have all of them, and where they are few also those that have some."""
    known = [term for term in asked.terms if term.documents > 0]
    if not known:
        return []
    whole = sum(term.weight for term in asked.terms)
    every = sum(term.weight for term in known) / whole
    found = [(id_, every) for id_ in await _with_all(session, known, where, values)]
    if len(found) >= _ENOUGH or len(known) == 1:
        return found
    telling = _telling(known)
    have = {id_ for id_, _ in found}
    some = await _with_some(session, telling, where, values)
    return (found + [(id_, has / whole) for id_, has in some if id_ not in have])[:BY_WORDS]


def _telling(terms: Sequence[Term]) -> list[Term]:
    """The rarest of the words, as far as a look at all that have one of them stays short."""
    chosen: list[Term] = []
    met = 0
    for term in sorted(terms, key=lambda one: one.documents):
        met += term.documents
        if chosen and met > _TELLING:
            break
        chosen.append(term)
    return chosen


async def _with_all(
    session: AsyncSession, terms: Sequence[Term], where: str, values: Mapping[str, Any]
) -> list[str]:
    # What very many have is not ranked one by one: the best of them are met first on the way.
    common = min(term.documents for term in terms) > COMMON
    filled = (_WALKED if common else _RANKED).format(where=where, most=BY_WORDS)
    asked = " & ".join(term.tsquery for term in terms)
    rows = await (await session.connection()).execute(text(filled), {**values, "asked": asked})
    return [row[0] for row in rows]


async def _with_some(
    session: AsyncSession, terms: Sequence[Term], where: str, values: Mapping[str, Any]
) -> list[tuple[str, float]]:
    """With the weight of the words that they have."""
    having = " union all ".join(_HAVING.format(at=at, where=where) for at in range(len(terms)))
    asked = {f"term{at}": term.tsquery for at, term in enumerate(terms)}
    weights = {f"weight{at}": term.weight for at, term in enumerate(terms)}
    filled = _SOME.format(having=having, most=BY_WORDS)
    rows = await (await session.connection()).execute(text(filled), {**values, **asked, **weights})
    return [(row[0], float(row[1])) for row in rows]


async def _sorted(session: AsyncSession, ids: Sequence[str], sort: str) -> list[str]:
    statement = _SORTED + ORDERS[sort] + ", listing_id desc"
    rows = await (await session.connection()).execute(text(statement), {"ids": list(ids)})
    return [row[0] for row in rows]
