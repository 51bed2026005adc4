"""Every SQL statement of agents and their versions; row-level security stands behind each.

Another organization's agent is visible while it is listed, and changed by nobody but its owner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Text, cast, func, literal, text, update
from sqlalchemy.dialects.postgresql import ARRAY, INTEGER
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents.models import Agent, AgentVersion, Consent
from hub.identity.public import names_of_publishers

_OWNER: Final = "select find_agent_owner(:agent)"
_SEARCHED: Final = ("name", "tagline", "description", "features")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of agents is narrowed to; None narrows nothing."""

    org_id: str
    words: Sequence[str] = ()
    category: str | None = None
    kind: str | None = None
    slug: str | None = None
    own: bool | None = None
    archived: bool = False
    only: Sequence[str] | None = None
    but: Sequence[str] = ()


async def add(session: AsyncSession, row: Agent | AgentVersion | Consent) -> None:
    session.add(row)
    await session.flush()  # a slug or version that exists is refused here


async def find(
    session: AsyncSession, agent_id: str, *, owner: str | None = None, lock: bool = False
) -> Agent | None:
    """One that the session's organization can see; with `owner`, one of this organization's."""
    query = select(Agent).where(Agent.id == agent_id)
    if owner is not None:
        query = query.where(Agent.org_id == owner)
    if lock:
        query = query.with_for_update()
    return (await session.exec(query)).one_or_none()


async def find_owner(session: AsyncSession, agent_id: str) -> str | None:
    """Across organizations: for the platform's administrators only."""
    connection = await session.connection()
    owner: str | None = (await connection.execute(text(_OWNER), {"agent": agent_id})).scalar_one()
    return owner


async def publisher_names(session: AsyncSession, org_ids: Sequence[str]) -> dict[str, str]:
    return await names_of_publishers(session, list(set(org_ids)))


async def slugs_like(session: AsyncSession, org_id: str, prefix: str) -> set[str]:
    query = select(Agent.slug).where(
        Agent.org_id == org_id, col(Agent.slug).startswith(prefix, autoescape=True)
    )
    return set((await session.exec(query)).all())


async def search(
    session: AsyncSession, wanted: Filter, *, after: str | None, limit: int
) -> Sequence[tuple[Agent, AgentVersion | None]]:
    """The organization's own agents and the published ones that are listed, newest first."""
    content = func.coalesce(AgentVersion.manifest, Agent.draft)
    mine = col(Agent.org_id) == wanted.org_id
    public = (
        col(Agent.listed) & (col(Agent.status) == "active") & col(Agent.suspended_reason).is_(None)
    )
    query = (
        select(Agent, AgentVersion)
        .outerjoin(AgentVersion, col(AgentVersion.id) == col(Agent.current_version_id))
        .where(or_(mine, public & col(AgentVersion.id).is_not(None)))
        .where(col(Agent.status) == ("archived" if wanted.archived else "active"))
    )
    for word in wanted.words:
        places = [cast(content[name], Text) for name in _SEARCHED]
        query = query.where(or_(*(place.icontains(word, autoescape=True) for place in places)))
    for name, value in (("category", wanted.category), ("kind", wanted.kind)):
        if value is not None:
            query = query.where(content[name].astext == value)
    if wanted.slug is not None:
        query = query.where(Agent.slug == wanted.slug)
    if wanted.own is not None:
        query = query.where(mine if wanted.own else ~mine)
    if wanted.only is not None:
        query = query.where(col(Agent.id).in_(wanted.only))
    if wanted.but:
        query = query.where(col(Agent.id).not_in(wanted.but))
    if after is not None:
        query = query.where(col(Agent.id) < after)
    rows = await session.exec(query.order_by(col(Agent.id).desc()).limit(limit))
    return [(agent, version) for agent, version in rows.all()]


async def find_version(
    session: AsyncSession, agent_id: str, *, version: str | None = None, id_: str | None = None
) -> AgentVersion | None:
    query = select(AgentVersion).where(AgentVersion.agent_id == agent_id)
    if version is not None:
        query = query.where(AgentVersion.version == version)
    if id_ is not None:
        query = query.where(AgentVersion.id == id_)
    return (await session.exec(query)).one_or_none()


async def list_versions(
    session: AsyncSession, agent_id: str, *, after: str | None, limit: int
) -> Sequence[AgentVersion]:
    """By precedence, the highest first."""
    order = _numbers(AgentVersion.version)
    query = select(AgentVersion).where(AgentVersion.agent_id == agent_id)
    if after is not None:
        query = query.where(order < _numbers(literal(after)))
    return (await session.exec(query.order_by(order.desc()).limit(limit))).all()


def _numbers(version: Any) -> Any:
    return cast(func.string_to_array(version, "."), ARRAY(INTEGER))


async def current_digests(session: AsyncSession, agent_ids: Sequence[str]) -> dict[str, str]:
    """The digest of the current version of each agent that has one."""
    query = (
        select(Agent.id, AgentVersion.digest)
        .join(AgentVersion, col(AgentVersion.id) == col(Agent.current_version_id))
        .where(col(Agent.id).in_(agent_ids))
    )
    return {row[0]: row[1] for row in (await session.exec(query)).all()}


async def archive_all(session: AsyncSession, org_id: str, now: datetime) -> None:
    """All agents of this organization: unlisted, and answering nobody."""
    await session.exec(
        update(Agent)
        .where(col(Agent.org_id) == org_id)
        .values(status="archived", listed=False, updated_at=now)
        .execution_options(synchronize_session=False)
    )
