"""What the end of an organization causes among agents, in its own transaction."""

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import repository
from hub.identity.public import OrganizationDeleted
from hub.kit.clock import Clock
from hub.kit.events import Events


def register(events: Events, clock: Clock) -> None:
    """Agents of an organization that is gone answer nobody, wherever they were enabled."""

    async def deleted(session: AsyncSession, event: OrganizationDeleted) -> None:
        await repository.archive_all(session, event.org_id, clock())

    events.on(OrganizationDeleted, deleted)
