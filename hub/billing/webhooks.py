"""What processors tell: verified on the bytes as they came, once, and then looked up.

An event says only what to look at. What is true is fetched, so that events which come late, early
or in another order change nothing; the fetched state and the event's row are one transaction.
"""

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import disputes, payments, payouts, refunds, settling
from hub.billing.domain import Billing
from hub.billing.order_models import Dispute, PaymentMethod, ProcessorEvent, Refund
from hub.billing.processors.port import (
    DisputeState,
    Event,
    Outcome,
    PayoutOutcome,
    Processor,
    RefundOutcome,
)

_FIND = text("select * from find_processor_ref(:name, :ref)")
Fetched = Outcome | RefundOutcome | DisputeState | PayoutOutcome | None


async def receive(billing: Billing, name: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether it was new.

    Raises:
        WebhookRefused: it is not signed as this processor signs, or no secret is configured.
        ProcessorNotOffered: there is no such processor here.
        ProcessorUnavailable: what it tells of cannot be looked up now; it will be told again.
    """
    processor = billing.processor(name)
    event = await processor.verify(headers, body)
    async with billing.database.transaction() as session:
        if await session.get(ProcessorEvent, (name, event.id)) is not None:
            return False
    about = await _about(billing, processor, event)
    fetched: Fetched = None
    if about is not None:
        fetched = await _fetch(processor, event, about)
    seen = [about.org_id, about.seller_org_id or about.org_id] if about is not None else []
    async with billing.moving(*seen) as session:
        if not await _note(session, billing, name, event):
            return False
        if about is not None:
            await _apply(session, billing, about, event, fetched)
    return True


class About:
    """Ours that the event is about."""

    def __init__(self, row: Mapping[str, str | None]) -> None:
        self.org_id = str(row["org_id"])
        self.kind = str(row["kind"])
        self.object_id = str(row["object_id"])
        self.seller_org_id = row["seller_org_id"]


async def _find(billing: Billing, name: str, ref: str) -> About | None:
    async with billing.database.transaction() as session:
        connection = await session.connection()
        row = (await connection.execute(_FIND, {"name": name, "ref": ref})).mappings().first()
    return About(row) if row is not None else None  # type: ignore[arg-type]


async def _about(billing: Billing, processor: Processor, event: Event) -> About | None:
    if event.subject == "other":
        return None
    found = await _find(billing, processor.name, event.ref)
    if found is None and event.subject == "dispute":
        state = await processor.look_up_dispute(event.ref)
        found = await _find(billing, processor.name, state.payment_ref)
    if found is None and event.subject == "refund" and "payment_ref" in event.detail:
        return None
    return found


async def _fetch(processor: Processor, event: Event, about: About) -> Fetched:
    match event.subject:
        case "payment" if about.kind == "payment":
            return await processor.look_up(about.object_id, event.ref)
        case "refund" if about.kind == "refund":
            return await processor.look_up_refund(event.ref, event.detail.get("payment_ref", ""))
        case "dispute":
            return await processor.look_up_dispute(event.ref)
        case "payout" if about.kind == "payout":
            return await processor.look_up_payout(about.object_id, event.ref)
    return None


async def _note(session: AsyncSession, billing: Billing, name: str, event: Event) -> bool:
    row = insert(ProcessorEvent).values(
        processor=name,
        event_id=event.id,
        type=event.type[:100],
        ref=event.ref[:200],
        received_at=billing.clock(),
    )
    connection = await session.connection()
    made = row.on_conflict_do_nothing().returning(col(ProcessorEvent.event_id))
    return (await connection.execute(made)).first() is not None


async def _apply(
    session: AsyncSession, billing: Billing, about: About, event: Event, fetched: Fetched
) -> None:
    now = await billing.now_of(session, about.org_id)
    if event.subject == "method" and about.kind == "method":
        await _method(session, about.object_id, event)
    elif isinstance(fetched, RefundOutcome):
        refund = await session.get(Refund, about.object_id)
        if refund is not None:
            await refunds.apply(session, billing, refund.id, fetched, now=now)
    elif isinstance(fetched, PayoutOutcome):
        await payouts.apply(session, billing, about.object_id, fetched, now=now)
    elif isinstance(fetched, Outcome | DisputeState):
        payment_id = about.object_id
        if about.kind == "dispute":
            payment_id = await _payment_of_dispute(session, about.object_id)
        payment = await payments.get(session, payment_id)
        if payment is None:
            return
        if isinstance(fetched, Outcome):
            await settling.apply(session, billing, payment, fetched, now=now)
        else:
            await disputes.apply(session, billing, payment, fetched, now=now)


async def _payment_of_dispute(session: AsyncSession, dispute_id: str) -> str:
    row = await session.get(Dispute, dispute_id)
    return row.payment_id if row is not None else ""


async def _method(session: AsyncSession, method_id: str, event: Event) -> None:
    """A mandate or card that ended, or stands still, on the processor's side."""
    status = event.detail.get("status")
    row = await session.get(PaymentMethod, method_id)
    if row is None or status not in ("active", "paused", "revoked", "expired"):
        return
    row.status = status
    row.is_default = row.is_default and status == "active"
    session.add(row)
