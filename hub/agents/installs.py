"""How many have a creator's agent, and which version they run: counts alone, and no small ones.

As of the last midnight, in UTC. A count of fewer than five is not told, nor is one by which such a
count could be found as what is missing from the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import service
from hub.agents.endpoints import AtDesk, Writes
from hub.agents.models import AgentVersion
from hub.agents.versions import precedence
from hub.entitlements import public as entitlements
from hub.identity.public import Principal
from hub.kit.http import problems

router = APIRouter(prefix="/v1", tags=["agents"], responses=problems(401, 403, 404, 422, 429))
LEAST: Final = 5


class OnVersion(BaseModel):
    """`organizations` is null where it is too few to tell."""

    version: str
    organizations: int | None


class InstallsView(BaseModel):
    """Organizations beside your own that have the agent enabled; somebody alone is one of one."""

    agent_id: str
    as_of: date
    minimum_organizations: int
    organizations: int | None = Field(description="Null between one and four.")
    versions: list[OnVersion] = Field(description="The newest first.")


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told of counts by version."""

    whole: int | None
    versions: Mapping[str, int | None]


def told(counts: Mapping[str, int], whole: int) -> Told:
    """`whole` counts nobody twice, and so may be less than the sum."""
    if 0 < whole < LEAST:
        return Told(None, dict.fromkeys(counts))
    shown = {name: count for name, count in counts.items() if count >= LEAST}
    # The smallest goes too, until what is missing is about enough of them
    while shown and (_few(sum(counts.values()), shown) or _few(whole, shown)):
        shown.pop(min(shown, key=lambda name: (shown[name], name)))
    return Told(whole, {name: shown.get(name) for name in counts})


def _few(whole: int, shown: Mapping[str, int]) -> bool:
    return 0 < whole - sum(shown.values()) < LEAST


@router.get("/agents/{agent_id}/installs")
async def get_installs(agent_id: str, who: Writes, at: AtDesk) -> InstallsView:
    """How many have your agent enabled, and which version they run; small counts are left out."""
    midnight = at.now.replace(hour=0, minute=0, second=0, microsecond=0)
    async with at.open(who) as session:
        found = await _told(session, who, agent_id, midnight)
    return InstallsView(
        agent_id=agent_id,
        as_of=midnight.date(),
        minimum_organizations=LEAST,
        organizations=found.whole,
        versions=[
            OnVersion(version=version, organizations=found.versions[version])
            for version in sorted(found.versions, key=precedence, reverse=True)
        ],
    )


async def _told(session: AsyncSession, who: Principal, agent_id: str, until: datetime) -> Told:
    agent = await service.own(session, who.org_id, agent_id)
    counts = await entitlements.installs(session, agent.id, until)
    whole = counts.pop(None, 0)
    rows = await session.exec(
        select(AgentVersion.id, AgentVersion.version).where(col(AgentVersion.id).in_(counts))
    )
    return told({version: counts[id_] for id_, version in rows.all()}, whole)
