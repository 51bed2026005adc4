"""Wire shapes of buying: carts, checkouts, orders, subscriptions, invoices."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, EmailStr, Field, model_validator

from hub.billing.money import Currency
from hub.billing.schemas import (
    AskedCredits,
    AskedMoney,
    Body,
    Count,
    MethodId,
    Moment,
    Money,
    Name,
    PriceId,
    ProcessorName,
    Reason,
    UserId,
    clean,
    id_of,
    printable,
)
from hub.kit.clock import Time

Line = Annotated[str, Field(max_length=60), AfterValidator(printable)]


class ProfileBody(Body):
    name: Name | None = None
    email: EmailStr | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    region: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,3}$")] | None = None
    address: Annotated[str, Field(max_length=500), AfterValidator(clean)] | None = None
    tax_id: Line | None = None


class ProfileView(BaseModel):
    name: str | None
    email: str | None
    country: str | None
    region: str | None
    address: str | None
    tax_id: str | None


class ProcessorView(BaseModel):
    name: ProcessorName
    currencies: list[Currency]
    saves_methods: bool


class MethodView(BaseModel):
    id: str
    processor: ProcessorName
    kind: Literal["card", "paypal", "upi"]
    label: str
    default: bool
    status: Literal["active", "pending", "paused", "revoked", "expired"]
    max_amount: Money | None
    created_at: Time


class ItemBody(Body):
    price_id: PriceId
    quantity: Count = 1


class CartBody(Body):
    """A cart is of one seller and one currency. A recurring price stands alone in it."""

    items: Annotated[list[ItemBody], Field(min_length=1, max_length=20)]
    discount_code: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{2,40}$")] | None = None


class CheckoutBody(CartBody):
    """`convert_trial`: at its end the trial is paid with the method saved; else it just ends."""

    processor: ProcessorName
    payment_method_id: MethodId | None = None
    trial: bool = False
    convert_trial: bool = False
    save_method: bool = True
    success_url: Annotated[str, Field(max_length=500)] | None = None
    purchase_order: Line | None = None
    purchase_request_id: Annotated[str, Field(pattern=id_of("prq"))] | None = None


class LineView(BaseModel):
    price_id: str
    product_id: str | None = None
    description: str
    quantity: int
    amount: int
    discount: int
    tax: int
    tax_rate: str


class TotalsView(BaseModel):
    """Amounts in minor units of `currency`; `due` is what is paid now."""

    currency: Currency
    lines: list[LineView]
    subtotal: int
    discount: int
    tax: int
    balance_applied: int
    total: int
    due: Money


class CheckoutView(BaseModel):
    id: str
    status: Literal["open", "confirmed", "succeeded", "failed", "expired"]
    order_id: str
    subscription_id: str | None
    processor: ProcessorName
    url: str | None
    qr: str | None
    instructions: dict[str, str] | None
    totals: TotalsView
    expires_at: Time
    created_at: Time


class PaymentView(BaseModel):
    id: str
    processor: ProcessorName
    status: Literal["init", "pending", "requires_action", "unknown", "succeeded", "failed"]
    amount: Money
    error: str | None
    created_at: Time


class OrderView(BaseModel):
    """`checkout_id` is where a payment that is open goes on; until `refund_until` a refund can be
    asked for."""

    id: str
    status: Literal["draft", "pending", "paid", "partially_refunded", "refunded", "void"]
    reason: Literal["purchase", "renewal", "change", "top_up", "usage"]
    subscription_id: str | None
    invoice_id: str | None
    totals: TotalsView
    refunded: Money
    payments: list[PaymentView]
    checkout_id: str | None
    refund_until: Time | None = None
    created_at: Time
    paid_at: Time | None


class PayBody(Body):
    processor: ProcessorName | None = None
    payment_method_id: MethodId | None = None


class PendingChangeView(BaseModel):
    price_id: str
    quantity: int
    effective_at: Time


class SubscriptionView(BaseModel):
    """`amount` is what an `interval` costs on today's terms, before tax and discounts."""

    id: str
    status: Literal[
        "incomplete",
        "incomplete_expired",
        "trialing",
        "active",
        "past_due",
        "unpaid",
        "paused",
        "canceled",
    ]
    product_id: str
    price_id: str
    quantity: int
    seats: list[str]
    current_period_start: Time
    current_period_end: Time
    trial_end: Time | None
    converts: bool
    cancel_at_period_end: bool
    pending_change: PendingChangeView | None
    processor: ProcessorName
    payment_method_id: str | None
    order_id: str | None
    past_due_since: Time | None
    created_at: Time
    canceled_at: Time | None
    product_name: str
    agent_ids: list[str]
    per_seat: bool
    interval: Literal["month", "year"]
    amount: Money


class ChangeAsked(Body):
    """What another price or quantity would cost."""

    price_id: PriceId | None = None
    quantity: Count | None = None


class ChangePreview(BaseModel):
    """`due_now` is zero for what waits for the end of the period."""

    effective_at: Time
    due_now: Money
    next_amount: Money


class SubscriptionChange(Body):
    price_id: PriceId | None = None
    quantity: Count | None = None
    cancel_at_period_end: bool | None = None
    paused: bool | None = None
    payment_method_id: MethodId | None = None
    convert_trial: bool | None = None
    seats: Annotated[list[UserId], Field(max_length=10_000)] | None = None


class CreditNoteView(BaseModel):
    id: str
    number: str
    amount: Money
    tax: Money
    reason: str
    issued_at: Time


class InvoiceView(BaseModel):
    id: str
    number: str
    status: Literal["issued", "paid", "voided"]
    order_id: str
    totals: TotalsView
    seller: dict[str, str]
    buyer: dict[str, Any]
    purchase_order: str | None
    credit_notes: list[CreditNoteView]
    issued_at: Time
    due_at: Time | None
    paid_at: Time | None


class TopUpBody(Body):
    """`below` credits, the pack is bought; never for more than `monthly_cap` a month."""

    enabled: bool
    below: AskedCredits
    price_id: PriceId
    payment_method_id: MethodId
    monthly_cap: AskedMoney


class TopUpView(BaseModel):
    enabled: bool
    below: str
    price_id: str
    payment_method_id: str
    monthly_cap: Money
    spent_this_month: Money
    stopped: Literal["cap", "declined"] | None


class ClockBody(Body):
    at: Moment | None = None


class AdvanceBody(Body):
    """One of them."""

    days: Annotated[int, Field(ge=1, le=366)] | None = None
    months: Annotated[int, Field(ge=1, le=12)] | None = None
    to: Moment | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("one of days, months and to")
        return self


class ClockView(BaseModel):
    now: Time
    created_at: Time


class DoneView(BaseModel):
    at: Time
    kind: str
    object_id: str


class AdvancedView(BaseModel):
    now: Time
    done: list[DoneView]


class PaidBody(Body):
    """`reference`: what the bank's statement calls it."""

    reference: Line
    reason: Reason


class RefundBody(Body):
    """Without an amount: all that is left of what was paid."""

    order_id: Annotated[str, Field(pattern=id_of("ord"))]
    amount: Annotated[int, Field(ge=1, le=10**11)] | None = None
    reason: Reason


class RefundView(BaseModel):
    id: str
    order_id: str
    amount: Money
    reason: str
    status: Literal["pending", "succeeded", "failed", "canceled"]
    created_at: Time
