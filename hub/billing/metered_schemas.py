"""Wire shapes of use on a credit line."""

from typing import Literal, Self

from pydantic import BaseModel, model_validator

from hub.billing.money import Currency
from hub.billing.schemas import Body, MethodId, Money, Reason
from hub.kit.clock import Time


class AgentUseView(BaseModel):
    """Null: its runs are not kept any more."""

    agent_id: str | None
    name: str | None
    runs: int
    credits: str


class MeteredView(BaseModel):
    """`used` was not billed yet: `agents` says by what, and `amount` what it comes to, before tax.
    `invoiced` is asked for by `order_id` and not paid. `stopped`: nothing may be used until then.
    """

    status: Literal["active", "past_due", "unpaid", "disputed"]
    stopped: bool
    limit: str
    available: str
    used: str
    amount: Money
    invoiced: Money | None
    order_id: str | None
    currency: Currency
    period_start: Time
    period_end: Time
    payment_method_id: str | None
    on_invoice: bool
    agents: list[AgentUseView]


class MeteredBody(Body):
    """Without a method the default one is charged. `on_invoice`: paid by bank transfer."""

    payment_method_id: MethodId | None = None
    on_invoice: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.on_invoice and self.payment_method_id is not None:
            raise ValueError("a payment method is charged, or an invoice is paid by transfer")
        return self


class ReopenBody(Body):
    reason: Reason


class ReopenedView(BaseModel):
    organization_id: str
    status: Literal["active", "past_due", "unpaid", "disputed"]
