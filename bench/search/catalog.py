"""Listings to search in, and labelled queries: every task of `tasks.yaml` for every industry.

A query for a task is answered by its listings; one that names an industry too, best by the one for
that industry.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from hub.agents.words import content_words

INDUSTRIES = (
    *("retail", "banking", "insurance", "logistics", "pharma", "hospitals", "schools", "hotels"),
    *(
        "restaurants",
        "airlines",
        "energy",
        "telecom",
        "media",
        "gaming",
        "construction",
        "law firms",
    ),
    *("consulting", "agriculture", "automotive", "chemicals", "textiles", "nonprofits", "cities"),
    *("universities", "startups", "software", "electronics", "furniture", "cosmetics", "breweries"),
    *("shipping", "mining", "sports clubs", "museums", "publishing"),
)
_STYLES = (
    "Made for {industry}, with the words that people there use.",
    "Used every day in {industry}. Starts in minutes and needs no integration.",
    "Knows the habits of {industry} and stays within your rules.",
)
KINDS = ("plain", "other", "typo")


@dataclass(frozen=True, slots=True)
class Listing:
    slug: str
    task: str
    industry: str
    category: str
    name: str
    tagline: str
    features: tuple[str, ...]
    description: str

    @property
    def text(self) -> str:
        parts = [f"{self.name}. {self.tagline}.", ". ".join(self.features), "", self.description]
        return "\n".join(parts)

    @property
    def heading(self) -> str:
        return " ".join([self.tagline, *self.features])


@dataclass(frozen=True, slots=True)
class Query:
    """`industry` is named in the text where it is not None."""

    text: str
    kind: str
    task: str
    industry: str | None

    def grade(self, listing: Listing) -> int:
        if listing.task != self.task:
            return 0
        if self.industry is None or listing.industry == self.industry:
            return 2
        return 1


@cache
def _tasks() -> list[dict[str, object]]:
    found: list[dict[str, object]] = yaml.safe_load(
        (Path(__file__).parent / "tasks.yaml").read_text("utf-8")
    )
    return found


@cache
def listings() -> tuple[Listing, ...]:
    found = []
    for number, task in enumerate(_tasks()):
        for at, industry in enumerate(INDUSTRIES):
            style = _STYLES[(number + at) % len(_STYLES)].format(industry=industry)
            features = list(task["features"])  # type: ignore[call-overload]
            found.append(
                Listing(
                    slug=f"{task['task']}-{industry.replace(' ', '-')}",
                    task=str(task["task"]),
                    industry=industry,
                    category=str(task["category"]),
                    name=f"{task['name']} for {industry.title()}",
                    tagline=str(task["tagline"]),
                    features=tuple(features[at % 3 :] + features[: at % 3]),
                    description=style,
                )
            )
    return tuple(found)


@cache
def queries() -> tuple[Query, ...]:
    """Every other plain query names an industry."""
    found = []
    for number, task in enumerate(_tasks()):
        for kind in KINDS:
            for at, text in enumerate(task.get(kind, ())):  # type: ignore[var-annotated,arg-type]
                industry = None
                if kind == "plain" and (number + at) % 2:
                    industry = INDUSTRIES[(number * 7 + at) % len(INDUSTRIES)]
                said = f"{text} for {industry}" if industry else text
                found.append(Query(said, kind, str(task["task"]), industry))
    return tuple(found)


def shares_words(query: Query) -> bool:
    """Whether the query has any content word of what answers it."""
    one = next(one for one in listings() if one.task == query.task)
    words = f"{one.name} {one.tagline} {' '.join(one.features)}".replace(one.industry.title(), "")
    return bool(set(content_words(query.text)) & set(content_words(words)))
