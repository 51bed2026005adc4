"""Use on credit lines: what was drawn, which order asks for it, and what paying gives back.

    billed      customer_billed → customer_receivable, by grant: an order asks for it now
    line_paid   conversion → customer_billed, and customer_receivable → customer_credit, by grant:
                what was paid can be used again
    forgiven    promo_expense → conversion: the order was refunded; what was used is a gift
    owed_again  customer_receivable → conversion: the order's payment was taken back

The other side of `conversion` is in money, in the booking of the sale.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, text
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.credits import repository
from hub.credits.models import BilledRun, CreditGrant
from hub.credits.service import PLATFORM, Leg
from hub.kit.ids import id_at

# Bookings are named by the clocks of those who make them, which differ
_OVERLAP: Final = timedelta(days=1)
_USED: Final = """
    select t.cause_id as run_id, e.grant_id, -sum(e.amount) as credits
    from ledger_transactions t
    join ledger_entries e on e.org_id = t.org_id and e.transaction_id = t.id
    join credit_grants g on g.org_id = t.org_id and g.id = e.grant_id and g.kind = 'metered'
    where t.org_id = :org and t.code = 'settled' and t.id >= :since
      and e.account in ('customer_held', 'customer_credit', 'customer_receivable')
      and not exists (
        select from billed_runs b
        where b.org_id = t.org_id and b.run_id = t.cause_id and b.grant_id = e.grant_id)
    group by t.cause_id, e.grant_id having sum(e.amount) < 0
"""
_BILL: Final = text(f"""
    insert into billed_runs (org_id, run_id, grant_id, order_id, credits)
    select :org, u.run_id, u.grant_id, :order, u.credits from ({_USED}) u
""")  # noqa: S608 - a statement of ours inside another
_BY_AGENT: Final = """
    select r.agent_id, max(r.price_id) as price_id,
           max(coalesce(v.manifest->>'name', a.slug)) as name,
           count(distinct u.run_id) as runs, sum(u.credits)::bigint as credits
    from ({used}) u
    left join runs r on r.org_id = :org and r.id = u.run_id
    left join agent_versions v on v.id = r.agent_version_id
    left join agents a on a.id = r.agent_id
    group by r.agent_id order by sum(u.credits) desc, r.agent_id
"""
_UNBILLED: Final = text(_BY_AGENT.format(used=_USED))
_BILLED: Final = text(
    _BY_AGENT.format(used="select * from billed_runs where org_id = :org and order_id = :order")
)


@dataclass(frozen=True, slots=True)
class AgentUse:
    """What one agent cost on a credit line. No ID and name: its runs are not kept any more, or
    nobody may see what it was called."""

    agent_id: str | None
    price_id: str | None
    name: str | None
    runs: int
    credits: int


@dataclass(frozen=True, slots=True)
class Line:
    """An organization's credit lines together. `paused`: nothing may be drawn until it is paid."""

    limit: int
    available: int
    paused: bool


async def line_of(session: AsyncSession, org_id: str, now: datetime) -> Line | None:
    """None: the platform opened none, or it has ended."""
    query = select(CreditGrant).where(
        CreditGrant.org_id == org_id,
        CreditGrant.kind == "metered",
        col(CreditGrant.expired_at).is_(None),
    )
    rows = [
        row
        for row in (await session.exec(query)).all()
        if row.expires_at is None or row.expires_at > now
    ]
    if not rows:
        return None
    usable = [row for row in rows if row.paused_at is None and row.effective_at <= now]
    return Line(
        sum(row.amount for row in rows), sum(row.remaining for row in usable), len(usable) < 1
    )


async def organizations_with_lines(session: AsyncSession) -> set[str]:
    """Across organizations, for the worker's role."""
    query = select(CreditGrant.org_id).where(CreditGrant.kind == "metered").distinct()
    return set((await session.exec(query)).all())


async def unbilled_use(
    session: AsyncSession, org_id: str, since: datetime | None
) -> list[AgentUse]:
    """What no order asks for yet, the most first. All that was before `since` is billed."""
    values = {"org": org_id, "since": _from(since)}
    rows = await (await session.connection()).execute(_UNBILLED, values)
    return [AgentUse(*row) for row in rows]


def _from(since: datetime | None) -> str:
    return id_at("ldg", since - _OVERLAP) if since is not None else ""


async def bill_use(
    session: AsyncSession, *, org_id: str, order_id: str, since: datetime | None, now: datetime
) -> list[AgentUse]:
    """All that was used and not billed is this order's now. Lock the wallet before.

    What runs under way will cost is the next order's.
    """
    values = {"org": org_id, "order": order_id}
    connection = await session.connection()
    await connection.execute(_BILL, values | {"since": _from(since)})
    by_grant = await _of_order(session, org_id, order_id)
    if not by_grant:
        return []
    legs = [Leg("customer_receivable", org_id, grant, used) for grant, used in by_grant.items()]
    legs.append(Leg("customer_billed", org_id, None, -sum(by_grant.values())))
    await repository.add_booking(
        session, org_id=org_id, code="billed", cause_id=order_id, legs=legs, now=now
    )
    return [AgentUse(*row) for row in await connection.execute(_BILLED, values)]


async def _of_order(session: AsyncSession, org_id: str, order_id: str) -> dict[str, int]:
    query = (
        select(BilledRun.grant_id, func.sum(BilledRun.credits))
        .where(BilledRun.org_id == org_id, BilledRun.order_id == order_id)
        .group_by(col(BilledRun.grant_id))
        .order_by(col(BilledRun.grant_id))
    )
    return {grant_id: int(used) for grant_id, used in (await session.exec(query)).all()}


async def pay_line(session: AsyncSession, *, org_id: str, order_id: str, now: datetime) -> None:
    """The order is paid: what it asked for can be used again, of lines that have not ended.

    Whoever calls it does so once for an order, with the sale's booking.
    """
    await repository.lock_wallet(session, org_id)
    by_grant = await _of_order(session, org_id, order_id)
    total = sum(by_grant.values())
    legs = [
        Leg("customer_billed", org_id, None, total),
        Leg("conversion", org_id, None, -total),
    ]
    query = (
        select(CreditGrant)
        .where(CreditGrant.org_id == org_id, col(CreditGrant.id).in_(by_grant))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for grant in (await session.exec(query)).all():
        over = grant.expires_at is not None and grant.expires_at <= now
        if over or grant.expired_at is not None:
            continue
        used = by_grant[grant.id]
        grant.remaining += used
        await repository.save_grant(session, grant)
        legs.append(Leg("customer_receivable", org_id, grant.id, -used))
        legs.append(Leg("customer_credit", org_id, grant.id, used))
    await repository.add_booking(
        session, org_id=org_id, code="line_paid", cause_id=order_id, legs=legs, now=now
    )


async def unpay_line(
    session: AsyncSession, *, org_id: str, amount: int, owed: bool, cause_id: str, now: datetime
) -> None:
    """So many credits' worth of a paid order was given back; `owed`: against our will."""
    if not amount:
        return
    given = Leg("promo_expense", PLATFORM, None, -amount)
    taken = Leg("customer_receivable", org_id, None, -amount)
    legs = [taken if owed else given, Leg("conversion", org_id, None, amount)]
    code = "owed_again" if owed else "forgiven"
    await repository.add_booking(
        session, org_id=org_id, code=code, cause_id=cause_id, legs=legs, now=now
    )


async def pause_line(session: AsyncSession, org_id: str, at: datetime | None) -> None:
    """Nothing is drawn on the organization's lines from now; with None, it is again."""
    await repository.lock_wallet(session, org_id)
    statement = update(CreditGrant).where(
        col(CreditGrant.org_id) == org_id, col(CreditGrant.kind) == "metered"
    )
    await session.exec(statement.values(paused_at=at))
