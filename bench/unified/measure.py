"""Runs the labelled requests through the planner and counts.

A request counts as right at the first place when the first agent of the plan is the expected one;
a request that the planner refuses, though an agent fits, counts as wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from bench.unified.distractors import distractors
from hub.agents.embedding import Embedder
from hub.agents.manifest import Listed
from hub.agents.planner import Candidate, Catalog, passages_of
from hub.agents.shipped import shipped_agents
from hub.agents.words import content_words

_HERE: Final = Path(__file__).parent


@dataclass(frozen=True)
class Request:
    id: str
    text: str
    expect: tuple[str, ...]
    shares_words: bool


@dataclass(frozen=True)
class Answer:
    request: Request
    got: tuple[str, ...]
    nearest: str

    @property
    def first_right(self) -> bool:
        return self.got[:1] == self.request.expect[:1]

    @property
    def all_right(self) -> bool:
        return self.got == self.request.expect


def requests(name: str = "requests.yaml") -> list[Request]:
    """The labelled set. `shares_words`: a content word is in the name, tagline or description of an
    expected agent."""
    rows: list[dict[str, Any]] = yaml.safe_load((_HERE / name).read_text("utf-8"))
    described = {s.manifest.slug: _described(s.manifest) for s in shipped_agents()}
    return [
        Request(
            id=str(row.get("id", at)),
            text=row["text"],
            expect=tuple(row["expect"]),
            shares_words=any(
                set(content_words(row["text"])) & described[slug] for slug in row["expect"]
            ),
        )
        for at, row in enumerate(rows)
    ]


def _described(agent: Listed) -> set[str]:
    return set(content_words(f"{agent.name} {agent.tagline} {agent.description}"))


def catalog(embed: Embedder, *, with_distractors: bool) -> Catalog:
    """The shipped agents, and the distractors beside them if wanted; IDs are slugs here."""
    candidates = [Candidate(s.manifest.slug, passages_of(s.manifest)) for s in shipped_agents()]
    if with_distractors:
        candidates += [
            Candidate(d.slug, (f"{d.name}: {d.tagline}", d.description, *d.features))
            for d in distractors()
        ]
    return Catalog(candidates, embed)


def answers(catalog: Catalog, asked: Sequence[Request]) -> list[Answer]:
    found: list[Answer] = []
    for request in asked:
        plan = catalog.plan(request.text)
        found.append(
            Answer(
                request=request,
                got=tuple(step.agent_id for step in plan.steps),
                nearest=f"{plan.considered[0].agent_id} {plan.considered[0].score:.2f}",
            )
        )
    return found
