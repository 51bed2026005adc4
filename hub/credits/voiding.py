"""Paid credits that are taken back, because their payment was."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.credits import repository
from hub.credits.models import CreditGrant
from hub.credits.service import FUNDING, Leg


async def grant_remaining(session: AsyncSession, org_id: str, idempotency_key: str) -> int | None:
    """What nobody drew of the grant with this key, or None without one. Locks the wallet."""
    await repository.lock_wallet(session, org_id)
    row = await repository.find_grant(session, org_id, idempotency_key)
    return None if row is None else row.remaining


async def void_credits(
    session: AsyncSession,
    *,
    org_id: str,
    idempotency_key: str,
    amount: int,
    cause_id: str,
    now: datetime,
) -> int:
    """Takes up to `amount` of what is left of this grant out of the wallet; returns how much.

    What was used already is owed: `customer_receivable` says so.
    """
    await repository.lock_wallet(session, org_id)
    query = (
        select(CreditGrant)
        .where(CreditGrant.org_id == org_id, CreditGrant.idempotency_key == idempotency_key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    grant = (await session.exec(query)).one_or_none()
    if grant is None:
        return 0
    amount = min(amount, grant.amount)
    voided = min(amount, grant.remaining)
    owed = amount - voided
    grant.remaining -= voided
    await repository.save_grant(session, grant)
    legs = [Leg("conversion", "platform", grant.id, amount)]
    if voided:
        legs.append(Leg("customer_credit", org_id, grant.id, -voided))
    if owed:
        legs.append(Leg("customer_receivable", org_id, grant.id, -owed))
    await repository.add_booking(
        session, org_id=org_id, code="voided", cause_id=cause_id, legs=legs, now=now
    )
    return voided


async def take_back(
    session: AsyncSession, *, org_id: str, idempotency_key: str, now: datetime
) -> int:
    """What nobody drew of a promotional grant goes back to the promotion; returns how much."""
    await repository.lock_wallet(session, org_id)
    grant = await repository.find_grant(session, org_id, idempotency_key)
    if grant is None or not grant.remaining:
        return 0
    left, grant.remaining = grant.remaining, 0
    await repository.save_grant(session, grant)
    legs = [
        Leg("customer_credit", org_id, grant.id, -left),
        Leg(FUNDING[grant.kind], org_id, grant.id, left),
    ]
    await repository.add_booking(
        session, org_id=org_id, code="voided", cause_id=grant.id, legs=legs, now=now
    )
    return left


async def wallets_below(
    session: AsyncSession, thresholds: dict[str, int], now: datetime
) -> list[str]:
    """Of these organizations, those with fewer credits to spend. For the worker's role."""
    query = select(CreditGrant).where(
        col(CreditGrant.org_id).in_(list(thresholds)),
        col(CreditGrant.remaining) > 0,
        col(CreditGrant.kind) != "metered",
    )
    left = dict.fromkeys(thresholds, 0)
    for grant in (await session.exec(query)).all():
        if grant.expires_at is None or grant.expires_at > now:
            left[grant.org_id] += grant.remaining
    return [org_id for org_id, least in thresholds.items() if left[org_id] < least]
