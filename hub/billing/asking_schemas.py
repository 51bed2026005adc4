"""Wire shapes of what members ask to be bought."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from hub.billing.schemas import Body, Count, Money, PriceId, Reason, clean
from hub.kit.clock import Time

Note = Annotated[str, Field(max_length=500), AfterValidator(clean)]


class RequestBody(Body):
    """`note`: what it is for, in words for whoever decides."""

    price_id: PriceId
    quantity: Count = 1
    note: Note = ""


class DecisionBody(Body):
    """`reason` is shown to whoever asked."""

    decision: Literal["approve", "decline"]
    reason: Reason | None = None


class RequestView(BaseModel):
    """`amount` is what it costs before tax: once, or in each `interval`. The price may have gone
    since: then `product_id` and what comes of it are null."""

    id: str
    status: Literal["open", "approved", "declined", "withdrawn"]
    user_id: str
    user_name: str
    price_id: str
    product_id: str | None
    product_name: str | None
    agent_ids: list[str]
    quantity: int
    amount: Money | None
    interval: Literal["month", "year"] | None
    note: str
    reason: str | None
    order_id: str | None
    created_at: Time
    decided_at: Time | None
