"""Bank transfer and purchase order: an administrator says what arrived."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NoReturn

from hub.billing.processors.port import (
    Asked,
    DisputeState,
    Event,
    Listed,
    Outcome,
    Page,
    PayoutOutcome,
    ProcessorRefused,
    RefundOutcome,
    SavedMethod,
    WebhookRefused,
)


class Manual:
    """Nothing here asks anybody: what it knows is what administrators tell."""

    name = "manual"
    currencies = ("USD", "EUR", "INR")
    saves_methods = False
    saves_unpaid = False
    remembers = None

    def __init__(self, bank_details: str) -> None:
        self._bank_details = bank_details

    async def open_page(self, asked: Asked) -> Page:
        words = {"reference": asked.payment_id}
        if self._bank_details:
            words["pay_to"] = self._bank_details
        return Page(ref=asked.payment_id, instructions=words)

    async def charge(self, asked: Asked, method: SavedMethod) -> Outcome:
        del method
        return Outcome("pending", asked.payment_id)

    async def look_up(self, payment_id: str, ref: str | None, *, take: bool) -> Outcome:
        del take
        return Outcome("pending", ref or payment_id)

    async def refund(
        self, refund_id: str, outcome_ref: str, amount: int, currency: str
    ) -> RefundOutcome:
        """The administrator who asks for it has sent the money back."""
        del outcome_ref, amount, currency
        return RefundOutcome("succeeded", refund_id)

    async def look_up_refund(self, ref: str, payment_ref: str) -> RefundOutcome:
        del payment_ref
        return RefundOutcome("succeeded", ref)

    async def look_up_dispute(self, ref: str) -> DisputeState:
        _no_such(ref)

    async def look_up_method(self, customer_ref: str, ref: str) -> None:
        del customer_ref
        _no_such(ref)

    async def list_between(self, start: datetime, end: datetime) -> Sequence[Listed]:
        """What an administrator tells is all that there is."""
        del start, end
        return ()

    async def verify(self, headers: Mapping[str, str], body: bytes) -> Event:
        del headers, body
        raise WebhookRefused("Nobody sends messages about manual payments.")

    async def pay_out(
        self, payout_id: str, destination: str, amount: int, currency: str
    ) -> PayoutOutcome:
        """An administrator sends it, and says so."""
        del destination, amount, currency
        return PayoutOutcome("in_transit", payout_id)

    async def look_up_payout(self, payout_id: str, ref: str) -> PayoutOutcome:
        del payout_id
        return PayoutOutcome("in_transit", ref)

    async def forget(self, method: SavedMethod) -> None:
        _no_such(method.ref)

    async def close(self) -> None:
        return


def _no_such(ref: str) -> NoReturn:
    raise ProcessorRefused(f"There is no {ref} with manual payments.")
