"""The door to credits.

Runs place and settle holds in batches, on the group committer's connection; everybody else uses
sessions. All amounts are micro-credits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.credits import batches
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
from hub.credits.budgets import (
    Budget,
    BudgetTerms,
    budgets_of_keys,
    list_budgets,
    remove_budget,
    set_budget,
)
from hub.credits.errors import NO_ORGANIZATION, BudgetExceeded, InsufficientCredits, TooManyRunning
from hub.credits.events import LineOpened
from hub.credits.paying import paid_for
from hub.credits.service import (
    Charge,
    GrantKind,
    Hold,
    HoldRequest,
    Settled,
    WalletState,
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
from hub.credits.wallets import (
    Balance,
    Entry,
    Grant,
    GrantTerms,
    get_balance,
    grant_credits,
    list_entries,
    open_wallet,
    spent_since,
)
from hub.kit.db import Connection
from hub.kit.errors import LaeliaError, NotFound

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
    "GrantKind",
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
        return NotFound(NO_ORGANIZATION)
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
