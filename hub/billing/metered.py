"""Use on credit lines as states: what a payment, a failure or a dispute makes of an organization's.
No payment is begun here; that is for `arrears.py`."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import dues
from hub.billing.domain import Billing
from hub.billing.errors import NotThere
from hub.billing.money import in_words
from hub.billing.notices import tell
from hub.billing.opening import find
from hub.billing.order_models import DISPUTED, Order, Payment
from hub.billing.subscription_models import MeteredAccount
from hub.billing.subscriptions import CONFIRMED, DUNNING
from hub.credits import public as credits_
from hub.kit.clock import said_day

_WHAT: Final = "Use on your credit line"


async def get(session: AsyncSession, org_id: str, *, lock: bool = False) -> MeteredAccount:
    """Raises NotThere."""
    row = await find(session, org_id, lock=lock)
    if row is None:
        raise NotThere("There is no credit line. An administrator of the platform opens one.")
    return row


async def on_paid(session: AsyncSession, billing: Billing, order: Order, *, now: datetime) -> None:
    """What was used can be used again, whoever paid it and however late."""
    await credits_.pay_line(session, org_id=order.org_id, order_id=order.id, now=billing.clock())
    row = await get(session, order.org_id, lock=True)
    if row.order_id != order.id:
        return
    row.order_id, row.dunning_step, row.past_due_since = None, 0, None
    if row.status != "disputed":
        await _go_on(session, row)
    session.add(row)
    await dues.drop(session, "metered_grace", row.org_id)
    at = max(row.period_end, now)
    await dues.put(session, "metered", row.org_id, org_id=row.org_id, at=at)


async def _go_on(session: AsyncSession, row: MeteredAccount) -> None:
    row.status, row.stopped_at = "active", None
    session.add(row)
    await credits_.pause_line(session, row.org_id, None)


async def on_failed(
    session: AsyncSession, billing: Billing, order: Order, payment: Payment, *, now: datetime
) -> None:
    """Again in some days, as renewals are; after the last time it waits for its payer."""
    row = await get(session, order.org_id, lock=True)
    if row.order_id != order.id:
        return
    if row.past_due_since is None:
        row.past_due_since = now
        # Whoever pays by transfer has had the time to pay already
        days = 0 if payment.processor == "manual" else billing.settings.metered_grace_days
        grace = now + timedelta(days=days)
        await dues.put(session, "metered_grace", row.org_id, org_id=row.org_id, at=grace)
    step = row.dunning_step
    if step >= len(DUNNING):
        row.status = "unpaid" if row.status != "disputed" else row.status
        session.add(row)
        await dues.drop(session, "metered", row.org_id)
        await stop(session, billing, row, now=now)
        return
    again = now + DUNNING[step]
    row.dunning_step = step + 1
    if payment.hard:
        # Only another method helps; the last day stays the last
        row.dunning_step = len(DUNNING)
        again = now + sum(DUNNING[step:], timedelta())
    if row.status != "disputed":
        row.status = "past_due"
    session.add(row)
    await dues.put(session, "metered", row.org_id, org_id=row.org_id, at=again)
    await _tell_failed(session, billing, payment, again)


async def _tell_failed(
    session: AsyncSession, billing: Billing, payment: Payment, again: datetime
) -> None:
    then = f"It is tried again on {said_day(again)}."
    if payment.processor == "manual" or payment.error in CONFIRMED:
        then = f"Pay it yourself: {billing.base_url}/billing/orders/{payment.order_id}"
    elif payment.hard:
        then = "Change the payment method; it is not tried again."
    values = {
        "product": _WHAT[0].lower() + _WHAT[1:],
        "amount": in_words(payment.amount, payment.currency),
        "reason": payment.error or "declined",
        "then": then,
    }
    key = f"payment_failed:{payment.id}"
    await tell(session, billing, payment.org_id, key=key, template="payment_failed", values=values)


async def stop(
    session: AsyncSession, billing: Billing, row: MeteredAccount, *, now: datetime
) -> None:
    """Nothing is used on the line until it is paid; what was prepaid can be used as ever."""
    if row.stopped_at is not None:
        return
    row.stopped_at = now
    session.add(row)
    await credits_.pause_line(session, row.org_id, now)
    key = f"metered_stopped:{row.org_id}:{row.order_id}:{now.isoformat()}"
    values = {"product": _WHAT}
    await tell(session, billing, row.org_id, key=key, template="access_ended", values=values)


async def taken_back(
    session: AsyncSession,
    order: Order,
    part: tuple[int, int],
    *,
    owed: bool,
    cause_id: str,
    now: datetime,
) -> None:
    """`part`: how much of a paid order was given back before, and is now."""
    whole = int((order.change or {}).get("credits", 0))
    since, until = (-(-whole * amount // order.total) for amount in part)
    await credits_.unpay_line(
        session, org_id=order.org_id, amount=until - since, owed=owed, cause_id=cause_id, now=now
    )


async def on_disputed(
    session: AsyncSession, billing: Billing, order: Order, status: str, *, now: datetime
) -> None:
    """Whoever takes money back for what they used uses no more until that is settled."""
    row = await get(session, order.org_id, lock=True)
    if status in DISPUTED or status == "lost":
        row.status = "disputed"
        session.add(row)
        await stop(session, billing, row, now=now)
    elif row.status == "disputed":
        await reinstate(session, row)


async def reinstate(session: AsyncSession, row: MeteredAccount) -> None:
    """The dispute is over. What is not paid keeps the line closed all the same."""
    if row.past_due_since is None:
        await _go_on(session, row)
        return
    tried_again = await dues.get(session, "metered", row.org_id) is not None
    row.status = "past_due" if tried_again else "unpaid"
    session.add(row)
