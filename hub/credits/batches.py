"""The ledger's SQL in batches: the hot path, many organizations in one transaction.

It runs on the group committer's connection, whose transaction sees exactly the organizations of
its batch. Wallets are locked first and in one order, so that batches of several workers never
wait for each other in a circle. What the lock protects is read by a later statement, never by the
locking one: only that sees what the lock's former holder committed.

A batch is one statement that locks, one that reads and one that writes, with rows as JSON both
ways: what a statement costs the driver and the planner is shared by everybody in the batch.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from hub.credits import rows, statements
from hub.credits.service import (
    BudgetState,
    Charge,
    DrawnGrant,
    GrantState,
    Hold,
    HoldRequest,
    Leg,
    Settled,
    WalletState,
    period_start,
)
from hub.kit.batch import array_literal, json_rows
from hub.kit.db import Answer, Connection
from hub.kit.ids import new_id

Booking = tuple[str, str, str, Sequence[Leg]]  # organization, code, cause, legs


class Key(NamedTuple):
    """What tells one hold from every other."""

    org_id: str
    run_id: str


_to_place: Final = msgspec.json.Decoder(rows.ToPlace)
_to_settle: Final = msgspec.json.Decoder(rows.ToSettle)


class Asked(NamedTuple):
    """Statements that were sent; their answers are read when they are needed."""

    locked: Answer
    read: Answer

    async def to_place(self) -> tuple[dict[str, WalletState], dict[Key, Hold]]:
        """The wallets by organization, and the holds that are placed already."""
        wallets = {row[0]: WalletState(*row) for row in await self.locked.fetchall()}
        found = _to_place.decode(await self._text())
        for g in found.grants:
            wallets[g.org_id].grants.append(GrantState(g.id, g.kind, g.remaining))
        for b in found.budgets:
            state = BudgetState(
                b.id, b.scope, b.scope_id, b.period, b.amount, b.period_start, b.spent, b.held
            )
            wallets[b.org_id].budgets.append(state)
        return wallets, _holds(found.holds)

    async def to_settle(self) -> tuple[dict[Key, Hold], dict[str, DrawnGrant]]:
        """The holds, and the grants they drew on."""
        found = _to_settle.decode(await self._text())
        return _holds(found.holds), {g.id: DrawnGrant(g.kind, g.expired) for g in found.grants}

    async def _text(self) -> str:
        (text,) = await self.read.fetchone() or ("",)
        return str(text)


async def lock_to_place(
    connection: Connection, requests: Sequence[HoldRequest], now: datetime
) -> Asked:
    orgs = array_literal(sorted({r.org_id for r in requests}))
    subjects = {s for r in requests for s in (r.org_id, r.user_id, r.key_id, r.agent_id) if s}
    locked = await connection.execute(statements.LOCK_WALLETS, [orgs])
    asked = {
        "orgs": orgs,
        "runs": array_literal(r.run_id for r in requests),
        "subjects": array_literal(subjects),
        "now": now,
    }
    return Asked(locked, await connection.execute(statements.READ_TO_PLACE, asked))


async def lock_to_settle(connection: Connection, charges: Sequence[Charge], now: datetime) -> Asked:
    orgs = array_literal(sorted({c.org_id for c in charges}))
    runs = array_literal(c.run_id for c in charges)
    locked = await connection.execute(statements.LOCK_WALLETS, [orgs])
    asked = {"orgs": orgs, "runs": runs, "now": now}
    return Asked(locked, await connection.execute(statements.READ_TO_SETTLE, asked))


def _holds(found: Iterable[rows.HoldRow]) -> dict[Key, Hold]:
    return {
        Key(row.org_id, row.run_id): Hold(
            row.org_id,
            row.run_id,
            row.amount,
            tuple(zip(row.grant_ids, row.grant_amounts, strict=True)),
            tuple(row.budget_ids),
            row.captured,
        )
        for row in found
    }


async def save_holds(
    connection: Connection,
    holds: Sequence[Hold],
    bookings: Sequence[Booking],
    wallets: dict[str, WalletState],
    now: datetime,
) -> None:
    """Holds, what they take from grants, wallets and budgets, and their bookings."""
    touched = {budget_id for h in holds for budget_id in h.budget_ids}
    budgets = [
        rows.BudgetState(b.id, b.held, b.spent, b.period_start)
        for w in wallets.values()
        for b in w.budgets
        if b.id in touched
    ]
    placed = [
        rows.HoldRow(
            h.org_id,
            h.run_id,
            h.amount,
            [grant_id for grant_id, _ in h.draws],
            [amount for _, amount in h.draws],
            list(h.budget_ids),
        )
        for h in holds
    ]
    await connection.execute(
        statements.PLACE,
        [
            *_wallet_changes((h.org_id, h.amount, 1) for h in holds),
            *_grant_changes(draw for h in holds for draw in h.draws),
            json_rows(budgets),
            array_literal(b.id for b in budgets),
            *booked(bookings, now),
            now,
            json_rows(placed),
        ],
    )


async def resolve_holds(
    connection: Connection,
    settled: Sequence[tuple[Hold, Settled]],
    bookings: Sequence[Booking],
    now: datetime,
) -> None:
    """Ends holds, gives back to wallets, grants and budgets what they did not use, and books it."""
    sums: dict[str, rows.BudgetChange] = {}
    for hold, end in settled:
        for budget_id in hold.budget_ids:
            change = sums.setdefault(budget_id, rows.BudgetChange(budget_id, 0, 0))
            change.held += hold.amount
            change.spent += end.captured
    ends = [rows.HoldEnd(h.org_id, h.run_id, s.captured) for h, s in settled]
    await connection.execute(
        statements.SETTLE,
        [
            *_wallet_changes((h.org_id, -h.amount, -1) for h, _ in settled),
            *_grant_changes((i, -back) for _, s in settled for i, back in s.returned),
            json_rows(sums.values()),
            *(period_start(period, now) for period in ("day", "month", "total")),
            array_literal(sums),
            *booked(bookings, now),
            now,
            json_rows(ends),
            array_literal({end.org_id for end in ends}),
            array_literal(end.run_id for end in ends),
        ],
    )


def booked(bookings: Sequence[Booking], now: datetime) -> tuple[datetime, str, str]:
    """The parameters of `statements.BOOK` and `statements.ENTER`."""
    # Sorted, because IDs made in one millisecond are random and lists are in the order of IDs
    ids = sorted(new_id("ldg") for _ in bookings)
    transactions = []
    entries = []
    for transaction_id, (org_id, code, cause_id, legs) in zip(ids, bookings, strict=True):
        transactions.append(rows.TransactionRow(org_id, transaction_id, code, cause_id))
        for line, leg in enumerate(legs):
            entries.append(
                rows.EntryRow(
                    org_id,
                    transaction_id,
                    line,
                    leg.account,
                    leg.owner_id,
                    leg.grant_id,
                    leg.amount,
                )
            )
    return now, json_rows(transactions), json_rows(entries)


def _grant_changes(draws: Iterable[tuple[str, int]]) -> tuple[str, str]:
    """The parameters of `statements.TAKE_FROM_GRANTS`."""
    taken: dict[str, int] = {}
    for grant_id, amount in draws:
        taken[grant_id] = taken.get(grant_id, 0) + amount
    changes = json_rows(rows.GrantChange(grant_id, amount) for grant_id, amount in taken.items())
    return changes, array_literal(taken)


def _wallet_changes(changes: Iterable[tuple[str, int, int]]) -> tuple[str, str]:
    """The parameters of `statements.ADJUST_WALLETS`."""
    sums: dict[str, rows.WalletChange] = {}
    for org_id, held, running in changes:
        change = sums.setdefault(org_id, rows.WalletChange(org_id, 0, 0))
        change.held += held
        change.running += running
    return json_rows(sums.values()), array_literal(sums)
