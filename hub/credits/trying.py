"""Who pays for tries: a creator out of what they set aside, or the platform's promotion.

try_funded            customer_credit     → publisher_tries, in the creator's books
tries_from_earnings   publisher_available (money) → publisher_tries, in the creator's books
tries_returned        publisher_tries → what it came from, of what no try has used
tried                 publisher_tries or promo_expense → revenue, in the visitor's books
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.credits import accounts, repository, statements
from hub.credits.batches import Booking, booked
from hub.credits.errors import InsufficientCredits
from hub.credits.models import CreditGrant, LedgerEntry, LedgerTransaction
from hub.credits.service import PLATFORM, Leg
from hub.kit.amounts import MICRO, format_credits
from hub.kit.db import Connection
from hub.kit.errors import InvalidInput

TRIES: Final = "publisher_tries"
BatchBooking = Booking
_BOOK: Final = f"with booked as ({statements.BOOK}) {statements.ENTER}"


def try_legs(creator: str | None, amount: int) -> list[Leg]:
    """What a try cost: `creator` pays for it, or the platform."""
    payer = (
        Leg("promo_expense", PLATFORM, None, -amount)
        if creator is None
        else Leg(TRIES, creator, None, -amount)
    )
    return [payer, Leg("revenue", PLATFORM, None, amount)]


async def book_batch(
    connection: Connection, bookings: Sequence[BatchBooking], *, now: datetime
) -> None:
    """Bookings of any organizations that the connection's transaction sees, in one statement.

    Whoever calls it knows that none of them was made before.
    """
    await connection.execute(_BOOK, list(booked(bookings, now)))


async def fund_tries(
    session: AsyncSession, *, org_id: str, funding_id: str, amount: int, now: datetime
) -> None:
    """Sets so many of the organization's credits aside for tries of its own agents.

    Raises:
        InsufficientCredits: there are not so many that can be spent.
    """
    await repository.lock_wallet(session, org_id)
    _, grants = await repository.read_wallet(session, org_id, now)
    usable = [grant for grant in grants if grant.kind != "metered"]
    available = sum(grant.remaining for grant in usable)
    if available < amount:
        raise _too_few(amount, available)
    legs, needed = [Leg(TRIES, org_id, None, amount)], amount
    for grant in usable:
        taken = min(needed, grant.remaining)
        if taken:
            grant.remaining -= taken
            needed -= taken
            await repository.save_grant(session, grant)
            legs.append(Leg("customer_credit", org_id, grant.id, -taken))
    await repository.add_booking(
        session, org_id=org_id, code="try_funded", cause_id=funding_id, legs=legs, now=now
    )


async def fund_tries_from_earnings(
    session: AsyncSession,
    *,
    org_id: str,
    funding_id: str,
    amount: int,
    usd_per_credit: Decimal,
    now: datetime,
) -> None:
    """The same out of what it earned and could be paid out, which is in money.

    Raises:
        InvalidInput: so many credits are not worth a whole number of cents.
        InsufficientCredits: not so much was earned and is available.
    """
    await repository.lock_wallet(session, org_id)
    exact = Decimal(amount) * usd_per_credit * 100 / MICRO
    cents = int(exact)
    if exact != cents:
        raise InvalidInput.at("/credits", "is not worth a whole number of cents")
    found = (await accounts.earnings(session, org_id)).get("USD", "available")
    if found < cents:
        raise _too_few(amount, int(Decimal(found) * MICRO / 100 / usd_per_credit))
    legs = [
        accounts.MoneyLeg("publisher_available", org_id, "USD", -cents),
        accounts.MoneyLeg("conversion", PLATFORM, "USD", cents),
        accounts.MoneyLeg("conversion", PLATFORM, accounts.CREDIT, -amount),
        accounts.MoneyLeg(TRIES, org_id, accounts.CREDIT, amount),
    ]
    await accounts.book(
        session,
        org_id=org_id,
        code="tries_from_earnings",
        cause_id=funding_id,
        legs=legs,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class SetAside:
    """What a creator set aside once and did not take back: `source` is credits or earnings."""

    funding_id: str
    source: str
    amount: int


async def return_tries(
    session: AsyncSession,
    *,
    org_id: str,
    return_id: str,
    parts: Sequence[tuple[SetAside, int]],
    usd_per_credit: Decimal,
    now: datetime,
) -> list[int]:
    """Takes `parts` of what was set aside back where it came from, the last of each first.

    Earnings come back as whole cents: what is less stays set aside. Credits come back to the grants
    that they were drawn from; of a grant that has ended they expire.

    Returns:
        How much of each part came back.
    """
    await repository.lock_wallet(session, org_id)
    legs: list[accounts.MoneyLeg] = []
    back: list[int] = []
    for part, amount in parts:
        if part.source == "earnings":
            cents = int(Decimal(amount) * usd_per_credit * 100 / MICRO)
            credits_ = -int(-(Decimal(cents) * MICRO) / (usd_per_credit * 100) // 1)
            legs += [
                accounts.MoneyLeg("publisher_available", org_id, "USD", cents),
                accounts.MoneyLeg("conversion", PLATFORM, "USD", -cents),
                accounts.MoneyLeg("conversion", PLATFORM, accounts.CREDIT, credits_),
            ]
            back.append(credits_)
        else:
            legs += await _to_grants(session, org_id, part, amount, now)
            back.append(amount)
    legs.append(accounts.MoneyLeg(TRIES, org_id, accounts.CREDIT, -sum(back)))
    await accounts.book(
        session, org_id=org_id, code="tries_returned", cause_id=return_id, legs=legs, now=now
    )
    return back


async def _to_grants(
    session: AsyncSession, org_id: str, part: SetAside, amount: int, now: datetime
) -> list[accounts.MoneyLeg]:
    """The grants that were drawn on last get theirs first; what they got before is counted off."""
    drawn = await _drawn(session, org_id, part.funding_id)
    skipped = sum(taken for _, taken in drawn) - part.amount
    legs = []
    for grant_id, taken in reversed(drawn):
        passed = min(skipped, taken)
        skipped -= passed
        given = min(amount, taken - passed)
        if not given:
            continue
        amount -= given
        grant = await session.get(CreditGrant, grant_id, with_for_update=True)
        assert grant is not None
        over = grant.expires_at is not None and grant.expires_at <= now
        if over or grant.expired_at is not None:
            legs.append(accounts.MoneyLeg("breakage", PLATFORM, accounts.CREDIT, given, grant.id))
            continue
        grant.remaining += given
        await repository.save_grant(session, grant)
        legs.append(accounts.MoneyLeg("customer_credit", org_id, accounts.CREDIT, given, grant.id))
    return legs


async def _drawn(session: AsyncSession, org_id: str, funding_id: str) -> list[tuple[str, int]]:
    """What a funding took of each grant, in the order in which it was taken."""
    query = (
        select(LedgerEntry.grant_id, LedgerEntry.amount)
        .join(
            LedgerTransaction,
            (col(LedgerTransaction.org_id) == col(LedgerEntry.org_id))
            & (col(LedgerTransaction.id) == col(LedgerEntry.transaction_id)),
        )
        .where(
            LedgerTransaction.org_id == org_id,
            LedgerTransaction.cause_id == funding_id,
            LedgerTransaction.code == "try_funded",
            LedgerEntry.account == "customer_credit",
        )
        .order_by(col(LedgerEntry.line))
    )
    return [(grant_id or "", -amount) for grant_id, amount in (await session.exec(query)).all()]


def _too_few(amount: int, available: int) -> InsufficientCredits:
    return InsufficientCredits(
        f"{format_credits(amount)} are needed; {format_credits(max(0, available))} are available.",
        required_credits=format_credits(amount),
        available_credits=format_credits(max(0, available)),
    )
