"""Buying over HTTP: profile, carts, checkouts, orders, invoices."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Header, Response
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import buying_schemas as schemas
from hub.billing import (
    checkouts,
    credit_note_pdf,
    invoices,
    methods,
    orders,
    profiles,
    refund_asking,
    topups,
    views,
)
from hub.billing.domain import Billing, billing_of
from hub.billing.errors import NotThere
from hub.billing.invoice_pdf import pdf_of
from hub.billing.order_models import Order, PaymentMethod, TopUp
from hub.billing.processors.port import ProcessorUnavailable
from hub.billing.selling_endpoints import Asked, cursor
from hub.identity.public import Principal, caller, goes_on
from hub.kit.amounts import format_credits
from hub.kit.http import Page, at_hand, page
from hub.kit.ids import PLATFORM_ORG

router = APIRouter(prefix="/v1", tags=["billing"])
At = Annotated[Billing, at_hand(billing_of)]
Pays = Annotated[Principal, caller("billing:write", verified=True)]
Key = Annotated[str | None, Header(max_length=255)]


def replayed(response: Response, *, again: bool) -> None:
    if again:
        response.headers["idempotent-replayed"] = "true"


@router.get("/billing/profile")
async def get_profile(who: Pays, at: At) -> schemas.ProfileView:
    """Whom invoices are made out to."""
    async with at.database.transaction(who.org_id) as session:
        return schemas.ProfileView.model_validate(await profiles.read(session, at, who.org_id))


@router.put("/billing/profile")
async def put_profile(body: schemas.ProfileBody, who: Pays, at: At) -> schemas.ProfileView:
    """The country decides on tax. Invoices that are issued stay as they are."""
    async with at.database.transaction(who.org_id) as session:
        return schemas.ProfileView.model_validate(await profiles.put(session, at, who.org_id, body))


@router.get("/billing/processors")
async def list_processors(who: Pays, at: At) -> Page[schemas.ProcessorView]:
    """The ways of paying here."""
    del who
    shown = [
        schemas.ProcessorView.model_validate(
            {"name": p.name, "currencies": p.currencies, "saves_methods": p.saves_methods}
        )
        for p in at.processors.values()
    ]
    return Page(data=shown, next_cursor=None)


@router.get("/payment-methods")
async def list_methods(who: Pays, at: At) -> Page[schemas.MethodView]:
    """Cards, accounts and mandates that can be charged, on one page."""
    query = (
        select(PaymentMethod)
        .where(PaymentMethod.org_id == who.org_id, PaymentMethod.status != "revoked")
        .order_by(col(PaymentMethod.id).desc())
        .limit(100)
    )
    async with at.database.transaction(who.org_id) as session:
        rows = (await session.exec(query)).all()
    return Page(data=[views.method_view(row) for row in rows], next_cursor=None)


@router.delete("/payment-methods/{payment_method_id}", status_code=204)
async def remove_method(payment_method_id: str, who: Pays, at: At) -> None:
    """It is charged no more. Subscriptions that are paid with it need another one."""
    async with at.database.transaction(who.org_id) as session:
        await methods.remove(session, at, who.org_id, payment_method_id)
    with suppress(ProcessorUnavailable):  # the worker tells it again
        await methods.forget(at, who.org_id, payment_method_id)


@router.post("/checkouts/preview")
@goes_on
async def preview_checkout(body: schemas.CartBody, who: Pays, at: At) -> schemas.TotalsView:
    """What a cart comes to, with discount and tax; nothing is ordered."""
    return views.totals_view(await checkouts.preview(at, who, body))


@router.post("/checkouts", status_code=201)
async def create_checkout(
    body: schemas.CheckoutBody,
    who: Pays,
    at: At,
    response: Response,
    idempotency_key: Key = None,
) -> schemas.CheckoutView:
    """Order a cart, and begin to pay it. `url` is where a person goes on; `Idempotency-Key` needed.

    A saved method is charged at once, and `status` says how that went.
    """
    checkout_id, again = await checkouts.create(at, who, body, key=idempotency_key)
    replayed(response, again=again)
    return await _checkout(at, who.org_id, checkout_id)


@router.get("/checkouts/{checkout_id}")
async def get_checkout(checkout_id: str, who: Pays, at: At) -> schemas.CheckoutView:
    return await _checkout(at, who.org_id, checkout_id)


async def _checkout(at: Billing, org_id: str, checkout_id: str) -> schemas.CheckoutView:
    async with at.database.transaction(org_id) as session:
        row = await checkouts.get(session, org_id, checkout_id)
        order = await orders.get(session, org_id, row.order_id)
        return views.checkout_view(row, order, await orders.items_of(session, order.id))


@router.get("/orders")
async def list_orders(who: Pays, at: At, asked: Asked) -> Page[schemas.OrderView]:
    """Newest first."""
    async with at.database.transaction(who.org_id) as session:
        rows = await orders.list_orders(
            session, who.org_id, after=cursor(asked, "ord"), limit=asked.limit + 1
        )
        shown = await _orders(at, session, who.org_id, rows)
    return Page[schemas.OrderView].model_validate(page(shown, asked))


@router.get("/orders/{order_id}")
async def get_order(order_id: str, who: Pays, at: At) -> schemas.OrderView:
    async with at.database.transaction(who.org_id) as session:
        row = await orders.get(session, who.org_id, order_id)
        return (await _orders(at, session, who.org_id, [row]))[0]


async def _orders(
    at: Billing, session: AsyncSession, org_id: str, rows: Sequence[Order]
) -> list[schemas.OrderView]:
    ids = [row.id for row in rows]
    open_ = await orders.open_checkouts(session, org_id, ids)
    items, paid = await orders.of_each(session, ids)
    return [
        views.order_view(
            row,
            items[row.id],
            paid[row.id],
            checkout_id=open_.get(row.id),
            refund_until=refund_asking.until(at, row),
        )
        for row in rows
    ]


@router.post("/orders/{order_id}/pay", status_code=201)
async def pay_order(
    order_id: str,
    body: schemas.PayBody,
    who: Pays,
    at: At,
    *,
    response: Response,
    idempotency_key: Key = None,
) -> schemas.CheckoutView:
    """Pay an order that waits, or whose payment failed. `Idempotency-Key` needed."""
    made, again = await checkouts.pay_again(at, who, order_id, body, key=idempotency_key)
    replayed(response, again=again)
    return await _checkout(at, who.org_id, made)


@router.get("/invoices")
async def list_invoices(who: Pays, at: At, asked: Asked) -> Page[schemas.InvoiceView]:
    """Newest first, each with its credit notes."""
    async with at.database.transaction(who.org_id) as session:
        rows = await invoices.list_invoices(
            session, who.org_id, after=cursor(asked, "inv"), limit=asked.limit + 1
        )
        notes = await invoices.notes_of(session, [row.id for row in rows])
    shown = [views.invoice_view(at, row, notes[row.id]) for row in rows]
    return Page[schemas.InvoiceView].model_validate(page(shown, asked))


@router.get("/invoices/{invoice_id}")
async def get_invoice(invoice_id: str, who: Pays, at: At) -> schemas.InvoiceView:
    async with at.database.transaction(who.org_id) as session:
        row = await invoices.get(session, who.org_id, invoice_id)
        notes = await invoices.notes_of(session, [row.id])
    return views.invoice_view(at, row, notes[row.id])


@router.get(
    "/invoices/{invoice_id}/pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "The invoice"}},
)
async def get_invoice_pdf(invoice_id: str, who: Pays, at: At) -> Response:
    """The same as a document; its bytes are the same each time."""
    async with at.database.transaction(who.org_id) as session:
        row = await invoices.get(session, who.org_id, invoice_id)
        notes = await invoices.notes_of(session, [row.id])
    return _document(row.number, pdf_of(views.invoice_view(at, row, notes[row.id])))


@router.get(
    "/invoices/{invoice_id}/credit-notes/{credit_note_id}/pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "The credit note"}},
)
async def get_credit_note_pdf(invoice_id: str, credit_note_id: str, who: Pays, at: At) -> Response:
    """What takes the invoice back, as a document; its bytes are the same each time."""
    async with at.database.transaction(who.org_id) as session:
        row = await invoices.get(session, who.org_id, invoice_id)
        notes = await invoices.notes_of(session, [row.id])
    note = next((one for one in notes[row.id] if one.id == credit_note_id), None)
    if note is None:
        raise NotThere("There is no such credit note.")
    invoice = views.invoice_view(at, row, notes[row.id])
    return _document(note.number, credit_note_pdf.pdf_of(views.note_view(note), invoice))


def _document(number: str, content: bytes) -> Response:
    shown = {"content-disposition": f'inline; filename="{number}.pdf"'}
    return Response(content, media_type="application/pdf", headers=shown)


@router.get("/credits/top-up")
async def get_top_up(who: Pays, at: At) -> schemas.TopUpView:
    async with at.database.transaction(who.org_id) as session:
        row = await session.get(TopUp, who.org_id)
        if row is None:
            raise NotThere("Nothing is set. PUT /v1/credits/top-up sets it.")
        now = await at.now_of(session, who.org_id)
        return _top_up(row, await topups.spent(session, who.org_id, now))


@router.put("/credits/top-up")
async def put_top_up(body: schemas.TopUpBody, who: Pays, at: At) -> schemas.TopUpView:
    """Buy a pack of credits whenever fewer are left, up to a cap a month."""
    async with at.database.transaction([who.org_id, PLATFORM_ORG]) as session:
        row = await topups.put(session, at, who.org_id, body)
        now = await at.now_of(session, who.org_id)
        return _top_up(row, await topups.spent(session, who.org_id, now))


def _top_up(row: TopUp, spent: int) -> schemas.TopUpView:
    shown = row.model_dump() | {
        "below": format_credits(row.below),
        "payment_method_id": row.method_id,
        "monthly_cap": views.of_money(row.monthly_cap, row.currency),
        "spent_this_month": views.of_money(spent, row.currency),
    }
    return schemas.TopUpView.model_validate(shown)
