"""Events, chained per organization, and the signed heads of the chains."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from hub.kit.db import Table
from hub.kit.tables import bytes_field, id_field, integer_field, text_field, time_field


class AuditEvent(Table, table=True):
    """One act. `seq`, `occurred_at`, `previous` and `hash` are the database's, not the hub's.

    `as_platform`: done with the powers of an administrator of the platform. `before` and `after`
    are JSON objects as text, so that their bytes stay those that were hashed.
    """

    __tablename__ = "audit_events"
    __table_args__: Any = (
        Index("ix_audit_events_org_id_id", "org_id", "id"),
        Index("ix_audit_events_org_id_actor_id_id", "org_id", "actor_id", "id"),
        Index("ix_audit_events_as_platform", "id", postgresql_where="as_platform"),
    )

    org_id: str = id_field()
    seq: int = integer_field(primary_key=True)
    id: str = text_field(unique=True)
    occurred_at: datetime = time_field()
    actor_type: str = text_field()
    actor_id: str | None = text_field(default=None, nullable=True)
    credential_id: str | None = text_field(default=None, nullable=True)
    as_platform: bool = Field()
    action: str = text_field()
    target_type: str = text_field()
    target_id: str | None = text_field(default=None, nullable=True)
    before: str | None = text_field(default=None, nullable=True)
    after: str | None = text_field(default=None, nullable=True)
    outcome: str = text_field()
    address: str | None = text_field(default=None, nullable=True)
    user_agent: str | None = text_field(default=None, nullable=True)
    request_id: str | None = text_field(default=None, nullable=True)
    previous: bytes = bytes_field()
    hash: bytes = bytes_field()


class AuditHead(Table, table=True):
    """What a chain was on a day, signed. `number` counts from 1 in each chain."""

    __tablename__ = "audit_heads"

    org_id: str = id_field()
    number: int = integer_field(primary_key=True)
    seq: int = integer_field()
    hash: bytes = bytes_field()
    token: str = text_field()
    signed_at: datetime = time_field()
