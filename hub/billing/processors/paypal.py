"""PayPal: orders, capture, vaulted accounts, refunds, disputes, payouts, webhook verification.

From the vendor's public specifications (Orders v2, Payments v2, Payment tokens v3, Payouts v1,
Disputes v1, Webhooks v1). Not proven against the real service.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from aiohttp import encode_basic_auth

from hub.billing.processors import paypal_reading as reading
from hub.billing.processors import paypal_signing as signing
from hub.billing.processors.port import (
    Asked,
    DisputeState,
    Event,
    Listed,
    MethodStatus,
    Outcome,
    Page,
    PayoutOutcome,
    ProcessorDenied,
    ProcessorRefused,
    RefundOutcome,
    SavedMethod,
    WebhookRefused,
)
from hub.billing.processors.wire import Refusal, Wire
from hub.kit.clock import Clock
from hub.kit.ids import made_at

_SIGNED_BY: Final = {
    "auth_algo": "paypal-auth-algo",
    "cert_url": "paypal-cert-url",
    "transmission_id": "paypal-transmission-id",
    "transmission_sig": "paypal-transmission-sig",
    "transmission_time": "paypal-transmission-time",
}
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
    saves_unpaid = False
    remembers = timedelta(hours=5)  # it forgets the keys of orders after six

    def __init__(
        self,
        wire: Wire,
        *,
        client_id: str,
        secret: str,
        webhook_id: str | None,
        certificates: signing.Certificates,
        clock: Clock,
    ) -> None:
        self._wire = wire
        self._basic = encode_basic_auth(client_id, secret)
        self._webhook_id = webhook_id
        self._certificates = certificates
        self._homes = signing.homes_of(wire.url)
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
        return await self._ask("POST", path, json=body, headers=headers)

    async def _get(self, path: str, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        return await self._ask("GET", path, query=query, headers=await self._bearer())

    async def _ask(self, method: str, path: str, **asked: Any) -> dict[str, Any]:
        try:
            return await self._wire.ask(method, path, **asked)
        except ProcessorDenied:
            self._token = None  # it was taken back: the next request asks for another
            raise

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
        body = reading.order_body(asked) | {"payment_source": {"paypal": paypal}}
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
        body = reading.order_body(asked) | {"payment_source": {"paypal": source}}
        try:
            order = await self._post("/v2/checkout/orders", body, asked.payment_id)
        except Refusal as refusal:
            return reading.declined(refusal, asked.payment_id)
        return reading.of_order(order)

    async def look_up(self, payment_id: str, ref: str | None, *, take: bool) -> Outcome:
        """An approved order is captured with that: who approved it has paid."""
        if ref is None:
            return await self._search(payment_id)
        order = await self._get(f"/v2/checkout/orders/{ref}")
        outcome = reading.of_order(order)
        if outcome.status == "requires_action" and not take:
            return Outcome("failed", ref, error="not_wanted")  # never captured, it lapses
        if order["status"] != "APPROVED":
            return outcome
        path = f"/v2/checkout/orders/{ref}/capture"
        try:
            return reading.of_order(await self._post(path, {}, f"{payment_id}-capture"))
        except Refusal as refusal:
            if reading.issue_of(refusal) == "ORDER_ALREADY_CAPTURED":
                return reading.of_order(await self._get(f"/v2/checkout/orders/{ref}"))
            return reading.declined(refusal, ref)

    async def _search(self, payment_id: str) -> Outcome:
        """Among all that was paid since the payment was begun: each says which it is."""
        begun = made_at(payment_id)
        for found in await self._transactions(begun - timedelta(days=1), self._clock()):
            paid = found["transaction_event_code"].startswith("T00")
            if paid and found.get("invoice_id") == payment_id:
                capture = await self._get(f"/v2/payments/captures/{found['transaction_id']}")
                return reading.of_capture(reading.order_of(capture), capture)
        return Outcome("unknown", payment_id)

    async def _transactions(self, start: datetime, end: datetime) -> list[dict[str, Any]]:
        """Of up to 31 days, which is as far as one search goes."""
        end = min(end, start + timedelta(days=31))
        query = {
            "start_date": start.astimezone(UTC).isoformat(timespec="seconds"),
            "end_date": end.astimezone(UTC).isoformat(timespec="seconds"),
            "fields": "transaction_info",
            "page_size": "500",
        }
        found, at, pages = [], 1, 1
        while at <= pages:
            said = await self._get("/v1/reporting/transactions", query | {"page": str(at)})
            found += [one["transaction_info"] for one in said.get("transaction_details", ())]
            at, pages = at + 1, int(said.get("total_pages", 1))
        return found

    async def refund(
        self, refund_id: str, outcome_ref: str, amount: int, currency: str
    ) -> RefundOutcome:
        path = f"/v2/payments/captures/{outcome_ref}/refund"
        body = {"amount": reading.money_of(amount, currency), "custom_id": refund_id}
        return reading.of_refund(await self._post(path, body, refund_id))

    async def look_up_refund(self, ref: str, payment_ref: str) -> RefundOutcome:
        del payment_ref
        return reading.of_refund(await self._get(f"/v2/payments/refunds/{ref}"))

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
            amount=reading.minor(money["value"]),
            currency=money["currency_code"],
            status=status,
            reason=str(found.get("reason", "")),
        )

    async def look_up_method(self, customer_ref: str, ref: str) -> MethodStatus | None:
        del customer_ref
        try:
            await self._get(f"/v3/vault/payment-tokens/{ref}")
        except Refusal as refusal:
            if refusal.http_status != 404:
                raise
            return "revoked"
        return "active"

    async def list_between(self, start: datetime, end: datetime) -> Sequence[Listed]:
        found = [reading.listed(one) for one in await self._transactions(start, end)]
        query = {"start_time": start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")}
        said = await self._get("/v1/customer/disputes", query)
        disputes = [reading.listed_dispute(one) for one in said.get("items", ())]
        return [one for one in found if one is not None] + disputes

    async def verify(self, headers: Mapping[str, str], body: bytes) -> Event:
        """Here: by its certificate, which is fetched once. PayPal is asked only about what its own
        key has signed, where no authority that is known here vouches for that key."""
        if self._webhook_id is None:
            raise WebhookRefused("No ID of this processor's webhook is configured.")
        signed = signing.read(headers, self._homes, self._clock())
        certificate = await self._certificates.at(signed.certificate)
        if not signed.holds(certificate.key, self._webhook_id, body):
            raise WebhookRefused("The signature is another one.")
        event = reading.decoded(body)
        if not certificate.vouched and not await self._vouched(headers, body):
            raise WebhookRefused("PayPal did not send it.")
        return reading.event_of(event)

    async def _vouched(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether PayPal says that it sent these bytes: they are handed on as they came."""
        signed = {name: headers[header] for name, header in _SIGNED_BY.items()}
        head = msgspec.json.encode(signed | {"webhook_id": self._webhook_id})
        said = await self._ask(
            "POST",
            "/v1/notifications/verify-webhook-signature",
            raw=head[:-1] + b',"webhook_event":' + body + b"}",
            headers=await self._bearer(),
        )
        return said.get("verification_status") == "SUCCESS"

    async def pay_out(
        self, payout_id: str, destination: str, amount: int, currency: str
    ) -> PayoutOutcome:
        """A batch of one. PayPal refuses a second batch with the same ID: that one was made."""
        item = {
            "recipient_type": "EMAIL",
            "receiver": destination,
            "amount": {"value": reading.shown(amount), "currency": currency},
            "sender_item_id": payout_id,
        }
        body = {"sender_batch_header": {"sender_batch_id": payout_id}, "items": [item]}
        try:
            made = await self._post("/v1/payments/payouts", body, payout_id)
        except Refusal as refusal:
            known = reading.batch_made_before(refusal)
            if known is None:
                raise
            return PayoutOutcome("in_transit", known)
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
        await self._ask("DELETE", path, headers=await self._bearer())
