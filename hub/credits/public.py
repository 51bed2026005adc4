"""The door to credits.

Runs place and settle holds in batches, on the group committer's connection; everybody else uses
sessions. All amounts are micro-credits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.credits import batches, repository
from hub.credits.accounts import (
    CREDIT,
    Earnings,
    MoneyLeg,
    Move,
    book,
    earnings,
    lock,
    moves,
    moves_by_agent,
    own_balance,
    releasable,
)
from hub.credits.arrears import (
    AgentUse,
    Line,
    bill_use,
    line_of,
    organizations_with_lines,
    pause_line,
    pay_line,
    unbilled_use,
    unpay_line,
)
from hub.credits.errors import BudgetExceeded, InsufficientCredits, TooManyRunning
from hub.credits.events import LineOpened
from hub.credits.models import Budget as BudgetRow
from hub.credits.models import CreditGrant
from hub.credits.paying import paid_for
from hub.credits.service import (
    BudgetPeriod,
    BudgetScope,
    Charge,
    GrantKind,
    Hold,
    HoldRequest,
    Settled,
    WalletState,
    grant_legs,
    hold_legs,
    period_start,
    place_hold,
    settle,
)
from hub.credits.trying import (
    TRIES,
    BatchBooking,
    SetAside,
    book_batch,
    fund_tries,
    fund_tries_from_earnings,
    return_tries,
    try_legs,
)
from hub.credits.voiding import grant_remaining, take_back, void_credits, wallets_below
from hub.kit.db import Connection
from hub.kit.errors import IdempotencyKeyReused, InvalidInput, LaeliaError, NotFound
from hub.kit.ids import new_id, stable_id

__all__ = [
    "CREDIT",
    "TRIES",
    "AgentUse",
    "Balance",
    "BatchBooking",
    "Budget",
    "BudgetExceeded",
    "BudgetTerms",
    "Charge",
    "Earnings",
    "Entry",
    "Grant",
    "GrantTerms",
    "Hold",
    "HoldRequest",
    "InsufficientCredits",
    "Line",
    "LineOpened",
    "MoneyLeg",
    "Move",
    "SetAside",
    "TooManyRunning",
    "bill_use",
    "book",
    "book_batch",
    "budgets_of_keys",
    "earnings",
    "fund_tries",
    "fund_tries_from_earnings",
    "get_balance",
    "grant_credits",
    "grant_remaining",
    "line_of",
    "list_budgets",
    "list_entries",
    "lock",
    "lock_holds",
    "lock_wallets",
    "moves",
    "moves_by_agent",
    "open_wallet",
    "organizations_with_lines",
    "own_balance",
    "paid_for",
    "pause_line",
    "pay_line",
    "period_start",
    "place_holds",
    "releasable",
    "remove_budget",
    "return_tries",
    "set_budget",
    "settle_holds",
    "spent_since",
    "take_back",
    "try_legs",
    "unbilled_use",
    "unpay_line",
    "void_credits",
    "wallets_below",
]

_NO_ORGANIZATION = "There is no organization with this ID."


@dataclass(frozen=True, slots=True)
class LockedWallets:
    """The wallets of a batch, which its transaction holds; see :func:`lock_wallets`."""

    connection: Connection
    asked: batches.Asked
    now: datetime

    async def place(
        self, requests: Sequence[HoldRequest], *, max_running: int
    ) -> list[Hold | LaeliaError]:
        """Sets credits aside for each request in order; a refused one changes nothing.

        A run has one hold: asked for again, after a commit of unknown fate, it is answered as it
        is. The requests are among those that the wallets were locked for.
        """
        wallets, known = await self.asked.to_place()
        answers: list[Hold | LaeliaError] = []
        placed: list[Hold] = []
        for request in requests:
            key = batches.Key(request.org_id, request.run_id)
            answer: Hold | LaeliaError | None = known.get(key)
            if answer is None:
                wallet = wallets.get(request.org_id)
                answer = _place(wallet, request, max_running=max_running, now=self.now)
                if isinstance(answer, Hold):
                    known[key] = answer
                    placed.append(answer)
            answers.append(answer)
        if placed:
            bookings = [(h.org_id, "held", h.run_id, hold_legs(h)) for h in placed if h.amount]
            await batches.save_holds(self.connection, placed, bookings, wallets, self.now)
        return answers


async def lock_wallets(
    connection: Connection, requests: Sequence[HoldRequest], *, now: datetime
) -> LockedWallets:
    """Locks and reads what these requests may draw on.

    In a pipeline nothing is waited for yet: other statements can be sent before the answers are
    read, and what they read is read under the lock.
    """
    return LockedWallets(connection, await batches.lock_to_place(connection, requests, now), now)


async def place_holds(
    connection: Connection, requests: Sequence[HoldRequest], *, max_running: int, now: datetime
) -> list[Hold | LaeliaError]:
    """Both at once."""
    wallets = await lock_wallets(connection, requests, now=now)
    return await wallets.place(requests, max_running=max_running)


def _place(
    wallet: WalletState | None, request: HoldRequest, *, max_running: int, now: datetime
) -> Hold | LaeliaError:
    if wallet is None:
        return NotFound(_NO_ORGANIZATION)
    return place_hold(wallet, request, max_running=max_running, now=now)


@dataclass(frozen=True, slots=True)
class LockedHolds:
    """The holds of a batch under the lock of their wallets; see :func:`lock_holds`."""

    connection: Connection
    asked: batches.Asked
    now: datetime

    async def settle(self, charges: Sequence[Charge]) -> dict[str, int]:
        """Captures each run's cost and releases the rest, once: the first charge of a run counts.

        The charges are among those that the holds were locked for.

        Returns:
            What was captured, by run; a run that never had a hold is absent.
        """
        holds, grants = await self.asked.to_settle()
        captured = {key.run_id: h.captured for key, h in holds.items() if h.captured is not None}
        settled: list[tuple[Hold, Settled]] = []
        for charge in charges:
            hold = holds.get(batches.Key(charge.org_id, charge.run_id))
            if hold is not None and charge.run_id not in captured:
                end = settle(hold, charge, grants)
                captured[charge.run_id] = end.captured
                settled.append((hold, end))
        if settled:
            bookings = [(h.org_id, "settled", h.run_id, s.legs) for h, s in settled if s.legs]
            await batches.resolve_holds(self.connection, settled, bookings, self.now)
        return captured


async def lock_holds(
    connection: Connection, charges: Sequence[Charge], *, now: datetime
) -> LockedHolds:
    """Locks the wallets, and reads what these charges may capture.

    Call it before changing any row that others lock after a wallet. As with :func:`lock_wallets`,
    nothing is waited for yet.
    """
    return LockedHolds(connection, await batches.lock_to_settle(connection, charges, now), now)


async def settle_holds(
    connection: Connection, charges: Sequence[Charge], now: datetime
) -> dict[str, int]:
    """Both at once."""
    return await (await lock_holds(connection, charges, now=now)).settle(charges)


async def open_wallet(session: AsyncSession, org_id: str) -> None:
    """In the transaction that makes the organization: there is no organization without one."""
    await repository.add_wallet(session, org_id)


@dataclass(frozen=True, slots=True)
class GrantTerms:
    """What to grant. An `idempotency_key` grants once, for ever, in one organization only.

    It begins with what makes it unique in the installation: `welcome:org_…`, `order:ord_…`.
    """

    org_id: str
    amount: int
    kind: GrantKind
    reason: str
    idempotency_key: str
    expires_at: datetime | None = None
    granted_by: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """Credits that were granted. `remaining` is what no hold or charge has taken yet.

    `replayed` says that the key was known: nothing was granted this time.
    """

    id: str
    org_id: str
    kind: str
    amount: int
    remaining: int
    reason: str
    created_at: datetime
    expires_at: datetime | None
    replayed: bool = False


async def grant_credits(session: AsyncSession, terms: GrantTerms, *, now: datetime) -> Grant:
    """Adds credits to an organization's wallet; the same terms again answer the first grant.

    Raises:
        NotFound: there is no such organization.
        IdempotencyKeyReused: the key was used for other terms, or for another organization.
        InvalidInput: it would have ended before it began.
    """
    if await repository.lock_wallet(session, terms.org_id) is None:
        raise NotFound(_NO_ORGANIZATION)
    known = await repository.find_grant(session, terms.org_id, terms.idempotency_key)
    if known is not None:
        if _terms_of(known) != _terms_of(terms):
            raise IdempotencyKeyReused("This key was used for a grant on other terms.")
        return _grant(known, replayed=True)
    if terms.expires_at is not None and terms.expires_at <= now:
        raise InvalidInput.at("/expires_at", "must be in the future")
    row = CreditGrant(
        # Made from the key and unique everywhere: the same key in another organization collides
        id=stable_id("grt", terms.idempotency_key),
        org_id=terms.org_id,
        kind=terms.kind,
        amount=terms.amount,
        remaining=terms.amount,
        priority=90 if terms.kind == "metered" else 50,
        reason=terms.reason,
        granted_by=terms.granted_by,
        idempotency_key=terms.idempotency_key,
        effective_at=now,
        expires_at=terms.expires_at,
        created_at=now,
    )
    try:
        await repository.add_grant(session, row)
    except IntegrityError as error:
        raise IdempotencyKeyReused("This key was used for another organization.") from error
    legs = grant_legs(terms.org_id, row.id, terms.kind, terms.amount)
    await repository.add_booking(
        session, org_id=terms.org_id, code="granted", cause_id=row.id, legs=legs, now=now
    )
    return _grant(row)


def _terms_of(grant: CreditGrant | GrantTerms) -> tuple[object, ...]:
    return grant.kind, grant.amount, grant.reason, grant.expires_at


def _grant(row: CreditGrant, *, replayed: bool = False) -> Grant:
    return Grant(
        row.id,
        row.org_id,
        row.kind,
        row.amount,
        row.remaining,
        row.reason,
        row.created_at,
        row.expires_at,
        replayed,
    )


@dataclass(frozen=True, slots=True)
class Balance:
    """`available` can be spent now; `held` is set aside for the `running` runs under way."""

    available: int
    held: int
    running: int
    grants: list[Grant]


async def get_balance(session: AsyncSession, org_id: str, now: datetime) -> Balance:
    """The grants come in the order in which they are drawn on."""
    wallet, rows = await repository.read_wallet(session, org_id, now)
    if wallet is None:
        raise NotFound(_NO_ORGANIZATION)
    grants = [_grant(row) for row in rows]
    return Balance(sum(g.remaining for g in grants), wallet.held, wallet.running, grants)


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking. `change` is what it did to the credits not set aside, `balance` their sum then.

    `charged` and `expired` say what left the wallet for good; `grant` what a granted or expired
    booking is about.
    """

    id: str
    code: str
    run_id: str | None
    grant_kind: str | None
    grant_reason: str | None
    change: int
    held_change: int
    charged: int
    expired: int
    balance: int
    booked_at: datetime

    @property
    def place(self) -> str:
        """Where the next page goes on: behind this booking, with the balance before it."""
        return f"{self.id}:{self.balance - self.change}"


async def list_entries(
    session: AsyncSession, org_id: str, *, before: str | None, balance: int | None, limit: int
) -> list[Entry]:
    """Bookings, newest first, from behind the one with the ID `before`.

    `balance` is the balance that was right before that booking; the newest page needs none.
    """
    entries = []
    for row in await repository.list_entries(session, org_id, before=before, limit=limit):
        balance = row.total if balance is None else balance
        entries.append(
            Entry(
                id=row.id,
                code=row.code,
                run_id=row.cause_id if row.cause_id.startswith("run_") else None,
                grant_kind=row.kind,
                grant_reason=row.reason,
                change=row.change,
                held_change=row.held_change,
                charged=row.charged,
                expired=row.expired,
                balance=balance,
                booked_at=row.booked_at,
            )
        )
        balance -= row.change
    return entries


@dataclass(frozen=True, slots=True)
class BudgetTerms:
    org_id: str
    scope: BudgetScope
    scope_id: str
    period: BudgetPeriod
    amount: int


@dataclass(frozen=True, slots=True)
class Budget:
    """`used` was charged in the period that `now` lies in; `held` is set aside."""

    id: str
    scope: str
    scope_id: str
    period: str
    amount: int
    used: int
    held: int


async def set_budget(session: AsyncSession, terms: BudgetTerms, *, now: datetime) -> Budget:
    """Makes the budget of this scope and period, or changes its amount.

    Raises:
        NotFound: there is no such organization.
    """
    if await repository.lock_wallet(session, terms.org_id) is None:
        raise NotFound(_NO_ORGANIZATION)
    row = await repository.find_budget(
        session, terms.org_id, scope=terms.scope, scope_id=terms.scope_id, period=terms.period
    ) or BudgetRow(
        id=new_id("bdg"),
        org_id=terms.org_id,
        scope=terms.scope,
        scope_id=terms.scope_id,
        period=terms.period,
        amount=0,
        period_start=period_start(terms.period, now),
        created_at=now,
    )
    row.amount = terms.amount
    await repository.save_budget(session, row)
    return _budget(row, now)


async def spent_since(session: AsyncSession, org_id: str, since: datetime) -> int:
    """What the organization's runs cost that ended from then on."""
    return await repository.spent_since(session, org_id, since)


async def list_budgets(session: AsyncSession, org_id: str, *, now: datetime) -> list[Budget]:
    return [_budget(row, now) for row in await repository.list_budgets(session, org_id)]


async def budgets_of_keys(
    session: AsyncSession, org_id: str, key_ids: Sequence[str]
) -> list[BudgetTerms]:
    """The budgets of any of these keys, each key's the shortest period first."""
    rows = await repository.key_budgets(session, org_id, key_ids)
    return [
        BudgetTerms(org_id, "key", row.scope_id, cast("BudgetPeriod", row.period), row.amount)
        for row in sorted(rows, key=lambda row: row.period)
    ]


async def remove_budget(
    session: AsyncSession, org_id: str, budget_id: str, *, now: datetime
) -> Budget:
    """As it was. Runs under way finish; their charges are counted by no budget.

    Raises:
        NotFound: there is no such budget.
    """
    await repository.lock_wallet(session, org_id)
    row = await repository.get_budget(session, org_id, budget_id)
    if row is None:
        raise NotFound("There is no budget with this ID.")
    await repository.delete_budget(session, row)
    return _budget(row, now)


def _budget(row: BudgetRow, now: datetime) -> Budget:
    over = row.period_start < period_start(row.period, now)
    used = 0 if over else row.spent
    return Budget(row.id, row.scope, row.scope_id, row.period, row.amount, used, row.held)
