"""What support asks to see of an organization, and what became of that."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index

from hub.kit.db import Table
from hub.kit.tables import id_field, integer_field, text_field, texts_field, time_field


class SupportAccess(Table, table=True):
    """`status` is requested, granted, refused or ended. Granted, it holds until `ends_at`, for
    whoever requested it, within `scopes`."""

    __tablename__ = "support_accesses"
    __table_args__: Any = (Index("ix_support_accesses_org_id_id", "org_id", "id"),)

    id: str = id_field()
    org_id: str = text_field(foreign_key="organizations.id")
    requested_by: str = text_field()
    reason: str = text_field()
    hours: int = integer_field()
    scopes: list[str] = texts_field()
    status: str = text_field()
    requested_at: datetime = time_field()
    decided_by: str | None = text_field(default=None, nullable=True)
    decided_at: datetime | None = time_field(default=None, nullable=True)
    ends_at: datetime | None = time_field(default=None, nullable=True)
    ended_by: str | None = text_field(default=None, nullable=True)
    ended_at: datetime | None = time_field(default=None, nullable=True)
