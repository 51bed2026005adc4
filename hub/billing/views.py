"""Rows as they look on the wire."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from hub.billing import invoices
from hub.billing.buying_schemas import (
    CheckoutView,
    CreditNoteView,
    InvoiceView,
    MethodView,
    OrderView,
    PaymentView,
    RefundView,
    SubscriptionView,
    TotalsView,
)
from hub.billing.catalog_models import Product, ProductPrice
from hub.billing.domain import Billing
from hub.billing.money import priced
from hub.billing.order_models import (
    Checkout,
    CreditNote,
    Invoice,
    Order,
    OrderItem,
    Payment,
    PaymentMethod,
    Refund,
)
from hub.billing.qr import qr_of
from hub.billing.subscription_models import Subscription
from hub.billing.totals import Totals

# Statuses in which somebody may still pay
_OPEN: Final = ("open", "confirmed")


def of_money(amount: int, currency: str) -> dict[str, Any]:
    return {"amount": amount, "currency": currency}


def totals_view(totals: Totals) -> TotalsView:
    """Of a cart that nobody has ordered."""
    lines = [
        {
            "price_id": line.price.id,
            "product_id": line.product.id,
            "description": line.description,
            "quantity": line.quantity,
            "amount": line.amount,
            "discount": line.discount,
            "tax": line.tax,
            "tax_rate": invoices.percent(line.tax_bps),
        }
        for line in totals.lines
    ]
    return TotalsView.model_validate(
        {
            "currency": totals.currency,
            "lines": lines,
            "subtotal": totals.subtotal,
            "discount": totals.discount,
            "tax": totals.tax,
            "balance_applied": totals.balance_applied,
            "total": totals.total,
            "due": of_money(totals.due, totals.currency),
        }
    )


def checkout_view(checkout: Checkout, order: Order, items: Sequence[OrderItem]) -> CheckoutView:
    shown = checkout.model_dump() | {
        "totals": invoices.totals_shown(order, items),
        "qr": qr_of(checkout.qr) if checkout.qr and checkout.status in _OPEN else None,
    }
    return CheckoutView.model_validate(shown)


def order_view(
    order: Order,
    items: Sequence[OrderItem],
    payments: Sequence[Payment],
    *,
    checkout_id: str | None = None,
    refund_until: datetime | None = None,
) -> OrderView:
    shown = order.model_dump() | {
        "checkout_id": checkout_id,
        "refund_until": refund_until,
        "totals": invoices.totals_shown(order, items),
        "refunded": of_money(order.refunded, order.currency),
        "payments": [payment_view(payment) for payment in payments],
    }
    return OrderView.model_validate(shown)


def payment_view(payment: Payment) -> PaymentView:
    amount = of_money(payment.amount, payment.currency)
    return PaymentView.model_validate(payment.model_dump() | {"amount": amount})


def subscription_view(row: Subscription, product: Product, price: ProductPrice) -> SubscriptionView:
    pending = None
    if row.pending_change is not None:
        pending = row.pending_change | {"effective_at": row.current_period_end}
    cost = priced(price.scheme, price.unit_amount, price.tiers, row.quantity)
    shown = row.model_dump() | {
        "pending_change": pending,
        "payment_method_id": row.method_id,
        "product_name": product.name,
        "agent_ids": product.agent_ids,
        "per_seat": price.per_seat,
        "interval": price.interval,
        "amount": of_money(cost, price.currency),
    }
    return SubscriptionView.model_validate(shown)


def method_view(row: PaymentMethod) -> MethodView:
    most = of_money(row.max_amount, "INR") if row.max_amount is not None else None
    return MethodView.model_validate(
        row.model_dump() | {"default": row.is_default, "max_amount": most}
    )


def refund_view(row: Refund) -> RefundView:
    amount = of_money(row.amount, row.currency)
    return RefundView.model_validate(row.model_dump() | {"amount": amount})


def note_view(note: CreditNote) -> CreditNoteView:
    money = of_money(note.amount, note.currency), of_money(note.tax, note.currency)
    return CreditNoteView.model_validate(note.model_dump() | {"amount": money[0], "tax": money[1]})


def invoice_view(billing: Billing, invoice: Invoice, notes: Sequence[CreditNote]) -> InvoiceView:
    shown = (
        invoice.model_dump()
        | invoice.document
        | {
            "buyer": invoices.buyer_of(billing, invoice),
            "credit_notes": [note_view(note) for note in notes],
        }
    )
    return InvoiceView.model_validate(shown)
