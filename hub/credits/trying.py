"""Who pays for tries: a creator out of what they set aside, or the platform's promotion.

try_funded            customer_credit     → publisher_tries, in the creator's books
tries_from_earnings   publisher_available (money) → publisher_tries, in the creator's books
tried                 publisher_tries or promo_expense → revenue, in the visitor's books
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.credits import accounts, repository, statements
from hub.credits.batches import Booking, booked
from hub.credits.errors import InsufficientCredits
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


def _too_few(amount: int, available: int) -> InsufficientCredits:
    return InsufficientCredits(
        f"{format_credits(amount)} are needed; {format_credits(max(0, available))} are available.",
        required_credits=format_credits(amount),
        available_credits=format_credits(max(0, available)),
    )
