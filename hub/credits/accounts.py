"""Money in the ledger: postings of commerce, and what publishers have in it.

Credit positive, debit negative, each asset zero in sum. `credit` is micro-credits; `USD`, `EUR` and
`INR` are minor units. What crosses between them passes `conversion`, both legs in one booking.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlalchemy import insert, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.credits.models import LedgerEntry, LedgerTransaction, Wallet
from hub.kit.ids import new_id

CREDIT: Final = "credit"
_BALANCE: Final = text("select asset, account, amount from publisher_balance(:publisher)")
_EARNED: Final = text("select asset, earned, taken from publisher_earned(:publisher, :until)")
_MOVES: Final = text("select code, asset, account, amount from publisher_moves(:publisher, :a, :b)")
_BY_AGENT: Final = text(
    "select month, agent_id, code, asset, amount from agent_earnings(:publisher, :a, :b)"
)
_OWN: Final = text(
    "select coalesce(sum(amount), 0) from ledger_entries"
    " where org_id = :org and account = :account and asset = :asset"
)


@dataclass(frozen=True, slots=True)
class MoneyLeg:
    """One side of a posting. `owner_id` is an organization, a processor, or `platform`."""

    account: str
    owner_id: str
    asset: str
    amount: int
    grant_id: str | None = None


async def lock(session: AsyncSession, org_ids: Iterable[str]) -> None:
    """Holds these organizations' money still until the commit: always in the order of their IDs."""
    query = (
        select(Wallet.org_id)
        .where(col(Wallet.org_id).in_(sorted(set(org_ids))))
        .order_by(col(Wallet.org_id))
        .with_for_update()
    )
    await session.exec(query)


async def book(
    session: AsyncSession,
    *,
    org_id: str,
    code: str,
    cause_id: str,
    legs: Sequence[MoneyLeg],
    now: datetime,
) -> bool:
    """Whether it was booked now: a cause books a code once, for ever. Lock before.

    Legs of nothing are left out; a posting of nothing is none.
    """
    legs = [leg for leg in legs if leg.amount]
    known = select(LedgerTransaction.id).where(
        LedgerTransaction.org_id == org_id,
        LedgerTransaction.cause_id == cause_id,
        LedgerTransaction.code == code,
    )
    if not legs or (await session.exec(known)).first() is not None:
        return False
    await write(session, org_id=org_id, code=code, cause_id=cause_id, legs=legs, now=now)
    return True


async def write(
    session: AsyncSession,
    *,
    org_id: str,
    code: str,
    cause_id: str,
    legs: Sequence[MoneyLeg],
    now: datetime,
) -> None:
    """A posting with its legs, whatever was booked before."""
    booked = LedgerTransaction(
        org_id=org_id, id=new_id("ldg"), code=code, cause_id=cause_id, booked_at=now
    )
    session.add(booked)
    await session.flush()
    rows = [
        {
            "org_id": org_id,
            "transaction_id": booked.id,
            "line": line,
            "account": leg.account,
            "owner_id": leg.owner_id,
            "grant_id": leg.grant_id,
            "amount": leg.amount,
            "asset": leg.asset,
        }
        for line, leg in enumerate(legs)
    ]
    # One statement: the database refuses a statement whose legs do not sum to zero
    await session.exec(insert(LedgerEntry).values(rows))


async def own_balance(session: AsyncSession, org_id: str, account: str, asset: str) -> int:
    """Of an account that only the organization's own books hold."""
    connection = await session.connection()
    found = await connection.execute(_OWN, {"org": org_id, "account": account, "asset": asset})
    return int(found.scalar_one())


@dataclass(slots=True)
class Earnings:
    """What a publisher has, by asset and account (`pending`, `available`, `reserve`, `disputed`,
    `receivable`).

    `disputed` is set aside for one payment each, and pays for nothing else. `receivable` is below
    zero: it is owed to the platform.
    """

    of: dict[tuple[str, str], int] = field(default_factory=dict)

    def get(self, asset: str, account: str) -> int:
        return self.of.get((asset, account), 0)

    def take(self, asset: str, amount: int) -> list[tuple[str, int]]:
        """Where so much is taken from: pending, available, reserve, and then it is owed."""
        taken, left = [], amount
        for account in ("pending", "available", "reserve"):
            here = min(left, max(0, self.get(asset, account)))
            if here:
                taken.append((account, here))
                self.of[asset, account] -= here
                left -= here
        return [*taken, ("receivable", left)] if left else taken


async def earnings(session: AsyncSession, publisher_id: str) -> Earnings:
    """In the books of all their buyers. The transaction must see the publisher."""
    connection = await session.connection()
    rows = await connection.execute(_BALANCE, {"publisher": publisher_id})
    return Earnings({(r.asset, r.account.removeprefix("publisher_")): r.amount for r in rows})


async def releasable(
    session: AsyncSession, publisher_id: str, until: datetime
) -> Mapping[str, int]:
    """By asset, what was earned until then and has not left `pending` since; oldest first."""
    connection = await session.connection()
    rows = await connection.execute(_EARNED, {"publisher": publisher_id, "until": until})
    return {row.asset: max(0, row.earned - row.taken) for row in rows}


@dataclass(frozen=True, slots=True)
class Move:
    code: str
    asset: str
    account: str
    amount: int


async def moves(
    session: AsyncSession, publisher_id: str, since: datetime, until: datetime
) -> list[Move]:
    """What changed a publisher's accounts between two times, by code, asset and account."""
    connection = await session.connection()
    rows = await connection.execute(_MOVES, {"publisher": publisher_id, "a": since, "b": until})
    return [
        Move(row.code, row.asset, row.account.removeprefix("publisher_"), row.amount)
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class AgentMove:
    """What one month changed for a publisher by one agent; None where it is about no single one."""

    month: date
    agent_id: str | None
    code: str
    asset: str
    amount: int


async def moves_by_agent(
    session: AsyncSession, publisher_id: str, since: datetime, until: datetime
) -> list[AgentMove]:
    """What was earned and taken back between two times; not what was released or paid out."""
    connection = await session.connection()
    rows = await connection.execute(_BY_AGENT, {"publisher": publisher_id, "a": since, "b": until})
    return [AgentMove(*row) for row in rows]
