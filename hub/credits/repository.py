"""The ledger's SQL for one organization at a time; the hot path's is in `batches.py`."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.credits.models import Budget, CreditGrant, LedgerEntry, LedgerTransaction, Wallet
from hub.credits.service import Leg
from hub.kit.ids import new_id


async def add_wallet(session: AsyncSession, org_id: str) -> None:
    session.add(Wallet(org_id=org_id))
    await session.flush()  # its row is the lock that the next statement takes


async def find_grant(
    session: AsyncSession, org_id: str, idempotency_key: str
) -> CreditGrant | None:
    query = select(CreditGrant).where(
        CreditGrant.org_id == org_id, CreditGrant.idempotency_key == idempotency_key
    )
    return (await session.exec(query)).one_or_none()


async def lock_wallet(session: AsyncSession, org_id: str) -> Wallet | None:
    query = select(Wallet).where(Wallet.org_id == org_id).with_for_update()
    return (await session.exec(query)).one_or_none()


async def add_grant(session: AsyncSession, grant: CreditGrant) -> None:
    session.add(grant)
    await session.flush()  # the ledger's rows follow in the same transaction


async def add_booking(
    session: AsyncSession,
    *,
    org_id: str,
    code: str,
    cause_id: str,
    legs: Sequence[Leg],
    now: datetime,
) -> None:
    booked = LedgerTransaction(
        org_id=org_id, id=new_id("ldg"), code=code, cause_id=cause_id, booked_at=now
    )
    session.add(booked)
    session.add_all(
        LedgerEntry(
            org_id=org_id,
            transaction_id=booked.id,
            line=line,
            account=leg.account,
            owner_id=leg.owner_id,
            grant_id=leg.grant_id,
            amount=leg.amount,
        )
        for line, leg in enumerate(legs)
    )
    await session.flush()  # unbalanced legs are refused here, beside the code that made them


async def list_grants(session: AsyncSession, org_id: str) -> Sequence[CreditGrant]:
    query = (
        select(CreditGrant).where(CreditGrant.org_id == org_id).order_by(col(CreditGrant.id).desc())
    )
    return (await session.exec(query)).all()


async def list_entries(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[tuple[LedgerTransaction, int, int]]:
    """Bookings, newest first, with what each changed in available and in held credits."""
    available = func.coalesce(
        func.sum(LedgerEntry.amount).filter(col(LedgerEntry.account) == "customer_credit"), 0
    )
    held = func.coalesce(
        func.sum(LedgerEntry.amount).filter(col(LedgerEntry.account) == "customer_held"), 0
    )
    query = (
        select(LedgerTransaction, available, held)
        .join(
            LedgerEntry,
            (col(LedgerEntry.org_id) == LedgerTransaction.org_id)
            & (col(LedgerEntry.transaction_id) == LedgerTransaction.id),
        )
        .where(LedgerTransaction.org_id == org_id)
        .group_by(col(LedgerTransaction.org_id), col(LedgerTransaction.id))
        .order_by(col(LedgerTransaction.id).desc())
        .limit(limit)
    )
    if after:
        query = query.where(LedgerTransaction.id < after)
    return (await session.exec(query)).all()


async def list_budgets(session: AsyncSession, org_id: str) -> Sequence[Budget]:
    query = select(Budget).where(Budget.org_id == org_id).order_by(col(Budget.id).desc())
    return (await session.exec(query)).all()


async def find_budget(
    session: AsyncSession, org_id: str, *, scope: str, scope_id: str, period: str
) -> Budget | None:
    query = select(Budget).where(
        Budget.org_id == org_id,
        Budget.scope == scope,
        Budget.scope_id == scope_id,
        Budget.period == period,
    )
    return (await session.exec(query)).one_or_none()


async def get_budget(session: AsyncSession, org_id: str, budget_id: str) -> Budget | None:
    query = select(Budget).where(Budget.org_id == org_id, Budget.id == budget_id)
    return (await session.exec(query)).one_or_none()


async def save(session: AsyncSession, row: Budget) -> None:
    session.add(row)
    await session.flush()  # a second budget of the same scope is refused here


async def delete(session: AsyncSession, row: Budget) -> None:
    await session.delete(row)
