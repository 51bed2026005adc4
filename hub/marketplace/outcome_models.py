"""How runs went: what is shown, and whose runs that was counted from."""

from datetime import date

from sqlalchemy.dialects.postgresql import REAL
from sqlmodel import Field

from hub.kit.db import Table
from hub.kit.tables import id_field, integer_field


class OutcomeCell(Table, table=True):
    """One version of an agent with one model, as one source (person, rule, judge) says it went;
    rounded. Amounts in micro-credits. Written by the worker alone."""

    __tablename__ = "outcome_cells"

    agent_id: str = id_field()
    model: str = id_field()
    version: str = id_field()
    source: str = id_field()
    as_of: date
    happy_share: float = Field(sa_type=REAL)
    low: float = Field(sa_type=REAL)
    high: float = Field(sa_type=REAL)
    runs: int = integer_field()
    median_seconds: float | None = Field(default=None, sa_type=REAL, nullable=True)
    cost_per_happy: int | None = integer_field(default=None, nullable=True)


class OutcomeTally(Table, table=True):
    """What an organization had said when the cell was last counted. No hub process reads it."""

    __tablename__ = "outcome_tallies"

    agent_id: str = id_field()
    model: str = id_field()
    version: str = id_field()
    source: str = id_field()
    org_id: str = id_field()
    happy: int = integer_field()
    unhappy: int = integer_field()
