"""What goes on by itself: subscriptions, trials, clocks, what is due, and payouts."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index

from hub.kit.db import Table
from hub.kit.tables import (
    bytes_field,
    id_field,
    integer_field,
    json_field,
    text_field,
    texts_field,
    time_field,
)


class Subscription(Table, table=True):
    """`status` is incomplete, incomplete_expired, trialing, active, past_due, unpaid, paused or
    canceled. `anchor_day` is the day of the month that periods begin on, where there is one."""

    __tablename__ = "subscriptions"
    __table_args__: Any = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("current_period_end > current_period_start", name="period_forwards"),
        Index("ix_subscriptions_org_id", "org_id", "id"),
    )

    id: str = id_field()
    org_id: str = text_field()
    seller_org_id: str = text_field()
    product_id: str = text_field()
    price_id: str = text_field()
    quantity: int = integer_field(default=1)
    seats: list[str] = texts_field()
    status: str = text_field()
    anchor_day: int = integer_field()
    current_period_start: datetime = time_field()
    current_period_end: datetime = time_field()
    trial_end: datetime | None = time_field(default=None, nullable=True)
    converts: bool = False
    cancel_at_period_end: bool = False
    pending_change: dict[str, Any] | None = json_field(default=None, nullable=True)
    discount_id: str | None = text_field(default=None, nullable=True)
    discount_until: datetime | None = time_field(default=None, nullable=True)
    processor: str = text_field()
    method_id: str | None = text_field(default=None, nullable=True)
    order_id: str | None = text_field(default=None, nullable=True)
    dunning_step: int = integer_field(default=0)
    past_due_since: datetime | None = time_field(default=None, nullable=True)
    access_ended_at: datetime | None = time_field(default=None, nullable=True)
    paused_at: datetime | None = time_field(default=None, nullable=True)
    created_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    canceled_at: datetime | None = time_field(default=None, nullable=True)


class MeteredAccount(Table, table=True):
    """Who uses on a credit line and pays at the end of each month. `status` is active, past_due,
    unpaid or disputed; nothing is used from `stopped_at` until it is paid.

    `order_id` is the order that is not paid yet. Without `method_id` the default method is charged;
    `on_invoice` is paid by transfer. What was used until `billed_at` is in orders.
    """

    __tablename__ = "metered_accounts"
    __table_args__: Any = (CheckConstraint("period_end > period_start", name="period_forwards"),)

    org_id: str = id_field()
    status: str = text_field(default="active")
    anchor_day: int = integer_field()
    period_start: datetime = time_field()
    period_end: datetime = time_field()
    on_invoice: bool = False
    method_id: str | None = text_field(default=None, nullable=True)
    order_id: str | None = text_field(default=None, nullable=True)
    dunning_step: int = integer_field(default=0)
    past_due_since: datetime | None = time_field(default=None, nullable=True)
    stopped_at: datetime | None = time_field(default=None, nullable=True)
    billed_at: datetime | None = time_field(default=None, nullable=True)
    created_at: datetime = time_field()


class TrialRedemption(Table, table=True):
    """Once per product and organization, person, and means of payment, across all of them."""

    __tablename__ = "trial_redemptions"

    product_id: str = id_field()
    subject: str = id_field()
    org_id: str = text_field()
    subscription_id: str = text_field()
    created_at: datetime = time_field()


class TestClock(Table, table=True):
    """A test organization's own time, which stands until it is advanced."""

    __tablename__ = "test_clocks"

    org_id: str = id_field()
    now: datetime = time_field()
    created_at: datetime = time_field()


class Due(Table, table=True):
    """Something to look at when its time has come; `kind` says who looks."""

    __tablename__ = "dues"
    __table_args__: Any = (
        Index("ix_dues_due_at", "due_at"),
        Index("ix_dues_org_id", "org_id", "due_at"),
    )

    kind: str = id_field()
    object_id: str = id_field()
    org_id: str = text_field()
    due_at: datetime = time_field()
    attempts: int = integer_field(default=0)
    detail: str | None = text_field(default=None, nullable=True)


class TaxDetails(Table, table=True):
    """Who a publisher is before the law; `details` is sealed JSON."""

    __tablename__ = "tax_details"

    org_id: str = id_field()
    country: str = text_field()
    details: bytes = bytes_field()
    updated_at: datetime = time_field()


class PayoutAccount(Table, table=True):
    """Of `destination` only its end stands in the open."""

    __tablename__ = "payout_accounts"

    org_id: str = id_field()
    method: str = text_field()
    destination: str = text_field()
    sealed: bytes | None = bytes_field(default=None, nullable=True)
    currency: str = text_field()
    updated_at: datetime = time_field()


class Payout(Table, table=True):
    """`status` is pending, in_transit, succeeded, failed, held or canceled. Its ID is the
    idempotency key at the processor, which is asked from `asked_at` on. `held_for` is what lets a
    held one go by itself."""

    __tablename__ = "payouts"
    __table_args__: Any = (
        CheckConstraint("amount > 0", name="amount_positive"),
        Index("ix_payouts_org_id", "org_id", "id"),
    )

    id: str = id_field()
    org_id: str = text_field()
    amount: int = integer_field()
    currency: str = text_field()
    method: str = text_field()
    destination: str = text_field()
    sealed: bytes | None = bytes_field(default=None, nullable=True)
    status: str = text_field(default="pending")
    held_for: str | None = text_field(default=None, nullable=True)
    ref: str | None = text_field(default=None, nullable=True)
    reason: str | None = text_field(default=None, nullable=True)
    created_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    asked_at: datetime | None = time_field(default=None, nullable=True)
    finished_at: datetime | None = time_field(default=None, nullable=True)
