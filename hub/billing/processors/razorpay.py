"""Razorpay, for UPI: payment links, QR codes, AutoPay mandates, refunds, webhooks.

From the vendor's public API reference (https://razorpay.com/docs/api). Not proven against the real
service. It knows no idempotency keys: what was made for a payment is found by its receipt first.

A mandate is debited in two steps a day apart: an order with a notice to the payer, and the debit
once the notice is old enough. An amount above the mandate, or above what may be debited without
the payer's own confirmation, is refused, and paid on a page.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hub.billing.processors import razorpay_reading as reading
from hub.billing.processors.port import (
    NOTICE,
    Asked,
    DisputeState,
    Event,
    Listed,
    MethodStatus,
    Outcome,
    Page,
    PayoutOutcome,
    ProcessorRefused,
    RefundOutcome,
    SavedMethod,
    WebhookRefused,
)
from hub.billing.processors.wire import Refusal, Wire
from hub.kit.clock import Clock

_OR: Final = "|"
WITHOUT_CONFIRMATION: Final = 15_000_00
_LONGEST_LINK: Final = timedelta(days=150)
_MANDATE: Final = timedelta(days=3650)
_DISPUTES: Final[dict[str, Any]] = {
    "open": "needs_response",
    "under_review": "under_review",
    "won": "won",
    "lost": "lost",
    "closed": "prevented",
}
_TOKENS: Final[dict[str, MethodStatus]] = {
    "confirmed": "active",
    "rejected": "revoked",
    "cancelled": "revoked",
    "paused": "paused",
    "expired": "expired",
}


class Razorpay:
    name = "razorpay"
    currencies = ("INR",)
    saves_methods = True
    saves_unpaid = False
    remembers = None  # it knows no keys: what was made is found by its receipt

    def __init__(self, wire: Wire, *, webhook_secret: str | None, clock: Clock) -> None:
        self._wire = wire
        self._webhook_secret = webhook_secret
        self._clock = clock

    async def close(self) -> None:
        await self._wire.close()

    async def open_page(self, asked: Asked) -> Page:
        """A link that opens a UPI app on a phone, and a QR code for who sits at a desk.

        Where the method is saved, the link asks for a mandate instead.
        """
        if not asked.amount:
            raise ProcessorRefused("A mandate is given with a payment, not without one.")
        if asked.save_method:
            return await self._mandate_page(asked)
        known = await self._wire.ask(
            "GET", "/v1/payment_links", query={"reference_id": asked.payment_id}
        )
        found = known.get("payment_links") or []
        link = found[0] if found else await self._link(asked)
        qr = await self._wire.ask(
            "POST",
            "/v1/payments/qr_codes",
            json={
                "type": "upi_qr",
                "usage": "single_use",
                "fixed_amount": True,
                "payment_amount": asked.amount,
                "close_by": self._until(asked),
                "notes": {"payment_id": asked.payment_id, "link": link["id"]},
            },
        )
        either = f"{link['id']}{_OR}{qr['id']}"  # the payer takes one of the two
        return Page(
            ref=either,
            url=link["short_url"],
            # What the vendor's picture says, where it tells: an app opens without a browser between
            qr=qr.get("image_content") or link["short_url"],
            also=(str(link["id"]), str(qr["id"])),
        )

    async def _link(self, asked: Asked) -> dict[str, Any]:
        return await self._wire.ask(
            "POST",
            "/v1/payment_links",
            json={
                "amount": asked.amount,
                "currency": asked.currency,
                "upi_link": True,
                "reference_id": asked.payment_id,
                "description": asked.description,
                "callback_url": asked.return_url,
                "callback_method": "get",
                "expire_by": self._until(asked),
                "notes": {"payment_id": asked.payment_id},
            },
        )

    def _until(self, asked: Asked) -> int:
        return int(min(asked.expires_at, self._clock() + _LONGEST_LINK).timestamp())

    async def _mandate_page(self, asked: Asked) -> Page:
        known = await self._wire.ask("GET", "/v1/invoices", query={"receipt": asked.payment_id})
        found = known.get("items") or []
        if found:
            return _mandate(found[0])
        limit = min(asked.max_amount or asked.amount, WITHOUT_CONFIRMATION)
        made = await self._wire.ask(
            "POST",
            "/v1/subscription_registration/auth_links",
            json={
                "type": "link",
                "amount": asked.amount,
                "currency": asked.currency,
                "description": asked.description,
                "receipt": asked.payment_id,
                "expire_by": self._until(asked),
                "customer": {"name": asked.org_id, "email": asked.email},
                "subscription_registration": {
                    "method": "upi",
                    "max_amount": limit,
                    "frequency": "as_presented",
                    "expire_at": int((self._clock() + _MANDATE).timestamp()),
                },
                "notes": {"payment_id": asked.payment_id},
            },
        )
        return _mandate(made)

    async def charge(self, asked: Asked, method: SavedMethod) -> Outcome:
        """Tells the payer; `look_up` debits once that was long enough ago."""
        limit = min(method.max_amount or WITHOUT_CONFIRMATION, WITHOUT_CONFIRMATION)
        if asked.amount > limit:
            # Its payer confirms on a page, or nobody does
            return Outcome("failed", asked.payment_id, error="requires_confirmation", hard=True)
        order = await self._by_receipt(asked.payment_id)
        if order is None:
            order = await self._wire.ask(
                "POST",
                "/v1/orders",
                json={
                    "amount": asked.amount,
                    "currency": asked.currency,
                    "receipt": asked.payment_id,
                    "payment_capture": True,
                    "notification": {
                        "token_id": method.ref,
                        "payment_after": int((self._clock() + NOTICE).timestamp()),
                    },
                    "notes": {
                        "payment_id": asked.payment_id,
                        "token": method.ref,
                        "customer": method.customer_ref,
                    },
                },
            )
        return Outcome("pending", str(order["id"]))

    async def _by_receipt(self, receipt: str) -> dict[str, Any] | None:
        found = await self._wire.ask("GET", "/v1/orders", query={"receipt": receipt})
        items = found.get("items") or []
        return items[0] if items else None

    async def look_up(self, payment_id: str, ref: str | None, *, take: bool) -> Outcome:
        if ref is None:
            order = await self._by_receipt(payment_id)
            if order is None:
                return Outcome("unknown", payment_id)
            ref = str(order["id"])
        if ref.startswith(("plink_", "qr_")):
            return await self._of_page(ref, take=take)
        return await self._of_order(ref, take=take)

    async def _of_page(self, ref: str, *, take: bool) -> Outcome:
        """A link and a code stand for one payment; what was paid by neither may be given up."""
        ended = []
        for one in ref.split(_OR):
            paid, end = await self._paid_by(one)
            if paid is not None:
                return await self._of_payment(paid, ref)
            ended += [end] if end else []
        if ended:
            return Outcome("failed", ref, error=ended[0])
        if take:
            return Outcome("requires_action", ref)
        for one in ref.split(_OR):
            await self._close(one)
        return Outcome("failed", ref, error="not_wanted")

    async def _paid_by(self, ref: str) -> tuple[str | None, str | None]:
        """The payment by this link or code, or else how it ended, if it has."""
        if ref.startswith("qr_"):
            found = await self._wire.ask("GET", f"/v1/payments/qr_codes/{ref}/payments")
            ids = [one["id"] for one in found.get("items") or () if one["status"] == "captured"]
            return (str(ids[0]) if ids else None), None
        link = await self._wire.ask("GET", f"/v1/payment_links/{ref}")
        tried = link.get("payments") or []
        ids = [one["payment_id"] for one in tried if one.get("status") == "captured"]
        ended = str(link["status"]) if link["status"] in ("expired", "cancelled") else None
        return (str(ids[0]) if ids else None), ended

    async def _close(self, ref: str) -> None:
        """Nobody pays by it any more. What is closed already is refused, and that is well."""
        path = f"/v1/payments/qr_codes/{ref}/close"
        if ref.startswith("plink_"):
            path = f"/v1/payment_links/{ref}/cancel"
        with suppress(Refusal):
            await self._wire.ask("POST", path, json={})

    async def _of_order(self, ref: str, *, take: bool) -> Outcome:
        order = await self._wire.ask("GET", f"/v1/orders/{ref}")
        tried = (await self._wire.ask("GET", f"/v1/orders/{ref}/payments")).get("items") or []
        captured = [one for one in tried if one["status"] == "captured"]
        if captured:
            return await self._of_payment(captured[0]["id"], ref)
        notes = order.get("notes") or {}
        if "token" not in notes:
            return Outcome("requires_action", ref)
        failed = [one for one in tried if one["status"] == "failed"]
        if failed:
            error = str(failed[-1].get("error_code") or "failed").lower()
            return Outcome("failed", ref, error=error)
        if tried:
            return Outcome("pending", ref)
        if not take:
            return Outcome("failed", ref, error="not_wanted")  # announced, and never debited
        return await self._debit(order, notes)

    async def _debit(self, order: dict[str, Any], notes: Mapping[str, Any]) -> Outcome:
        """Once: a debit is a payment of the order, and this order has none yet."""
        ref = str(order["id"])
        after = (order.get("notification") or {}).get("payment_after", 0)
        if datetime.fromtimestamp(int(after), UTC) > self._clock():
            return Outcome("pending", ref)
        made = await self._wire.ask(
            "POST",
            "/v1/payments/create/recurring",
            json={
                "amount": order["amount"],
                "currency": order["currency"],
                "order_id": ref,
                "customer_id": notes["customer"],
                "token": notes["token"],
                "recurring": True,
                "notes": {"payment_id": notes["payment_id"]},
            },
        )
        return await self._of_payment(str(made["razorpay_payment_id"]), ref)

    async def _of_payment(self, payment: str, ref: str) -> Outcome:
        found = await self._wire.ask("GET", f"/v1/payments/{payment}")
        if found["status"] == "failed":
            error = str(found.get("error_code") or "failed").lower()
            return Outcome("failed", ref, error=error)
        if found["status"] != "captured":
            return Outcome("pending", ref)
        return Outcome(
            "succeeded",
            ref,
            amount=int(found["amount"]),
            currency=str(found["currency"]),
            capture_ref=str(found["id"]),
            fee=int(found.get("fee") or 0),
            method=await self._method(found),
        )

    async def _method(self, payment: dict[str, Any]) -> SavedMethod | None:
        token, customer = payment.get("token_id"), payment.get("customer_id")
        if not token or not customer:
            return None
        found = await self._wire.ask("GET", f"/v1/customers/{customer}/tokens/{token}")
        address = str((found.get("vpa") or {}).get("username", ""))
        return SavedMethod(
            "upi",
            str(customer),
            str(token),
            f"UPI {address[:3]}…" if address else "UPI",
            fingerprint=f"upi:{address}" if address else None,
            max_amount=int(found.get("max_amount") or WITHOUT_CONFIRMATION),
        )

    async def refund(
        self, refund_id: str, outcome_ref: str, amount: int, currency: str
    ) -> RefundOutcome:
        del currency
        path = f"/v1/payments/{outcome_ref}/refunds"
        for known in (await self._wire.ask("GET", path)).get("items") or []:
            if known.get("receipt") == refund_id:
                return reading.of_refund(known)
        body = {"amount": amount, "receipt": refund_id, "notes": {"refund_id": refund_id}}
        made = await self._wire.ask("POST", f"/v1/payments/{outcome_ref}/refund", json=body)
        return reading.of_refund(made)

    async def look_up_refund(self, ref: str, payment_ref: str) -> RefundOutcome:
        del payment_ref
        return reading.of_refund(await self._wire.ask("GET", f"/v1/refunds/{ref}"))

    async def look_up_dispute(self, ref: str) -> DisputeState:
        found = await self._wire.ask("GET", f"/v1/disputes/{ref}")
        return DisputeState(
            ref=str(found["id"]),
            payment_ref=str(found["payment_id"]),
            amount=int(found["amount"]),
            currency=str(found["currency"]),
            status=_DISPUTES.get(found["status"], "needs_response"),
            reason=str(found.get("reason_code") or ""),
        )

    async def look_up_method(self, customer_ref: str, ref: str) -> MethodStatus | None:
        """None while the payer has not answered. A mandate that is not there any more has ended."""
        try:
            found = await self._wire.ask("GET", f"/v1/customers/{customer_ref}/tokens/{ref}")
        except Refusal as refusal:
            if refusal.http_status not in (400, 404):
                raise
            return "revoked"
        return _TOKENS.get(str((found.get("recurring_details") or {}).get("status")))

    async def list_between(self, start: datetime, end: datetime) -> Sequence[Listed]:
        found: list[Listed] = []
        for kind in ("payment", "refund", "dispute"):
            at, more = 0, True
            while more:
                query = {
                    "from": str(int(start.timestamp())),
                    "to": str(int(end.timestamp())),
                    "count": "100",
                    "skip": str(at),
                }
                said = await self._wire.ask("GET", f"/v1/{kind}s", query=query)
                items = said.get("items") or []
                found += [reading.listed(kind, one) for one in items]
                at, more = at + len(items), len(items) == int(query["count"])
        return [one for one in found if one.kind != "payment" or one.ours]

    async def verify(self, headers: Mapping[str, str], body: bytes) -> Event:
        """HMAC-SHA256 of the bytes as they came, under the webhook's own secret."""
        if self._webhook_secret is None:
            raise WebhookRefused("No secret of this processor's webhooks is configured.")
        made = hmac.new(self._webhook_secret.encode(), body, hashlib.sha256).hexdigest()
        given = headers.get("x-razorpay-signature", "")
        event_id = headers.get("x-razorpay-event-id", "")
        if not hmac.compare_digest(made.encode(), given.encode()) or not event_id:
            raise WebhookRefused("The signature is another one.")
        return reading.event_of(event_id, body)

    async def pay_out(
        self, payout_id: str, destination: str, amount: int, currency: str
    ) -> PayoutOutcome:
        del destination, amount, currency
        return PayoutOutcome("failed", payout_id, "not_offered")

    async def look_up_payout(self, payout_id: str, ref: str) -> PayoutOutcome:
        del payout_id
        return PayoutOutcome("failed", ref, "not_offered")

    async def forget(self, method: SavedMethod) -> None:
        path = f"/v1/customers/{method.customer_ref}/tokens/{method.ref}/cancel"
        await self._wire.ask("PUT", path, json={})


def _mandate(made: dict[str, Any]) -> Page:
    """Who sits at a desk opens its address on a phone."""
    return Page(ref=made["order_id"], url=made["short_url"], qr=made["short_url"])
