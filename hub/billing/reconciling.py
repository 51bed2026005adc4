"""Once a day: what each processor has of the day before, against what is here.

What only was not told is fetched, and settled as if it had been. What is left is a finding: it says
what differs and what to do, and an administrator closes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import structlog
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.billing import disputes, dues, payments, refunds, settling, told
from hub.billing.domain import Billing
from hub.billing.order_models import Dispute, Payment, Refund
from hub.billing.payments import Step
from hub.billing.processors.port import Listed, Processor, ProcessorRefused
from hub.billing.reconciliation_models import Finding, ReconciledDay
from hub.billing.subscription_models import Due
from hub.billing.told import About
from hub.kit.ids import PLATFORM_ORG, id_at, new_id

# What is wrong, and what to do about it
ADVICE: Final[dict[str, str]] = {
    "not_recorded": (
        "It happened there and was not told here; it is recorded now. Look why no message came:"
        " the webhook's address, its secret, its events."
    ),
    "unknown_payment": (
        "The processor has a payment that names one of ours which does not exist here. Was it made"
        " by another installation with the same account? If not, give it back there."
    ),
    "amount_differs": (
        "Another amount than was asked for. What came was kept as the buyer's balance; ask them to"
        " pay the order, or give the money back."
    ),
    "status_differs": (
        "It is paid here and was taken back there. Refund the order here, so that the books agree."
    ),
    "paid_twice": (
        "One payment of ours was paid twice there. Give the second one back at the processor."
    ),
    "refund_unknown": (
        "Money was given back at the processor itself. Refund the order here for as much with the"
        " method 'manual', or ask who did it."
    ),
    "missing_there": (
        "It is paid here, and the processor has nothing of it. Are the keys those of the account"
        " that took the payment? If so, look into the audit log of who recorded it."
    ),
}
_LATEST: Final = 7
_BETWEEN: Final = text("select * from payments_between(:name, :since, :until)")
log = structlog.get_logger()


@dataclass(slots=True)
class Comparison:
    """One processor's day, as far as it was looked at."""

    billing: Billing
    processor: Processor
    day: date
    listed: int = 0
    seen: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def find(
        self,
        one: Listed,
        difference: str,
        *,
        about: About | None = None,
        mended: bool = False,
        ours: str | None = None,
    ) -> None:
        now = self.billing.clock()
        row = Finding(
            id=new_id("rcf"),
            processor=self.processor.name,
            day=self.day,
            kind=one.kind,
            ref=one.ref,
            difference=difference,
            object_id=about.object_id if about is not None else None,
            concerns=about.org_id if about is not None else None,
            ours=ours,
            theirs=f"{one.status} {one.amount} {one.currency}",
            status="mended" if mended else "open",
            found_at=now,
        )
        self.findings.append(row)


async def reconcile(
    billing: Billing, name: str, day: date, *, asked_by: str | None = None
) -> ReconciledDay:
    """Of one day in UTC; to do it again does nothing twice. `asked_by` is whose record says so.

    Raises:
        ProcessorUnavailable: it does not answer now.
    """
    start = datetime.combine(day, time(), UTC)
    end = start + timedelta(days=1)
    processor = billing.processor(name)
    compared = Comparison(billing, processor, day)
    for one in await processor.list_between(start, end):
        compared.listed += 1
        match one.kind:
            case "payment":
                await _payment(compared, one)
            case "refund":
                await _refund(compared, one)
            case "dispute":
                await _dispute(compared, one)
    await _ours(compared, start, end)
    return await _record(compared, asked_by)


async def _payment(compared: Comparison, one: Listed) -> None:
    billing, name = compared.billing, compared.processor.name
    about = await told.find_payment(billing, name, one.ours or "")
    if about is None:
        if one.status == "succeeded":
            compared.find(one, "unknown_payment")
        return
    compared.seen.add(about.object_id)
    before = await _read(billing, about)
    if one.status != "succeeded":
        if before.status == "succeeded" and one.status == "failed":
            compared.find(one, "status_differs", about=about, ours=_shown(before))
        return
    after = before
    if before.status != "succeeded":
        await _settle(compared, about, before, one.ref)
        after = await _read(billing, about)
        mended = after.status == "succeeded"
        difference = "not_recorded" if mended else "missing_there"
        compared.find(one, difference, about=about, mended=mended, ours=_shown(before))
    if after.amount != one.amount:
        compared.find(one, "amount_differs", about=about, ours=_shown(after))
    elif after.capture_ref not in (None, one.ref):
        compared.find(one, "paid_twice", about=about, ours=after.capture_ref)


def _shown(payment: Payment) -> str:
    return f"{payment.status} {payment.amount} {payment.currency}"


async def _read(billing: Billing, about: About) -> Payment:
    async with billing.database.transaction(about.org_id) as session:
        found = await session.get(Payment, about.object_id)
    assert found is not None
    return found


async def _settle(compared: Comparison, about: About, payment: Payment, ref: str) -> None:
    """As if it had been told: what is true is fetched, and nothing further is taken by that."""
    billing = compared.billing
    outcome = await compared.processor.look_up(payment.id, payment.ref or ref, take=True)
    async with billing.moving(*about.seen) as session:
        now = await billing.now_of(session, about.org_id)
        locked = await payments.get(session, payment.id)
        if locked is not None:
            await settling.apply(session, billing, locked, outcome, now=now)


async def _refund(compared: Comparison, one: Listed) -> None:
    billing, name = compared.billing, compared.processor.name
    about = await told.find(billing, name, one.parent or "")
    if about is None:
        return  # of what others sold with this account
    async with billing.database.transaction(about.org_id) as session:
        row = await session.get(Refund, one.ours) if one.ours else None
    if row is None or row.org_id != about.org_id:
        compared.find(one, "refund_unknown", about=about)
        return
    if one.status in (row.status, "pending"):
        return
    outcome = await compared.processor.look_up_refund(one.ref, one.parent or "")
    async with billing.moving(*about.seen) as session:
        now = await billing.now_of(session, about.org_id)
        await refunds.apply(session, billing, row.id, outcome, now=now)
    compared.find(one, "not_recorded", about=about, mended=True, ours=row.status)


async def _dispute(compared: Comparison, one: Listed) -> None:
    billing, name = compared.billing, compared.processor.name
    about = await told.find(billing, name, one.parent or "")
    if about is None:
        return
    state = await compared.processor.look_up_dispute(one.ref)
    async with billing.moving(*about.seen) as session:
        known = select(Dispute.status).where(Dispute.ref == one.ref)
        before = (await session.exec(known)).first()
        payment = await payments.get(session, about.object_id)
        if payment is None or before == state.status:
            return
        now = await billing.now_of(session, about.org_id)
        await disputes.apply(session, billing, payment, state, now=now)
        after = (await session.exec(known)).first()
    if after != before:
        compared.find(one, "not_recorded", about=about, mended=True, ours=before)


async def _ours(compared: Comparison, start: datetime, end: datetime) -> None:
    """What is paid here, and was not in the list: made on one day, and paid on another, perhaps."""
    billing, name = compared.billing, compared.processor.name
    asked = {"name": name, "since": id_at("pay", start), "until": id_at("pay", end)}
    async with billing.database.transaction() as session:
        connection = await session.connection()
        rows = (await connection.execute(_BETWEEN, asked)).all()
    for row in rows:
        if row.id in compared.seen or row.amount == 0:
            continue
        about = About(row.org_id, "payment", row.id, row.seller_org_id)
        payment = await _read(billing, about)
        ref = payment.capture_ref or payment.ref or payment.id
        try:
            outcome = await compared.processor.look_up(payment.id, payment.ref, take=True)
            status = outcome.status
        except ProcessorRefused:
            status = "unknown"
        if status != "succeeded":
            one = Listed("payment", ref, 0, payment.currency, status)
            compared.find(one, "missing_there", about=about, ours=_shown(payment))


async def _record(compared: Comparison, asked_by: str | None) -> ReconciledDay:
    """Each difference once, whoever closed it."""
    open_ = [row for row in compared.findings if row.status == "open"]
    day = ReconciledDay(
        processor=compared.processor.name,
        day=compared.day,
        listed=compared.listed,
        mended=len(compared.findings) - len(open_),
        found=len(open_),
        done_at=compared.billing.clock(),
    )
    seen = {PLATFORM_ORG, asked_by or PLATFORM_ORG}
    async with compared.billing.database.transaction(sorted(seen)) as session:
        for row in compared.findings:
            made = insert(Finding).values(**row.model_dump()).on_conflict_do_nothing()
            await session.exec(made)
        values = day.model_dump()
        done = insert(ReconciledDay).values(**values)
        await session.exec(
            done.on_conflict_do_update(
                index_elements=["processor", "day"],
                set_={name: values[name] for name in ("listed", "mended", "found", "done_at")},
            )
        )
        if asked_by is not None:
            after = {"processor": day.processor, "day": str(day.day), "found": day.found}
            target = f"{day.processor}:{day.day}"
            entry = audit.Entry(
                "reconciliation.done", asked_by, target, after=after, as_platform=True
            )
            await audit.record(session, entry)
    if compared.findings:
        log.warning(
            "billing.reconciled", processor=day.processor, day=str(day.day), found=day.found
        )
    return day


async def list_findings(
    session: AsyncSession, *, status: str | None, after: str | None, limit: int
) -> Sequence[Finding]:
    query = select(Finding)
    if status is not None:
        query = query.where(Finding.status == status)
    if after is not None:
        query = query.where(col(Finding.id) < after)
    return (await session.exec(query.order_by(col(Finding.id).desc()).limit(limit))).all()


async def latest_days(session: AsyncSession, most: int) -> Sequence[ReconciledDay]:
    query = select(ReconciledDay).order_by(
        col(ReconciledDay.done_at).desc(), col(ReconciledDay.processor)
    )
    return (await session.exec(query.limit(most))).all()


async def schedule(billing: Billing) -> None:
    """From the first start on, each day at its hour."""
    if billing.settings.reconcile_hour is None:
        return
    async with billing.database.transaction(PLATFORM_ORG) as session:
        for name in billing.processors:
            if name != "manual" and await dues.get(session, "reconcile", name) is None:
                await _next(session, billing, name)


async def _next(session: AsyncSession, billing: Billing, name: str) -> None:
    now = billing.clock()
    hour = time(billing.settings.reconcile_hour or 0)
    at = datetime.combine(now.astimezone(UTC).date(), hour, UTC)
    at += timedelta(days=1) if at <= now else timedelta()
    await dues.put(session, "reconcile", name, org_id=PLATFORM_ORG, at=at)


async def due(billing: Billing, due: Due, now: datetime) -> Step | None:
    """The day before, and those before it that were missed."""
    name = due.object_id
    if name in billing.processors:
        yesterday = now.astimezone(UTC).date() - timedelta(days=1)
        async with billing.database.transaction(PLATFORM_ORG) as session:
            query = select(col(ReconciledDay.day)).where(ReconciledDay.processor == name)
            done = (await session.exec(query.order_by(col(ReconciledDay.day).desc()))).first()
        first = max(done or yesterday - timedelta(days=1), yesterday - timedelta(days=_LATEST))
        for ahead in range(1, (yesterday - first).days + 1):
            await reconcile(billing, name, first + timedelta(days=ahead))
    async with billing.database.transaction(PLATFORM_ORG) as session:
        if name in billing.processors and billing.settings.reconcile_hour is not None:
            await _next(session, billing, name)
        else:
            await dues.drop(session, "reconcile", name)
    return None
