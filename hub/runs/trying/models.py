"""Tries, what creators let be tried, and what a day's tries cost. Amounts in micro-credits."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from hub.kit.db import Table
from hub.kit.tables import id_field, integer_field, text_field, time_field


class TryOffer(Table, table=True):
    """What the creator of an agent lets others try. Null is the platform's default; no row is all
    of them. `funded` was paid in; of it `held` is set aside for tries under way and `spent` gone.
    The database alone writes those three."""

    __tablename__ = "try_offers"
    __table_args__: Any = (
        CheckConstraint("held >= 0 and spent >= 0 and held + spent <= funded", name="in_funds"),
    )

    agent_id: str = id_field()
    org_id: str = text_field()
    offered: bool = True
    anonymous: bool = False
    per_person: int | None = integer_field(default=None, nullable=True)
    per_organization: int | None = integer_field(default=None, nullable=True)
    funded: int = integer_field(default=0, sa_column_kwargs={"server_default": "0"})
    held: int = integer_field(default=0, sa_column_kwargs={"server_default": "0"})
    spent: int = integer_field(default=0, sa_column_kwargs={"server_default": "0"})
    updated_at: datetime = time_field()


class TryDay(Table, table=True):
    """What the platform's promotional budget paid for on a day, in UTC."""

    __tablename__ = "try_days"

    day: date = Field(primary_key=True)
    held: int = integer_field(default=0)
    spent: int = integer_field(default=0)


class Try(Table, table=True):
    """One try. `paid_by` is creator or platform; `status` open, settled, or void where it failed.

    `reserved` is the most that it may cost whoever pays for it, `cost` what it did.
    """

    __tablename__ = "tries"
    __table_args__: Any = (
        Index("ix_tries_person", "org_id", "user_id", "agent_id"),
        Index("ix_tries_agent", "agent_id", "created_at"),
    )

    org_id: str = id_field()
    run_id: str = id_field()
    user_id: str = text_field()
    agent_id: str = text_field()
    owner_id: str = text_field()
    day: date
    paid_by: str = text_field()
    status: str = text_field()
    reserved: int = integer_field()
    cost: int = integer_field(default=0)
    created_at: datetime = time_field()


class TryFunding(Table, table=True):
    """What a creator paid in for tries of an agent, once per key, or (below zero) took back.
    `source` is credits or earnings."""

    __tablename__ = "try_fundings"

    org_id: str = id_field()
    key: str = id_field()
    id: str = text_field()
    agent_id: str = text_field()
    amount: int = integer_field()
    source: str = text_field()
    created_by: str = text_field()
    created_at: datetime = time_field()
