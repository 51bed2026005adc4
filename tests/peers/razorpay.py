"""A Razorpay of our own, after the vendor's public API reference: UPI links, mandates, refunds.

It is no proof against the real one. It knows no idempotency keys, as the real one does not, and
refuses a debit whose notice is younger than a day.
"""

import hashlib
import hmac
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import encode_basic_auth, web

KEY_ID, KEY_SECRET, WEBHOOK_SECRET = "rzp_test_peer", "secret", "hook"
_numbers = itertools.count(1)


def _new(prefix: str) -> str:
    return f"{prefix}_{next(_numbers):014d}"


@dataclass
class RazorpayPeer:
    url: str = ""
    now: Callable[[], float] = lambda: 0.0
    links: dict[str, dict[str, Any]] = field(default_factory=dict)
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    registrations: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    lose: int = 0
    deaf: int = 0  # so many of the next requests are answered 500, and nothing is done

    def pay_link(self, link_id: str) -> None:
        link = self.links[link_id]
        payment = self._payment(link["amount"], order_id="", notes=link["notes"])
        link |= {"status": "paid"}
        link["payments"] = [{"payment_id": payment["id"], "status": "captured"}]

    def pay_code(self, code_id: str) -> dict[str, Any]:
        """By the QR code, of which the link knows nothing."""
        code = self.codes[code_id]
        payment = self._payment(code["payment_amount"], order_id="", notes=code["notes"])
        payment["qr_code_id"] = code_id
        code["status"] = "closed"
        return payment

    def authorize(self, order_id: str) -> str:
        """A person gives the mandate in their UPI app, and pays the first amount with it."""
        made = next(r for r in self.registrations.values() if r["order_id"] == order_id)
        token = {
            "id": _new("token"),
            "customer_id": _new("cust"),
            "vpa": {"username": f"person{next(_numbers)}", "handle": "upi"},
            "max_amount": made["subscription_registration"]["max_amount"],
        }
        self.tokens[token["id"]] = token
        self._payment(made["amount"], order_id=order_id, token=token, notes=made["notes"])
        return str(token["id"])

    def _payment(
        self,
        amount: int,
        *,
        order_id: str,
        token: dict[str, Any] | None = None,
        notes: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        made = {
            "id": _new("pay"),
            "amount": amount,
            "currency": "INR",
            "status": "captured",
            "order_id": order_id,
            "fee": amount // 50,
            "token_id": token["id"] if token else None,
            "customer_id": token["customer_id"] if token else None,
            "notes": notes or [],
        }
        self.payments[made["id"]] = made
        return made

    def event(self, kind: str, **entities: dict[str, Any]) -> bytes:
        payload = {name: {"entity": entity} for name, entity in entities.items()}
        return json.dumps({"entity": "event", "event": kind, "payload": payload}).encode()

    def signed(self, body: bytes, *, event_id: str | None = None) -> dict[str, str]:
        made = hmac.new(WEBHOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()
        return {
            "x-razorpay-signature": made,
            "x-razorpay-event-id": event_id or _new("evt"),
            "content-type": "application/json",
        }

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("authorization") != encode_basic_auth(KEY_ID, KEY_SECRET):
            return web.json_response({"error": {"code": "BAD_REQUEST_ERROR"}}, status=401)
        body = await request.json() if request.can_read_body else {}
        if self.deaf:
            self.deaf -= 1
            return web.json_response({"error": {"code": "SERVER_ERROR"}}, status=500)
        status, said = self._answer(request, body)
        if self.lose and request.method == "POST":
            self.lose -= 1
            assert request.transport is not None
            request.transport.abort()
        return web.json_response(said, status=status)

    def _answer(  # noqa: C901, PLR0911, PLR0912 - a table of addresses
        self, request: web.Request, body: Any
    ) -> tuple[int, dict[str, Any]]:
        parts, query = request.path.removeprefix("/v1/").split("/"), request.query
        match request.method, parts:
            case "GET", ["payment_links"]:
                wanted = query["reference_id"]
                found = [x for x in self.links.values() if x["reference_id"] == wanted]
                return 200, {"payment_links": found}
            case "POST", ["payment_links"]:
                link = body | {"id": _new("plink"), "status": "created", "payments": []}
                link["short_url"] = f"{self.url}/i/{link['id']}"
                self.links[link["id"]] = link
                return 200, link
            case "POST", ["payments", "qr_codes"]:
                code = body | {"id": _new("qr"), "status": "active"}
                code["image_url"] = f"{self.url}/qr/{code['id']}"
                self.codes[code["id"]] = code
                return 200, code
            case "GET", ["payments", "qr_codes", code_id, "payments"]:
                of = self.payments.values()
                return 200, {"items": [p for p in of if p.get("qr_code_id") == code_id]}
            case "POST", ["payments", "qr_codes", code_id, "close"]:
                return self._end(self.codes[code_id], "active", "closed")
            case "POST", ["payment_links", link_id, "cancel"]:
                return self._end(self.links[link_id], "created", "cancelled")
            case "GET", ["invoices"]:
                of = self.registrations.values()
                return 200, {"items": [r for r in of if r["receipt"] == query["receipt"]]}
            case "POST", ["subscription_registration", "auth_links"]:
                order = self._order(body | {"notes": {"payment_id": body["receipt"]}})
                made = body | {"id": _new("inv"), "order_id": order["id"]}
                made["short_url"] = f"{self.url}/i/{made['id']}"
                self.registrations[made["id"]] = made
                return 200, made
            case "GET", ["orders"]:
                of = self.orders.values()
                return 200, {"items": [o for o in of if o["receipt"] == query["receipt"]]}
            case "POST", ["orders"]:
                return 200, self._order(body)
            case "GET", ["orders", order_id, "payments"]:
                of = self.payments.values()
                return 200, {"items": [p for p in of if p["order_id"] == order_id]}
            case "POST", ["payments", "create", "recurring"]:
                return self._debit(body)
            case "POST", ["payments", payment_id, "refund"]:
                refund = body | {"id": _new("rfnd"), "status": "processed", "of": payment_id}
                refund |= {"currency": "INR", "payment_id": payment_id}
                self.refunds[refund["id"]] = refund
                return 200, refund
            case "GET", ["payments", payment_id, "refunds"]:
                of = self.refunds.values()
                return 200, {"items": [r for r in of if r["of"] == payment_id]}
            case "GET", ["customers", _, "tokens", token_id]:
                return 200, self.tokens[token_id]
            case "PUT", ["customers", _, "tokens", token_id, "cancel"]:
                self.tokens.pop(token_id, None)
                return 200, {"status": "cancellation_initiated"}
            case "GET", ["payments" | "refunds" | "disputes" as kind]:
                every = {"payments": self.payments, "refunds": self.refunds}.get(kind, {})
                first = int(query["skip"])
                return 200, {"items": [*every.values()][first : first + int(query["count"])]}
            case "GET", [kind, name]:
                found_in: dict[str, dict[str, Any]] = {
                    "payment_links": self.links,
                    "orders": self.orders,
                    "payments": self.payments,
                    "refunds": self.refunds,
                }.get(kind, {})
                if name in found_in:
                    return 200, found_in[name]
        return 404, {"error": {"code": "BAD_REQUEST_ERROR", "description": request.path}}

    def _end(self, thing: dict[str, Any], state: str, end: str) -> tuple[int, dict[str, Any]]:
        if thing["status"] != state:
            return 400, {"error": {"code": "BAD_REQUEST_ERROR", "description": thing["status"]}}
        thing["status"] = end
        return 200, thing

    def _order(self, body: dict[str, Any]) -> dict[str, Any]:
        order = body | {"id": _new("order"), "status": "created"}
        self.orders[order["id"]] = order
        return order

    def _debit(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        order, token = self.orders[body["order_id"]], self.tokens.get(body["token"])
        if order["notification"]["payment_after"] > self.now():
            return 400, {"error": {"code": "BAD_REQUEST_ERROR", "reason": "too_early"}}
        if token is None or body["amount"] > token["max_amount"]:
            return 400, {"error": {"code": "BAD_REQUEST_ERROR", "reason": "no_mandate"}}
        made = self._payment(body["amount"], order_id=order["id"], token=token, notes=body["notes"])
        return 200, {"razorpay_payment_id": made["id"]}


@asynccontextmanager
async def razorpay_peer() -> AsyncIterator[RazorpayPeer]:
    peer = RazorpayPeer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", peer.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    peer.url = f"http://{host}:{port}"
    try:
        yield peer
    finally:
        await runner.cleanup()
