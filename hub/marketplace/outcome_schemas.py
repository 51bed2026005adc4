"""Wire shapes of outcomes."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

Source = Literal["person", "rule", "judge"]


class OutcomeView(BaseModel):
    """Rounded. `low` and `high` bound the share with 95 %; `runs` are those of which the source
    said how they went. What nothing was said of, or that nobody could tell, counts neither way."""

    happy_share: float
    low: float
    high: float
    runs: int
    organizations: str
    median_seconds: float | None
    credits_per_happy: str | None


class ModelOutcomes(OutcomeView):
    model: str | None = Field(description="Null for agents that no model of the hub's answers for.")


class SourceOutcomes(BaseModel):
    """What one source says; no number is made of two."""

    source: Source
    all: OutcomeView | None
    models: list[ModelOutcomes]


class Outcomes(BaseModel):
    """`all` and `models` are what `source` says: the best that says anything, people before rules
    before judges. `sources` has each of them, in this order."""

    listing_id: str
    as_of: date | None
    minimum_organizations: int
    version: str | None = Field(description="What it was narrowed to; null is every version.")
    versions: list[str] = Field(description="Those that anything is shown of, the newest first.")
    source: Source | None
    all: OutcomeView | None
    models: list[ModelOutcomes]
    sources: list[SourceOutcomes]
