"""Wire shapes of selling. Bodies refuse members that they do not name."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from hub.billing.catalog_models import Discount, Product, ProductPrice
from hub.billing.money import MAX_AMOUNT, Currency
from hub.kit.amounts import format_credits
from hub.kit.clock import Time


def printable(value: str) -> str:
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in value) or not value.strip():
        raise ValueError("must be text without control characters")
    return value.strip()


def clean(value: str) -> str:
    """Many lines, and nothing that a database or a page falls over."""
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\n\t" for c in value):
        raise ValueError("must not hold control characters")
    return value


def _sensible(value: datetime) -> datetime:
    """Beyond it no database or calendar follows."""
    if not 2000 <= value.year <= 2200:
        raise ValueError("must be between the years 2000 and 2200")
    return value


def id_of(prefix: str) -> str:
    return rf"^{prefix}_[0-9A-HJKMNP-TV-Z]{{26}}$"


Name = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(printable)]
Text = Annotated[str, Field(max_length=4000), AfterValidator(clean)]
Reason = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(printable)]
Amount = Annotated[int, Field(ge=0, le=MAX_AMOUNT)]
Moment = Annotated[AwareDatetime, AfterValidator(_sensible)]
Count = Annotated[int, Field(ge=1, le=100_000)]
AskedCredits = Annotated[str, Field(pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$", examples=["100"])]
PriceId = Annotated[str, Field(pattern=id_of("prc"))]
ProductId = Annotated[str, Field(pattern=id_of("prd"))]
MethodId = Annotated[str, Field(pattern=id_of("pmt"))]
OrganizationId = Annotated[str, Field(pattern=id_of("org"))]
UserId = Annotated[str, Field(pattern=id_of("usr"))]
AgentId = Annotated[str, Field(pattern=id_of("agt"))]
ProcessorName = Literal["stripe", "paypal", "razorpay", "manual"]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Money(BaseModel):
    """Minor units of the currency."""

    amount: int
    currency: Currency


class AskedMoney(Body):
    amount: Annotated[int, Field(ge=1, le=MAX_AMOUNT)]
    currency: Currency


class Tier(Body):
    """Up to and with `up_to` units; null is without end."""

    up_to: Annotated[int, Field(ge=1, le=10_000_000)] | None
    unit_amount: Amount = 0
    flat_amount: Amount = 0


class PriceBody(Body):
    """See docs/billing.md for how tiers, seats and allowances count."""

    type: Literal["one_time", "recurring"]
    currency: Currency
    unit_amount: Amount = 0
    interval: Literal["month", "year"] | None = None
    scheme: Literal["flat", "graduated", "volume"] = "flat"
    tiers: Annotated[list[Tier], Field(max_length=20)] = []
    per_seat: bool = False
    tax_behavior: Literal["exclusive", "inclusive"] = "exclusive"
    credits: AskedCredits | None = None
    allowance_runs: Annotated[int, Field(ge=1, le=10**9)] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.type == "recurring") != (self.interval is not None):
            raise ValueError("a recurring price has an interval, and no other has one")
        if self.per_seat and self.type != "recurring":
            raise ValueError("seats are of recurring prices")
        if (self.scheme == "flat") != (not self.tiers):
            raise ValueError("tiers are of graduated and volume prices, and each has them")
        ends = [tier.up_to for tier in self.tiers]
        if self.tiers and ends[-1] is not None:
            raise ValueError("the last tier has no end")
        inner = [end for end in ends[:-1] if end is not None]
        if len(inner) != len(ends[:-1]) or sorted(set(inner)) != inner:
            raise ValueError("tiers come in order, and only the last has no end")
        return self


class ReplacingPriceBody(PriceBody):
    replaces: PriceId | None = None


class TrialBody(Body):
    """`needs_payment_method`: it begins at a processor's page."""

    days: Annotated[int, Field(ge=1, le=365)]
    credits: AskedCredits | None = None
    needs_payment_method: bool = False


Grace = Literal[0, 2, 7, 14, 21]


class ProductBody(Body):
    kind: Literal["agents", "credits"] = "agents"
    name: Name
    description: Text = ""
    agent_ids: Annotated[list[AgentId], Field(max_length=50)] = []
    prices: Annotated[list[PriceBody], Field(min_length=1, max_length=20)]
    trial: TrialBody | None = None
    grace_days: Grace = 7
    buyer_organization_id: OrganizationId | None = None
    expires_at: Moment | None = None

    @model_validator(mode="after")
    def _sells_something(self) -> Self:
        if (self.kind == "agents") != bool(self.agent_ids):
            raise ValueError("agents are what a product of kind agents is made of, and no other")
        if len(set(self.agent_ids)) != len(self.agent_ids):
            raise ValueError("an agent is in a product once")
        if self.expires_at is not None and self.buyer_organization_id is None:
            raise ValueError("only a private offer ends by itself")
        if self.trial and not any(price.type == "recurring" for price in self.prices):
            raise ValueError("a trial is of a recurring price")
        return self


class ProductChange(Body):
    name: Name | None = None
    description: Text | None = None
    status: Literal["archived"] | None = None
    trial: TrialBody | None = None
    grace_days: Grace | None = None
    expires_at: Moment | None = None


class PriceView(BaseModel):
    id: str
    product_id: str
    type: Literal["one_time", "recurring"]
    currency: Currency
    unit_amount: int
    interval: Literal["month", "year"] | None
    scheme: Literal["flat", "graduated", "volume"]
    tiers: list[Tier]
    per_seat: bool
    tax_behavior: Literal["exclusive", "inclusive"]
    credits: str | None
    allowance_runs: int | None
    effective_from: Time
    created_at: Time
    archived_at: Time | None
    successor_id: str | None


class TrialView(BaseModel):
    days: int
    credits: str | None
    needs_payment_method: bool


class ProductView(BaseModel):
    """`prices` are those of today."""

    id: str
    organization_id: str
    kind: Literal["agents", "credits"]
    name: str
    description: str
    agent_ids: list[str]
    status: Literal["active", "archived"]
    trial: TrialView | None
    grace_days: int
    private: bool
    expires_at: Time | None
    prices: list[PriceView]
    created_at: Time


class DiscountBody(Body):
    """`percent_off` with at most two decimals, or `amount_off`."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{2,40}$", examples=["SPRING"])]
    percent_off: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)] | None = None
    amount_off: AskedMoney | None = None
    duration: Literal["once", "repeating", "forever"] = "once"
    months: Annotated[int, Field(ge=1, le=120)] | None = None
    product_ids: Annotated[list[ProductId], Field(max_length=50)] = []
    max_redemptions: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    max_per_buyer: Annotated[int, Field(ge=1, le=10_000)] | None = None
    expires_at: Moment | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.percent_off is None) == (self.amount_off is None):
            raise ValueError("one of percent_off and amount_off")
        if (self.duration == "repeating") != (self.months is not None):
            raise ValueError("a repeating discount has months, and no other has them")
        return self


class DiscountView(BaseModel):
    id: str
    code: str
    percent_off: str | None
    amount_off: Money | None
    duration: Literal["once", "repeating", "forever"]
    months: int | None
    product_ids: list[str]
    max_redemptions: int | None
    max_per_buyer: int | None
    redeemed: int
    status: Literal["active", "archived"]
    expires_at: Time | None
    created_at: Time


def price_view(price: ProductPrice) -> PriceView:
    tiers = [Tier(up_to=t[0], unit_amount=t[1] or 0, flat_amount=t[2] or 0) for t in price.tiers]
    held = format_credits(price.credits) if price.credits is not None else None
    return PriceView.model_validate(price.model_dump() | {"tiers": tiers, "credits": held})


def product_view(product: Product, prices: Sequence[ProductPrice]) -> ProductView:
    trial = None
    if product.trial_days:
        granted = format_credits(product.trial_credits) if product.trial_credits else None
        trial = TrialView(
            days=product.trial_days,
            credits=granted,
            needs_payment_method=product.trial_needs_method,
        )
    shown = product.model_dump() | {
        "organization_id": product.org_id,
        "trial": trial,
        "private": product.buyer_org_id is not None,
        "prices": [price_view(price) for price in prices],
    }
    return ProductView.model_validate(shown)


def discount_view(row: Discount) -> DiscountView:
    off = None
    if row.amount_off is not None:
        off = {"amount": row.amount_off, "currency": row.currency}
    percent = None
    if row.percent_off is not None:
        percent = format((Decimal(row.percent_off) / 100).normalize(), "f")
    shown = row.model_dump() | {"percent_off": percent, "amount_off": off}
    return DiscountView.model_validate(shown)
