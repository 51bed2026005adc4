"""What the marketplace knows of agents, and the little that it changes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import repository, service
from hub.agents.manifest import parse
from hub.agents.models import Agent, AgentVersion
from hub.agents.versions import compare

_CHANGES = 30


@dataclass(frozen=True, slots=True)
class Offered:
    """An agent with the version that runs. `manifest` is all of it: what others may see of it is
    `schemas.public_part`."""

    agent_id: str
    org_id: str
    slug: str
    status: str
    kind: str
    version_id: str
    version: str
    manifest: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A version of an agent, with how far it is from the one before."""

    version: AgentVersion
    level: str
    before: dict[str, Any] | None


async def find_offered(session: AsyncSession, agent_ids: Sequence[str]) -> dict[str, Offered]:
    """Of these, those that the session can see and that have a published version."""
    query = (
        select(Agent, AgentVersion)
        .join(AgentVersion, col(AgentVersion.id) == col(Agent.current_version_id))
        .where(col(Agent.id).in_(agent_ids))
    )
    return {
        agent.id: Offered(
            agent.id,
            agent.org_id,
            agent.slug,
            agent.status,
            version.manifest["kind"],
            version.id,
            version.version,
            version.manifest,
        )
        for agent, version in (await session.exec(query)).all()
    }


async def find_versions(
    session: AsyncSession, version_ids: Sequence[str]
) -> dict[str, AgentVersion]:
    """Of these, those that the session can see."""
    query = select(AgentVersion).where(col(AgentVersion.id).in_(version_ids))
    return {row.id: row for row in (await session.exec(query)).all()}


async def changes(session: AsyncSession, agent_id: str) -> list[Change]:
    """The latest versions, the highest first, each compared with the one below it."""
    rows = await repository.list_versions(session, agent_id, after=None, limit=_CHANGES + 1)
    found = []
    for at, row in enumerate(rows[:_CHANGES]):
        before = rows[at + 1] if at + 1 < len(rows) else None
        level = compare(parse(before.manifest), parse(row.manifest)).level if before else "none"
        found.append(Change(row, level, before.manifest if before else None))
    return found


async def show(
    session: AsyncSession, owner: str, agent_id: str, *, listed: bool, suspended: str | None = None
) -> None:
    """Whether other organizations see the agent, and why they cannot use it, if so.

    The record of it is the marketplace's: what made it so is an act there.

    Raises:
        AgentNotFound: it is not this owner's.
    """
    agent = await service.own(session, owner, agent_id)
    agent.listed = listed
    agent.suspended_reason = suspended
    await repository.add(session, agent)
