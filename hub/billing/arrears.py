"""What was used on credit lines, once a month: one order and one invoice, with a line for each
agent, charged to the method that is saved."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.billing import (
    checkouts,
    dues,
    invoices,
    metered,
    money,
    orders,
    payments,
    settling,
    subscriptions,
)
from hub.billing.catalog_models import Product, ProductPrice
from hub.billing.domain import Billing
from hub.billing.errors import MeteredState
from hub.billing.notices import tell
from hub.billing.opening import find, open_account
from hub.billing.order_models import Order, PaymentMethod
from hub.billing.payments import Step
from hub.billing.payouts import worth
from hub.billing.subscription_models import Due, MeteredAccount
from hub.billing.totals import Line
from hub.credits import public as credits_
from hub.credits.public import AgentUse
from hub.identity.public import Principal
from hub.kit.db import Database
from hub.kit.ids import PLATFORM_ORG, made_at, new_id

CURRENCY: Final = "USD"  # what credits are worth is said in dollars
_DAY: Final = timedelta(days=1)


async def due(billing: Billing, due: Due, now: datetime) -> Step | None:
    """The month is over, or what was not paid is tried again."""
    async with billing.moving(due.org_id, PLATFORM_ORG) as session:
        row = await find(session, due.org_id, lock=True)
        if not await dues.take(session, due) or row is None:
            return None
        if row.order_id is None:
            return await _close_month(session, billing, row, now=now)
        order = await orders.get(session, row.org_id, row.order_id, lock=True)
        if row.past_due_since is not None:
            return await _retry(session, billing, row, order, now=now)
        # Its payment is on its way: the next month is closed when it is decided
        await dues.put(session, "metered", row.org_id, org_id=row.org_id, at=now + _DAY)
        return None


async def _close_month(
    session: AsyncSession, billing: Billing, row: MeteredAccount, *, now: datetime
) -> Step | None:
    if now < row.period_end:
        await dues.put(session, "metered", row.org_id, org_id=row.org_id, at=row.period_end)
        return None
    period = row.period_start, row.period_end
    row.period_start = row.period_end
    row.period_end = money.period_after(row.period_end, "month", day=row.anchor_day)
    session.add(row)
    order = await _order(session, billing, row, period, now=now)
    if order is None:
        await dues.put(session, "metered", row.org_id, org_id=row.org_id, at=row.period_end)
        return None
    # By the clock of identifiers: that is how use is found in the ledger
    row.order_id, row.billed_at = order.id, made_at(order.id)
    session.add(row)
    await dues.put(session, "metered", row.org_id, org_id=row.org_id, at=row.period_end)
    return await _charge(session, billing, row, order, now=now)


async def _order(
    session: AsyncSession,
    billing: Billing,
    row: MeteredAccount,
    period: tuple[datetime, datetime],
    *,
    now: datetime,
) -> Order | None:
    """None where what was used comes to less than a cent: it is the next month's."""
    order_id = new_id("ord")
    async with session.begin_nested() as tried:
        used = await credits_.bill_use(
            session, org_id=row.org_id, order_id=order_id, since=row.billed_at, now=billing.clock()
        )
        total = sum(one.credits for one in used)
        cents, _ = worth(total, billing.usd_per_credit)
        if not cents:
            await tried.rollback()
            return None
    lines = _lines(used, cents, period)
    totals = await orders.totals_of(session, billing, row.org_id, lines, discount=None)
    return await orders.place(
        session,
        row.org_id,
        totals,
        reason=orders.USAGE,
        now=now,
        change={"credits": total},
        order_id=order_id,
    )


def _lines(used: Sequence[AgentUse], cents: int, period: tuple[datetime, datetime]) -> list[Line]:
    """All of them together come to what was used, to the cent; none is a product of a catalog."""
    amounts = money.divided(cents, [one.credits for one in used])
    made = []
    for one, amount in zip(used, amounts, strict=True):
        product = Product(
            id=one.agent_id or "",
            org_id=PLATFORM_ORG,
            kind="usage",
            name=one.name or "An agent that is no longer kept",
            created_at=period[1],
        )
        price = ProductPrice(
            id=one.price_id or "",
            org_id=PLATFORM_ORG,
            product_id=product.id,
            type="usage",
            currency=CURRENCY,
            tiers=[],
            effective_from=period[0],
            created_at=period[0],
        )
        name = f"{product.name}: {one.runs} run{'' if one.runs == 1 else 's'}"
        made.append(Line(product, price, name, one.runs, amount, period=period))
    return made


async def _charge(
    session: AsyncSession, billing: Billing, row: MeteredAccount, order: Order, *, now: datetime
) -> Step | None:
    """The first time with its invoice, which is issued whether it is paid or not."""
    if not order.due:
        await settling.pay_order(session, billing, order, payment=None, now=now)
        return None
    method = await _method(session, billing, row)
    if method is None and (row.on_invoice or "manual" in billing.processors):
        await checkouts.open_manual(session, billing, order, now=now)
        return None
    step = None
    if method is not None:
        step = await payments.begin(
            session, billing, order, processor=method.processor, method=method, now=now
        )
    await _invoice(session, billing, order, method, now=now)
    if method is None:
        await _fail(session, billing, order, now=now)
    return step


async def _method(
    session: AsyncSession, billing: Billing, row: MeteredAccount
) -> PaymentMethod | None:
    """The one that was chosen, else the default, of those that can be charged in this currency."""
    if row.on_invoice:
        return None
    able = [name for name, one in billing.processors.items() if CURRENCY in one.currencies]
    query = select(PaymentMethod).where(
        PaymentMethod.org_id == row.org_id,
        PaymentMethod.status == "active",
        col(PaymentMethod.processor).in_(able),
    )
    if row.method_id is not None:
        query = query.where(PaymentMethod.id == row.method_id)
    else:
        query = query.where(col(PaymentMethod.is_default))
    return (await session.exec(query)).first()


async def _invoice(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    method: PaymentMethod | None,
    *,
    now: datetime,
) -> None:
    if order.invoice_id is not None:
        return
    items = await orders.items_of(session, order.id)
    invoice = await invoices.issue(session, billing, order, items, now=now, due_at=now)
    values = {
        "number": invoice.number,
        "amount": money.in_words(order.due, order.currency),
        "method": method.label if method is not None else "a payment method, which is missing",
    }
    key = f"usage_invoiced:{invoice.id}"
    await tell(session, billing, order.org_id, key=key, template="usage_invoiced", values=values)


async def _fail(session: AsyncSession, billing: Billing, order: Order, *, now: datetime) -> None:
    payment = await payments.fail_unasked(session, order, processor="none", now=now)
    await metered.on_failed(session, billing, order, payment, now=now)


async def _retry(
    session: AsyncSession, billing: Billing, row: MeteredAccount, order: Order, *, now: datetime
) -> Step | None:
    """Once more, unless the same method would be declined for good again."""
    if order.status != "pending" or await payments.open_of(session, order.id) is not None:
        return None
    tried = await orders.payments_of(session, order.id)
    last = tried[-1] if tried else None
    method = await _method(session, billing, row)
    same = last is not None and last.method_id == (method.id if method is not None else None)
    if last is not None and (method is None or (last.hard and same)):
        await metered.on_failed(session, billing, order, last, now=now)
        return None
    return await _charge(session, billing, row, order, now=now)


async def grace(billing: Billing, due: Due, now: datetime) -> Step | None:
    """What is not paid by now is not used on any more; it may still be paid."""
    async with billing.moving(due.org_id) as session:
        row = await find(session, due.org_id, lock=True)
        await dues.drop(session, "metered_grace", due.object_id)
        if row is not None and row.past_due_since is not None:
            await metered.stop(session, billing, row, now=now)
    return None


async def choose(
    session: AsyncSession, billing: Billing, org_id: str, *, method_id: str | None, on_invoice: bool
) -> MeteredAccount:
    """How it is paid from now; what is past due is tried at once.

    Raises:
        NotThere: there is no credit line, or no such method.
        ProcessorNotOffered: the method cannot be charged in its currency.
    """
    row = await metered.get(session, org_id, lock=True)
    method = await payments.method_of(session, org_id, method_id)
    payments.refuse_other_currency(billing, method, CURRENCY)
    if on_invoice:
        billing.processor("manual")
    before = {"payment_method_id": row.method_id, "on_invoice": row.on_invoice}
    row.method_id, row.on_invoice = method_id, on_invoice
    if row.past_due_since is not None:
        now = await billing.now_of(session, org_id)
        # As often as before: what was paid in vain with another method does not count for this
        row.dunning_step = min(row.dunning_step, len(subscriptions.DUNNING) - 1)
        row.status = "past_due" if row.status == "unpaid" else row.status
        await dues.put(session, "metered", org_id, org_id=org_id, at=now)
    session.add(row)
    after = {"payment_method_id": method_id, "on_invoice": on_invoice}
    await audit.record(session, audit.Entry("metered.set", org_id, org_id, before, after))
    return row


async def reopen(billing: Billing, who: Principal, org_id: str, reason: str) -> MeteredAccount:
    """An administrator lets an organization use its line again after a dispute.

    Raises:
        NotThere: there is no credit line.
        MeteredState: it is not closed by a dispute.
    """
    async with billing.moving(org_id, who.org_id) as session:
        row = await metered.get(session, org_id, lock=True)
        if row.status != "disputed":
            raise MeteredState(f"Its credit line is {row.status}: no dispute closed it.")
        await metered.reinstate(session, row)
        entry = audit.Entry(
            "metered.reopened",
            org_id,
            org_id,
            before={"status": "disputed"},
            after={"status": row.status, "reason": reason},
            as_platform=True,
        )
        await audit.record(session, entry)
        return row


async def schedule(finder: Database, billing: Billing) -> None:
    """Lines that were given before anybody counted months have them from now."""
    async with finder.transaction() as session:
        known = set((await session.exec(select(MeteredAccount.org_id))).all())
        missing = await credits_.organizations_with_lines(session) - known
    for org_id in missing:
        async with billing.moving(org_id) as session:
            now = await billing.now_of(session, org_id)
            await open_account(session, org_id, now)
