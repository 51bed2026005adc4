"""Wire shapes of discovery."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from hub.marketplace.content import Body

Place = Literal["search", "category", "collection", "publisher", "similar", "home", "page"]


class SeenBody(Body):
    """A listing that somebody was shown (`impression`) or opened (`view`), and where."""

    kind: Literal["impression", "view"]
    listing_id: str = Field(pattern=r"^lst_[0-9A-HJKMNP-TV-Z]{26}$")
    place: Place | None = None
    position: Annotated[int, Field(ge=0, le=1000)] | None = None


class SeenBatch(Body):
    events: list[SeenBody] = Field(min_length=1, max_length=100)


class Taken(BaseModel):
    """How many were counted: none of somebody who asks not to be tracked."""

    taken: int


class WishBody(Body):
    """`analytics`: a pseudonym of one month with what you search and view. `recently_viewed`: keep
    for you what you viewed; off erases it."""

    analytics: bool
    recently_viewed: bool


class FunnelDay(BaseModel):
    """Counts of one day; null is fewer than five, and more than none."""

    day: date
    counts: dict[str, int | None]


class FunnelView(BaseModel):
    """`totals` are of what is shown of each day."""

    agent_id: str
    minimum: int
    totals: dict[str, int]
    days: list[FunnelDay]


class QueryCount(BaseModel):
    query: str
    times: int
    without_results: int


class DiscoveryReport(BaseModel):
    """The platform's: how often what happened, and what was searched at least five times."""

    minimum: int
    totals: dict[str, int]
    days: list[FunnelDay]
    queries: list[QueryCount]
