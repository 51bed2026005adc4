"""A query as the database takes it: its words, with what they mean besides and what was meant.

A word that no listing has is taken for the nearest one that some have, unless it is the beginning
of one. Words that nearly every listing has say nothing beside others.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import yaml
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_MOST_WORDS: Final = 12
_WORD: Final = re.compile(r"[^\W_]+")
_CORRECTED_FROM: Final = 4
_TWO_ERRORS_FROM: Final = 6
_STEMS: Final = """
    select asked.word, (ts_lexize('english_stem', asked.word))[1],
           coalesce((select sum(known.documents) from listing_words known
                     where known.stem = (ts_lexize('english_stem', asked.word))[1]), 0)
    from unnest(cast(:words as text[])) with ordinality asked (word, at) order by asked.at
"""
_NEAR: Final = """
    select word, stem, documents from listing_words
    where word % :word or word like :start order by word like :start desc,
          similarity(word, :word) desc limit 20
"""
_SYNONYM_STEMS: Final = """
    select asked.word, (ts_lexize('english_stem', asked.word))[1]
    from unnest(cast(:words as text[])) asked (word)
"""


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query: the stems that stand for it, and in about how many listings they are."""

    stems: tuple[str, ...]
    documents: int

    @property
    def weight(self) -> float:
        """The rarer, the more it says."""
        return 1 / (1 + math.log10(1 + self.documents))

    @property
    def tsquery(self) -> str:
        return "(" + " | ".join(_quoted(stem) for stem in self.stems) + ")"


@dataclass(frozen=True, slots=True)
class Asked:
    """`corrected` is the query with what was meant in place of typing errors, or None."""

    terms: tuple[Term, ...]
    corrected: str | None


def _quoted(stem: str) -> str:
    prefix = ":*" if stem.endswith("*") else ""
    return "'" + stem.removesuffix("*").replace("'", "''").replace("\\", "") + "'" + prefix


@cache
def _synonyms() -> Mapping[str, tuple[str, ...]]:
    """By word, the other words of its line."""
    lines = yaml.safe_load(
        files("hub.marketplace").joinpath("seeds/synonyms.yaml").read_text("utf-8")
    )
    return {word: tuple(w for w in line if w != word) for line in lines for word in line}


async def understood(session: AsyncSession, query: str) -> Asked:
    words = _WORD.findall(query.lower().replace("e-mail", "email"))[:_MOST_WORDS]
    connection = await session.connection()
    rows = (await connection.execute(text(_STEMS), {"words": words})).all()
    terms, said = [], []
    for at, (word, stem, documents) in enumerate(rows):
        if stem is None:
            said.append(word)
            continue  # it says nothing: the, of, for
        term, meant = Term((stem,), int(documents)), word
        if documents == 0:
            term, meant = await _meant(session, word, is_last=at == len(rows) - 1)
        terms.append((meant, term))
        said.append(meant)
    widened = await _widened(session, terms)
    corrected = " ".join(said)
    return Asked(tuple(widened), corrected if said != words else None)


async def _meant(session: AsyncSession, word: str, *, is_last: bool) -> tuple[Term, str]:
    """What a word that no listing has stands for."""
    values = {"word": word, "start": f"{word}%"}
    rows = (await (await session.connection()).execute(text(_NEAR), values)).all()
    begun = [row for row in rows if row[0].startswith(word)]
    if begun and (is_last or len(word) >= _TWO_ERRORS_FROM):
        return Term((f"{word}*",), sum(row[2] for row in begun)), word
    allowed = 2 if len(word) >= _TWO_ERRORS_FROM else 1
    near = [
        (errors, -documents, known, stem)
        for known, stem, documents in rows
        if len(word) >= _CORRECTED_FROM and (errors := distance(word, known)) <= allowed and stem
    ]
    if not near:
        return Term((word,), 0), word
    _, documents, known, stem = min(near)
    return Term((stem,), -documents), known


async def _widened(session: AsyncSession, terms: Sequence[tuple[str, Term]]) -> list[Term]:
    """With the stems of each word's synonyms."""
    wanted = {w: _synonyms().get(w) or _synonyms().get(w.removesuffix("s"), ()) for w, _ in terms}
    others = sorted({one for found in wanted.values() for one in found if " " not in one})
    if not others:
        return [term for _, term in terms]
    rows = await (await session.connection()).execute(text(_SYNONYM_STEMS), {"words": others})
    stems = {word: stem for word, stem in rows if stem}
    return [
        Term(
            tuple(dict.fromkeys([*term.stems, *(stems[w] for w in wanted[word] if w in stems)])),
            term.documents,
        )
        for word, term in terms
    ]


def distance(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many or swapped with their neighbor."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
