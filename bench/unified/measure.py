"""Runs the labelled requests through the planner and counts.

A request counts as right at the first place when the first agent of the plan is the expected one;
a request that the planner refuses, though an agent fits, counts as wrong.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from bench.unified.distractors import distractors
from hub.agents.embedding import Embedder
from hub.agents.manifest import Listed, Manifest, parse
from hub.agents.planner import Candidate, Catalog, Plan, passages_of
from hub.agents.runnable import Runnable
from hub.agents.shipped import shipped_agents
from hub.agents.validation import compile_schema
from hub.agents.words import content_words
from hub.billing.public import FREE
from hub.entitlements.public import Access
from hub.runs.access import Permitted

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
    candidates = [
        Candidate(one.runnable.agent_id, passages_of(one.runnable.manifest))
        for one in enabled(with_distractors=with_distractors)
    ]
    return Catalog(candidates, embed)


def enabled(*, with_distractors: bool) -> list[Permitted]:
    """The same agents as the product sees them: enabled by somebody, and free."""
    manifests: list[Manifest] = [shipped.manifest for shipped in shipped_agents()]
    if with_distractors:
        manifests += [parse(document) for document in distractor_documents()]
    return [_permitted(manifest) for manifest in manifests]


def distractor_documents() -> list[dict[str, Any]]:
    """The distractors as manifests of ordinary agents."""
    return [
        {
            "kind": "prompt",
            "slug": one.slug,
            "name": one.name,
            "tagline": one.tagline,
            "description": one.description,
            "category": "other",
            "features": list(one.features),
            "instructions": "Do what your description says.",
        }
        for one in distractors()
    ]


def _permitted(manifest: Manifest) -> Permitted:
    runnable = Runnable(
        agent_id=manifest.slug,
        owner_id="org_bench",
        version_id=manifest.slug,
        version="1.0.0",
        manifest=manifest,
        input_schema=compile_schema(manifest.input_schema),
        output_schema=compile_schema(manifest.output_schema),
    )
    access = Access(manifest.slug, manifest.slug, None, None, frozenset(), "prepaid", None)
    return Permitted(access, runnable, FREE)


def answers(plan: Callable[[str], Plan], asked: Sequence[Request]) -> list[Answer]:
    found: list[Answer] = []
    for request in asked:
        made = plan(request.text)
        found.append(
            Answer(
                request=request,
                got=tuple(step.agent_id for step in made.steps),
                nearest=f"{made.considered[0].agent_id} {made.considered[0].score:.2f}",
            )
        )
    return found
