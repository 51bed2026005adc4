"""Proof of the books: every figure that is kept beside the entries, against their sums."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

# Each finds rows that must not be: what they are about, what is kept, and what the entries say.
_CHECKS: Final[dict[str, str]] = {
    "a booking does not sum to zero": """
        select transaction_id as what, asset as kept, sum(amount)::text as booked
        from ledger_entries group by org_id, transaction_id, asset having sum(amount) <> 0
    """,
    "an entry has no booking": """
        select e.transaction_id as what, e.account as kept, e.amount::text as booked
        from ledger_entries e left join ledger_transactions t
          on t.org_id = e.org_id and t.id = e.transaction_id
        where t.id is null
    """,
    "a grant differs from its entries": """
        select g.id as what, g.remaining::text as kept, coalesce(sum(e.amount), 0)::text as booked
        from credit_grants g left join ledger_entries e
          on e.org_id = g.org_id and e.grant_id = g.id and e.account = 'customer_credit'
        group by g.id, g.remaining having g.remaining <> coalesce(sum(e.amount), 0)
    """,
    "a wallet differs from what is set aside": """
        select w.org_id as what, w.held::text as kept, coalesce(sum(e.amount), 0)::text as booked
        from wallets w left join ledger_entries e
          on e.org_id = w.org_id and e.account = 'customer_held'
        group by w.org_id, w.held having w.held <> coalesce(sum(e.amount), 0)
    """,
    "a wallet differs from its open holds": """
        select w.org_id as what, w.held::text as kept, coalesce(sum(h.amount), 0)::text as booked
        from wallets w left join holds h on h.org_id = w.org_id and h.status = 'pending'
        group by w.org_id, w.held having w.held <> coalesce(sum(h.amount), 0)
    """,
    "an account that is never below zero is": """
        select owner_id as what, account || ' ' || asset as kept, sum(amount)::text as booked
        from ledger_entries
        where account in ('customer_credit', 'customer_held', 'publisher_pending',
                          'publisher_available', 'publisher_reserve', 'publisher_disputed',
                          'publisher_tries')
        group by owner_id, account, asset having sum(amount) < 0
    """,
    "what is left for tries differs": """
        select o.org_id as what, sum(o.funded - o.spent)::text as kept,
               coalesce(max(b.amount), 0)::text as booked
        from try_offers o left join (
          select owner_id, sum(amount) as amount from ledger_entries
          where account = 'publisher_tries' group by owner_id) b on b.owner_id = o.org_id
        group by o.org_id having sum(o.funded - o.spent) <> coalesce(max(b.amount), 0)
    """,
    "what a try cost was not booked so": """
        select t.run_id as what, t.cost::text as kept, coalesce(sum(e.amount), 0)::text as booked
        from tries t
        left join ledger_transactions b
          on b.org_id = t.org_id and b.cause_id = t.run_id and b.code = 'tried'
        left join ledger_entries e on e.org_id = b.org_id and e.transaction_id = b.id
          and e.account = 'revenue'
        where t.status <> 'open'
        group by t.org_id, t.run_id, t.cost having t.cost <> coalesce(sum(e.amount), 0)
    """,
    "an order that is paid was not booked": """
        select o.id as what, o.total::text as kept, '0' as booked from orders o
        where o.paid_at is not null and o.total > 0 and not exists (
          select from ledger_transactions t
          where t.org_id = o.org_id and t.cause_id = o.id and t.code = 'sold')
    """,
    "what an order brought differs": """
        select o.id as what, o.due::text as kept, (-sum(e.amount))::text as booked
        from orders o
        join ledger_transactions t on t.org_id = o.org_id and t.cause_id = o.id and t.code = 'sold'
        join ledger_entries e on e.org_id = t.org_id and e.transaction_id = t.id
          and e.account = 'processor_clearing'
        group by o.id, o.due having o.due <> -sum(e.amount)
    """,
    "a refund that is done was not booked": """
        select r.id as what, r.amount::text as kept, coalesce(b.given, 0)::text as booked
        from refunds r
        left join lateral (
          select sum(e.amount) as given from ledger_transactions t
          join ledger_entries e on e.org_id = t.org_id and e.transaction_id = t.id
            and e.account = 'processor_clearing'
          where t.org_id = r.org_id and t.cause_id = r.id and t.code in ('refunded', 'refund_lost')
        ) b on true
        where r.status = 'succeeded' and coalesce(b.given, 0) <> r.amount
    """,
    "use on a credit line differs from what is owed for it": """
        select g.id as what, (-g.remaining - coalesce(e.owed, 0))::text as kept,
               (coalesce(u.used, 0) - coalesce(b.billed, 0))::text as booked
        from credit_grants g
        left join (
          select grant_id, sum(amount) as owed from ledger_entries
          where account in ('customer_receivable', 'customer_held')
            and grant_id in (select id from credit_grants where kind = 'metered')
          group by grant_id
        ) e on e.grant_id = g.id
        left join (
          select l.grant_id, -sum(l.amount) as used
          from ledger_entries l join ledger_transactions t
            on t.org_id = l.org_id and t.id = l.transaction_id and t.code = 'settled'
          where l.account in ('customer_held', 'customer_credit', 'customer_receivable')
            and l.grant_id in (select id from credit_grants where kind = 'metered')
          group by l.grant_id
        ) u on u.grant_id = g.id
        left join (
          select grant_id, sum(credits) as billed from billed_runs group by grant_id
        ) b on b.grant_id = g.id
        where g.kind = 'metered'
          and -g.remaining - coalesce(e.owed, 0) <> coalesce(u.used, 0) - coalesce(b.billed, 0)
    """,
    "what an order for use asks for was not booked": """
        select o.id as what, coalesce(b.credits, 0)::text as kept,
               coalesce(-e.amount, 0)::text as booked
        from orders o
        left join (
          select org_id, order_id, sum(credits) as credits from billed_runs
          group by org_id, order_id
        ) b on b.org_id = o.org_id and b.order_id = o.id
        left join (
          select t.org_id, t.cause_id, sum(l.amount) as amount
          from ledger_transactions t join ledger_entries l
            on l.org_id = t.org_id and l.transaction_id = t.id and l.account = 'customer_billed'
          where t.code in ('billed', 'line_paid') group by t.org_id, t.cause_id
        ) e on e.org_id = o.org_id and e.cause_id = o.id
        where o.reason = 'usage' and coalesce(-e.amount, 0)
          <> case when o.paid_at is null then coalesce(b.credits, 0) else 0 end
    """,
    "a payout was not booked": """
        select p.id as what, p.amount::text as kept, '0' as booked from payouts p
        where not exists (
          select from ledger_transactions t
          where t.org_id = p.org_id and t.cause_id = p.id and t.code = 'paid_out')
        or p.status in ('failed', 'canceled') and not exists (
          select from ledger_transactions t
          where t.org_id = p.org_id and t.cause_id = p.id and t.code = 'payout_reversed')
    """,
}
_TRIAL: Final = text(
    "select asset, account, sum(amount)::bigint as amount from ledger_entries"
    " group by asset, account order by asset, account"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """`kept` is the figure beside the entries, `booked` what they say."""

    check: str
    what: str
    kept: str
    booked: str


async def differences(session: AsyncSession) -> list[Difference]:
    """All that is wrong, of the whole installation; empty is proof. For the worker's role."""
    connection = await session.connection()
    found = []
    for check, query in _CHECKS.items():
        rows = await connection.execute(text(query))
        found += [Difference(check, row.what, row.kept, row.booked) for row in rows]
    return found


async def trial_balance(session: AsyncSession) -> list[tuple[str, str, int]]:
    """Asset, account and sum; those of an asset come to zero together."""
    connection = await session.connection()
    return [(row.asset, row.account, row.amount) for row in await connection.execute(_TRIAL)]
