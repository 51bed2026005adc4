"""The ledger's SQL for one organization at a time; the hot path's is in `batches.py`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, and_, cast, func
from sqlalchemy import select as select_columns
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.credits.accounts import CREDIT, MoneyLeg, write
from hub.credits.models import Budget, CreditGrant, LedgerEntry, LedgerTransaction, Wallet
from hub.credits.service import Leg
from hub.kit.ids import id_at

# What changes a wallet; other bookings are of money.
_OF_CREDITS: Final = (
    *("granted", "held", "settled", "expired", "voided", "try_funded", "tries_returned"),
    "line_paid",
)


async def add_wallet(session: AsyncSession, org_id: str) -> None:
    session.add(Wallet(org_id=org_id))
    await session.flush()  # its row is the lock that the next statement takes


async def lock_wallet(session: AsyncSession, org_id: str) -> Wallet | None:
    query = select(Wallet).where(Wallet.org_id == org_id).with_for_update()
    return (await session.exec(query)).one_or_none()


async def read_wallet(
    session: AsyncSession, org_id: str, now: datetime
) -> tuple[Wallet | None, list[CreditGrant]]:
    """The wallet and what can be drawn on now, in draw-down order, as of one moment: one statement.

    It takes no lock: whoever looks at a balance does not stop those who spend.
    """
    usable = and_(
        col(CreditGrant.org_id) == Wallet.org_id,
        col(CreditGrant.remaining) > 0,
        col(CreditGrant.effective_at) <= now,
        col(CreditGrant.paused_at).is_(None),
        or_(col(CreditGrant.expires_at).is_(None), col(CreditGrant.expires_at) > now),
    )
    query = (
        select(Wallet, CreditGrant)
        .outerjoin(CreditGrant, usable)
        .where(Wallet.org_id == org_id)
        .order_by(
            col(CreditGrant.priority),
            col(CreditGrant.expires_at).nulls_last(),
            col(CreditGrant.kind) != "promotional",
            col(CreditGrant.effective_at),
            col(CreditGrant.id),
        )
    )
    rows: Sequence[tuple[Wallet, CreditGrant | None]] = (await session.exec(query)).all()
    return (rows[0][0] if rows else None), [grant for _, grant in rows if grant is not None]


async def find_grant(
    session: AsyncSession, org_id: str, idempotency_key: str
) -> CreditGrant | None:
    query = select(CreditGrant).where(
        CreditGrant.org_id == org_id, CreditGrant.idempotency_key == idempotency_key
    )
    return (await session.exec(query)).one_or_none()


async def add_grant(session: AsyncSession, grant: CreditGrant) -> None:
    session.add(grant)
    await session.flush()  # a key that another organization used is refused here


async def save_grant(session: AsyncSession, grant: CreditGrant) -> None:
    session.add(grant)
    await session.flush()


async def lock_due_grants(
    session: AsyncSession, org_id: str, now: datetime
) -> Sequence[CreditGrant]:
    """Grants whose time is over and that are not booked as expired."""
    query = (
        select(CreditGrant)
        .where(
            CreditGrant.org_id == org_id,
            col(CreditGrant.expired_at).is_(None),
            col(CreditGrant.expires_at) <= now,
        )
        .with_for_update()
    )
    return (await session.exec(query)).all()


async def find_organizations_with_due_grants(
    session: AsyncSession, now: datetime, *, limit: int
) -> Sequence[str]:
    """Across organizations: for the worker's role, which the policies let see every grant."""
    query = (
        select(CreditGrant.org_id)
        .where(col(CreditGrant.expired_at).is_(None), col(CreditGrant.expires_at) <= now)
        .distinct()
        .limit(limit)
    )
    return (await session.exec(query)).all()


async def add_booking(
    session: AsyncSession,
    *,
    org_id: str,
    code: str,
    cause_id: str,
    legs: Sequence[Leg],
    now: datetime,
) -> None:
    money = [MoneyLeg(leg.account, leg.owner_id, CREDIT, leg.amount, leg.grant_id) for leg in legs]
    await write(session, org_id=org_id, code=code, cause_id=cause_id, legs=money, now=now)


class EntryRow(NamedTuple):
    """A booking with what it did to each kind of account; `total` is the balance of today."""

    id: str
    code: str
    cause_id: str
    booked_at: datetime
    kind: str | None
    reason: str | None
    change: int
    held_change: int
    charged: int
    expired: int
    total: int


def _sum_of(*accounts: str) -> ColumnElement[int]:
    amounts = func.sum(LedgerEntry.amount).filter(col(LedgerEntry.account).in_(accounts))
    return cast(func.coalesce(amounts, 0), BigInteger)  # a sum of bigints is numeric


async def list_entries(
    session: AsyncSession, org_id: str, *, before: str | None, limit: int
) -> list[EntryRow]:
    """Bookings, newest first, and today's balance as of the same moment: one statement."""
    newest = select(LedgerTransaction).where(
        LedgerTransaction.org_id == org_id, col(LedgerTransaction.code).in_(_OF_CREDITS)
    )
    if before:
        newest = newest.where(LedgerTransaction.id < before)
    booked = newest.order_by(col(LedgerTransaction.id).desc()).limit(limit).subquery().c
    total = (
        select(cast(func.coalesce(func.sum(CreditGrant.remaining), 0), BigInteger))
        .where(CreditGrant.org_id == org_id)
        .scalar_subquery()
    )
    about = (booked.id, booked.code, booked.cause_id, booked.booked_at)
    grant = (col(CreditGrant.kind), col(CreditGrant.reason))
    query = (
        select_columns(
            *about,
            *grant,
            _sum_of("customer_credit"),
            _sum_of("customer_held"),
            _sum_of("publisher_pending", "revenue"),
            _sum_of("breakage"),
            total,
        )
        .join(
            LedgerEntry,
            (col(LedgerEntry.org_id) == booked.org_id)
            & (col(LedgerEntry.transaction_id) == booked.id),
        )
        .outerjoin(
            CreditGrant,
            (col(CreditGrant.org_id) == booked.org_id) & (col(CreditGrant.id) == booked.cause_id),
        )
        .group_by(*about, *grant)
        .order_by(booked.id.desc())
    )
    rows = await (await session.connection()).execute(query)
    return [EntryRow(*row) for row in rows]


async def spent_since(session: AsyncSession, org_id: str, since: datetime) -> int:
    """What runs cost from then on, by when they ended."""
    query = (
        select(cast(func.coalesce(func.sum(LedgerEntry.amount), 0), BigInteger))
        .join(
            LedgerTransaction,
            (col(LedgerTransaction.org_id) == col(LedgerEntry.org_id))
            & (col(LedgerTransaction.id) == col(LedgerEntry.transaction_id)),
        )
        .where(
            LedgerTransaction.org_id == org_id,
            LedgerTransaction.code == "settled",
            col(LedgerTransaction.id) >= id_at("ldg", since),
            col(LedgerEntry.account).in_(("publisher_pending", "revenue")),
        )
    )
    return int((await session.exec(query)).one())


async def list_budgets(session: AsyncSession, org_id: str) -> Sequence[Budget]:
    query = select(Budget).where(Budget.org_id == org_id).order_by(col(Budget.id).desc())
    return (await session.exec(query)).all()


async def key_budgets(
    session: AsyncSession, org_id: str, key_ids: Sequence[str]
) -> Sequence[Budget]:
    query = select(Budget).where(
        Budget.org_id == org_id, Budget.scope == "key", col(Budget.scope_id).in_(key_ids)
    )
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


async def save_budget(session: AsyncSession, row: Budget) -> None:
    session.add(row)
    await session.flush()


async def delete_budget(session: AsyncSession, row: Budget) -> None:
    await session.delete(row)
