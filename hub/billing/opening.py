"""What a credit line causes when it is given: months that end with an invoice. Loaded by every
process, so it imports little."""

from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import dues
from hub.billing.money import months_later
from hub.billing.subscription_models import MeteredAccount, TestClock
from hub.credits import public as credits_
from hub.kit.clock import Clock
from hub.kit.events import Events


def register(events: Events, clock: Clock) -> None:
    """Whoever is given a credit line pays for it at the end of each month from then on."""

    async def opened(session: AsyncSession, event: credits_.LineOpened) -> None:
        own = await session.get(TestClock, event.org_id)
        row = await open_account(session, event.org_id, own.now if own is not None else clock())
        if row.stopped_at is not None:  # a higher limit does not pay what is owed
            await credits_.pause_line(session, event.org_id, row.stopped_at)

    events.on(credits_.LineOpened, opened)


async def open_account(session: AsyncSession, org_id: str, now: datetime) -> MeteredAccount:
    """There is one an organization; its months begin on the day of its first credit line."""
    known = await find(session, org_id, lock=True)
    if known is not None:
        return known
    row = MeteredAccount(
        org_id=org_id,
        anchor_day=now.day,
        period_start=now,
        period_end=months_later(now, 1),
        created_at=now,
    )
    session.add(row)
    await session.flush()
    await dues.put(session, "metered", org_id, org_id=org_id, at=row.period_end)
    return row


async def find(session: AsyncSession, org_id: str, *, lock: bool = False) -> MeteredAccount | None:
    query = select(MeteredAccount).where(MeteredAccount.org_id == org_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).one_or_none()
