"""PayPal: orders, capture, vaulted accounts, refunds, disputes, payouts, webhook verification.

From the vendor's public specifications (Orders v2, Payments v2, Payment tokens v3, Payouts v1,
Disputes v1, Webhooks v1). Not proven against the real service.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import msgspec
from aiohttp import encode_basic_auth

from hub.billing.processors.port import (
    Asked,
    DisputeState,
    Event,
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

_SIGNED_BY: Final = {
    "auth_algo": "paypal-auth-algo",
    "cert_url": "paypal-cert-url",
    "transmission_id": "paypal-transmission-id",
    "transmission_sig": "paypal-transmission-sig",
    "transmission_time": "paypal-transmission-time",
}
_HARD: Final = frozenset({"PAYEE_ACCOUNT_RESTRICTED", "PAYER_ACCOUNT_RESTRICTED"})
_DISPUTES: Final[dict[str, Any]] = {
    "OPEN": "needs_response",
    "WAITING_FOR_BUYER_RESPONSE": "needs_response",
    "WAITING_FOR_SELLER_RESPONSE": "needs_response",
    "UNDER_REVIEW": "under_review",
}
_PAYOUTS: Final[dict[str, Any]] = {
    "SUCCESS": "succeeded",
    "FAILED": "failed",
    "RETURNED": "failed",
    "BLOCKED": "failed",
    "REFUNDED": "failed",
    "REVERSED": "failed",
    "DENIED": "failed",
    "CANCELED": "failed",
}


class PayPal:
    name = "paypal"
    currencies = ("USD", "EUR")
    saves_methods = True

    def __init__(
        self, wire: Wire, *, client_id: str, secret: str, webhook_id: str | None, clock: Clock
    ) -> None:
        self._wire = wire
        self._basic = encode_basic_auth(client_id, secret)
        self._webhook_id = webhook_id
        self._clock = clock
        self._token: tuple[str, datetime] | None = None

    async def close(self) -> None:
        await self._wire.close()

    async def _bearer(self) -> dict[str, str]:
        """A token is asked for again a minute before it ends."""
        if self._token is None or self._token[1] <= self._clock():
            said = await self._wire.ask(
                "POST",
                "/v1/oauth2/token",
                form={"grant_type": "client_credentials"},
                headers={"authorization": self._basic},
            )
            lasts = timedelta(seconds=int(said["expires_in"]) - 60)
            self._token = (str(said["access_token"]), self._clock() + lasts)
        return {"authorization": f"Bearer {self._token[0]}"}

    async def _post(self, path: str, body: Any, key: str) -> dict[str, Any]:
        headers = await self._bearer() | {
            "paypal-request-id": key,
            "prefer": "return=representation",
        }
        return await self._wire.ask("POST", path, json=body, headers=headers)

    async def _get(self, path: str) -> dict[str, Any]:
        return await self._wire.ask("GET", path, headers=await self._bearer())

    async def open_page(self, asked: Asked) -> Page:
        if not asked.amount:
            raise ProcessorRefused("An account is saved with a payment, not without one.")
        paypal: dict[str, Any] = {
            "experience_context": {
                "return_url": asked.return_url,
                "cancel_url": asked.cancel_url,
                "user_action": "PAY_NOW",
                "shipping_preference": "NO_SHIPPING",
            }
        }
        if asked.save_method:
            vault = {"store_in_vault": "ON_SUCCESS", "usage_type": "MERCHANT"}
            paypal["attributes"] = {"vault": vault}
        body = _order(asked) | {"payment_source": {"paypal": paypal}}
        order = await self._post("/v2/checkout/orders", body, asked.payment_id)
        links = {link["rel"]: link["href"] for link in order.get("links", ())}
        return Page(ref=order["id"], url=links.get("payer-action") or links.get("approve"))

    async def charge(self, asked: Asked, method: SavedMethod) -> Outcome:
        source = {
            "vault_id": method.ref,
            "stored_credential": {
                "payment_initiator": "MERCHANT",
                "usage": "SUBSEQUENT",
                "usage_pattern": "RECURRING_PREPAID",
            },
        }
        body = _order(asked) | {"payment_source": {"paypal": source}}
        try:
            order = await self._post("/v2/checkout/orders", body, asked.payment_id)
        except Refusal as refusal:
            return _declined(refusal, asked.payment_id)
        return _of_order(order)

    async def look_up(self, payment_id: str, ref: str | None) -> Outcome:
        """An approved order is captured with that: who approved it has paid."""
        if ref is None:
            return Outcome("unknown", payment_id)
        order = await self._get(f"/v2/checkout/orders/{ref}")
        if order["status"] != "APPROVED":
            return _of_order(order)
        path = f"/v2/checkout/orders/{ref}/capture"
        try:
            return _of_order(await self._post(path, {}, f"{payment_id}-capture"))
        except Refusal as refusal:
            return _declined(refusal, ref)

    async def refund(
        self, refund_id: str, outcome_ref: str, amount: int, currency: str
    ) -> RefundOutcome:
        path = f"/v2/payments/captures/{outcome_ref}/refund"
        body = {"amount": _amount(amount, currency), "custom_id": refund_id}
        return _of_refund(await self._post(path, body, refund_id))

    async def look_up_refund(self, ref: str, payment_ref: str) -> RefundOutcome:
        del payment_ref
        return _of_refund(await self._get(f"/v2/payments/refunds/{ref}"))

    async def look_up_dispute(self, ref: str) -> DisputeState:
        found = await self._get(f"/v1/customer/disputes/{ref}")
        status = _DISPUTES.get(found["status"], "needs_response")
        if found["status"] == "RESOLVED":
            outcome = found.get("dispute_outcome", {}).get("outcome_code", "")
            status = "lost" if outcome in ("RESOLVED_BUYER_FAVOUR", "ACCEPTED") else "won"
        money = found["dispute_amount"]
        return DisputeState(
            ref=found["dispute_id"],
            payment_ref=found["disputed_transactions"][0]["seller_transaction_id"],
            amount=_minor(money["value"]),
            currency=money["currency_code"],
            status=status,
            reason=str(found.get("reason", "")),
        )

    async def verify(self, headers: Mapping[str, str], body: bytes) -> Event:
        """PayPal says itself whether it sent these bytes: they are handed on as they came."""
        if self._webhook_id is None:
            raise WebhookRefused("No ID of this processor's webhook is configured.")
        signed = {name: headers.get(header, "") for name, header in _SIGNED_BY.items()}
        event = _decoded(body)
        if not all(signed.values()):
            raise WebhookRefused("It is not signed.")
        head = msgspec.json.encode(signed | {"webhook_id": self._webhook_id})
        asked = head[:-1] + b',"webhook_event":' + body + b"}"
        said = await self._wire.ask(
            "POST",
            "/v1/notifications/verify-webhook-signature",
            raw=asked,
            headers=await self._bearer(),
        )
        if said.get("verification_status") != "SUCCESS":
            raise WebhookRefused("The signature is another one.")
        return _event(event)

    async def pay_out(
        self, payout_id: str, destination: str, amount: int, currency: str
    ) -> PayoutOutcome:
        """A batch of one. PayPal refuses a second batch with the same ID: that one was made."""
        item = {
            "recipient_type": "EMAIL",
            "receiver": destination,
            "amount": {"value": _value(amount), "currency": currency},
            "sender_item_id": payout_id,
        }
        body = {"sender_batch_header": {"sender_batch_id": payout_id}, "items": [item]}
        made = await self._post("/v1/payments/payouts", body, payout_id)
        return PayoutOutcome("in_transit", str(made["batch_header"]["payout_batch_id"]))

    async def look_up_payout(self, payout_id: str, ref: str) -> PayoutOutcome:
        found = await self._get(f"/v1/payments/payouts/{ref}")
        mine = [
            item
            for item in found.get("items", ())
            if item.get("payout_item", {}).get("sender_item_id") == payout_id
        ]
        status = mine[0]["transaction_status"] if mine else "PENDING"
        error = (mine[0].get("errors") or {}).get("name") if mine else None
        return PayoutOutcome(_PAYOUTS.get(status, "in_transit"), ref, error)

    async def forget(self, method: SavedMethod) -> None:
        path = f"/v3/vault/payment-tokens/{method.ref}"
        await self._wire.ask("DELETE", path, headers=await self._bearer())


def _value(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"


def _amount(amount: int, currency: str) -> dict[str, str]:
    return {"currency_code": currency, "value": _value(amount)}


def _minor(value: str) -> int:
    return int(Decimal(value) * 100)


def _order(asked: Asked) -> dict[str, Any]:
    unit = {
        "reference_id": asked.payment_id,
        "custom_id": asked.payment_id,
        "invoice_id": asked.payment_id,
        "description": asked.description,
        "amount": _amount(asked.amount, asked.currency),
    }
    return {"intent": "CAPTURE", "purchase_units": [unit]}


def _of_order(order: dict[str, Any]) -> Outcome:
    ref, status = str(order["id"]), order["status"]
    captures = order.get("purchase_units", [{}])[0].get("payments", {}).get("captures", [])
    if status == "VOIDED":
        return Outcome("failed", ref, error="voided")
    if not captures:
        return Outcome("requires_action", ref)
    capture = captures[-1]
    if capture["status"] in ("DECLINED", "FAILED"):
        return Outcome("failed", ref, error=str(capture["status"]).lower())
    if capture["status"] == "PENDING":
        return Outcome("pending", ref)
    fee = capture.get("seller_receivable_breakdown", {}).get("paypal_fee", {}).get("value", "0")
    return Outcome(
        "succeeded",
        ref,
        amount=_minor(capture["amount"]["value"]),
        currency=capture["amount"]["currency_code"],
        capture_ref=str(capture["id"]),
        fee=_minor(fee),
        method=_method(order),
    )


def _method(order: dict[str, Any]) -> SavedMethod | None:
    paypal = order.get("payment_source", {}).get("paypal", {})
    vault = paypal.get("attributes", {}).get("vault", {})
    if vault.get("status") != "VAULTED":
        return None
    account = str(paypal.get("account_id") or vault["id"])
    hint = str(paypal.get("email_address", ""))[:3]
    label = f"PayPal {hint}…" if hint else "PayPal"
    customer = str(vault.get("customer", {}).get("id", account))
    return SavedMethod("paypal", customer, str(vault["id"]), label, account)


def _declined(refusal: Refusal, ref: str) -> Outcome:
    """422 is about the payer; anything else is about us, and is raised."""
    if refusal.http_status != 422:
        raise refusal
    details = refusal.said.get("details") or [{}]
    issue = str(details[0].get("issue", "DECLINED"))
    return Outcome("failed", ref, error=issue.lower(), hard=issue in _HARD)


def _of_refund(found: dict[str, Any]) -> RefundOutcome:
    status = found.get("status", "PENDING")
    if status in ("FAILED", "CANCELLED"):
        return RefundOutcome("failed", found["id"], error=status.lower())
    return RefundOutcome("succeeded" if status == "COMPLETED" else "pending", found["id"])


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        event = msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        raise WebhookRefused("It is not JSON.") from error
    if not isinstance(event, dict):
        raise WebhookRefused("It is no event.")
    return event


# By the beginning of an event's type: what it is about, and where that is named
_ABOUT: Final[tuple[tuple[str, Any, str], ...]] = (
    ("CHECKOUT.ORDER.", "payment", "id"),
    ("PAYMENT.CAPTURE.REFUNDED", "refund", "id"),
    ("PAYMENT.REFUND.", "refund", "id"),
    ("PAYMENT.CAPTURE.", "payment", "supplementary_data.related_ids.order_id"),
    ("CUSTOMER.DISPUTE.", "dispute", "dispute_id"),
    ("PAYMENT.PAYOUTS-ITEM.", "payout", "payout_batch_id"),
    ("VAULT.PAYMENT-TOKEN.DELETED", "method", "id"),
)


def _event(event: dict[str, Any]) -> Event:
    try:
        kind, thing, name = str(event["event_type"]), event["resource"], str(event["id"])
        for beginning, subject, where in _ABOUT:
            if kind.startswith(beginning):
                for part in where.split("."):
                    thing = thing[part]
                detail = {"status": "revoked"} if subject == "method" else {}
                return Event(name, kind, subject, str(thing), detail)
    except (KeyError, TypeError, AttributeError) as error:
        raise ProcessorRefused("The event has another form than PayPal's.") from error
    return Event(name, kind, "other", "")
