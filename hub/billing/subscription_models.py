"""What goes on by itself: subscriptions, trials, clocks, what is due, and payouts."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index

from hub.kit.db import Table
from hub.kit.tables import (
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


class PayoutAccount(Table, table=True):
    __tablename__ = "payout_accounts"

    org_id: str = id_field()
    method: str = text_field()
    destination: str = text_field()
    currency: str = text_field()
    updated_at: datetime = time_field()


class Payout(Table, table=True):
    """`status` is pending, in_transit, succeeded, failed, held or canceled. Its ID is the
    idempotency key at the processor, which is asked from `asked_at` on."""

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
    status: str = text_field(default="pending")
    ref: str | None = text_field(default=None, nullable=True)
    reason: str | None = text_field(default=None, nullable=True)
    created_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    asked_at: datetime | None = time_field(default=None, nullable=True)
    finished_at: datetime | None = time_field(default=None, nullable=True)
