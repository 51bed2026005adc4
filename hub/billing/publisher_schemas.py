"""Wire shapes of what publishers earn."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from hub.billing.money import Currency
from hub.billing.schemas import (
    AskedMoney,
    Body,
    Moment,
    Money,
    OrganizationId,
    ProductId,
    Reason,
    clean,
    printable,
)
from hub.kit.clock import Time


class EarningsView(BaseModel):
    """In minor units of the currency, or as credits. `owed` goes off what becomes available."""

    currency: Literal["USD", "EUR", "INR", "credit"]
    pending: str
    available: str
    reserve: str
    owed: str


class EarningsList(BaseModel):
    """`reserve_reason` says what is held back and for how long, where something is."""

    data: list[EarningsView]
    settlement_days: int
    reserve_reason: str | None


class Publisher(BaseModel):
    """Who it is made out to, as they are today; `tax_id` by its end."""

    legal_name: str
    address: str
    country: str
    tax_id: str


class AgentEarning(BaseModel):
    """What one month earned, or took back, by one agent. `agent_id` is null where it is about no
    single one, such as a bundle."""

    month: str = Field(examples=["2026-11"])
    agent_id: str | None
    type: Literal["sales", "usage", "refunds", "disputes"]
    currency: Literal["USD", "EUR", "INR", "credit"]
    amount: str


class AgentEarningsView(BaseModel):
    """The newest month first. A month's amounts are those of its statement."""

    since: str
    until: str
    data: list[AgentEarning]


class StatementLine(BaseModel):
    type: Literal["sales", "usage", "tries", "refunds", "disputes", "converted", "payouts"]
    currency: Literal["USD", "EUR", "INR", "credit"]
    amount: str


class StatementView(BaseModel):
    """What changed in the month, in UTC. `opening` and `closing` are balances of all accounts, and
    in each currency `opening` and the lines come to `closing`.

    `released` is what became available of what there was: it is in no line. Credits become dollars
    by it, which is in two (`converted`). `publisher` is null until their tax details are given."""

    month: str
    publisher: Publisher | None
    lines: list[StatementLine]
    opening: dict[str, str]
    closing: dict[str, str]
    released: dict[str, str]


class TaxDetailsBody(Body):
    """The form of `tax_id` is that of the country; what stands between its digits counts not."""

    legal_name: Annotated[str, Field(min_length=2, max_length=200), AfterValidator(printable)]
    address: Annotated[str, Field(min_length=5, max_length=500), AfterValidator(clean)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["DE"])]
    tax_id: Annotated[str, Field(min_length=4, max_length=30), AfterValidator(printable)]


class TaxDetailsView(Publisher):
    updated_at: Time


class PayoutAccountBody(Body):
    """`destination`: a connected account at Stripe, an address at PayPal, or a bank's words."""

    method: Literal["manual", "stripe", "paypal"]
    destination: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(printable)]
    currency: Currency


class PayoutAccountView(BaseModel):
    """`destination` by its end alone."""

    method: Literal["manual", "stripe", "paypal"]
    destination: str
    currency: Currency


class PayoutBody(Body):
    amount: AskedMoney | None = None


class PayoutView(BaseModel):
    id: str
    status: Literal["pending", "in_transit", "succeeded", "failed", "held", "canceled"]
    amount: Money
    method: Literal["manual", "stripe", "paypal"]
    reason: str | None
    created_at: Time
    finished_at: Time | None


class DecisionBody(Body):
    decision: Literal["hold", "release", "cancel", "paid", "failed"]
    reason: Reason


class ShareBody(Body):
    organization_id: OrganizationId
    product_id: ProductId | None = None
    percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
    effective_from: Moment | None = None
    reason: Reason


class ShareView(BaseModel):
    id: str
    organization_id: str
    product_id: str | None
    percent: str
    effective_from: Time
    reason: str
    created_by: str | None
    created_at: Time


class SharesView(BaseModel):
    """`percent` counts now for all that has no share of its own; `standard` is everybody's.

    `shares` are all that was set, the newest first, a hundred at the most.
    """

    organization_id: str
    standard: str
    percent: str
    shares: list[ShareView]
