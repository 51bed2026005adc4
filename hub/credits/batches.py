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
import psycopg
from msgspec import Struct
from psycopg.rows import TupleRow

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
from hub.kit.batch import array_literal, json_rows, recordset
from hub.kit.db import Connection
from hub.kit.ids import new_id

_LOCK_WALLETS: Final = """
    select org_id, held, running from wallets where org_id = any(%s::text[])
    order by org_id for update
"""
_HOLDS: Final = """
    select coalesce(json_agg(json_build_object(
      'org_id', org_id, 'run_id', run_id, 'amount', amount, 'grant_ids', grant_ids,
      'grant_amounts', grant_amounts, 'budget_ids', budget_ids,
      'captured', case when status <> 'pending' then captured end)), '[]')
    from holds where org_id = any(%(orgs)s::text[]) and run_id = any(%(runs)s::text[])
"""
_READ_TO_PLACE: Final = f"""
    select json_build_object(
      'grants', (
        select coalesce(json_agg(json_build_object(
          'org_id', org_id, 'id', id, 'kind', kind, 'remaining', remaining)
          order by priority, expires_at nulls last, kind <> 'promotional', effective_at, id), '[]')
        from credit_grants
        where org_id = any(%(orgs)s::text[]) and remaining > 0 and effective_at <= %(now)s
          and (expires_at is null or expires_at > %(now)s)),
      'budgets', (
        select coalesce(json_agg(json_build_object(
          'org_id', org_id, 'id', id, 'scope', scope, 'scope_id', scope_id, 'period', period,
          'amount', amount, 'period_start', period_start, 'spent', spent, 'held', held)
          order by id), '[]')
        from budgets
        where org_id = any(%(orgs)s::text[]) and scope_id = any(%(subjects)s::text[])),
      'holds', ({_HOLDS})
    )::text
"""  # noqa: S608 - a statement of ours inside another
_READ_TO_SETTLE: Final = f"""
    select json_build_object(
      'holds', ({_HOLDS}),
      'grants', (
        select coalesce(json_agg(json_build_object(
          'id', id, 'kind', kind,
          'expired', expired_at is not null or coalesce(expires_at <= %(now)s, false))), '[]')
        from credit_grants
        where org_id = any(%(orgs)s::text[]) and id = any(array(
          select distinct unnest(grant_ids) from holds
          where org_id = any(%(orgs)s::text[]) and run_id = any(%(runs)s::text[]))))
    )::text
"""  # noqa: S608 - a statement of ours inside another

# Updates name their keys twice, to join and in `any`: whatever the planner believes of a table that
# was empty when it planned, it looks up these rows by key and no others.
_ADJUST_WALLETS: Final = f"""
    update wallets w set held = w.held + d.held, running = w.running + d.running
    from {recordset({"org_id": "text", "held": "bigint", "running": "bigint"})}
    where w.org_id = d.org_id and w.org_id = any(%s::text[])
"""  # noqa: S608 - columns of ours
_TAKE_FROM_GRANTS: Final = f"""
    update credit_grants g set remaining = g.remaining - d.amount
    from {recordset({"id": "text", "amount": "bigint"})}
    where g.id = d.id and g.id = any(%s::text[])
"""  # noqa: S608 - columns of ours
_HOLD_IN_BUDGETS: Final = f"""
    update budgets b set held = d.held, spent = d.spent, period_start = d.period_start
    from {
    recordset({"id": "text", "held": "bigint", "spent": "bigint", "period_start": "timestamptz"})
}
    where b.id = d.id and b.id = any(%s::text[])
"""  # noqa: S608 - columns of ours
_SETTLE_BUDGETS: Final = f"""
    update budgets b set held = b.held - t.held,
      spent = t.spent + case when b.period_start < t.start then 0 else b.spent end,
      period_start = greatest(b.period_start, t.start)
    from (select d.*, p.*
          from {recordset({"id": "text", "held": "bigint", "spent": "bigint"})},
            (values ('day', %s::timestamptz), ('month', %s::timestamptz),
                    ('total', %s::timestamptz)) as p(period, start)) t
    where b.id = t.id and b.period = t.period and b.id = any(%s::text[])
"""  # noqa: S608 - columns of ours
_BOOK: Final = f"""
    insert into ledger_transactions (org_id, id, code, cause_id, booked_at)
    select org_id, id, code, cause_id, %s
    from {recordset({"org_id": "text", "id": "text", "code": "text", "cause_id": "text"})}
"""  # noqa: S608 - columns of ours
_ENTRY: Final = {
    "org_id": "text",
    "transaction_id": "text",
    "line": "bigint",
    "account": "text",
    "owner_id": "text",
    "grant_id": "text",
    "amount": "bigint",
}
_ENTER: Final = f"""
    insert into ledger_entries ({", ".join(_ENTRY)}) select {", ".join(_ENTRY)}
    from {recordset(_ENTRY)}
"""  # noqa: S608 - columns of ours
_PLACE: Final = f"""
    with wallet as ({_ADJUST_WALLETS}), taken as ({_TAKE_FROM_GRANTS}),
      counted as ({_HOLD_IN_BUDGETS}), booked as ({_BOOK}), entered as ({_ENTER})
    insert into holds (
      org_id, run_id, amount, grant_ids, grant_amounts, budget_ids, status, captured, created_at
    )
    select org_id, run_id, amount, grant_ids, grant_amounts, budget_ids, 'pending', 0, %s
    from {
    recordset(
        {
            "org_id": "text",
            "run_id": "text",
            "amount": "bigint",
            "grant_ids": "text[]",
            "grant_amounts": "bigint[]",
            "budget_ids": "text[]",
        }
    )
}
"""  # noqa: S608 - columns of ours
_SETTLE: Final = f"""
    with wallet as ({_ADJUST_WALLETS}), returned as ({_TAKE_FROM_GRANTS}),
      counted as ({_SETTLE_BUDGETS}), booked as ({_BOOK}), entered as ({_ENTER})
    update holds h set status = case when d.captured > 0 then 'captured' else 'released' end,
                       captured = d.captured, resolved_at = %s
    from {recordset({"org_id": "text", "run_id": "text", "captured": "bigint"})}
    where h.org_id = d.org_id and h.org_id = any(%s::text[])
      and h.run_id = d.run_id and h.run_id = any(%s::text[])
"""  # noqa: S608 - columns of ours

Cursor = psycopg.AsyncCursor[TupleRow]
Booking = tuple[str, str, str, Sequence[Leg]]  # organization, code, cause, legs


class Key(NamedTuple):
    """What tells one hold from every other."""

    org_id: str
    run_id: str


class _GrantRow(Struct):
    org_id: str
    id: str
    kind: str
    remaining: int


class _BudgetRow(Struct):
    org_id: str
    id: str
    scope: str
    scope_id: str
    period: str
    amount: int
    period_start: datetime
    spent: int
    held: int


class _HoldRow(Struct):
    org_id: str
    run_id: str
    amount: int
    grant_ids: list[str]
    grant_amounts: list[int]
    budget_ids: list[str]
    captured: int | None = None


class _DrawnRow(Struct):
    id: str
    kind: str
    expired: bool


class _ToPlace(Struct):
    grants: list[_GrantRow]
    budgets: list[_BudgetRow]
    holds: list[_HoldRow]


class _ToSettle(Struct):
    holds: list[_HoldRow]
    grants: list[_DrawnRow]


_to_place: Final = msgspec.json.Decoder(_ToPlace)
_to_settle: Final = msgspec.json.Decoder(_ToSettle)


class _WalletChange(Struct):
    org_id: str
    held: int
    running: int


class _GrantChange(Struct):
    id: str
    amount: int


class _BudgetState(Struct):
    id: str
    held: int
    spent: int
    period_start: datetime


class _BudgetChange(Struct):
    id: str
    held: int
    spent: int


class _HoldEnd(Struct):
    org_id: str
    run_id: str
    captured: int


class _TransactionRow(Struct):
    org_id: str
    id: str
    code: str
    cause_id: str


class _EntryRow(Struct):
    org_id: str
    transaction_id: str
    line: int
    account: str
    owner_id: str
    grant_id: str | None
    amount: int


class Asked(NamedTuple):
    """Statements that were sent; their answers are read when they are needed."""

    locked: Cursor
    read: Cursor

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
    locked = await connection.execute(_LOCK_WALLETS, [orgs])
    asked = {
        "orgs": orgs,
        "runs": array_literal(r.run_id for r in requests),
        "subjects": array_literal(subjects),
        "now": now,
    }
    return Asked(locked, await connection.execute(_READ_TO_PLACE, asked))


async def lock_to_settle(connection: Connection, charges: Sequence[Charge], now: datetime) -> Asked:
    orgs = array_literal(sorted({c.org_id for c in charges}))
    runs = array_literal(c.run_id for c in charges)
    locked = await connection.execute(_LOCK_WALLETS, [orgs])
    asked = {"orgs": orgs, "runs": runs, "now": now}
    return Asked(locked, await connection.execute(_READ_TO_SETTLE, asked))


def _holds(rows: Iterable[_HoldRow]) -> dict[Key, Hold]:
    return {
        Key(row.org_id, row.run_id): Hold(
            row.org_id,
            row.run_id,
            row.amount,
            tuple(zip(row.grant_ids, row.grant_amounts, strict=True)),
            tuple(row.budget_ids),
            row.captured,
        )
        for row in rows
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
        _BudgetState(b.id, b.held, b.spent, b.period_start)
        for w in wallets.values()
        for b in w.budgets
        if b.id in touched
    ]
    rows = [
        _HoldRow(
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
        _PLACE,
        [
            *_wallet_changes((h.org_id, h.amount, 1) for h in holds),
            *_grant_changes(draw for h in holds for draw in h.draws),
            json_rows(budgets),
            array_literal(b.id for b in budgets),
            *_booked(bookings, now),
            now,
            json_rows(rows),
        ],
    )


async def resolve_holds(
    connection: Connection,
    settled: Sequence[tuple[Hold, Settled]],
    bookings: Sequence[Booking],
    now: datetime,
) -> None:
    """Ends holds, gives back to wallets, grants and budgets what they did not use, and books it."""
    sums: dict[str, _BudgetChange] = {}
    for hold, end in settled:
        for budget_id in hold.budget_ids:
            change = sums.setdefault(budget_id, _BudgetChange(budget_id, 0, 0))
            change.held += hold.amount
            change.spent += end.captured
    ends = [_HoldEnd(h.org_id, h.run_id, s.captured) for h, s in settled]
    await connection.execute(
        _SETTLE,
        [
            *_wallet_changes((h.org_id, -h.amount, -1) for h, _ in settled),
            *_grant_changes((i, -back) for _, s in settled for i, back in s.returned),
            json_rows(sums.values()),
            *(period_start(period, now) for period in ("day", "month", "total")),
            array_literal(sums),
            *_booked(bookings, now),
            now,
            json_rows(ends),
            array_literal({end.org_id for end in ends}),
            array_literal(end.run_id for end in ends),
        ],
    )


def _booked(bookings: Sequence[Booking], now: datetime) -> tuple[datetime, str, str]:
    """The parameters of `_BOOK` and `_ENTER`."""
    # Sorted, because IDs made in one millisecond are random and lists are in the order of IDs
    ids = sorted(new_id("ldg") for _ in bookings)
    transactions = []
    entries = []
    for transaction_id, (org_id, code, cause_id, legs) in zip(ids, bookings, strict=True):
        transactions.append(_TransactionRow(org_id, transaction_id, code, cause_id))
        for line, leg in enumerate(legs):
            entries.append(
                _EntryRow(
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
    """The parameters of `_TAKE_FROM_GRANTS`."""
    taken: dict[str, int] = {}
    for grant_id, amount in draws:
        taken[grant_id] = taken.get(grant_id, 0) + amount
    rows = json_rows(_GrantChange(grant_id, amount) for grant_id, amount in taken.items())
    return rows, array_literal(taken)


def _wallet_changes(changes: Iterable[tuple[str, int, int]]) -> tuple[str, str]:
    """The parameters of `_ADJUST_WALLETS`."""
    sums: dict[str, _WalletChange] = {}
    for org_id, held, running in changes:
        change = sums.setdefault(org_id, _WalletChange(org_id, 0, 0))
        change.held += held
        change.running += running
    return json_rows(sums.values()), array_literal(sums)
