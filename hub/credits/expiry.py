"""The end of grants: what nobody drew in time leaves the wallet, booked once."""

from datetime import datetime
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.credits import repository
from hub.credits.service import expiry_legs
from hub.kit.db import Database

_ORGANIZATIONS_AT_ONCE: Final = 1000


async def expire_grants(finder: Database, database: Database, now: datetime) -> int:
    """Expires what is due in up to a thousand organizations; run it again and again.

    `finder` connects as the worker, which sees every grant and changes none; the bookings are made
    through `database`, which sees one organization at a time.

    Returns:
        How many grants ended.
    """
    async with finder.transaction() as session:
        orgs = await repository.find_organizations_with_due_grants(
            session, now, limit=_ORGANIZATIONS_AT_ONCE
        )
    ended = 0
    for org_id in orgs:
        async with database.transaction(org_id) as session:
            ended += await _expire(session, org_id, now)
    return ended


async def _expire(session: AsyncSession, org_id: str, now: datetime) -> int:
    await repository.lock_wallet(session, org_id)
    due = await repository.lock_due_grants(session, org_id, now)
    for grant in due:
        left, grant.remaining, grant.expired_at = grant.remaining, 0, now
        await repository.save_grant(session, grant)
        if left:
            await repository.add_booking(
                session,
                org_id=org_id,
                code="expired",
                cause_id=grant.id,
                legs=expiry_legs(org_id, grant.id, grant.kind, left),
                now=now,
            )
    return len(due)
