"""The door to credits.

Runs place and settle holds in batches, on the group committer's connection; everybody else uses
sessions. All amounts are micro-credits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.credits import batches, repository
from hub.credits.errors import BudgetExceeded, InsufficientCredits, TooManyRunning
from hub.credits.models import Budget, CreditGrant
from hub.credits.service import (
    FUNDING,
    BudgetPeriod,
    BudgetScope,
    Charge,
    GrantKind,
    Hold,
    HoldRequest,
    Leg,
    hold_legs,
    period_start,
    place_hold,
    settle,
)
from hub.kit.db import Connection
from hub.kit.errors import Conflict, LaeliaError, NotFound
from hub.kit.ids import new_id

__all__ = [
    "Balance",
    "BudgetExceeded",
    "Charge",
    "Grant",
    "Hold",
    "HoldRequest",
    "InsufficientCredits",
    "TooManyRunning",
    "get_balance",
    "grant_credits",
    "open_wallet",
    "place_holds",
    "set_budget",
    "settle_holds",
]


async def place_holds(
    connection: Connection, requests: Sequence[HoldRequest], *, max_running: int, now: datetime
) -> list[Hold | LaeliaError]:
    """Sets credits aside for each request in order; a refused one changes nothing."""
    wallets = await batches.lock_wallets(connection, {r.org_id for r in requests}, now)
    answers = [place_hold(wallets[r.org_id], r, max_running=max_running, now=now) for r in requests]
    holds = [a for a in answers if isinstance(a, Hold)]
    if holds:
        await batches.save_holds(connection, holds, wallets, now)
        await batches.book(
            connection,
            [(h.org_id, "held", h.run_id, hold_legs(h)) for h in holds if h.amount],
            now,
        )
    return answers


async def lock(connection: Connection, org_ids: Sequence[str]) -> None:
    """Takes the wallets' locks; whoever settles takes them before any other row's."""
    await batches.lock_wallet_rows(connection, set(org_ids))


async def settle_holds(
    connection: Connection, charges: Sequence[Charge], now: datetime
) -> dict[str, int]:
    """Captures each run's cost and releases the rest. Call once per run, under :func:`lock`.

    Returns:
        What was captured, by run.
    """
    pending = await batches.pending_holds(
        connection, [c.org_id for c in charges], [c.run_id for c in charges]
    )
    paid: frozenset[str] = frozenset()
    if any(c.publisher_fee for c in charges):
        drawn = {grant_id for hold in pending.values() for grant_id, _ in hold.draws}
        paid = await batches.not_promotional(connection, drawn)
    settled = [
        (hold, settle(hold, charge, paid=paid))
        for charge in charges
        if (hold := pending.get(charge.run_id))
    ]
    await batches.release_running(
        connection,
        [(c.org_id, pending[c.run_id].amount if c.run_id in pending else 0) for c in charges],
    )
    await batches.resolve_holds(connection, [(h, s.captured) for h, s in settled], now)
    await batches.return_to_grants(connection, (back for _, s in settled for back in s.returned))
    await batches.book(
        connection, [(h.org_id, "settled", h.run_id, s.legs) for h, s in settled], now
    )
    return {hold.run_id: s.captured for hold, s in settled}


async def open_wallet(session: AsyncSession, org_id: str) -> None:
    """In the transaction that makes the organization: there is no organization without one."""
    await repository.add_wallet(session, org_id)


@dataclass(frozen=True, slots=True)
class Grant:
    """What to grant. The same `idempotency_key` in the same organization grants once, for ever."""

    org_id: str
    amount: int
    kind: GrantKind
    reason: str
    idempotency_key: str
    expires_at: datetime | None = None
    granted_by: str | None = None


async def grant_credits(session: AsyncSession, grant: Grant, *, now: datetime) -> CreditGrant:
    """Adds credits to an organization's wallet.

    Raises:
        NotFound: there is no such organization.
        Conflict: the idempotency key was used for another grant.
    """
    if await repository.lock_wallet(session, grant.org_id) is None:
        raise NotFound("There is no organization with this ID.")
    known = await repository.find_grant(session, grant.org_id, grant.idempotency_key)
    if known is not None:
        if (known.amount, known.kind) != (grant.amount, grant.kind):
            raise Conflict("This idempotency key was used for a grant of another amount or kind.")
        return known
    row = CreditGrant(
        id=new_id("grt"),
        org_id=grant.org_id,
        kind=grant.kind,
        amount=grant.amount,
        remaining=grant.amount,
        priority=90 if grant.kind == "metered" else 50,
        reason=grant.reason,
        granted_by=grant.granted_by,
        idempotency_key=grant.idempotency_key,
        effective_at=now,
        expires_at=grant.expires_at,
        created_at=now,
    )
    await repository.add_grant(session, row)
    legs = [
        Leg(FUNDING[grant.kind], grant.org_id, row.id, -grant.amount),
        Leg("customer_credit", grant.org_id, row.id, grant.amount),
    ]
    await repository.add_booking(
        session, org_id=grant.org_id, code="granted", cause_id=row.id, legs=legs, now=now
    )
    return row


@dataclass(frozen=True, slots=True)
class Balance:
    """`available` can be spent now; `held` is set aside for runs under way."""

    available: int
    held: int
    running: int
    grants: list[CreditGrant]


async def get_balance(session: AsyncSession, org_id: str, now: datetime) -> Balance:
    wallet = await repository.lock_wallet(session, org_id)
    if wallet is None:
        raise NotFound("There is no organization with this ID.")
    grants = await repository.list_grants(session, org_id)
    usable = [
        g
        for g in grants
        if g.remaining and g.effective_at <= now and (g.expires_at is None or g.expires_at > now)
    ]
    return Balance(sum(g.remaining for g in usable), wallet.held, wallet.running, usable)


@dataclass(frozen=True, slots=True)
class BudgetTerms:
    org_id: str
    scope: BudgetScope
    scope_id: str
    period: BudgetPeriod
    amount: int


async def set_budget(session: AsyncSession, terms: BudgetTerms, *, now: datetime) -> Budget:
    """Makes the budget of this scope and period, or changes its amount."""
    await repository.lock_wallet(session, terms.org_id)
    budget = await repository.find_budget(
        session, terms.org_id, scope=terms.scope, scope_id=terms.scope_id, period=terms.period
    ) or Budget(
        id=new_id("bdg"),
        org_id=terms.org_id,
        scope=terms.scope,
        scope_id=terms.scope_id,
        period=terms.period,
        amount=0,
        period_start=period_start(terms.period, now),
        created_at=now,
    )
    budget.amount = terms.amount
    await repository.save(session, budget)
    return budget
