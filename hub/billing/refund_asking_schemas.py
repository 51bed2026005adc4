"""Wire shapes of what buyers ask to have back."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from hub.billing.console_schemas import Owned
from hub.billing.schemas import Body, Money, Reason, id_of
from hub.kit.clock import Time

RequestStatus = Literal["open", "approved", "refused", "withdrawn"]
Amount = Annotated[int, Field(ge=1, le=10**11)]


class RefundRequestBody(Body):
    """An order or its invoice, whole or one of its lines (the first is 0). Without an amount: all
    that is left of what was paid for it."""

    order_id: Annotated[str, Field(pattern=id_of("ord"))] | None = None
    invoice_id: Annotated[str, Field(pattern=id_of("inv"))] | None = None
    line: Annotated[int, Field(ge=0, le=1000)] | None = None
    amount: Amount | None = None
    reason: Reason

    @model_validator(mode="after")
    def _of_one_order(self) -> Self:
        if (self.order_id is None) == (self.invoice_id is None):
            raise ValueError("one of order_id and invoice_id")
        return self


class RefundDecisionBody(Body):
    """`amount`: a part of what is asked for. Whoever is refused is told the reason."""

    decision: Literal["approve", "refuse"]
    amount: Amount | None = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.decision == "refuse" and (self.reason is None or self.amount is not None):
            raise ValueError("a refusal has a reason, and no amount")
        return self


class RefundRequestView(BaseModel):
    """`granted` is what was approved of `amount`, `answer` what was said to it. `refund_status` is
    how it stands at the processor."""

    id: str
    status: RequestStatus
    order_id: str
    line: int | None
    description: str
    amount: Money
    granted: Money | None
    reason: str
    answer: str | None
    refund_id: str | None
    refund_status: Literal["pending", "succeeded", "failed", "canceled"] | None
    created_at: Time
    decided_at: Time | None


class AnyRefundRequestView(RefundRequestView, Owned):
    pass
