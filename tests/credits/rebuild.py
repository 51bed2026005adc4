"""Every cached figure made again from ledger entries alone, beside what the tables say."""

from typing import Any, Final

import psycopg

_GRANTS: Final = """
    select g.id, g.remaining, g.amount,
      coalesce(sum(e.amount) filter (where e.account = 'customer_credit'), 0),
      coalesce(sum(e.amount) filter (where e.account = 'customer_credit'
                                       and t.code = 'granted'), 0)
    from credit_grants g
    left join ledger_entries e on e.org_id = g.org_id and e.grant_id = g.id
    left join ledger_transactions t on t.org_id = e.org_id and t.id = e.transaction_id
    where g.org_id = any(%s) group by g.id
"""
_WALLETS: Final = """
    select w.org_id, w.held, w.running,
      (select coalesce(sum(amount), 0) from ledger_entries e
       where e.org_id = w.org_id and e.account = 'customer_held'),
      (select count(*) from holds h where h.org_id = w.org_id and h.status = 'pending'),
      (select coalesce(sum(h.amount), 0) from holds h
       where h.org_id = w.org_id and h.status = 'pending')
    from wallets w where w.org_id = any(%s)
"""
# A run's booked hold and its settlement, from the entries; runs without a price have no booking
_HOLDS: Final = """
    with booked as (
      select t.org_id, t.cause_id,
        sum(e.amount) filter (where t.code = 'held' and e.account = 'customer_held') as held,
        count(distinct t.id) filter (where t.code = 'settled') as settlements,
        coalesce(sum(e.amount) filter (where t.code = 'settled'
          and e.account in ('publisher_pending', 'revenue')), 0) as captured
      from ledger_transactions t
      join ledger_entries e on e.org_id = t.org_id and e.transaction_id = t.id
      where t.org_id = any(%s) and t.code in ('held', 'settled') group by 1, 2
    )
    select h.run_id, h.amount, h.captured, h.status <> 'pending',
      coalesce(b.held, 0), coalesce(b.captured, 0), coalesce(b.settlements, 0)
    from holds h full join booked b on b.org_id = h.org_id and b.cause_id = h.run_id
    where coalesce(h.org_id, b.org_id) = any(%s)
"""
_DRAWS: Final = """
    select h.run_id, d.grant_id, d.amount, e.amount
    from holds h
    join ledger_transactions t on t.org_id = h.org_id and t.cause_id = h.run_id and t.code = 'held'
    cross join lateral unnest(h.grant_ids, h.grant_amounts) as d(grant_id, amount)
    left join ledger_entries e on e.org_id = h.org_id and e.transaction_id = t.id
      and e.grant_id = d.grant_id and e.account = 'customer_held'
    where h.org_id = any(%s)
"""
_BUDGETS: Final = """
    select b.id, b.held, b.spent,
      coalesce((select sum(e.amount) from holds h
        join ledger_transactions t on t.org_id = h.org_id and t.cause_id = h.run_id
        join ledger_entries e on e.org_id = t.org_id and e.transaction_id = t.id
        where h.org_id = b.org_id and b.id = any(h.budget_ids)
          and e.account = 'customer_held'), 0),
      coalesce((select sum(e.amount) from holds h
        join ledger_transactions t on t.org_id = h.org_id and t.cause_id = h.run_id
        join ledger_entries e on e.org_id = t.org_id and e.transaction_id = t.id
        where h.org_id = b.org_id and b.id = any(h.budget_ids) and t.code = 'settled'
          and t.booked_at >= b.period_start
          and e.account in ('publisher_pending', 'revenue')), 0)
    from budgets b where b.org_id = any(%s)
"""
_UNBALANCED: Final = """
    select org_id, transaction_id from ledger_entries where org_id = any(%s)
    group by 1, 2 having sum(amount) <> 0
"""


async def assert_books_agree(app_url: str, orgs: list[str]) -> None:
    """Raises AssertionError where a figure is not the sum of its entries."""
    async with await psycopg.AsyncConnection.connect(app_url, autocommit=True) as connection:

        async def rows(query: str) -> list[tuple[Any, ...]]:
            cursor = await connection.execute(query, [orgs] * query.count("%s"))
            return await cursor.fetchall()

        await connection.execute("select set_config('app.org_ids', %s, false)", [",".join(orgs)])
        assert await rows(_UNBALANCED) == []
        for grant_id, remaining, amount, booked, granted in await rows(_GRANTS):
            assert remaining == booked >= 0, grant_id
            assert amount == granted, grant_id
        wallets = await rows(_WALLETS)
        assert len(wallets) == len(orgs)
        for org_id, held, running, booked, pending, open_holds in wallets:
            assert held == booked == open_holds >= 0, org_id
            assert running == pending, org_id
        for run_id, amount, captured, resolved, held, booked, settlements in await rows(_HOLDS):
            assert (amount, captured) == (held, booked), run_id
            assert captured <= amount, run_id
            assert settlements == (1 if resolved and amount else 0), run_id
        for run_id, grant_id, kept, booked in await rows(_DRAWS):
            assert kept == booked, (run_id, grant_id)
        for budget_id, held, spent, booked_held, booked_spent in await rows(_BUDGETS):
            assert (held, spent) == (booked_held, booked_spent), budget_id
