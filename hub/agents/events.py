"""What happens to agents that is told above, in the same transaction."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import service
from hub.agents.models import AgentVersion
from hub.identity.public import Principal


@dataclass(frozen=True, slots=True)
class CurrentChanged:
    """Another version of an agent runs from now on. `before` is null with the first one."""

    agent_id: str
    before: AgentVersion | None
    after: AgentVersion

    @classmethod
    def of(cls, before: AgentVersion | None, after: AgentVersion) -> "CurrentChanged":
        return cls(after.agent_id, before, after)


async def current_of(session: AsyncSession, who: Principal, agent_id: str) -> AgentVersion | None:
    """Of the caller's own agent. Raises AgentNotFound."""
    return await service.current_version(session, await service.own(session, who.org_id, agent_id))
