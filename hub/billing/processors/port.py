"""What every processor can do for us, and what it says. None of it is called in a transaction.

A payment's, refund's or payout's own ID is the idempotency key: to ask again is to ask once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, Protocol

from hub.kit.errors import LaeliaError

PaymentStatus = Literal["pending", "requires_action", "unknown", "succeeded", "failed"]
MethodStatus = Literal["active", "paused", "revoked", "expired"]
# Before a mandate is debited its payer is told: a day, and what clocks may differ
NOTICE: Final = timedelta(hours=25)
OPEN: Final = ("init", "pending", "requires_action", "unknown")


class ProcessorUnavailable(LaeliaError):
    """It could not be asked, or gave no answer: whether it did something is not known."""

    status = 503
    code = "processor_unavailable"
    title = "The payment processor does not answer"


class ProcessorDenied(ProcessorUnavailable):
    """It does not take our key: nobody's payment is declined by that, and it is asked again."""


class ProcessorRefused(LaeliaError):
    """It said no to the request as such, and did nothing."""

    status = 502
    code = "processor_refused"
    title = "The payment processor refused the request"


class WebhookRefused(LaeliaError):
    status = 401
    code = "webhook_refused"
    title = "The message is not signed by the processor"


@dataclass(frozen=True, slots=True)
class SavedMethod:
    """What can be charged later. `fingerprint` is the same for the same card, whoever has it."""

    kind: str
    customer_ref: str
    ref: str
    label: str
    fingerprint: str | None = None
    max_amount: int | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A payment to be made. `expires_at` is when a page for it closes.

    `recurring`: what is saved will be charged again, up to `max_amount` at a time.
    """

    payment_id: str
    org_id: str
    amount: int
    currency: str
    description: str
    return_url: str
    cancel_url: str
    expires_at: datetime
    save_method: bool
    email: str | None = None
    customer_ref: str | None = None
    max_amount: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Where a person pays: a page, what a QR code says, or words about a transfer.

    `also` are further names by which the processor may speak of it.
    """

    ref: str
    url: str | None = None
    qr: str | None = None
    instructions: Mapping[str, str] | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a payment stands. `hard`: to try the same method again is no use."""

    status: PaymentStatus
    ref: str
    amount: int = 0
    currency: str = ""
    capture_ref: str | None = None
    fee: int = 0
    error: str | None = None
    hard: bool = False
    method: SavedMethod | None = None


@dataclass(frozen=True, slots=True)
class RefundOutcome:
    status: Literal["pending", "succeeded", "failed"]
    ref: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class DisputeState:
    ref: str
    payment_ref: str
    amount: int
    currency: str
    status: Literal["early_warning", "prevented", "needs_response", "under_review", "won", "lost"]
    reason: str


@dataclass(frozen=True, slots=True)
class Event:
    """A webhook, verified. It says what to look at; what is true is then fetched.

    `subject` is payment, refund, dispute, method, payout or other. `ours` is the payment that the
    processor was given with the object, if it was: it leads there while `ref` is not known yet.
    """

    id: str
    type: str
    subject: Literal["payment", "refund", "dispute", "method", "payout", "other"]
    ref: str
    ours: str | None = None


@dataclass(frozen=True, slots=True)
class PayoutOutcome:
    status: Literal["in_transit", "succeeded", "failed"]
    ref: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What the processor has: a payment, refund or dispute that began in some span of time.

    `ref` is what was charged, given back or contested; `ours` our own ID, where it was told;
    `parent` the payment that a refund or dispute is of. `status` is pending, succeeded or failed,
    of a dispute its own word.
    """

    kind: Literal["payment", "refund", "dispute"]
    ref: str
    amount: int
    currency: str
    status: str
    ours: str | None = None
    parent: str | None = None


class Processor(Protocol):
    """Raises ProcessorUnavailable and ProcessorRefused where it asks the processor.

    `remembers` is how long the same key asks once; after that `look_up` without a `ref` says
    whether anything came of it. None: it is looked for each time. `saves_unpaid`: whether its page
    can take a means of payment without a payment.
    """

    @property
    def name(self) -> str: ...
    @property
    def currencies(self) -> tuple[str, ...]: ...
    @property
    def saves_methods(self) -> bool: ...
    @property
    def saves_unpaid(self) -> bool: ...
    @property
    def remembers(self) -> timedelta | None: ...

    async def open_page(self, asked: Asked) -> Page: ...
    async def charge(self, asked: Asked, method: SavedMethod) -> Outcome: ...
    async def look_up(self, payment_id: str, ref: str | None, *, take: bool) -> Outcome:
        """How it stands. What waits for us alone (an approved order, an announced debit) is taken,
        or, without `take`, given up: nobody waits for the money any more."""
        ...

    async def refund(
        self, refund_id: str, outcome_ref: str, amount: int, currency: str
    ) -> RefundOutcome: ...
    async def look_up_refund(self, ref: str, payment_ref: str) -> RefundOutcome: ...
    async def look_up_dispute(self, ref: str) -> DisputeState: ...
    async def look_up_method(self, customer_ref: str, ref: str) -> MethodStatus | None: ...
    async def list_between(self, start: datetime, end: datetime) -> Sequence[Listed]: ...
    async def verify(self, headers: Mapping[str, str], body: bytes) -> Event: ...
    async def pay_out(
        self, payout_id: str, destination: str, amount: int, currency: str
    ) -> PayoutOutcome: ...
    async def look_up_payout(self, payout_id: str, ref: str) -> PayoutOutcome: ...
    async def forget(self, method: SavedMethod) -> None: ...
    async def close(self) -> None: ...
