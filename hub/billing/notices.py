"""What the admins of an organization are told about its money, once each."""

from collections.abc import Mapping

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing.domain import Billing
from hub.identity.public import admins_of
from hub.notifications.public import Notice


async def tell(
    session: AsyncSession,
    billing: Billing,
    org_id: str,
    *,
    key: str,
    template: str,
    values: Mapping[str, str],
) -> None:
    """In this transaction, to every admin. The same key again tells nobody."""
    for user_id, email in await admins_of(session, org_id):
        notice = Notice(
            org_id=org_id,
            event_key=key,
            template=template,
            email=email,
            user_id=user_id,
            values=values,
        )
        await billing.notifier.tell(session, notice)
