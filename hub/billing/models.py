"""Prices. A price is never changed: a new one succeeds it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index

from hub.kit.db import Table
from hub.kit.tables import id_field, integer_field, text_field, time_field


class Price(Table, table=True):
    """What a run of an agent costs, in micro-credits.

    `model` is `free`, `per_call` (`unit_amount` a call), `per_token` (`unit_amount` per thousand
    tokens), `per_second` or `per_event` (tool calls, steps, or what an endpoint counts).
    `model_cost` says whether the model's own cost is `included` or `passed_through` on top.
    `metered` prices may be used on a credit line and invoiced later.
    """

    __tablename__ = "prices"
    __table_args__: Any = (
        CheckConstraint("unit_amount >= 0", name="unit_amount_not_negative"),
        Index("uq_prices_current", "agent_id", unique=True, postgresql_where="archived_at is null"),
    )

    id: str = id_field()
    org_id: str = text_field()
    agent_id: str = text_field()
    model: str = text_field()
    unit_amount: int = integer_field(default=0)
    model_cost: str = text_field(default="passed_through")
    metered: bool = False
    created_at: datetime = time_field()
    archived_at: datetime | None = time_field(default=None, nullable=True)
