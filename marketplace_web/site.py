"""Which pages there are, and what a search engine and a shared link say of each."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol


@dataclass(frozen=True, slots=True)
class Page:
    """What stands in the head. `indexed`: for everybody, so that it belongs in the sitemap."""

    title: str
    description: str
    indexed: bool = True


@dataclass(frozen=True, slots=True)
class ShownAgent:
    """A listed agent, as far as the head of its page and the sitemap need it."""

    id: str
    name: str
    tagline: str
    description: str
    publisher: str
    category: str
    updated_at: datetime


class Catalog(Protocol):
    """Whoever knows what is listed. The composition root has one."""

    def find(self, agent_id: str) -> Awaitable[ShownAgent | None]: ...

    def every(self) -> Awaitable[Sequence[ShownAgent]]: ...


_HUB: Final = "One hub through which a business reaches every AI agent it has enabled."

PUBLIC: Final = {
    "/": Page("Laelia: say the goal, agents finish the work", _HUB),
    "/marketplace": Page(
        "Agents for work: Laelia",
        "Find an agent by what needs doing, see what it does and what it costs, and try it on"
        " your own work before you decide.",
    ),
    "/login": Page("Sign in: Laelia", _HUB, indexed=False),
    "/signup": Page("Start free: Laelia", _HUB, indexed=False),
}
# Everything below is drawn in the browser, for whoever is signed in.
PRIVATE_ROOTS: Final = ("/app", "/studio", "/console")
PRIVATE: Final = Page("Laelia", _HUB, indexed=False)
MISSING: Final = Page("Not here: Laelia", _HUB, indexed=False)


def of_agent(agent: ShownAgent) -> Page:
    return Page(f"{agent.name}: Laelia", f"{agent.tagline}. {agent.description}"[:300])
