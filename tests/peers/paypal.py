"""A PayPal of our own, after the vendor's public specifications: orders, vault, refunds, payouts.

It is no proof against the real one. `PayPal-Request-Id` asks once; webhooks are signed with its
certificate, which an authority of its own vouches for, and it says so when it is asked.
"""

import itertools
import json
import tempfile
import time
import zlib
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import encode_basic_auth, web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from tests.peers.signing import Signer, signer

CLIENT_ID, SECRET, WEBHOOK_ID = "client", "secret", "WH-1"
CERTIFICATES = "/v1/notifications/certs"
_numbers = itertools.count(1)


def _new(prefix: str) -> str:
    return f"{prefix}{next(_numbers):012d}"


@dataclass
class PayPalPeer:
    url: str = ""
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    captures: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    disputes: dict[str, dict[str, Any]] = field(default_factory=dict)
    payouts: dict[str, dict[str, Any]] = field(default_factory=dict)
    vault: set[str] = field(default_factory=set)
    answered: dict[str, tuple[str, int, dict[str, Any]]] = field(default_factory=dict)
    now: Callable[[], float] = time.time
    own: Signer = field(default_factory=lambda: signer("messageverificationcerts.paypal.com"))
    ca_file: str = ""
    tokens: int = 0
    fetched: int = 0
    verified: int = 0
    lose: int = 0

    def approve(self, order_id: str) -> None:
        """A person approves on PayPal's page; nothing is captured yet."""
        self.orders[order_id]["status"] = "APPROVED"

    def capture(self, order: dict[str, Any]) -> None:
        [unit] = order["purchase_units"]
        capture = {
            "id": _new("CAP"),
            "status": "COMPLETED",
            "amount": unit["amount"],
            "invoice_id": unit["invoice_id"],
            "supplementary_data": {"related_ids": {"order_id": order["id"]}},
            "seller_receivable_breakdown": {
                "paypal_fee": {"value": "0.49", "currency_code": unit["amount"]["currency_code"]}
            },
        }
        unit["payments"] = {"captures": [capture]}
        self.captures[capture["id"]] = capture
        order["status"] = "COMPLETED"
        paypal = order["payment_source"]["paypal"]
        if paypal.get("attributes", {}).get("vault"):
            token = _new("VAULT")
            self.vault.add(token)
            paypal["attributes"]["vault"] = {
                "id": token,
                "status": "VAULTED",
                "customer": {"id": _new("CUST")},
            }
            paypal |= {"account_id": _new("ACC"), "email_address": "payer@example.com"}

    def event(self, kind: str, thing: dict[str, Any]) -> bytes:
        body = {"id": _new("WH-"), "event_type": kind, "resource": thing}
        return json.dumps(body, indent=1).encode()  # bytes that parsing and printing would change

    def signed(
        self, body: bytes, *, webhook_id: str = WEBHOOK_ID, age_s: float = 0
    ) -> dict[str, str]:
        transmission = _new("T-")
        sent = datetime.fromtimestamp(self.now() - age_s, UTC)
        moment = sent.isoformat(timespec="seconds").replace("+00:00", "Z")
        said = f"{transmission}|{moment}|{webhook_id}|{zlib.crc32(body)}".encode()
        return {
            "paypal-auth-algo": "SHA256withRSA",
            "paypal-cert-url": f"{self.url}{CERTIFICATES}/CERT-1",
            "paypal-transmission-id": transmission,
            "paypal-transmission-sig": b64encode(self.own.sign(said)).decode(),
            "paypal-transmission-time": moment,
            "content-type": "application/json",
        }

    async def handle(  # noqa: PLR0911 - a table of addresses
        self, request: web.Request
    ) -> web.StreamResponse:
        if request.path.startswith(CERTIFICATES):
            self.fetched += 1
            if not request.path.endswith("/CERT-1"):
                return web.Response(status=404)
            return web.Response(body=self.own.chain, content_type="application/x-pem-file")
        if request.path == "/v1/oauth2/token":
            if request.headers.get("authorization") != encode_basic_auth(CLIENT_ID, SECRET):
                return web.json_response({"error": "invalid_client"}, status=401)
            self.tokens += 1
            return web.json_response({"access_token": "A21", "expires_in": 32400})
        if request.headers.get("authorization") != "Bearer A21":
            return web.json_response({"error": "invalid_token"}, status=401)
        if request.path.endswith("/verify-webhook-signature"):
            return web.json_response(self._verified(await request.read()))
        if request.method == "GET":
            return self._read(request)
        if request.method == "DELETE":
            self.vault.discard(request.path.rpartition("/")[2])
            return web.Response(status=204)
        status, said = self._once(request, await request.json())
        if self.lose:
            self.lose -= 1
            assert request.transport is not None
            request.transport.abort()
        return web.json_response(said, status=status)

    def _verified(self, asked: bytes) -> dict[str, str]:
        """Over the bytes of the event as they stand in the request."""
        self.verified += 1
        head, _, rest = asked.partition(b',"webhook_event":')
        said = json.loads(head + b"}")
        signed = [said[name] for name in ("transmission_id", "transmission_time", "webhook_id")]
        over = "|".join([*signed, str(zlib.crc32(rest[:-1]))]).encode()
        try:
            given = b64decode(said["transmission_sig"])
            self.own.key.public_key().verify(given, over, PKCS1v15(), SHA256())
        except InvalidSignature:
            return {"verification_status": "FAILURE"}
        right = said["webhook_id"] == WEBHOOK_ID
        return {"verification_status": "SUCCESS" if right else "FAILURE"}

    def _once(self, request: web.Request, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        key = request.headers["paypal-request-id"]
        if key in self.answered:
            return self.answered[key][1:]
        status, answer = self._write(request.path, body)
        self.answered[key] = (request.path, status, answer)
        return status, answer

    def _write(  # noqa: PLR0911 - a table of addresses
        self, path: str, body: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        if path == "/v2/checkout/orders":
            return self._order(body)
        if path.endswith("/capture"):
            order = self.orders[path.split("/")[4]]
            if order["status"] != "APPROVED":
                return 422, {"details": [{"issue": "ORDER_NOT_APPROVED"}]}
            self.capture(order)
            return 201, order
        if path.endswith("/refund"):
            made = {"id": _new("REF"), "status": "COMPLETED", "of": path.split("/")[4], **body}
            self.refunds[made["id"]] = made
            return 201, made
        if path == "/v1/payments/payouts":
            [item] = body["items"]
            for known, made in self.payouts.items():
                if made["items"][0]["payout_item"]["sender_item_id"] == item["sender_item_id"]:
                    link = {"rel": "self", "href": f"{self.url}/v1/payments/payouts/{known}"}
                    return 400, {"name": "USER_BUSINESS_ERROR", "links": [link]}
            batch = _new("BATCH")
            self.payouts[batch] = {
                "batch_header": {"payout_batch_id": batch},
                "items": [{"payout_item": item, "transaction_status": "PENDING"}],
            }
            return 201, self.payouts[batch]
        return 404, {"name": "RESOURCE_NOT_FOUND"}

    def _order(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        invoice = body["purchase_units"][0]["invoice_id"]
        if any(one["invoice_id"] == invoice for one in self.captures.values()):
            return 422, {"details": [{"issue": "DUPLICATE_INVOICE_ID"}]}
        order = {"id": _new("ORDER"), "status": "PAYER_ACTION_REQUIRED", **body}
        paypal = body["payment_source"]["paypal"]
        if "vault_id" in paypal:
            if paypal["vault_id"] not in self.vault:
                return 422, {"details": [{"issue": "TOKEN_ID_NOT_FOUND"}]}
            self.capture(order)
        order["links"] = [{"rel": "payer-action", "href": f"{self.url}/approve/{order['id']}"}]
        self.orders[order["id"]] = order
        return 201, order

    def _read(self, request: web.Request) -> web.Response:
        path = request.path
        if path == "/v1/reporting/transactions":
            found = [{"transaction_info": one} for one in self._transactions()]
            return web.json_response({"transaction_details": found, "total_pages": 1})
        if path == "/v1/customer/disputes":
            return web.json_response({"items": [*self.disputes.values()]})
        if path.startswith("/v3/vault/payment-tokens/"):
            status = 200 if path.rpartition("/")[2] in self.vault else 404
            return web.json_response({"id": path.rpartition("/")[2]}, status=status)
        places = {
            "/v2/checkout/orders": self.orders,
            "/v2/payments/captures": self.captures,
            "/v2/payments/refunds": self.refunds,
            "/v1/customer/disputes": self.disputes,
            "/v1/payments/payouts": self.payouts,
        }
        place, _, name = path.rpartition("/")
        found = places.get(place, {}).get(name)
        return web.json_response(found or {"name": "NOT_FOUND"}, status=200 if found else 404)

    def _transactions(self) -> list[dict[str, Any]]:
        paid = [
            {
                "transaction_id": one["id"],
                "transaction_event_code": "T0006",
                "transaction_status": "S",
                "invoice_id": one["invoice_id"],
                "transaction_amount": one["amount"],
            }
            for one in self.captures.values()
        ]
        back = [
            {
                "transaction_id": one["id"],
                "transaction_event_code": "T1107",
                "transaction_status": "S",
                "paypal_reference_id": one["of"],
                "custom_field": one.get("custom_id"),
                "transaction_amount": {
                    "currency_code": one["amount"]["currency_code"],
                    "value": f"-{one['amount']['value']}",
                },
            }
            for one in self.refunds.values()
        ]
        return paid + back


@asynccontextmanager
async def paypal_peer() -> AsyncIterator[PayPalPeer]:
    peer = PayPalPeer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", peer.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    peer.url = f"http://{host}:{port}"
    with tempfile.NamedTemporaryFile(suffix=".pem") as authorities:
        Path(authorities.name).write_bytes(peer.own.authority)
        peer.ca_file = authorities.name
        try:
            yield peer
        finally:
            await runner.cleanup()
