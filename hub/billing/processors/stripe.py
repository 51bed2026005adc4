"""Stripe: hosted checkout, saved cards, off-session payment intents, refunds, disputes, transfers.

From the vendor's public API reference (https://docs.stripe.com/api). Only the payments part is
used; subscriptions and invoices are our own.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hub.billing.processors import stripe_reading as reading
from hub.billing.processors.port import (
    Asked,
    DisputeState,
    Event,
    Listed,
    MethodStatus,
    Outcome,
    Page,
    PayoutOutcome,
    ProcessorUnavailable,
    RefundOutcome,
    SavedMethod,
    WebhookRefused,
)
from hub.billing.processors.wire import Refusal, Wire, flat
from hub.kit.clock import Clock

_FEE: Final = "latest_charge.balance_transaction"
_TOLERANCE: Final = timedelta(minutes=5)
_DISPUTES: Final[dict[str, Any]] = {
    "warning_needs_response": "early_warning",
    "warning_under_review": "early_warning",
    "warning_closed": "prevented",
    "prevented": "prevented",
    "needs_response": "needs_response",
    "under_review": "under_review",
    "won": "won",
    "lost": "lost",
}


class Stripe:
    name = "stripe"
    currencies = ("USD", "EUR", "INR")
    saves_methods = True
    saves_unpaid = True
    remembers = timedelta(hours=23)  # it forgets keys after a day

    def __init__(
        self, wire: Wire, *, secret_key: str, webhook_secret: str | None, clock: Clock
    ) -> None:
        self._wire = wire
        self._headers = {"authorization": f"Bearer {secret_key}"}
        self._webhook_secret = webhook_secret
        self._clock = clock

    async def close(self) -> None:
        await self._wire.close()

    async def _post(self, path: str, body: Any, key: str) -> dict[str, Any]:
        headers = self._headers | {"idempotency-key": key}
        try:
            return await self._wire.ask("POST", path, form=flat(body), headers=headers)
        except Refusal as refusal:
            if refusal.said.get("error", {}).get("type") == "idempotency_error":
                raise ProcessorUnavailable("It was asked for before, in other words.") from refusal
            raise

    async def _get(
        self, path: str, *expand: str, query: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        query = {f"expand[{i}]": name for i, name in enumerate(expand)} | dict(query or {})
        return await self._wire.ask("GET", path, query=query, headers=self._headers)

    async def open_page(self, asked: Asked) -> Page:
        told = {"payment_id": asked.payment_id, "org_id": asked.org_id}
        line = {
            "quantity": 1,
            "price_data": {
                "currency": asked.currency.lower(),
                "unit_amount": asked.amount,
                "product_data": {"name": asked.description},
            },
        }
        body: dict[str, Any] = {
            "mode": "payment" if asked.amount else "setup",
            "client_reference_id": asked.payment_id,
            "metadata": told,
            "success_url": asked.return_url,
            "cancel_url": asked.cancel_url,
        }
        if asked.customer_ref:
            body["customer"] = asked.customer_ref
        elif asked.save_method or not asked.amount:
            body["customer_creation"] = "always"
        if asked.email and not asked.customer_ref:
            body["customer_email"] = asked.email
        if asked.amount:
            intent: dict[str, Any] = {"metadata": told}
            if asked.save_method:
                intent["setup_future_usage"] = "off_session"
            body |= {"line_items": [line], "payment_intent_data": intent}
        else:
            body |= {"currency": asked.currency.lower()}
        session = await self._post("/v1/checkout/sessions", body, asked.payment_id)
        return Page(ref=session["id"], url=session.get("url"))

    async def charge(self, asked: Asked, method: SavedMethod) -> Outcome:
        body = {
            "amount": asked.amount,
            "currency": asked.currency.lower(),
            "customer": method.customer_ref,
            "payment_method": method.ref,
            "off_session": True,
            "confirm": True,
            "description": asked.description,
            "metadata": {"payment_id": asked.payment_id, "org_id": asked.org_id},
            "expand": [_FEE],
        }
        try:
            intent = await self._post("/v1/payment_intents", body, asked.payment_id)
        except Refusal as refusal:
            if refusal.http_status != 402:
                raise
            return reading.declined(refusal.said.get("error", {}), asked.payment_id)
        return reading.of_intent(intent)

    async def look_up(self, payment_id: str, ref: str | None, *, take: bool) -> Outcome:
        if ref is None:
            query = {"query": f"metadata['payment_id']:'{payment_id}'"}
            found = await self._get("/v1/payment_intents/search", query=query)
            if not found.get("data"):
                return Outcome("unknown", payment_id)
            ref = str(found["data"][0]["id"])
        if ref.startswith("cs_"):
            session = await self._get(f"/v1/checkout/sessions/{ref}")
            intent = session.get("payment_intent")
            if session["status"] == "open" and not take:
                await self._post(f"/v1/checkout/sessions/{ref}/expire", {}, f"{ref}-expire")
                return Outcome("failed", ref, error="page_expired")
            if session["status"] == "open":  # a card was perhaps declined, and another may follow
                return Outcome("requires_action", ref)
            if session["status"] == "expired":
                return Outcome("failed", ref, error="page_expired")
            if intent is None:
                return await self._of_setup(session)
            ref = str(intent["id"] if isinstance(intent, dict) else intent)
        intent = await self._get(f"/v1/payment_intents/{ref}", "payment_method", _FEE)
        return reading.of_intent(intent)

    async def _of_setup(self, session: dict[str, Any]) -> Outcome:
        """A page that took a card and no money."""
        ref = str(session["id"])
        if session["status"] != "complete" or not session.get("setup_intent"):
            return Outcome("requires_action", ref)
        setup = await self._get(f"/v1/setup_intents/{session['setup_intent']}", "payment_method")
        return Outcome("succeeded", ref, method=reading.method_of(setup))

    async def refund(
        self, refund_id: str, outcome_ref: str, amount: int, currency: str
    ) -> RefundOutcome:
        """What was made for it before is found first: a key is forgotten after a day."""
        del currency
        query = {"payment_intent": outcome_ref, "limit": "100"}
        for known in (await self._get("/v1/refunds", query=query)).get("data", ()):
            if (known.get("metadata") or {}).get("refund_id") == refund_id:
                return reading.of_refund(known)
        body = {
            "payment_intent": outcome_ref,
            "amount": amount,
            "metadata": {"refund_id": refund_id},
        }
        return reading.of_refund(await self._post("/v1/refunds", body, refund_id))

    async def look_up_refund(self, ref: str, payment_ref: str) -> RefundOutcome:
        del payment_ref
        return reading.of_refund(await self._get(f"/v1/refunds/{ref}"))

    async def look_up_dispute(self, ref: str) -> DisputeState:
        found = await self._get(f"/v1/disputes/{ref}")
        return DisputeState(
            ref=found["id"],
            payment_ref=str(found["payment_intent"]),
            amount=int(found["amount"]),
            currency=found["currency"].upper(),
            status=_DISPUTES.get(found["status"], "needs_response"),
            reason=str(found.get("reason") or ""),
        )

    async def look_up_method(self, customer_ref: str, ref: str) -> MethodStatus | None:
        """What is detached from its customer can be charged no more, and stays so."""
        try:
            found = await self._get(f"/v1/payment_methods/{ref}")
        except Refusal as refusal:
            if refusal.http_status != 404:
                raise
            return "revoked"
        return "active" if found.get("customer") == customer_ref else "revoked"

    async def list_between(self, start: datetime, end: datetime) -> Sequence[Listed]:
        """What was made with us by others than us is not ours, and is left out."""
        found: list[Listed] = []
        for kind, path in (
            ("payment", "/v1/payment_intents"),
            ("refund", "/v1/refunds"),
            ("dispute", "/v1/disputes"),
        ):
            query = {
                "created[gte]": str(int(start.timestamp())),
                "created[lt]": str(int(end.timestamp())),
                "limit": "100",
            }
            more = True
            while more:
                said = await self._get(path, query=query)
                found += [reading.listed(kind, one) for one in said["data"]]
                more = bool(said.get("has_more") and said["data"])
                if more:
                    query["starting_after"] = str(said["data"][-1]["id"])
        return [one for one in found if one.kind != "payment" or one.ours]

    async def verify(self, headers: Mapping[str, str], body: bytes) -> Event:
        """The scheme of https://docs.stripe.com/webhooks/signature, on the bytes as they came."""
        if self._webhook_secret is None:
            raise WebhookRefused("No secret of this processor's webhooks is configured.")
        parts = [one.partition("=") for one in headers.get("stripe-signature", "").split(",")]
        times = [value for name, _, value in parts if name.strip() == "t"]
        given = [value.strip() for name, _, value in parts if name.strip() == "v1"]
        if len(times) != 1 or not times[0].isdecimal() or len(times[0]) > 12:
            raise WebhookRefused("It has no signature of the known scheme.")
        signed = hmac.new(
            self._webhook_secret.encode(), f"{times[0]}.".encode() + body, hashlib.sha256
        ).hexdigest()
        if not any(hmac.compare_digest(signed.encode(), one.encode()) for one in given):
            raise WebhookRefused("The signature is another one.")
        if abs(self._clock() - datetime.fromtimestamp(int(times[0]), UTC)) > _TOLERANCE:
            raise WebhookRefused("It was signed too long ago.")
        return reading.event_of(body)

    async def pay_out(
        self, payout_id: str, destination: str, amount: int, currency: str
    ) -> PayoutOutcome:
        known = await self._get("/v1/transfers", query={"transfer_group": payout_id})
        if known.get("data"):
            return PayoutOutcome("succeeded", str(known["data"][0]["id"]))
        body = {
            "amount": amount,
            "currency": currency.lower(),
            "destination": destination,
            "transfer_group": payout_id,
            "metadata": {"payout_id": payout_id},
        }
        try:
            made = await self._post("/v1/transfers", body, payout_id)
        except Refusal as refusal:
            said = refusal.said.get("error", {}).get("message", "refused")
            return PayoutOutcome("failed", payout_id, error=str(said)[:200])
        return PayoutOutcome("succeeded", str(made["id"]))

    async def look_up_payout(self, payout_id: str, ref: str) -> PayoutOutcome:
        del payout_id
        found = await self._get(f"/v1/transfers/{ref}")
        return PayoutOutcome("failed" if found.get("reversed") else "succeeded", ref)

    async def forget(self, method: SavedMethod) -> None:
        await self._post(f"/v1/payment_methods/{method.ref}/detach", {}, f"detach-{method.ref}")
