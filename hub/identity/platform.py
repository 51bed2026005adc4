"""The platform's own organization: it owns the agents that come with the product."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity import repository
from hub.identity.models import Organization


async def ensure_platform_organization(
    session: AsyncSession, org_id: str, *, now: datetime
) -> bool:
    """Whether it had to be made. Nobody is a member of it."""
    if await repository.get_organization(session, org_id) is not None:
        return False
    await repository.add_organization_alone(
        session, Organization(id=org_id, type="platform", name="Laelia", created_at=now)
    )
    return True
