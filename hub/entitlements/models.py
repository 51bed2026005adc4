"""Entitlements: the only oracle of access."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index

from hub.kit.db import Table
from hub.kit.tables import id_field, integer_field, text_field, texts_field, time_field


class Entitlement(Table, table=True):
    """The right of an organization, or of one person in it, to use an agent.

    Without `version_id` it follows the agent's current version, but for one that asks for more:
    then it stays at `held_version_id` until `offered_version_id`, the current one, is accepted or
    asks for no more than that. `told_version_id` is the one that its people were told of. Beside
    that it is never updated but to end it.
    `source` is `free`, `priced` (pays per use), `admin_grant`, `order`, `subscription` or `trial`;
    the last three name it by `source_id`, and end with it. `run_limit` bounds the runs that it
    covers; `runs_used` counts them. With `overage_price_id` runs beyond are paid, not refused.
    """

    __tablename__ = "entitlements"
    __table_args__: Any = (
        Index(
            "uq_entitlements_live",
            "org_id",
            "agent_id",
            "user_id",
            unique=True,
            postgresql_where="ended_at is null",
            postgresql_nulls_not_distinct=True,
        ),
        Index(
            "uq_entitlements_idempotency_key",
            "created_by",
            "idempotency_key",
            unique=True,
            postgresql_where="idempotency_key is not null",
        ),
        Index(
            "ix_entitlements_source_id",
            "org_id",
            "source_id",
            postgresql_where="source_id is not null and ended_at is null",
        ),
        Index(
            "ix_entitlements_held",
            "agent_id",
            postgresql_where="held_version_id is not null and ended_at is null",
        ),
    )

    id: str = id_field()
    org_id: str = text_field()
    user_id: str | None = text_field(default=None, nullable=True)
    agent_id: str = text_field()
    version_id: str | None = text_field(default=None, nullable=True)
    price_id: str | None = text_field(default=None, nullable=True)
    source: str = text_field()
    reason: str = text_field(default="")
    channels: list[str] = texts_field()
    payment_mode: str = text_field(default="prepaid")
    run_limit: int | None = integer_field(default=None, nullable=True)
    runs_used: int = integer_field(default=0)
    active_from: datetime = time_field()
    active_to: datetime | None = time_field(default=None, nullable=True)
    ended_at: datetime | None = time_field(default=None, nullable=True)
    created_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    idempotency_key: str | None = text_field(default=None, nullable=True)
    source_id: str | None = text_field(default=None, nullable=True)
    overage_price_id: str | None = text_field(default=None, nullable=True)
    held_version_id: str | None = text_field(default=None, nullable=True)
    offered_version_id: str | None = text_field(default=None, nullable=True)
    told_version_id: str | None = text_field(default=None, nullable=True)


class EnablingPolicy(Table, table=True):
    """What an organization lets its members do. Without a row, they may."""

    __tablename__ = "enabling_policies"

    org_id: str = id_field()
    members_may_enable: bool
    updated_at: datetime = time_field()
