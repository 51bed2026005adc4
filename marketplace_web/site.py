"""Which pages there are, and what a search engine and a shared link say of each."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol, get_args


@dataclass(frozen=True, slots=True)
class Page:
    """What stands in the head. `indexed`: for everybody, so that it belongs in the sitemap."""

    title: str
    description: str
    indexed: bool = True
    picture: str = "/web/og/laelia.png"
    picture_says: str = "The Laelia orchid, and what Laelia is for"


@dataclass(frozen=True, slots=True)
class Card:
    """What the picture of a shared page shows. `seed` is whose flower it is; `score` of 5 with its
    `reviews`, and `happy` from 0 to 1, are None where the hub tells nothing.
    """

    seed: str
    title: str
    words: str
    kicker: str = ""
    score: float | None = None
    reviews: int = 0
    happy: float | None = None


@dataclass(frozen=True, slots=True)
class ShownAgent:
    """A listed agent, as far as the head of its page and its picture need it. `score` of 5 is None
    unreviewed; `happy`, from 0 to 1, until enough people have said so.
    """

    id: str
    name: str
    tagline: str
    description: str
    publisher: str
    score: float | None
    reviews: int
    happy: float | None = None


Kind = Literal["categories", "collections", "publishers"]


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A page about several agents; its address is `/{kind}/{slug}`."""

    kind: Kind
    slug: str
    title: str
    description: str


class Catalog(Protocol):
    """Whoever knows what is listed. The composition root has one."""

    def find(self, name: str) -> Awaitable[ShownAgent | None]: ...

    def place(self, kind: Kind, slug: str) -> Awaitable[ShownPlace | None]: ...

    def agents(self) -> Awaitable[Sequence[tuple[str, datetime]]]:
        """IDs, with the last change."""
        ...

    def places(self) -> Awaitable[Sequence[ShownPlace]]: ...


_HUB: Final = "One hub through which a business reaches every AI agent it has enabled."

PUBLIC: Final = {
    "/": Page("Laelia: say the goal, agents finish the work", _HUB),
    "/marketplace": Page(
        "Agents for work: Laelia",
        "Find an agent by what needs doing, see what it does and what it costs, and try it on"
        " your own work before you decide.",
        picture="/web/og/marketplace.png",
        picture_says="The marketplace of agents for work",
    ),
    "/docs": Page(
        "How to use Laelia",
        "Call an agent by its ID, connect Claude Desktop, VS Code or Cursor, run a team with"
        " budgets and a record, and publish an agent of your own.",
    ),
    "/legal/terms": Page(
        "Terms: Laelia",
        "Whose terms hold on this installation of Laelia, and what the software itself does.",
    ),
    "/legal/privacy": Page(
        "Privacy: Laelia",
        "What this installation of Laelia keeps of people and their work, who sees it, for how"
        " long, and how it is taken away.",
    ),
    "/compare": Page(
        "Side by side: Laelia",
        "Give two or three agents the same work and see what each makes of it, without an account.",
        indexed=False,
    ),
    "/login": Page("Sign in: Laelia", _HUB, indexed=False),
    "/signup": Page("Start free: Laelia", _HUB, indexed=False),
    "/invitation": Page("An invitation: Laelia", _HUB, indexed=False),
}
PLACES: Final[tuple[Kind, ...]] = get_args(Kind)
# Everything below is drawn in the browser, for whoever is signed in.
PRIVATE_ROOTS: Final = ("/app", "/studio", "/console")
PRIVATE: Final = Page("Laelia", _HUB, indexed=False)
MISSING: Final = Page("Not here: Laelia", _HUB, indexed=False)


LANDING: Final = Card("laelia", "Say the goal. Agents finish the work.", _HUB)
# Pictures of pages that are about nobody in particular, by the name of the picture.
CARDS: Final = {
    "laelia": LANDING,
    "marketplace": Card(
        "marketplace",
        "Agents for work",
        "Find one by what needs doing, see what it does and what it costs, and try it first.",
        "Marketplace",
    ),
}
_KICKERS: Final[dict[Kind, str]] = {
    "categories": "Category",
    "collections": "Collection",
    "publishers": "Publisher",
}


def of_agent(agent: ShownAgent) -> Page:
    return Page(
        f"{agent.name}: Laelia",
        f"{agent.tagline}. {agent.description}"[:300],
        picture=f"/web/og/agents/{agent.id}.png",
        picture_says=f"{agent.name} by {agent.publisher}: {agent.tagline}"[:420],
    )


def of_place(place: ShownPlace) -> Page:
    told = place.description[:300] or f"Agents for work: {place.title}."
    return Page(
        f"{place.title}: Laelia",
        told,
        picture=f"/web/og/{place.kind}/{place.slug}.png",
        picture_says=f"{_KICKERS[place.kind]}: {place.title}"[:420],
    )


def card_of_agent(agent: ShownAgent) -> Card:
    return Card(
        agent.id,
        agent.name,
        agent.tagline,
        f"by {agent.publisher}",
        score=agent.score,
        reviews=agent.reviews,
        happy=agent.happy,
    )


def card_of_place(place: ShownPlace) -> Card:
    told = place.description or "See what each does and what it costs, and try it first."
    return Card(place.slug, place.title, told, _KICKERS[place.kind])
