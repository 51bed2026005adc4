"""The one rule that every change of roles and seats keeps."""

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity import repository
from hub.identity.errors import LastAdmin
from hub.identity.models import Membership


async def keep_an_admin(session: AsyncSession, membership: Membership) -> None:
    """That somebody else is an admin too, if this is one. Hold the organization's lock.

    Raises:
        LastAdmin: the organization would be left without one.
    """
    if membership.role != "admin":
        return
    if not await repository.count_other_admins(session, membership.org_id, membership.user_id):
        raise LastAdmin("Make another member an admin first.")
