"""Invoices and credit notes: numbered without a gap, and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import profiles
from hub.billing.domain import Billing
from hub.billing.errors import NotThere
from hub.billing.order_models import CreditNote, Invoice, NumberSeries, Order, OrderItem
from hub.kit.clock import rfc3339
from hub.kit.ids import new_id
from hub.kit.sealing import Place

_COLUMN: Final = "invoices.buyer"


@dataclass(frozen=True, slots=True)
class Credited:
    """Why so much of an invoice is taken back: `cause_id` is a refund, a dispute, or the order."""

    cause_id: str
    amount: int
    reason: str


async def _number(session: AsyncSession, name: str) -> int:
    """The next; whoever comes after waits for this transaction, and takes it if this one fails."""
    row = insert(NumberSeries).values(name=name, last=1)
    taken = row.on_conflict_do_update(
        index_elements=["name"], set_={"last": col(NumberSeries.last) + 1}
    ).returning(col(NumberSeries.last))
    connection = await session.connection()
    return int((await connection.execute(taken)).scalar_one())


async def issue(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    items: Sequence[OrderItem],
    *,
    now: datetime,
    due_at: datetime | None = None,
) -> Invoice:
    """The order's invoice, as everything stands now. Call it last: its number is a lock.

    Test organizations have a series of their own: theirs are no invoices.
    """
    tests = await billing.is_test(session, order.org_id)
    series = "T" if tests else billing.settings.invoice_prefix
    buyer = await profiles.read(session, billing, order.org_id)
    invoice_id = new_id("inv")
    settings = billing.settings
    seller = {
        "name": settings.seller,
        "address": settings.seller_address,
        "tax_id": settings.seller_tax_id,
    }
    sealed = billing.sealer.seal(
        Place(order.org_id, _COLUMN, invoice_id), msgspec.json.encode(buyer).decode()
    )
    invoice = Invoice(
        id=invoice_id,
        org_id=order.org_id,
        number=f"{series}-{await _number(session, series):06d}",
        order_id=order.id,
        status="paid" if order.status == "paid" else "issued",
        document={
            "totals": totals_shown(order, items),
            "seller": seller,
            "purchase_order": order.purchase_order,
            "due_at": rfc3339(due_at) if due_at is not None else None,
        },
        buyer=sealed,
        issued_at=now,
        paid_at=order.paid_at,
    )
    session.add(invoice)
    order.invoice_id = invoice.id
    session.add(order)
    await session.flush()
    return invoice


async def paid(session: AsyncSession, order: Order, now: datetime) -> None:
    if order.invoice_id is not None:
        invoice = await session.get(Invoice, order.invoice_id)
        if invoice is not None and invoice.status == "issued":
            invoice.status, invoice.paid_at = "paid", now
            session.add(invoice)


async def credit(
    session: AsyncSession,
    billing: Billing,
    order: Order,
    credited: Credited,
    *,
    tax: int,
    now: datetime,
) -> CreditNote | None:
    """What takes an invoice back, whole or in part."""
    invoice = await session.get(Invoice, order.invoice_id) if order.invoice_id else None
    if invoice is None:
        return None
    tests = await billing.is_test(session, order.org_id)
    series = "T-C" if tests else f"{billing.settings.invoice_prefix}-C"
    note = CreditNote(
        id=new_id("cnt"),
        org_id=order.org_id,
        number=f"{series}-{await _number(session, series):06d}",
        invoice_id=invoice.id,
        refund_id=credited.cause_id,
        amount=credited.amount,
        tax=tax,
        currency=order.currency,
        reason=credited.reason,
        issued_at=now,
    )
    session.add(note)
    if order.status in ("refunded", "void"):
        invoice.status = "voided"
        session.add(invoice)
    await session.flush()
    return note


async def get(session: AsyncSession, org_id: str, invoice_id: str) -> Invoice:
    found = await session.get(Invoice, invoice_id)
    if found is None or found.org_id != org_id:
        raise NotThere("There is no such invoice.")
    return found


async def list_invoices(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[Invoice]:
    query = select(Invoice).where(Invoice.org_id == org_id)
    if after is not None:
        query = query.where(col(Invoice.id) < after)
    return (await session.exec(query.order_by(col(Invoice.id).desc()).limit(limit))).all()


async def notes_of(
    session: AsyncSession, invoice_ids: Sequence[str]
) -> dict[str, list[CreditNote]]:
    query = (
        select(CreditNote)
        .where(col(CreditNote.invoice_id).in_(invoice_ids))
        .order_by(col(CreditNote.id))
    )
    found: dict[str, list[CreditNote]] = {invoice_id: [] for invoice_id in invoice_ids}
    for note in (await session.exec(query)).all():
        found[note.invoice_id].append(note)
    return found


def buyer_of(billing: Billing, invoice: Invoice) -> dict[str, Any]:
    if invoice.buyer is None:
        return {}
    place = Place(invoice.org_id, _COLUMN, invoice.id)
    found: dict[str, Any] = msgspec.json.decode(billing.sealer.open(place, invoice.buyer))
    return found


def totals_shown(order: Order, items: Sequence[OrderItem]) -> dict[str, Any]:
    return {
        "currency": order.currency,
        "lines": [
            {
                "price_id": item.price_id,
                "product_id": item.product_id,
                "description": item.description,
                "quantity": item.quantity,
                "amount": item.amount,
                "discount": item.discount,
                "tax": item.tax,
                "tax_rate": percent(item.tax_bps),
            }
            for item in items
        ],
        "subtotal": order.subtotal,
        "discount": order.discount,
        "tax": order.tax,
        "balance_applied": order.balance_applied,
        "total": order.total,
        "due": {"amount": order.due, "currency": order.currency},
    }


def percent(bps: int) -> str:
    """1950 → `19.5`."""
    return f"{bps // 100}.{bps % 100:02d}".rstrip("0").rstrip(".")
