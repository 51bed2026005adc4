"""What buyers do: checkouts, orders, payments, refunds, invoices."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from hub.kit.db import Table
from hub.kit.tables import (
    bytes_field,
    id_field,
    integer_field,
    json_field,
    text_field,
    time_field,
)


class BillingProfile(Table, table=True):
    """Whom invoices are made out to; `details` is sealed JSON. `country` decides on tax."""

    __tablename__ = "billing_profiles"

    org_id: str = id_field()
    country: str | None = text_field(default=None, nullable=True)
    region: str | None = text_field(default=None, nullable=True)
    details: bytes = bytes_field()
    updated_at: datetime = time_field()


class PaymentMethod(Table, table=True):
    """A card, PayPal account or UPI mandate that the processor keeps; here are its references.

    `status` is pending, active, paused, revoked or expired; `max_amount` bounds a mandate.
    """

    __tablename__ = "payment_methods"
    __table_args__: Any = (
        UniqueConstraint("org_id", "processor", "ref"),
        Index(
            "uq_payment_methods_default",
            "org_id",
            unique=True,
            postgresql_where="is_default and status = 'active'",
        ),
    )

    id: str = id_field()
    org_id: str = text_field()
    processor: str = text_field()
    kind: str = text_field()
    customer_ref: str = text_field()
    ref: str = text_field()
    label: str = text_field()
    fingerprint: str | None = text_field(default=None, nullable=True)
    status: str = text_field(default="active")
    is_default: bool = False
    max_amount: int | None = integer_field(default=None, nullable=True)
    expires_at: datetime | None = time_field(default=None, nullable=True)
    created_at: datetime = time_field()


class Checkout(Table, table=True):
    """`status` is open, confirmed, succeeded, failed or expired."""

    __tablename__ = "checkouts"
    __table_args__: Any = (Index("ix_checkouts_order_id", "org_id", "order_id"),)

    id: str = id_field()
    org_id: str = text_field()
    status: str = text_field(default="open")
    order_id: str = text_field()
    payment_id: str | None = text_field(default=None, nullable=True)
    subscription_id: str | None = text_field(default=None, nullable=True)
    processor: str = text_field()
    url: str | None = text_field(default=None, nullable=True)
    qr: str | None = text_field(default=None, nullable=True)
    instructions: dict[str, Any] | None = json_field(default=None, nullable=True)
    save_method: bool = True
    success_url: str | None = text_field(default=None, nullable=True)
    created_by: str | None = text_field(default=None, nullable=True)
    expires_at: datetime = time_field()
    created_at: datetime = time_field()


class Order(Table, table=True):
    """`status` is draft, pending, paid, partially_refunded, refunded or void.

    `total` = `subtotal` - `discount` + exclusive tax; `balance_applied` is what the organization's
    balance pays of it (negative: what is owed from before), and the rest is `due`.
    """

    __tablename__ = "orders"
    __table_args__: Any = (
        CheckConstraint("refunded >= 0 and refunded <= due", name="refunded_in_due"),
        CheckConstraint("due >= 0", name="due_not_negative"),
        Index("ix_orders_org_id", "org_id", "id"),
        Index("ix_orders_subscription_id", "org_id", "subscription_id"),
    )

    id: str = id_field()
    org_id: str = text_field()
    seller_org_id: str = text_field()
    status: str = text_field(default="pending")
    reason: str = text_field()
    subscription_id: str | None = text_field(default=None, nullable=True)
    discount_id: str | None = text_field(default=None, nullable=True)
    currency: str = text_field()
    subtotal: int = integer_field(default=0)
    discount: int = integer_field(default=0)
    tax: int = integer_field(default=0)
    total: int = integer_field(default=0)
    balance_applied: int = integer_field(default=0)
    due: int = integer_field(default=0)
    refunded: int = integer_field(default=0)
    invoice_id: str | None = text_field(default=None, nullable=True)
    purchase_order: str | None = text_field(default=None, nullable=True)
    change: dict[str, Any] | None = json_field(default=None, nullable=True)
    created_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    paid_at: datetime | None = time_field(default=None, nullable=True)


class OrderItem(Table, table=True):
    """One line, as it was sold: `share_bps` is the publisher's part of what is left after tax."""

    __tablename__ = "order_items"

    order_id: str = id_field()
    line: int = integer_field(primary_key=True)
    org_id: str = text_field()
    product_id: str = text_field()
    price_id: str = text_field()
    description: str = text_field()
    quantity: int = integer_field()
    amount: int = integer_field()
    discount: int = integer_field(default=0)
    tax: int = integer_field(default=0)
    tax_bps: int = integer_field(default=0)
    tax_included: bool = False
    share_bps: int = integer_field(default=0)
    credits: int | None = integer_field(default=None, nullable=True)
    period_start: datetime | None = time_field(default=None, nullable=True)
    period_end: datetime | None = time_field(default=None, nullable=True)


class Payment(Table, table=True):
    """One attempt. While one is open no other starts: an unknown outcome is never charged again.

    `status` is init, pending, requires_action, unknown, succeeded or failed. Its ID is the
    idempotency key at the processor.
    """

    __tablename__ = "payments"
    __table_args__: Any = (
        Index(
            "uq_payments_open",
            "order_id",
            unique=True,
            postgresql_where="status in ('init', 'pending', 'requires_action', 'unknown')",
        ),
        Index("ix_payments_order_id", "org_id", "order_id"),
    )

    id: str = id_field()
    org_id: str = text_field()
    order_id: str = text_field()
    processor: str = text_field()
    method_id: str | None = text_field(default=None, nullable=True)
    status: str = text_field(default="init")
    amount: int = integer_field()
    currency: str = text_field()
    fee: int = integer_field(default=0)
    ref: str | None = text_field(default=None, nullable=True)
    capture_ref: str | None = text_field(default=None, nullable=True)
    error: str | None = text_field(default=None, nullable=True)
    hard: bool = False
    created_at: datetime = time_field()
    updated_at: datetime = time_field()


class Refund(Table, table=True):
    """`status` is pending, succeeded, failed or canceled."""

    __tablename__ = "refunds"
    __table_args__: Any = (
        CheckConstraint("amount > 0", name="amount_positive"),
        Index("ix_refunds_order_id", "org_id", "order_id"),
    )

    id: str = id_field()
    org_id: str = text_field()
    order_id: str = text_field()
    payment_id: str = text_field()
    processor: str = text_field()
    amount: int = integer_field()
    currency: str = text_field()
    reason: str = text_field()
    status: str = text_field(default="pending")
    ref: str | None = text_field(default=None, nullable=True)
    error: str | None = text_field(default=None, nullable=True)
    created_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()


# While a dispute is so, the processor has the money
DISPUTED = ("needs_response", "under_review")


class Dispute(Table, table=True):
    """`status` is early_warning, prevented, needs_response, under_review, won or lost."""

    __tablename__ = "disputes"

    id: str = id_field()
    org_id: str = text_field()
    order_id: str = text_field()
    payment_id: str = text_field()
    amount: int = integer_field()
    currency: str = text_field()
    reason: str = text_field()
    status: str = text_field()
    ref: str = text_field(unique=True)
    held: int = integer_field(default=0)
    opened_at: datetime = time_field()
    closed_at: datetime | None = time_field(default=None, nullable=True)


class Invoice(Table, table=True):
    """Issued once, never changed but to be paid or voided by credit notes. `buyer` is sealed."""

    __tablename__ = "invoices"
    __table_args__: Any = (Index("ix_invoices_org_id", "org_id", "id"),)

    id: str = id_field()
    org_id: str = text_field()
    number: str = text_field(unique=True)
    order_id: str = text_field()
    status: str = text_field()
    document: dict[str, Any] = json_field()
    buyer: bytes | None = bytes_field(default=None, nullable=True)
    issued_at: datetime = time_field()
    paid_at: datetime | None = time_field(default=None, nullable=True)


class CreditNote(Table, table=True):
    """`refund_id` is what took the invoice back: a refund, a dispute, or the order that is void."""

    __tablename__ = "credit_notes"

    id: str = id_field()
    org_id: str = text_field()
    number: str = text_field(unique=True)
    invoice_id: str = text_field(index=True)
    refund_id: str = text_field(unique=True)
    amount: int = integer_field()
    tax: int = integer_field()
    currency: str = text_field()
    reason: str = text_field()
    issued_at: datetime = time_field()


class NumberSeries(Table, table=True):
    """The last number given. Its row is locked until the commit, so that none is left out."""

    __tablename__ = "number_series"

    name: str = id_field()
    last: int = integer_field(default=0)


class TopUp(Table, table=True):
    """Credits bought by themselves when fewer than `below` are left, up to a cap a month."""

    __tablename__ = "top_ups"

    org_id: str = id_field()
    enabled: bool
    below: int = integer_field()
    price_id: str = text_field()
    method_id: str = text_field()
    monthly_cap: int = integer_field()
    currency: str = text_field()
    stopped: str | None = text_field(default=None, nullable=True)
    order_id: str | None = text_field(default=None, nullable=True)
    updated_at: datetime = time_field()


class ProcessorRef(Table, table=True):
    """Whose is it? What a processor calls a thing, and what it is here."""

    __tablename__ = "processor_refs"

    processor: str = id_field()
    ref: str = id_field()
    org_id: str = text_field()
    kind: str = text_field()
    object_id: str = text_field()
    order_id: str | None = text_field(default=None, nullable=True)
    seller_org_id: str | None = text_field(default=None, nullable=True)


class ProcessorEvent(Table, table=True):
    """A webhook, kept before it is answered. Its one effect is in the transaction that sets `done`.

    `state` is waiting (for what it is about, or for the processor's answer), done, or ignored: it
    is about nothing of ours. `ours` is the payment that the message itself names.
    """

    __tablename__ = "processor_events"
    __table_args__: Any = (
        Index(
            "ix_processor_events_waiting",
            "processor",
            "ref",
            postgresql_where="state = 'waiting'",
        ),
    )

    processor: str = id_field()
    event_id: str = id_field()
    type: str = text_field()
    subject: str = text_field()
    ref: str | None = text_field(default=None, nullable=True)
    ours: str | None = text_field(default=None, nullable=True)
    state: str = text_field()
    attempts: int = integer_field(default=0)
    next_at: datetime | None = time_field(default=None, nullable=True)
    received_at: datetime = time_field()


class BillingRequest(Table, table=True):
    """What was answered to a request with a key, for ever; written with its effect."""

    __tablename__ = "billing_requests"
    __table_args__: Any = (CheckConstraint("octet_length(body_hash) = 32", name="hash_whole"),)

    org_id: str = id_field()
    key: str = id_field()
    body_hash: bytes = bytes_field()
    object_id: str = text_field()
    created_at: datetime = time_field()
