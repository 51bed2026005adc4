"""What buyers ask to have back."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index

from hub.kit.db import Table
from hub.kit.tables import id_field, integer_field, text_field, time_field


class RefundRequest(Table, table=True):
    """`status` is open, approved, refused or withdrawn. `line` is the one it is about, or null: the
    whole order. `answer` is what whoever decided says, `refund_id` what came of it."""

    __tablename__ = "refund_requests"
    __table_args__: Any = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("granted is null or granted between 1 and amount", name="granted_fits"),
        Index("ix_refund_requests_org_id", "org_id", "id"),
        Index(
            "uq_refund_requests_open",
            "order_id",
            unique=True,
            postgresql_where="status = 'open'",
        ),
    )

    id: str = id_field()
    org_id: str = text_field()
    user_id: str = text_field()
    order_id: str = text_field()
    line: int | None = integer_field(default=None, nullable=True)
    description: str = text_field()
    amount: int = integer_field()
    granted: int | None = integer_field(default=None, nullable=True)
    currency: str = text_field()
    reason: str = text_field()
    status: str = text_field(default="open")
    answer: str | None = text_field(default=None, nullable=True)
    decided_by: str | None = text_field(default=None, nullable=True)
    refund_id: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    decided_at: datetime | None = time_field(default=None, nullable=True)
