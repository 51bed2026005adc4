"""Refunds, whole and in part: what an order gave is taken back where it went."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.billing import access, dues, invoices, metered, orders, settling, subscriptions
from hub.billing.buying_schemas import RefundBody
from hub.billing.domain import Billing
from hub.billing.errors import CreditsUsed, NotThere, OrderState, RefundTooLarge
from hub.billing.keys import Once
from hub.billing.money import in_words, mirrored
from hub.billing.notices import tell
from hub.billing.order_models import DISPUTED, Dispute, Order, OrderItem, Payment, Refund
from hub.billing.payments import Step
from hub.billing.processors.port import ProcessorRefused, ProcessorUnavailable, RefundOutcome
from hub.billing.subscription_models import Due
from hub.credits import public as credits_
from hub.credits.public import MoneyLeg
from hub.identity.public import Principal
from hub.kit.ids import new_id


async def owner_of(billing: Billing, order_id: str) -> tuple[str, str]:
    """Buyer and seller, for the platform's administrators. Raises OrderNotFound."""
    async with billing.database.transaction() as session:
        return await orders.parties(session, order_id)


async def ask(
    billing: Billing, who: Principal, body: RefundBody, *, key: str | None
) -> tuple[Refund, bool]:
    """The refund, and whether it answers an earlier request.

    Raises:
        OrderState: nothing was paid for the order.
        RefundTooLarge: more than is left of what was paid.
        CreditsUsed: the credits that it bought are used.
    """
    once = Once(who.org_id, key, "refund", body.model_dump(mode="json"))
    buyer, seller = await owner_of(billing, body.order_id)
    async with billing.moving(buyer, seller, who.org_id) as session:
        known = await once.known(session)
        if known is None:
            now = await billing.now_of(session, buyer)
            refund = await begin(session, who, buyer, body, now=now)
            once.done(session, refund.id, now)
            await audit.record(
                session,
                audit.Entry(
                    "refund.asked",
                    buyer,
                    refund.id,
                    after=refund.model_dump(),
                    as_platform=True,
                ),
            )
    refund_id = known or refund.id
    if known is None:
        await go_on(billing, refund_id, buyer, seller)
    async with billing.database.transaction(buyer) as session:
        found = await session.get(Refund, refund_id)
        if found is None:
            raise NotThere("There is no such refund.")
        return found, known is not None


async def left_of(session: AsyncSession, order: Order) -> int:
    """What can be given back yet, what is on its way back taken off."""
    pending = select(func.coalesce(func.sum(Refund.amount), 0)).where(
        col(Refund.order_id) == order.id, col(Refund.status) == "pending"
    )
    return orders.refundable(order) - int((await session.exec(pending)).one())


async def begin(
    session: AsyncSession, who: Principal, buyer: str, body: RefundBody, *, now: datetime
) -> Refund:
    """A refund that is to be asked of the processor, in a transaction that moves the buyer's money.

    Raises:
        OrderState, RefundTooLarge, CreditsUsed: it cannot be given back.
    """
    order = await orders.get(session, buyer, body.order_id, lock=True)
    paid = [p for p in await orders.payments_of(session, order.id) if p.status == "succeeded"]
    if order.status not in ("paid", "partially_refunded") or not paid:
        raise OrderState(f"The order is {order.status}, and nothing can be given back.")
    left = await left_of(session, order)
    amount = body.amount if body.amount is not None else left
    if not 0 < amount <= left:
        raise RefundTooLarge(f"{in_words(left, order.currency)} can be refunded.")
    if await disputed(session, order.id):
        raise OrderState("Its payment is disputed: the processor decides on the money.")
    items = await orders.items_of(session, order.id)
    await _refuse_used(session, order, items, amount)
    payment = paid[-1]
    refund = Refund(
        id=new_id("rfn"),
        org_id=buyer,
        order_id=order.id,
        payment_id=payment.id,
        processor=payment.processor,
        amount=amount,
        currency=order.currency,
        reason=body.reason,
        created_by=who.user_id,
        created_at=now,
    )
    session.add(refund)
    await session.flush()
    await dues.put(session, "refund", refund.id, org_id=buyer, at=now + dues.pause(0))
    return refund


async def disputed(session: AsyncSession, order_id: str) -> bool:
    open_ = select(Dispute.id).where(
        Dispute.order_id == order_id, col(Dispute.status).in_(DISPUTED)
    )
    return (await session.exec(open_)).first() is not None


async def _refuse_used(
    session: AsyncSession, order: Order, items: list[OrderItem], amount: int
) -> None:
    for item in items:
        if item.credits is None:
            continue
        wanted = -(-item.credits * amount // order.total)
        left = await credits_.grant_remaining(session, order.org_id, settling.grant_key(item))
        if left is None or left < wanted:
            raise CreditsUsed("Refund no more than what is not used.")


async def go_on(billing: Billing, refund_id: str, buyer: str, seller: str) -> None:
    """Asks the processor, and settles what it says; without an answer it stays pending."""
    async with billing.database.transaction([buyer, seller]) as session:
        refund = await session.get(Refund, refund_id)
        payment = await session.get(Payment, refund.payment_id) if refund is not None else None
    if refund is None or payment is None or refund.status != "pending":
        return
    processor = billing.processor(refund.processor)
    paid_as = payment.capture_ref or payment.ref or payment.id
    try:
        if refund.ref is None:
            outcome = await processor.refund(refund.id, paid_as, refund.amount, refund.currency)
        else:
            outcome = await processor.look_up_refund(refund.ref, paid_as)
    except ProcessorUnavailable:
        return
    except ProcessorRefused as refused:
        outcome = RefundOutcome("failed", refund.ref or "", error=refused.detail[:200])
    async with billing.moving(buyer, seller) as session:
        now = await billing.now_of(session, buyer)
        await apply(session, billing, refund_id, outcome, now=now)


async def due(billing: Billing, due: Due, now: datetime) -> Step | None:
    """It stays due until the processor has said how it ended."""
    del now
    async with billing.database.transaction(due.org_id) as session:
        refund = await session.get(Refund, due.object_id)
        order = await orders.get(session, due.org_id, refund.order_id) if refund else None
        if refund is None or order is None or refund.status != "pending":
            await dues.drop(session, "refund", due.object_id)
            return None
    await go_on(billing, refund.id, due.org_id, order.seller_org_id)
    return None


async def apply(
    session: AsyncSession,
    billing: Billing,
    refund_id: str,
    outcome: RefundOutcome,
    *,
    now: datetime,
) -> None:
    """Once: a refund that is settled stays so, unless the money comes back after all."""
    query = select(Refund).where(Refund.id == refund_id).with_for_update()
    query = query.execution_options(populate_existing=True)
    refund = (await session.exec(query)).one()
    if refund.status == "succeeded" and outcome.status == "failed":
        await _came_back(session, billing, refund, outcome, now=now)
    if refund.status != "pending":
        return
    order = await orders.get(session, refund.org_id, refund.order_id, lock=True)
    if outcome.ref:
        refund.ref = outcome.ref
        await settling.add_ref(
            session,
            refund.processor,
            outcome.ref,
            org_id=refund.org_id,
            kind="refund",
            object_id=refund.id,
            order=order,
        )
    refund.status, refund.error = outcome.status, outcome.error
    session.add(refund)
    if outcome.status == "pending":
        return
    await dues.drop(session, "refund", refund.id)
    if outcome.status == "succeeded":
        await _take_back(session, billing, order, refund, now=now)


async def _came_back(
    session: AsyncSession,
    billing: Billing,
    refund: Refund,
    outcome: RefundOutcome,
    *,
    now: datetime,
) -> None:
    """The buyer's bank did not take it: it is theirs still, and pays of their next order."""
    refund.status, refund.error = "failed", outcome.error
    session.add(refund)
    legs = [
        MoneyLeg("processor_clearing", refund.processor, refund.currency, -refund.amount),
        MoneyLeg("customer_balance", refund.org_id, refund.currency, refund.amount),
    ]
    await credits_.book(
        session, org_id=refund.org_id, code="kept", cause_id=refund.id, legs=legs, now=now
    )
    values = {"amount": in_words(refund.amount, refund.currency), "reason": outcome.error or ""}
    key = f"refund_kept:{refund.id}"
    await tell(session, billing, refund.org_id, key=key, template="refund_kept", values=values)


async def _take_back(
    session: AsyncSession, billing: Billing, order: Order, refund: Refund, *, now: datetime
) -> None:
    items = await orders.items_of(session, order.id)
    back = min(refund.amount, orders.refundable(order))
    await _lose(session, billing, order, refund, refund.amount - back, now=now)
    if not back:
        return
    tax = await book_reversal(
        session,
        billing,
        order,
        items,
        amount=back,
        code="refunded",
        cause_id=refund.id,
        to=MoneyLeg("processor_clearing", refund.processor, order.currency, back),
        now=now,
    )
    before, whole = order.refunded, back >= orders.refundable(order)
    order.refunded += back
    order.status = "refunded" if whole else "partially_refunded"
    session.add(order)
    taken = (before, order.refunded)
    if whole and order.balance_applied > 0:
        taken = (before, order.total)
        await _give_balance_back(session, billing, order, items, refund, now=now)
    await void_credits(session, billing, order, items, taken=taken, cause_id=refund.id)
    if whole:
        await stop(session, billing, order, now=now, reason="it was refunded")
    values = {
        "amount": in_words(refund.amount, refund.currency),
        "product": items[0].description,
        "reason": refund.reason,
    }
    key = f"refunded:{refund.id}"
    await tell(session, billing, order.org_id, key=key, template="refunded", values=values)
    credited = invoices.Credited(refund.id, back, refund.reason)
    await invoices.credit(session, billing, order, credited, tax=tax, now=now)


async def _lose(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    refund: Refund,
    amount: int,
    *,
    now: datetime,
) -> None:
    """A dispute took the money while the refund was on its way: it is gone twice, and the second
    time it is the platform's."""
    parts = await orders.parts_of(session, billing, order, ())
    legs = [
        MoneyLeg("processor_clearing", refund.processor, order.currency, amount),
        MoneyLeg("dispute_loss", parts.rest_owner, order.currency, -amount),
    ]
    await credits_.book(
        session, org_id=order.org_id, code="refund_lost", cause_id=refund.id, legs=legs, now=now
    )


async def _give_balance_back(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    items: list[OrderItem],
    refund: Refund,
    *,
    now: datetime,
) -> None:
    """What the buyer's balance had paid of an order that is refunded whole."""
    asset = order.currency
    await book_reversal(
        session,
        billing,
        order,
        items,
        amount=order.balance_applied,
        code="refunded_balance",
        cause_id=refund.id,
        to=MoneyLeg("customer_balance", order.org_id, asset, order.balance_applied),
        now=now,
    )


async def book_reversal(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    items: list[OrderItem],
    *,
    amount: int,
    code: str,
    cause_id: str,
    to: MoneyLeg,
    now: datetime,
    held: int = 0,
) -> int:
    """The mirror of what the sale booked, in this proportion; returns the tax in it.

    The publisher's part comes from what is `held` for this very order, then from what is pending,
    available, and in reserve; what is not there is owed.
    """
    parts = await orders.parts_of(session, billing, order, items)
    shares = mirrored([parts.publisher, parts.tax, parts.rest], order.refunded, amount)
    publisher, tax, rest = shares
    asset, seller = order.currency, order.seller_org_id
    legs = [to, MoneyLeg("tax_payable", parts.rest_owner, asset, -tax)]
    legs.append(MoneyLeg(parts.rest_account, parts.rest_owner, asset, -rest))
    legs.append(MoneyLeg("publisher_disputed", seller, asset, -held))
    if publisher > held:
        earned = await credits_.earnings(session, seller)
        legs += [
            MoneyLeg(f"publisher_{account}", seller, asset, -taken)
            for account, taken in earned.take(asset, publisher - held)
        ]
    legs.append(MoneyLeg("publisher_available", seller, asset, max(0, held - publisher)))
    await credits_.book(
        session, org_id=order.org_id, code=code, cause_id=cause_id, legs=legs, now=now
    )
    return tax


async def void_credits(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    items: list[OrderItem],
    *,
    taken: tuple[int, int],
    cause_id: str,
    owed: bool = False,
) -> None:
    """`taken`: how much of the order was taken back before, and is now; all refunds of an order
    together void exactly what it granted. `owed`: what was used on a credit line still is."""
    if order.reason == orders.USAGE:
        now = billing.clock()
        await metered.taken_back(session, order, taken, owed=owed, cause_id=cause_id, now=now)
        return
    for item in items:
        if item.credits is not None:
            since, until = (-(-item.credits * part // order.total) for part in taken)
            await credits_.void_credits(
                session,
                org_id=order.org_id,
                idempotency_key=settling.grant_key(item),
                amount=until - since,
                cause_id=f"{cause_id}:{item.line}",
                now=billing.clock(),
            )


async def stop(
    session: AsyncSession, billing: Billing, order: Order, *, now: datetime, reason: str
) -> None:
    """What the order gave ends: the right, and the subscription whose period it paid."""
    if order.subscription_id is None:
        await access.end(session, billing, order.org_id, order.id)
        return
    row = await subscriptions.get(session, order.org_id, order.subscription_id, lock=True)
    if row.order_id == order.id:
        await subscriptions.cancel(session, billing, row, reason=reason, now=now)
