"""Wire shapes of outcomes."""

from datetime import date

from pydantic import BaseModel, Field


class OutcomeView(BaseModel):
    """Rounded. `low` and `high` bound the share with 95 %; `runs` are those of which people said
    how they went, and whoever said nothing counts neither way."""

    happy_share: float
    low: float
    high: float
    runs: int
    organizations: str
    median_seconds: float | None
    credits_per_happy: str | None


class ModelOutcomes(OutcomeView):
    model: str | None = Field(description="Null for agents that no model of the hub's answers for.")


class Outcomes(BaseModel):
    listing_id: str
    as_of: date | None
    minimum_organizations: int
    all: OutcomeView | None
    models: list[ModelOutcomes]
