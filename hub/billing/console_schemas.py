"""Wire shapes of money as the platform's administrators see it: of everybody, with whose it is."""

from typing import Literal

from pydantic import BaseModel, Field

from hub.billing.buying_schemas import OrderView, RefundView
from hub.billing.publisher_schemas import PayoutView
from hub.billing.schemas import Money, ProcessorName
from hub.kit.clock import Time

OrderStatus = Literal["draft", "pending", "paid", "partially_refunded", "refunded", "void"]
PayoutStatus = Literal["pending", "in_transit", "succeeded", "failed", "held", "canceled"]
DisputeStatus = Literal[
    "early_warning", "prevented", "needs_response", "under_review", "won", "lost"
]


class Owned(BaseModel):
    organization_id: str
    organization_name: str = Field(description="Empty where the organization is gone.")


class AnyOrderView(Owned):
    """`processor` and `payment_status` are those of the last payment; null before the first."""

    id: str
    seller_id: str
    status: OrderStatus
    reason: str
    total: Money
    due: Money
    refunded: Money
    processor: ProcessorName | None
    payment_status: str | None
    purchase_order: str | None
    created_at: Time
    paid_at: Time | None


class AnyRefundView(RefundView, Owned):
    processor: ProcessorName


class DisputeView(Owned):
    """`held` is what the publisher's earnings are short of while it lasts."""

    id: str
    order_id: str
    amount: Money
    held: Money
    reason: str
    status: DisputeStatus
    opened_at: Time
    closed_at: Time | None


class AnyPayoutView(PayoutView, Owned):
    pass


class AnyOrderDetail(OrderView, Owned):
    """With what was given back, and what is disputed."""

    seller_id: str
    purchase_order: str | None
    refunds: list[RefundView]
    disputes: list[DisputeView]
