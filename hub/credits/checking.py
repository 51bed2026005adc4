"""The last proof of the books, kept where it can be read without proving them again."""

from dataclasses import asdict
from datetime import datetime

import structlog
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.credits.models import LedgerCheck
from hub.credits.verifying import differences, trial_balance
from hub.kit.db import Database

_SHOWN = 100

log = structlog.get_logger()


async def check_books(database: Database, now: datetime) -> LedgerCheck:
    """What `laelia ledger verify` prints, as the worker's role; replaces the check before."""
    async with database.transaction() as session:
        wrong = await differences(session)
        trial = await trial_balance(session)
        row = LedgerCheck(
            checked_at=now,
            differences=len(wrong),
            found=[asdict(one) for one in wrong[:_SHOWN]],
            trial=[{"asset": a, "account": b, "amount": c} for a, b, c in trial],
        )
        await session.exec(delete(LedgerCheck).where(col(LedgerCheck.checked_at) <= now))
        session.add(row)
        await session.flush()
    if wrong:
        log.error("ledger.differs", differences=len(wrong), first=asdict(wrong[0]))
    return row


async def last_check(session: AsyncSession) -> LedgerCheck | None:
    """None: the books were not proved yet."""
    query = select(LedgerCheck).order_by(col(LedgerCheck.checked_at).desc()).limit(1)
    return (await session.exec(query)).one_or_none()
