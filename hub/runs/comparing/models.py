"""Comparisons and who took part. What was asked and answered is in the runs alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index

from hub.kit.db import Table
from hub.kit.tables import id_field, text_field, time_field


class Comparison(Table, table=True):
    """`status` is running, finished or decided. `choice` is the label that was chosen, null where
    none was good enough."""

    __tablename__ = "comparisons"
    __table_args__: Any = (Index("ix_comparisons_person", "org_id", "user_id", "id"),)

    org_id: str = id_field()
    id: str = id_field()
    user_id: str = text_field()
    blind: bool
    status: str = text_field()
    choice: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    decided_at: datetime | None = time_field(default=None, nullable=True)


class ComparisonEntrant(Table, table=True):
    """One that took part, under its label (A to D). Without a `run_id` it never ran, and
    `error_code` says why."""

    __tablename__ = "comparison_entrants"

    org_id: str = id_field()
    comparison_id: str = id_field()
    label: str = id_field()
    agent_id: str = text_field()
    model: str | None = text_field(default=None, nullable=True)
    tried: bool
    run_id: str | None = text_field(default=None, nullable=True)
    error_code: str | None = text_field(default=None, nullable=True)
    error_detail: str | None = text_field(default=None, nullable=True)
