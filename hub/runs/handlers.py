"""What a new organization causes among runs, in its own transaction."""

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.public import OrganizationCreated
from hub.kit.clock import Clock
from hub.kit.events import Events
from hub.kit.settings import Organizations
from hub.runs.models import RetentionPolicy


def register(events: Events, settings: Organizations, clock: Clock) -> None:
    """How long its content is kept at first, where the installation says so."""

    async def created(session: AsyncSession, event: OrganizationCreated) -> None:
        if settings.content_days is None:
            return
        session.add(
            RetentionPolicy(
                org_id=event.org_id,
                content_days=settings.content_days,
                updated_at=clock(),
                updated_by=event.user_id,
            )
        )

    events.on(OrganizationCreated, created)
