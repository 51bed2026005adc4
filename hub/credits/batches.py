"""The ledger's SQL in batches: the hot path, many organizations in one transaction.

It runs on the group committer's connection, whose transaction sees exactly the
organizations of its batch. Wallets are locked first and in one order, so that batches of several
workers never wait for each other in a circle.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from hub.credits.service import BudgetState, GrantState, Hold, Leg, WalletState
from hub.kit.batch import BatchInsert, array_literal
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
_insert_transactions: Final = BatchInsert(
    "ledger_transactions",
    {
        "org_id": "text",
        "id": "text",
        "code": "text",
        "cause_id": "text",
        "booked_at": "timestamptz",
    },
)
_insert_entries: Final = BatchInsert(
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

_LOCK_WALLETS: Final = """
    select org_id, held, running from wallets where org_id = any(%s) order by org_id for update
"""
_OPEN_GRANTS: Final = """
    select org_id, id, kind, remaining from credit_grants
    where org_id = any(%(orgs)s) and remaining > 0 and effective_at <= %(now)s
      and (expires_at is null or expires_at > %(now)s)
    order by org_id, priority, expires_at nulls last, kind <> 'promotional', effective_at, id
"""
_BUDGETS: Final = """
    select org_id, id, scope, scope_id, period, amount, period_start, spent, held
    from budgets where org_id = any(%s) order by id
"""
_TAKE_FROM_GRANTS: Final = """
    update credit_grants g set remaining = g.remaining - d.amount
    from (select * from unnest(%s::text[], %s::bigint[]) as t(id, amount)) d where g.id = d.id
"""
_ADJUST_WALLETS: Final = """
    update wallets w set held = w.held + d.held, running = w.running + d.running
    from (select * from unnest(%s::text[], %s::bigint[], %s::bigint[])
          as t(org_id, held, running)) d
    where w.org_id = d.org_id
"""
_HOLD_IN_BUDGETS: Final = """
    update budgets b set held = d.held, spent = d.spent, period_start = d.period_start
    from (select * from unnest(%s::text[], %s::bigint[], %s::bigint[], %s::timestamptz[])
          as t(id, held, spent, period_start)) d where b.id = d.id
"""
_SETTLE_BUDGETS: Final = """
    update budgets b set held = b.held - d.held, spent = b.spent + d.spent
    from (select * from unnest(%s::text[], %s::bigint[], %s::bigint[]) as t(id, held, spent)) d
    where b.id = d.id
"""
_PENDING_HOLDS: Final = """
    select org_id, run_id, amount, grant_ids, grant_amounts, budget_ids from holds
    where org_id = any(%s) and run_id = any(%s) and status = 'pending'
"""
_RESOLVE_HOLDS: Final = """
    update holds h set status = case when d.captured > 0 then 'captured' else 'released' end,
                       captured = d.captured, resolved_at = d.at
    from (select * from unnest(%s::text[], %s::text[], %s::bigint[], %s::timestamptz[])
          as t(org_id, run_id, captured, at)) d
    where h.org_id = d.org_id and h.run_id = d.run_id
"""
_KINDS: Final = "select id, kind from credit_grants where id = any(%s)"


async def lock_wallets(
    connection: Connection, org_ids: Iterable[str], now: datetime
) -> dict[str, WalletState]:
    """The wallets of these organizations with what can be drawn on now, locked."""
    orgs = sorted(org_ids)
    cursor = await connection.execute(_LOCK_WALLETS, [orgs])
    wallets = {row[0]: WalletState(*row) for row in await cursor.fetchall()}
    cursor = await connection.execute(_OPEN_GRANTS, {"orgs": orgs, "now": now})
    for org_id, *grant in await cursor.fetchall():
        wallets[org_id].grants.append(GrantState(*grant))
    cursor = await connection.execute(_BUDGETS, [orgs])
    for org_id, *budget in await cursor.fetchall():
        wallets[org_id].budgets.append(BudgetState(*budget))
    return wallets


async def save_holds(
    connection: Connection,
    holds: Sequence[Hold],
    wallets: dict[str, WalletState],
    now: datetime,
) -> None:
    """Holds, and what they take from grants, wallets and budgets."""
    await _adjust_wallets(connection, [(h.org_id, h.amount, 1) for h in holds])
    charged = [h for h in holds if h.amount]
    if not charged:
        return
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
            for h in charged
        ],
    )
    await _take_from_grants(connection, (draw for h in charged for draw in h.draws))
    touched = {budget_id for h in charged for budget_id in h.budget_ids}
    budgets = [b for w in wallets.values() for b in w.budgets if b.id in touched]
    if budgets:
        columns = zip(*((b.id, b.held, b.spent, b.period_start) for b in budgets), strict=True)
        await connection.execute(_HOLD_IN_BUDGETS, [list(column) for column in columns])


async def book(
    connection: Connection,
    bookings: Sequence[tuple[str, str, str, Sequence[Leg]]],
    now: datetime,
) -> None:
    """Bookings as (org, code, cause, legs)."""
    rows = [(org, new_id("ldg"), code, cause, legs) for org, code, cause, legs in bookings]
    await _insert_transactions(
        connection, [(org, i, code, cause, now) for org, i, code, cause, _ in rows]
    )
    await _insert_entries(
        connection,
        [
            (org, i, line, leg.account, leg.owner_id, leg.grant_id, leg.amount)
            for org, i, _, _, legs in rows
            for line, leg in enumerate(legs)
        ],
    )


async def pending_holds(
    connection: Connection, org_ids: Sequence[str], run_ids: Sequence[str]
) -> dict[str, Hold]:
    cursor = await connection.execute(_PENDING_HOLDS, [list(org_ids), list(run_ids)])
    return {
        run_id: Hold(
            org_id, run_id, amount, tuple(zip(grants, amounts, strict=True)), tuple(budgets)
        )
        for org_id, run_id, amount, grants, amounts, budgets in await cursor.fetchall()
    }


async def not_promotional(connection: Connection, grant_ids: Iterable[str]) -> frozenset[str]:
    cursor = await connection.execute(_KINDS, [list(grant_ids)])
    return frozenset(i for i, kind in await cursor.fetchall() if kind != "promotional")


async def lock_wallet_rows(connection: Connection, org_ids: Iterable[str]) -> None:
    await connection.execute(_LOCK_WALLETS, [sorted(org_ids)])


async def release_running(connection: Connection, settled: Sequence[tuple[str, int]]) -> None:
    """Each (organization, held amount) of a settled run leaves its wallet."""
    await _adjust_wallets(connection, [(org, -amount, -1) for org, amount in settled])


async def resolve_holds(
    connection: Connection, resolved: Sequence[tuple[Hold, int]], now: datetime
) -> None:
    if not resolved:
        return
    columns = zip(*((h.org_id, h.run_id, captured, now) for h, captured in resolved), strict=True)
    await connection.execute(_RESOLVE_HOLDS, [list(column) for column in columns])
    spent: dict[str, tuple[int, int]] = {}
    for hold, captured in resolved:
        for budget_id in hold.budget_ids:
            held_before, spent_before = spent.get(budget_id, (0, 0))
            spent[budget_id] = (held_before + hold.amount, spent_before + captured)
    if spent:
        columns = zip(*((i, h, s) for i, (h, s) in spent.items()), strict=True)
        await connection.execute(_SETTLE_BUDGETS, [list(column) for column in columns])


async def return_to_grants(connection: Connection, returned: Iterable[tuple[str, int]]) -> None:
    await _take_from_grants(connection, ((i, -amount) for i, amount in returned))


async def _take_from_grants(connection: Connection, draws: Iterable[tuple[str, int]]) -> None:
    taken: dict[str, int] = {}
    for grant_id, amount in draws:
        taken[grant_id] = taken.get(grant_id, 0) + amount
    if taken:
        await connection.execute(_TAKE_FROM_GRANTS, [list(taken), list(taken.values())])


async def _adjust_wallets(connection: Connection, changes: Iterable[tuple[str, int, int]]) -> None:
    sums: dict[str, tuple[int, int]] = {}
    for org_id, held, running in changes:
        held_before, running_before = sums.get(org_id, (0, 0))
        sums[org_id] = (held_before + held, running_before + running)
    columns: list[Any] = [list(sums), [h for h, _ in sums.values()], [r for _, r in sums.values()]]
    await connection.execute(_ADJUST_WALLETS, columns)
