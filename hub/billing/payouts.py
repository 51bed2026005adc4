"""What publishers earned: pending, then available after the settlement delay, then paid out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.billing import dues, payees, settling
from hub.billing.domain import Billing
from hub.billing.errors import NotThere, PayoutRefused
from hub.billing.keys import Once
from hub.billing.money import in_words
from hub.billing.notices import tell
from hub.billing.payments import Step
from hub.billing.processors.port import PayoutOutcome, ProcessorRefused, ProcessorUnavailable
from hub.billing.publisher_schemas import DecisionBody, PayoutBody
from hub.billing.subscription_models import Due, Payout, PayoutAccount
from hub.credits import public as credits_
from hub.credits.public import CREDIT, MoneyLeg
from hub.identity.public import Principal
from hub.kit.amounts import MICRO
from hub.kit.errors import Conflict
from hub.kit.ids import new_id

_OWNER: Final = text("select find_payout_owner(:id)")
_EARNED_IN: Final = "USD"  # what credits are worth is said in dollars


@dataclass(frozen=True, slots=True)
class Released:
    """What leaves `pending`: `taken` of an asset becomes `given` of a currency."""

    asset: str
    taken: int
    currency: str
    given: int


def worth(micro: int, usd_per_credit: Decimal) -> tuple[int, int]:
    """Whole cents for so many micro-credits, and how many micro-credits they are."""
    cents = int(Decimal(micro) * usd_per_credit * 100 / MICRO)
    used = (Decimal(cents) * MICRO / (usd_per_credit * 100)).to_integral_value(ROUND_CEILING)
    return cents, min(micro, int(used))


async def release(
    session: AsyncSession, billing: Billing, publisher_id: str, *, now: datetime
) -> list[Released]:
    """What has waited long enough is available. What is owed is paid from it first."""
    until = now - timedelta(days=billing.settings.settlement_days)
    found = []
    for asset, amount in (await credits_.releasable(session, publisher_id, until)).items():
        if asset == CREDIT:
            cents, used = worth(amount, billing.usd_per_credit)
            if cents:
                found.append(Released(asset, used, _EARNED_IN, cents))
        elif amount:
            found.append(Released(asset, amount, asset, amount))
    for one in found:
        await _book_release(session, billing, publisher_id, one, now=now)
    return found


async def _book_release(
    session: AsyncSession, billing: Billing, publisher_id: str, one: Released, *, now: datetime
) -> None:
    """A part may be held back for a time, for refunds and disputes that are still to come."""
    held = await credits_.earnings(session, publisher_id)
    owed = min(one.given, max(0, -held.get(one.currency, "receivable")))
    kept = int((one.given - owed) * billing.settings.reserve_percent / 100)
    name = new_id("rel")
    if kept:
        until = now + timedelta(days=billing.settings.reserve_days)
        detail = f"{one.currency} {kept}"
        await dues.put(session, "reserve", name, org_id=publisher_id, at=until, detail=detail)
    legs = [MoneyLeg("publisher_pending", publisher_id, one.asset, -one.taken)]
    if one.asset != one.currency:
        legs += [
            MoneyLeg("conversion", "platform", one.asset, one.taken),
            MoneyLeg("conversion", "platform", one.currency, -one.given),
        ]
    legs += [
        MoneyLeg("publisher_receivable", publisher_id, one.currency, owed),
        MoneyLeg("publisher_reserve", publisher_id, one.currency, kept),
        MoneyLeg("publisher_available", publisher_id, one.currency, one.given - owed - kept),
    ]
    await credits_.book(
        session, org_id=publisher_id, code="released", cause_id=name, legs=legs, now=now
    )


async def free(billing: Billing, due: Due, now: datetime) -> Step | None:
    """What was held back is available, as far as no refund or dispute took it since."""
    async with billing.moving(due.org_id) as session:
        await dues.drop(session, "reserve", due.object_id)
        currency, amount = (due.detail or "USD 0").split()
        held = await credits_.earnings(session, due.org_id)
        left = min(int(amount), held.get(currency, "reserve"))
        owed = min(left, max(0, -held.get(currency, "receivable")))
        legs = [
            MoneyLeg("publisher_reserve", due.org_id, currency, -left),
            MoneyLeg("publisher_receivable", due.org_id, currency, owed),
            MoneyLeg("publisher_available", due.org_id, currency, left - owed),
        ]
        name = due.object_id
        await credits_.book(
            session, org_id=due.org_id, code="reserve_freed", cause_id=name, legs=legs, now=now
        )
    return None


async def settle(billing: Billing, due: Due, now: datetime) -> Step | None:
    """A publisher's day: and another one, while something waits."""
    async with billing.moving(due.org_id) as session:
        now = await billing.now_of(session, due.org_id)
        await release(session, billing, due.org_id, now=now)
        held = await credits_.earnings(session, due.org_id)
        waits = any(held.get(asset, "pending") for asset in ("USD", "EUR", "INR", CREDIT))
        if waits:
            again = now + timedelta(days=1)
            await dues.put(session, "settle", due.object_id, org_id=due.org_id, at=again)
        else:
            await dues.drop(session, "settle", due.object_id)
    return None


async def ask(
    billing: Billing, who: Principal, body: PayoutBody, *, key: str | None
) -> tuple[Payout, bool]:
    """Pays out what is available, or a part. The money leaves the publisher's account at once.

    Raises:
        PayoutRefused: no account to pay to, nothing available, or something is owed.
    """
    once = Once(who.org_id, key, "payout", body.model_dump(mode="json"))
    async with billing.moving(who.org_id) as session:
        known = await once.known(session)
        if known is None:
            now = await billing.now_of(session, who.org_id)
            row = await _begin(session, billing, who, body, now=now)
            once.done(session, row.id, now)
            entry = audit.Entry("payout.asked", who.org_id, row.id, after=row.model_dump())
            await audit.record(session, entry)
    payout_id = known or row.id
    if known is None:
        await go_on(billing, who.org_id, payout_id)
    async with billing.database.transaction(who.org_id) as session:
        return await get(session, who.org_id, payout_id), known is not None


async def _begin(
    session: AsyncSession, billing: Billing, who: Principal, body: PayoutBody, *, now: datetime
) -> Payout:
    account = await session.get(PayoutAccount, who.org_id)
    if account is None:
        raise PayoutRefused("Say first where to pay to (PUT /v1/payout-account).")
    if await billing.is_test(session, who.org_id) and account.method != "manual":
        raise PayoutRefused("A test organization is paid out by hand alone: on paper.")
    await release(session, billing, who.org_id, now=now)
    held = await credits_.earnings(session, who.org_id)
    available = held.get(account.currency, "available")
    amount = body.amount.amount if body.amount is not None else available
    if body.amount is not None and body.amount.currency != account.currency:
        raise PayoutRefused(f"The account takes {account.currency}.")
    if not 0 < amount <= available:
        raise PayoutRefused(f"{in_words(available, account.currency)} are available.")
    if held.get(account.currency, "receivable") < 0:
        raise PayoutRefused("Refunds and disputes are owed first.")
    row = Payout(
        id=new_id("pyo"),
        org_id=who.org_id,
        amount=amount,
        currency=account.currency,
        method=account.method,
        destination="",
        created_by=who.user_id,
        created_at=now,
    )
    payees.seal(billing, row, payees.destination_of(billing, account))
    if not await payees.known(session, who.org_id):
        row.status, row.held_for, row.reason = "held", payees.TAX, payees.WHY_HELD
    session.add(row)
    await session.flush()
    await _book(session, row, "paid_out", -amount, now=now)
    if row.status == "held":
        await _tell_held(session, billing, row)
    else:
        await dues.put(session, "payout", row.id, org_id=who.org_id, at=now + dues.pause(0))
    return row


async def _tell_held(session: AsyncSession, billing: Billing, row: Payout) -> None:
    values = {
        "amount": in_words(row.amount, row.currency),
        "status": row.status,
        "reason": row.reason or "",
    }
    key = f"payout:{row.id}:{row.held_for}"
    await tell(session, billing, row.org_id, key=key, template="payout", values=values)


async def _book(
    session: AsyncSession, row: Payout, code: str, amount: int, *, now: datetime
) -> None:
    legs = [
        MoneyLeg("publisher_available", row.org_id, row.currency, amount),
        MoneyLeg("processor_clearing", row.method, row.currency, -amount),
    ]
    await credits_.book(session, org_id=row.org_id, code=code, cause_id=row.id, legs=legs, now=now)


async def get(session: AsyncSession, org_id: str, payout_id: str) -> Payout:
    query = select(Payout).where(Payout.id == payout_id, Payout.org_id == org_id)
    query = query.execution_options(populate_existing=True)
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NotThere("There is no such payout.")
    return found


async def list_payouts(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[Payout]:
    query = select(Payout).where(Payout.org_id == org_id)
    if after is not None:
        query = query.where(col(Payout.id) < after)
    return (await session.exec(query.order_by(col(Payout.id).desc()).limit(limit))).all()


async def go_on(billing: Billing, org_id: str, payout_id: str) -> None:
    """Sends it, or asks what became of it. Without an answer it stays as it is."""
    async with billing.moving(org_id) as session:
        row = await get(session, org_id, payout_id)
        if row.status not in ("pending", "in_transit"):
            return
        if row.asked_at is None:
            row.asked_at = billing.clock()  # from now on it may be on its way, whoever asks
            session.add(row)
    processor = billing.processor(row.method)
    try:
        if row.ref is None:
            to = payees.destination_of(billing, row)
            outcome = await processor.pay_out(row.id, to, row.amount, row.currency)
        else:
            outcome = await processor.look_up_payout(row.id, row.ref)
    except ProcessorUnavailable:
        return
    except ProcessorRefused as refused:
        outcome = PayoutOutcome("failed", row.ref or "", error=refused.detail[:200])
    async with billing.moving(org_id) as session:
        now = await billing.now_of(session, org_id)
        await apply(session, billing, payout_id, outcome, now=now)


async def due(billing: Billing, due: Due, now: datetime) -> Step | None:
    """It stays due until the processor has said how it ended."""
    del now
    async with billing.database.transaction(due.org_id) as session:
        row = await get(session, due.org_id, due.object_id)
        if row.status not in ("pending", "in_transit") or row.method == "manual":
            await dues.drop(session, "payout", row.id)
            return None
    await go_on(billing, due.org_id, due.object_id)
    return None


async def apply(
    session: AsyncSession,
    billing: Billing,
    payout_id: str,
    outcome: PayoutOutcome,
    *,
    now: datetime,
) -> None:
    """What failed goes back to what is available, exactly."""
    query = select(Payout).where(Payout.id == payout_id).with_for_update()
    row = (await session.exec(query.execution_options(populate_existing=True))).one()
    if row.status not in ("pending", "in_transit"):
        return
    if outcome.ref:
        row.ref = outcome.ref
        await settling.add_ref(
            session,
            row.method,
            outcome.ref,
            org_id=row.org_id,
            kind="payout",
            object_id=row.id,
            order=None,
        )
    row.status = outcome.status
    if outcome.status == "in_transit":
        session.add(row)
        return
    await _finish(session, billing, row, outcome.status, outcome.error or "", now=now)


async def _finish(
    session: AsyncSession, billing: Billing, row: Payout, status: str, reason: str, *, now: datetime
) -> None:
    row.status, row.finished_at, row.reason = status, now, reason or None
    session.add(row)
    await dues.drop(session, "payout", row.id)
    if status in ("failed", "canceled"):
        await _book(session, row, "payout_reversed", row.amount, now=now)
    values = {"amount": in_words(row.amount, row.currency), "status": status, "reason": reason}
    key = f"payout:{row.id}:{status}"
    await tell(session, billing, row.org_id, key=key, template="payout", values=values)


async def decide(billing: Billing, who: Principal, payout_id: str, body: DecisionBody) -> Payout:
    """An administrator holds one with a reason, lets it go, or says how a manual one ended."""
    async with billing.database.transaction() as session:
        connection = await session.connection()
        org_id = (await connection.execute(_OWNER, {"id": payout_id})).scalar_one_or_none()
    if org_id is None:
        raise NotThere("There is no such payout.")
    async with billing.moving(str(org_id), who.org_id) as session:
        row = await get(session, str(org_id), payout_id)
        now = await billing.now_of(session, row.org_id)
        before = row.status
        await _decide(session, billing, row, body, now=now)
        entry = audit.Entry(
            "payout.decided",
            row.org_id,
            row.id,
            before={"status": before},
            after={"status": row.status, "reason": body.reason},
            as_platform=True,
        )
        await audit.record(session, entry)
    if body.decision == "release":
        await go_on(billing, row.org_id, row.id)
    return row


async def _decide(
    session: AsyncSession, billing: Billing, row: Payout, body: DecisionBody, *, now: datetime
) -> None:
    allowed = {
        "hold": ("pending",),
        "release": ("held",),
        "cancel": ("pending", "held"),
        "paid": ("pending", "in_transit"),
        "failed": ("pending", "in_transit"),
    }[body.decision]
    manual = row.method == "manual" or body.decision in ("hold", "release", "cancel")
    if row.status not in allowed or not manual:
        raise Conflict(f"The payout is {row.status}, over {row.method}.")
    if body.decision == "release" and not await payees.known(session, row.org_id):
        raise Conflict("Its publisher has not given their tax details yet.")
    if body.decision in ("hold", "cancel") and row.asked_at is not None:
        raise Conflict(f"{row.method} was asked for it already, and may be sending it.")
    if body.decision in ("paid", "failed", "cancel"):
        status = {"paid": "succeeded", "failed": "failed", "cancel": "canceled"}[body.decision]
        await _finish(session, billing, row, status, body.reason, now=now)
        return
    row.status = "held" if body.decision == "hold" else "pending"
    row.reason, row.held_for = body.reason, None
    session.add(row)
    values = {
        "amount": in_words(row.amount, row.currency),
        "status": row.status,
        "reason": body.reason,
    }
    key = f"payout:{row.id}:{row.status}:{now.isoformat()}"
    await tell(session, billing, row.org_id, key=key, template="payout", values=values)
    if body.decision == "release":
        await dues.put(session, "payout", row.id, org_id=row.org_id, at=now + dues.pause(0))
