"""What is listed, for readers who are nobody in particular: search engines, shared links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hub.agents import repository
from hub.agents.models import Agent, AgentVersion
from hub.agents.repository import Filter
from hub.kit.db import Database

_MOST: Final = 5_000


@dataclass(frozen=True, slots=True)
class Showcased:
    """A listed agent's public words."""

    id: str
    name: str
    tagline: str
    description: str
    publisher: str
    category: str
    updated_at: datetime


async def showcased(database: Database, *, agent_id: str | None = None) -> list[Showcased]:
    """The listed agents, newest first, at most 5,000; or the one, when it is listed."""
    wanted = Filter(org_id="", own=False, only=None if agent_id is None else [agent_id])
    async with database.transaction() as session:
        rows = await repository.search(session, wanted, after=None, limit=_MOST)
        names = await repository.publisher_names(session, [agent.org_id for agent, _ in rows])
    return _shown(rows, names)


def _shown(
    rows: Sequence[tuple[Agent, AgentVersion | None]], names: dict[str, str]
) -> list[Showcased]:
    return [
        Showcased(
            id=agent.id,
            name=version.manifest["name"],
            tagline=version.manifest["tagline"],
            description=version.manifest["description"],
            publisher=names.get(agent.org_id, ""),
            category=version.manifest["category"],
            updated_at=agent.updated_at,
        )
        for agent, version in rows
        if version is not None
    ]
