"""The ledger's SQL in batches: the hot path, many organizations in one transaction.

It runs on the group committer's connection, whose transaction sees exactly the organizations of
its batch. Wallets are locked first and in one order, so that batches of several workers never
wait for each other in a circle. What the lock protects is read by later statements, never by the
locking one: only they see what the lock's former holder committed.

Statements are sent before the first answer is read: in pipeline mode each group of them costs one
round trip.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

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
from hub.kit.batch import BatchInsert, array_literal, column_literal
from hub.kit.db import Connection
from hub.kit.ids import new_id

_insert_holds: Final = BatchInsert(
    "holds",
    {
        "org_id": "text",
        "run_id": "text",
        "amount": "bigint",
        "grant_ids": "text[]",
        "grant_amounts": "bigint[]",
        "budget_ids": "text[]",
        "status": "text",
        "captured": "bigint",
        "created_at": "timestamptz",
    },
)
_transactions: Final = BatchInsert(
    "ledger_transactions",
    {
        "org_id": "text",
        "id": "text",
        "code": "text",
        "cause_id": "text",
        "booked_at": "timestamptz",
    },
)
_entries: Final = BatchInsert(
    "ledger_entries",
    {
        "org_id": "text",
        "transaction_id": "text",
        "line": "bigint",
        "account": "text",
        "owner_id": "text",
        "grant_id": "text",
        "amount": "bigint",
    },
)

_BOOK: Final = f"with booked as ({_transactions.sql}) {_entries.sql}"
_LOCK_WALLETS: Final = """
    select org_id, held, running from wallets where org_id = any(%s::text[])
    order by org_id for update
"""
_OPEN_GRANTS: Final = """
    select org_id, id, kind, remaining from credit_grants
    where org_id = any(%(orgs)s::text[]) and remaining > 0 and effective_at <= %(now)s
      and (expires_at is null or expires_at > %(now)s)
    order by priority, expires_at nulls last, kind <> 'promotional', effective_at, id
"""
_BUDGETS: Final = """
    select org_id, id, scope, scope_id, period, amount, period_start, spent, held
    from budgets where org_id = any(%s::text[]) and scope_id = any(%s::text[]) order by id
"""
_HOLDS: Final = """
    select org_id, run_id, amount, grant_ids, grant_amounts, budget_ids, status, captured
    from holds where org_id = any(%s::text[]) and run_id = any(%s::text[])
"""
_DRAWN_GRANTS: Final = """
    select id, kind, expired_at is not null or coalesce(expires_at <= %(now)s, false)
    from credit_grants where org_id = any(%(orgs)s::text[]) and id = any(array(
      select distinct unnest(grant_ids) from holds
      where org_id = any(%(orgs)s::text[]) and run_id = any(%(runs)s::text[])
    ))
"""
# Updates name their keys twice, to join and in `any`: whatever the planner believes of a table that
# was empty when it planned, it looks up these rows by key and no others.
_TAKE_FROM_GRANTS: Final = """
    update credit_grants g set remaining = g.remaining - d.amount
    from (select * from unnest(%(ids)s::text[], %(amounts)s::bigint[]) as t(id, amount)) d
    where g.id = d.id and g.id = any(%(ids)s::text[])
"""
_ADJUST_WALLETS: Final = """
    update wallets w set held = w.held + d.held, running = w.running + d.running
    from (select * from unnest(%(orgs)s::text[], %(held)s::bigint[], %(running)s::bigint[])
          as t(org_id, held, running)) d
    where w.org_id = d.org_id and w.org_id = any(%(orgs)s::text[])
"""
_HOLD_IN_BUDGETS: Final = """
    update budgets b set held = d.held, spent = d.spent, period_start = d.period_start
    from (select * from unnest(%(ids)s::text[], %(held)s::bigint[], %(spent)s::bigint[],
                               %(starts)s::timestamptz[])
          as t(id, held, spent, period_start)) d
    where b.id = d.id and b.id = any(%(ids)s::text[])
"""
_SETTLE_BUDGETS: Final = """
    update budgets b set held = b.held - d.held,
      spent = d.spent + case when b.period_start < d.start then 0 else b.spent end,
      period_start = greatest(b.period_start, d.start)
    from (select t.*, p.* from unnest(%(ids)s::text[], %(held)s::bigint[], %(spent)s::bigint[])
            as t(id, held, spent),
          (values ('day', %(day)s::timestamptz), ('month', %(month)s::timestamptz),
                  ('total', %(total)s::timestamptz)) as p(period, start)) d
    where b.id = d.id and b.period = d.period and b.id = any(%(ids)s::text[])
"""
_RESOLVE_HOLDS: Final = """
    update holds h set status = case when d.captured > 0 then 'captured' else 'released' end,
                       captured = d.captured, resolved_at = %(now)s
    from (select * from unnest(%(orgs)s::text[], %(runs)s::text[], %(captured)s::bigint[])
          as t(org_id, run_id, captured)) d
    where h.org_id = d.org_id and h.org_id = any(%(orgs)s::text[])
      and h.run_id = d.run_id and h.run_id = any(%(runs)s::text[])
"""

Booking = tuple[str, str, str, Sequence[Leg]]  # organization, code, cause, legs


class Key(NamedTuple):
    """What tells one hold from every other."""

    org_id: str
    run_id: str


async def lock_wallet_rows(connection: Connection, org_ids: Iterable[str]) -> None:
    await connection.execute(_LOCK_WALLETS, [_texts(sorted(org_ids))])


async def lock_to_place(
    connection: Connection, requests: Sequence[HoldRequest], now: datetime
) -> tuple[dict[str, WalletState], dict[Key, Hold]]:
    """The wallets of these requests, locked, and the holds that are placed already."""
    orgs = _texts(sorted({r.org_id for r in requests}))
    subjects = {s for r in requests for s in (r.org_id, r.user_id, r.key_id, r.agent_id) if s}
    locked = await connection.execute(_LOCK_WALLETS, [orgs])
    grants = await connection.execute(_OPEN_GRANTS, {"orgs": orgs, "now": now})
    budgets = await connection.execute(_BUDGETS, [orgs, _texts(subjects)])
    known = await connection.execute(_HOLDS, [orgs, _texts(r.run_id for r in requests)])
    wallets = {row[0]: WalletState(*row) for row in await locked.fetchall()}
    for org_id, *grant in await grants.fetchall():
        wallets[org_id].grants.append(GrantState(*grant))
    for org_id, *budget in await budgets.fetchall():
        wallets[org_id].budgets.append(BudgetState(*budget))
    return wallets, _holds(await known.fetchall())


async def lock_to_settle(
    connection: Connection, charges: Sequence[Charge], now: datetime
) -> tuple[dict[Key, Hold], dict[str, DrawnGrant]]:
    """The holds of these runs, under the lock of their wallets, and the grants they drew on."""
    orgs = _texts(sorted({c.org_id for c in charges}))
    runs = _texts(c.run_id for c in charges)
    await connection.execute(_LOCK_WALLETS, [orgs])
    holds = await connection.execute(_HOLDS, [orgs, runs])
    grants = await connection.execute(_DRAWN_GRANTS, {"orgs": orgs, "runs": runs, "now": now})
    found = _holds(await holds.fetchall())
    return found, {row[0]: DrawnGrant(*row[1:]) for row in await grants.fetchall()}


def _holds(rows: Iterable[tuple[Any, ...]]) -> dict[Key, Hold]:
    return {
        Key(org_id, run_id): Hold(
            org_id,
            run_id,
            amount,
            tuple(zip(grant_ids, grant_amounts, strict=True)),
            tuple(budget_ids),
            None if status == "pending" else captured,
        )
        for org_id, run_id, amount, grant_ids, grant_amounts, budget_ids, status, captured in rows
    }


async def save_holds(
    connection: Connection,
    holds: Sequence[Hold],
    wallets: dict[str, WalletState],
    now: datetime,
) -> None:
    """Holds, and what they take from grants, wallets and budgets."""
    await _adjust_wallets(connection, ((h.org_id, h.amount, 1) for h in holds))
    await _insert_holds(
        connection,
        [
            (
                h.org_id,
                h.run_id,
                h.amount,
                array_literal(grant_id for grant_id, _ in h.draws),
                array_literal(amount for _, amount in h.draws),
                array_literal(h.budget_ids),
                "pending",
                0,
                now,
            )
            for h in holds
        ],
    )
    await _take_from_grants(connection, (draw for h in holds for draw in h.draws))
    touched = {budget_id for h in holds for budget_id in h.budget_ids}
    budgets = [b for w in wallets.values() for b in w.budgets if b.id in touched]
    if budgets:
        changes = {
            "ids": _texts(b.id for b in budgets),
            "held": array_literal(b.held for b in budgets),
            "spent": array_literal(b.spent for b in budgets),
            "starts": column_literal("timestamptz", (b.period_start for b in budgets)),
        }
        await connection.execute(_HOLD_IN_BUDGETS, changes)


async def resolve_holds(
    connection: Connection, settled: Sequence[tuple[Hold, Settled]], now: datetime
) -> None:
    """Ends holds, and gives back to wallets, grants and budgets what they did not use."""
    await _adjust_wallets(connection, ((h.org_id, -h.amount, -1) for h, _ in settled))
    ends = {
        "orgs": _texts(h.org_id for h, _ in settled),
        "runs": _texts(h.run_id for h, _ in settled),
        "captured": array_literal(s.captured for _, s in settled),
        "now": now,
    }
    await connection.execute(_RESOLVE_HOLDS, ends)
    await _take_from_grants(connection, ((i, -back) for _, s in settled for i, back in s.returned))
    sums: dict[str, tuple[int, int]] = {}
    for hold, end in settled:
        for budget_id in hold.budget_ids:
            held, spent = sums.get(budget_id, (0, 0))
            sums[budget_id] = (held + hold.amount, spent + end.captured)
    if sums:
        starts = {period: period_start(period, now) for period in ("day", "month", "total")}
        changes = {
            "ids": _texts(sums),
            "held": array_literal(held for held, _ in sums.values()),
            "spent": array_literal(spent for _, spent in sums.values()),
        }
        await connection.execute(_SETTLE_BUDGETS, {**changes, **starts})


async def book(connection: Connection, bookings: Sequence[Booking], now: datetime) -> None:
    if not bookings:
        return
    # Sorted, because IDs made in one millisecond are random and lists are in the order of IDs
    ids = sorted(new_id("ldg") for _ in bookings)
    rows = list(zip(ids, bookings, strict=True))
    transactions = [(org, i, code, cause, now) for i, (org, code, cause, _) in rows]
    entries = [
        (org, i, line, leg.account, leg.owner_id, leg.grant_id, leg.amount)
        for i, (org, _, _, legs) in rows
        for line, leg in enumerate(legs)
    ]
    await connection.execute(
        _BOOK, [*_transactions.values(transactions), *_entries.values(entries)]
    )


async def _take_from_grants(connection: Connection, draws: Iterable[tuple[str, int]]) -> None:
    taken: dict[str, int] = {}
    for grant_id, amount in draws:
        taken[grant_id] = taken.get(grant_id, 0) + amount
    if taken:
        await connection.execute(
            _TAKE_FROM_GRANTS, {"ids": _texts(taken), "amounts": array_literal(taken.values())}
        )


async def _adjust_wallets(connection: Connection, changes: Iterable[tuple[str, int, int]]) -> None:
    sums: dict[str, tuple[int, int]] = {}
    for org_id, held, running in changes:
        held_before, running_before = sums.get(org_id, (0, 0))
        sums[org_id] = (held_before + held, running_before + running)
    deltas = {
        "orgs": _texts(sums),
        "held": array_literal(held for held, _ in sums.values()),
        "running": array_literal(running for _, running in sums.values()),
    }
    await connection.execute(_ADJUST_WALLETS, deltas)


def _texts(values: Iterable[str]) -> Any:
    return column_literal("text", values)
