"""Every statement of the ledger's batches, once for any number of rows.

Rows come as JSON, one parameter for each table; see :func:`hub.kit.batch.recordset`.
"""

from typing import Final

from hub.kit.batch import recordset

LOCK_WALLETS: Final = """
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
READ_TO_PLACE: Final = f"""
    select json_build_object(
      'grants', (
        select coalesce(json_agg(json_build_object(
          'org_id', org_id, 'id', id, 'kind', kind, 'remaining', remaining)
          order by priority, expires_at nulls last, kind <> 'promotional', effective_at, id), '[]')
        from credit_grants
        where org_id = any(%(orgs)s::text[]) and remaining > 0 and effective_at <= %(now)s
          and paused_at is null and (expires_at is null or expires_at > %(now)s)),
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
READ_TO_SETTLE: Final = f"""
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
ADJUST_WALLETS: Final = f"""
    update wallets w set held = w.held + d.held, running = w.running + d.running
    from {recordset({"org_id": "text", "held": "bigint", "running": "bigint"})}
    where w.org_id = d.org_id and w.org_id = any(%s::text[])
"""  # noqa: S608 - columns of ours
TAKE_FROM_GRANTS: Final = f"""
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
BOOK: Final = f"""
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
ENTER: Final = f"""
    insert into ledger_entries ({", ".join(_ENTRY)}) select {", ".join(_ENTRY)}
    from {recordset(_ENTRY)}
"""  # noqa: S608 - columns of ours
PLACE: Final = f"""
    with wallet as ({ADJUST_WALLETS}), taken as ({TAKE_FROM_GRANTS}),
      counted as ({_HOLD_IN_BUDGETS}), booked as ({BOOK}), entered as ({ENTER})
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
SETTLE: Final = f"""
    with wallet as ({ADJUST_WALLETS}), returned as ({TAKE_FROM_GRANTS}),
      counted as ({_SETTLE_BUDGETS}), booked as ({BOOK}), entered as ({ENTER})
    update holds h set status = case when d.captured > 0 then 'captured' else 'released' end,
                       captured = d.captured, resolved_at = %s
    from {recordset({"org_id": "text", "run_id": "text", "captured": "bigint"})}
    where h.org_id = d.org_id and h.org_id = any(%s::text[])
      and h.run_id = d.run_id and h.run_id = any(%s::text[])
"""  # noqa: S608 - columns of ours
