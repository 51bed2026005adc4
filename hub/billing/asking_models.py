"""What members ask for who may not buy it themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index

from hub.kit.db import Table
from hub.kit.tables import id_field, integer_field, text_field, time_field


class PurchaseRequest(Table, table=True):
    """`status` is open, approved, declined or withdrawn; `order_id` is what came of it."""

    __tablename__ = "purchase_requests"
    __table_args__: Any = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_purchase_requests_org_id", "org_id", "id"),
        Index(
            "uq_purchase_requests_open",
            "org_id",
            "user_id",
            "price_id",
            unique=True,
            postgresql_where="status = 'open'",
        ),
    )

    id: str = id_field()
    org_id: str = text_field()
    user_id: str = text_field()
    price_id: str = text_field()
    quantity: int = integer_field(default=1)
    note: str = text_field(default="")
    status: str = text_field(default="open")
    decided_by: str | None = text_field(default=None, nullable=True)
    reason: str | None = text_field(default=None, nullable=True)
    order_id: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    decided_at: datetime | None = time_field(default=None, nullable=True)
