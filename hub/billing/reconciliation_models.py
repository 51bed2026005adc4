"""What the daily comparison with each processor did, and found."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, UniqueConstraint
from sqlmodel import Field

from hub.kit.db import Table
from hub.kit.tables import id_field, integer_field, text_field, time_field


class ReconciledDay(Table, table=True):
    """Of what the processor has of a day, so much is mended now, and so much was found."""

    __tablename__ = "reconciled_days"

    processor: str = id_field()
    day: date = Field(sa_type=Date, primary_key=True)
    listed: int = integer_field()
    mended: int = integer_field()
    found: int = integer_field()
    done_at: datetime = time_field()


class Finding(Table, table=True):
    """A mismatch. `kind` is payment, refund or dispute; `status` is mended, open or closed.

    `difference` says which (see `reconciling.ADVICE`); `object_id` is ours, of the organization
    that it `concerns`, where there is one.
    """

    __tablename__ = "reconciliation_findings"
    __table_args__: Any = (
        UniqueConstraint(
            "processor",
            "kind",
            "ref",
            "difference",
            name="uq_reconciliation_findings_ref",
        ),
    )

    id: str = id_field()
    processor: str = text_field()
    day: date = Field(sa_type=Date)
    kind: str = text_field()
    ref: str = text_field()
    difference: str = text_field()
    object_id: str | None = text_field(default=None, nullable=True)
    concerns: str | None = text_field(default=None, nullable=True)
    ours: str | None = text_field(default=None, nullable=True)
    theirs: str | None = text_field(default=None, nullable=True)
    status: str = text_field()
    reason: str | None = text_field(default=None, nullable=True)
    found_at: datetime = time_field()
    closed_at: datetime | None = time_field(default=None, nullable=True)
