"""What sellers offer: products, their immutable prices, discounts, and revenue shares."""

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


class Product(Table, table=True):
    """`kind` is `agents` or `credits`. With `buyer_org_id` it is a private offer to that one, which
    nobody can take any more once it has expired."""

    __tablename__ = "products"
    __table_args__: Any = (
        Index("ix_products_org_id", "org_id", "id"),
        Index(
            "ix_products_agent_ids",
            "agent_ids",
            postgresql_using="gin",
            postgresql_where="status = 'active'",
        ),
    )

    id: str = id_field()
    org_id: str = text_field()
    kind: str = text_field()
    name: str = text_field()
    description: str = text_field(default="")
    agent_ids: list[str] = texts_field()
    buyer_org_id: str | None = text_field(default=None, nullable=True)
    status: str = text_field(default="active")
    trial_days: int = integer_field(default=0)
    trial_credits: int = integer_field(default=0)
    trial_needs_method: bool = False
    grace_days: int = integer_field(default=7)
    expires_at: datetime | None = time_field(default=None, nullable=True)
    created_at: datetime = time_field()


class ProductPrice(Table, table=True):
    """Never changed: it is archived, once, and may name what succeeds it.

    `credits` is in micro-credits, of a pack. `tiers` are `[up_to | null, unit, flat]`.
    """

    __tablename__ = "product_prices"
    __table_args__: Any = (
        CheckConstraint("unit_amount >= 0", name="unit_amount_not_negative"),
        Index("ix_product_prices_product_id", "product_id"),
    )

    id: str = id_field()
    org_id: str = text_field()
    product_id: str = text_field()
    buyer_org_id: str | None = text_field(default=None, nullable=True)
    type: str = text_field()
    currency: str = text_field()
    unit_amount: int = integer_field(default=0)
    interval: str | None = text_field(default=None, nullable=True)
    scheme: str = text_field(default="flat")
    tiers: list[list[int | None]] = json_field()
    per_seat: bool = False
    tax_behavior: str = text_field(default="exclusive")
    credits: int | None = integer_field(default=None, nullable=True)
    allowance_runs: int | None = integer_field(default=None, nullable=True)
    effective_from: datetime = time_field()
    created_at: datetime = time_field()
    archived_at: datetime | None = time_field(default=None, nullable=True)
    successor_id: str | None = text_field(default=None, nullable=True)


class Discount(Table, table=True):
    """`percent_off` is in basis points. No `product_ids`: all of the seller's."""

    __tablename__ = "discounts"
    __table_args__: Any = (
        CheckConstraint(
            "max_redemptions is null or redeemed <= max_redemptions", name="redeemed_in_limit"
        ),
        Index(
            "uq_discounts_code",
            "org_id",
            "code",
            unique=True,
            postgresql_where="status = 'active'",
        ),
    )

    id: str = id_field()
    org_id: str = text_field()
    code: str = text_field()
    percent_off: int | None = integer_field(default=None, nullable=True)
    amount_off: int | None = integer_field(default=None, nullable=True)
    currency: str | None = text_field(default=None, nullable=True)
    duration: str = text_field()
    months: int | None = integer_field(default=None, nullable=True)
    product_ids: list[str] = texts_field()
    max_redemptions: int | None = integer_field(default=None, nullable=True)
    max_per_buyer: int | None = integer_field(default=None, nullable=True)
    redeemed: int = integer_field(default=0)
    status: str = text_field(default="active")
    expires_at: datetime | None = time_field(default=None, nullable=True)
    created_at: datetime = time_field()


class RevenueShare(Table, table=True):
    """The publisher's part, in basis points; the latest that is effective counts. Append-only."""

    __tablename__ = "revenue_shares"
    __table_args__: Any = (
        CheckConstraint("share_bps between 0 and 10000", name="share_in_whole"),
        Index("ix_revenue_shares_org_id", "org_id", "effective_from"),
    )

    id: str = id_field()
    org_id: str = text_field()
    product_id: str | None = text_field(default=None, nullable=True)
    share_bps: int = integer_field()
    reason: str = text_field()
    effective_from: datetime = time_field()
    created_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
