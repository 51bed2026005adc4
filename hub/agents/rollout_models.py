"""Gradual roll-outs of versions, and what is shown of how they go."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import REAL
from sqlmodel import Field

from hub.kit.db import Table
from hub.kit.tables import id_field, integer_field, text_field, time_field


class Rollout(Table, table=True):
    """A version that a share of the organizations takes, in place of the current one.

    `status` is running, paused, completed, rolled_back, stopped (by the hub, with its `reason`) or
    superseded. Runs since `counted_from` are compared.
    """

    __tablename__ = "rollouts"
    __table_args__: Any = (
        Index("uq_rollouts_live", "agent_id", unique=True, postgresql_where="ended_at is null"),
    )

    id: str = id_field()
    agent_id: str = text_field(foreign_key="agents.id")
    org_id: str = text_field()
    before_id: str = text_field()
    version_id: str = text_field()
    percent: int = integer_field()
    status: str = text_field(default="running")
    reason: str = text_field(default="")
    created_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    counted_from: datetime = time_field()
    ended_at: datetime | None = time_field(default=None, nullable=True)


class RolloutFigure(Table, table=True):
    """What is shown of one version in a roll-out: the share of its runs that succeeded, or of those
    judged that were happy. Rounded; written by the worker alone."""

    __tablename__ = "rollout_figures"

    rollout_id: str = id_field()
    version_id: str = id_field()
    measure: str = id_field()
    org_id: str = text_field()
    share: float = Field(sa_type=REAL)
    low: float = Field(sa_type=REAL)
    high: float = Field(sa_type=REAL)
    runs: int = integer_field()


class RolloutTally(Table, table=True):
    """What a figure was last made of, by organization. No hub process reads it."""

    __tablename__ = "rollout_tallies"

    rollout_id: str = id_field()
    version_id: str = id_field()
    measure: str = id_field()
    org_id: str = id_field()
    good: int = integer_field()
    bad: int = integer_field()
