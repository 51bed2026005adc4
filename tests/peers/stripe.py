"""A Stripe of our own, after the vendor's public API reference: payments and nothing else.

It is no proof against the real one. It honors idempotency keys as the reference says, can lose an
answer after having done what was asked, and signs its events as the reference says.
"""

import asyncio
import hashlib
import hmac
import itertools
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

SECRET_KEY = "sk_test_peer"
WEBHOOK_SECRET = "whsec_peer"
# What charging each card comes to, by the name of its payment method
DECLINES = {"insufficient_funds": "insufficient_funds", "stolen_card": "stolen_card"}
_numbers = itertools.count(1)


def _new(prefix: str) -> str:
    return f"{prefix}_{next(_numbers):010d}"


@dataclass
class StripePeer:
    url: str = ""
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    intents: dict[str, dict[str, Any]] = field(default_factory=dict)
    methods: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    disputes: dict[str, dict[str, Any]] = field(default_factory=dict)
    transfers: dict[str, dict[str, Any]] = field(default_factory=dict)
    answered: dict[str, tuple[str, int, dict[str, Any]]] = field(default_factory=dict)
    now: Callable[[], float] = time.time
    lose: int = 0  # so many of the next writes are done, and their answers lost
    refuse: int = 0  # so many of the next writes are answered 500, and not done
    hanging: asyncio.Event | None = None  # set once a write is done whose answer is held back
    released: asyncio.Event = field(default_factory=asyncio.Event)
    declining: set[str] = field(default_factory=set)  # customers whose cards are declined now
    refund_status: str = "succeeded"  # of refunds that are made from now on
    silent: asyncio.Event | None = None  # reads are answered when it is set
    denying: bool = False  # our key, as if it had been taken back

    def complete(self, session_id: str, *, card: str = "ok", fingerprint: str = "") -> None:
        """A person pays on the page, and leaves a card."""
        session = self.sessions[session_id]
        customer = session.get("customer") or _new("cus")
        method = {
            "id": f"pm_{card}_{next(_numbers)}",
            "object": "payment_method",
            "type": "card",
            "card": {"brand": "visa", "last4": "4242", "fingerprint": fingerprint or _new("fp")},
        }
        self.methods[method["id"]] = method
        session |= {"status": "complete", "customer": customer}
        if session["mode"] == "setup":
            session |= {"setup_intent": _new("seti"), "payment_status": "no_payment_required"}
            self.intents[session["setup_intent"]] = {
                "id": session["setup_intent"],
                "object": "setup_intent",
                "status": "succeeded",
                "usage": "off_session",
                "customer": customer,
                "payment_method": method["id"],
            }
            return
        asked = session["payment_intent_data"]
        intent = self._intent(session["amount_total"], session["currency"], customer, method["id"])
        intent |= {"status": "succeeded", "amount_received": intent["amount"]}
        intent["setup_future_usage"] = asked.get("setup_future_usage")
        intent["metadata"] = asked.get("metadata", {})
        session |= {"payment_intent": intent["id"], "payment_status": "paid"}

    def _intent(self, amount: int, currency: str, customer: str, method: str) -> dict[str, Any]:
        intent = {
            "id": _new("pi"),
            "object": "payment_intent",
            "amount": amount,
            "currency": currency,
            "customer": customer,
            "payment_method": method,
            "status": "requires_confirmation",
            "metadata": {},
            "created": int(self.now()),
        }
        self.intents[intent["id"]] = intent
        return intent

    def dispute(self, intent_id: str, *, amount: int | None = None) -> str:
        intent = self.intents[intent_id]
        dispute = {
            "id": _new("dp"),
            "object": "dispute",
            "payment_intent": intent_id,
            "amount": amount if amount is not None else intent["amount"],
            "currency": intent["currency"],
            "status": "needs_response",
            "reason": "fraudulent",
            "created": int(self.now()),
        }
        self.disputes[dispute["id"]] = dispute
        return str(dispute["id"])

    def event(self, kind: str, thing: dict[str, Any], *, event_id: str | None = None) -> bytes:
        body = {
            "id": event_id or _new("evt"),
            "object": "event",
            "type": kind,
            "created": int(time.time()),
            "data": {"object": thing},
        }
        return json.dumps(body).encode()

    def signed(
        self, body: bytes, *, secret: str = WEBHOOK_SECRET, age_s: int = 0
    ) -> dict[str, str]:
        moment = int(self.now()) - age_s
        made = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
        return {"stripe-signature": f"t={moment},v1={made}", "content-type": "application/json"}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if self.denying or request.headers.get("authorization") != f"Bearer {SECRET_KEY}":
            return _error(401, "invalid_request_error", "no such key")
        if request.method == "GET":
            if self.silent is not None:
                await self.silent.wait()
            return self._read(request.path, request)
        form = nested(dict((await request.post()).items()))
        if self.refuse:
            self.refuse -= 1
            return _error(500, "api_error", "try again")
        status, said = self._once(request, form)
        if self.hanging is not None:
            self.hanging.set()
            await self.released.wait()  # the caller is killed before
        if self.lose:
            self.lose -= 1
            assert request.transport is not None
            request.transport.abort()
        return web.json_response(said, status=status)

    def _once(self, request: web.Request, form: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        key = request.headers.get("idempotency-key")
        if key is None:
            return 400, {"error": {"type": "invalid_request_error", "message": "no key"}}
        said = json.dumps([request.path, form], sort_keys=True)
        known = self.answered.get(key)
        if known is not None:
            if known[0] != said:
                return 400, {"error": {"type": "idempotency_error"}}
            return known[1], known[2]
        status, answer = self._write(request.path, form)
        self.answered[key] = (said, status, answer)
        return status, answer

    def _write(  # noqa: PLR0911 - a table of addresses
        self, path: str, form: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        if path == "/v1/checkout/sessions":
            return 200, self._session(form)
        if path == "/v1/payment_intents":
            return self._charge(form)
        if path == "/v1/refunds":
            return self._refund(form)
        if path == "/v1/transfers":
            made = form | {"id": _new("tr"), "object": "transfer", "reversed": False}
            self.transfers[made["id"]] = made | {"amount": int(form["amount"])}
            return 200, made
        if path.endswith("/expire"):
            session = self.sessions[path.split("/")[4]]
            if session["status"] != "open":
                return 400, {"error": {"type": "invalid_request_error", "message": "not open"}}
            session["status"] = "expired"
            return 200, session
        if path.endswith("/detach"):
            return 200, {"id": path.split("/")[3], "object": "payment_method"}
        return 404, {"error": {"type": "invalid_request_error", "message": path}}

    def _session(self, form: dict[str, Any]) -> dict[str, Any]:
        amount = 0
        if form["mode"] == "payment":
            line = form["line_items"]["0"]
            amount = int(line["price_data"]["unit_amount"]) * int(line["quantity"])
            form["currency"] = line["price_data"]["currency"]
        made = {
            "id": _new("cs_test"),
            "object": "checkout.session",
            "status": "open",
            "payment_status": "unpaid",
            "amount_total": amount,
            "payment_intent": None,
            **form,
        }
        made["url"] = f"{self.url}/pay/{made['id']}"
        self.sessions[made["id"]] = made
        return made

    def _charge(self, form: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        method, customer = form["payment_method"], form["customer"]
        intent = self._intent(int(form["amount"]), form["currency"], customer, method)
        intent["metadata"] = form.get("metadata", {})
        name = method.removeprefix("pm_").rpartition("_")[0]
        code = DECLINES.get(name) or ("generic_decline" if customer in self.declining else None)
        if code is None:
            intent |= {"status": "succeeded", "amount_received": intent["amount"]}
            told = "latest_charge.balance_transaction" in form.get("expand", {}).values()
            return 200, intent | ({"latest_charge": _charge_of(intent)} if told else {})
        error = {"type": "card_error", "code": "card_declined", "decline_code": code}
        intent |= {"status": "requires_payment_method", "last_payment_error": error}
        return 402, {"error": error | {"payment_intent": intent}}

    def _refund(self, form: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        intent = self.intents.get(form["payment_intent"])
        amount = int(form["amount"])
        of_it = [r for r in self.refunds.values() if r["payment_intent"] == form["payment_intent"]]
        if intent is None or amount + sum(r["amount"] for r in of_it) > intent["amount"]:
            return 400, {"error": {"type": "invalid_request_error", "message": "too much"}}
        made = {
            "id": _new("re"),
            "object": "refund",
            "status": self.refund_status,
            "amount": amount,
            "payment_intent": form["payment_intent"],
            "metadata": form.get("metadata", {}),
            "currency": intent["currency"],
            "created": int(self.now()),
        }
        self.refunds[made["id"]] = made
        return 200, made

    def _between(self, things: dict[str, dict[str, Any]], request: web.Request) -> web.Response:
        """A page of ten, so that there is a second one."""
        start, end = (int(request.query[f"created[{name}]"]) for name in ("gte", "lt"))
        found = [t for t in things.values() if start <= t.get("created", 0) < end]
        names = [t["id"] for t in found]
        after = request.query.get("starting_after")
        first = names.index(after) + 1 if after else 0
        shown = found[first : first + 10]
        more = first + 10 < len(found)
        return web.json_response({"object": "list", "data": shown, "has_more": more})

    def _read(self, path: str, request: web.Request) -> web.Response:
        kinds = {
            "checkout/sessions": self.sessions,
            "payment_intents": self.intents,
            "setup_intents": self.intents,
            "refunds": self.refunds,
            "disputes": self.disputes,
            "transfers": self.transfers,
        }
        if path == "/v1/refunds" and "payment_intent" in request.query:
            of = request.query["payment_intent"]
            found = [r for r in self.refunds.values() if r["payment_intent"] == of]
            return web.json_response({"object": "list", "data": found, "has_more": False})
        if path == "/v1/transfers" and "transfer_group" in request.query:
            group = request.query["transfer_group"]
            found = [t for t in self.transfers.values() if t.get("transfer_group") == group]
            return web.json_response({"object": "list", "data": found, "has_more": False})
        if "created[gte]" in request.query:
            return self._between(kinds[path.removeprefix("/v1/")], request)
        if path == "/v1/payment_intents/search":
            wanted = re.findall(r"'([^']+)'", request.query["query"])[1]
            found = [
                i
                for i in self.intents.values()
                if i.get("metadata", {}).get("payment_id") == wanted
            ]
            return web.json_response({"object": "search_result", "data": found})
        kind, _, name = path.removeprefix("/v1/").rpartition("/")
        thing = kinds.get(kind, {}).get(name)
        if thing is None:
            return _error(404, "invalid_request_error", f"No such {name}")
        expanded = [v for k, v in request.query.items() if k.startswith("expand")]
        if "payment_method" in expanded and thing.get("payment_method"):
            method = self.methods.get(thing["payment_method"], {"id": thing["payment_method"]})
            thing = thing | {"payment_method": method}
        if "latest_charge.balance_transaction" in expanded and thing["status"] == "succeeded":
            thing = thing | {"latest_charge": _charge_of(thing)}
        return web.json_response(thing)


def _charge_of(intent: dict[str, Any]) -> dict[str, Any]:
    fee = 30 + intent["amount"] * 29 // 1000
    balance = {"id": _new("txn"), "fee": fee, "currency": intent["currency"]}
    return {"id": _new("ch"), "balance_transaction": balance}


def nested(form: dict[str, Any]) -> dict[str, Any]:
    """`a[b][0]=c` → {"a": {"b": {"0": "c"}}}."""
    made: dict[str, Any] = {}
    for name, value in form.items():
        parts = re.findall(r"[^\[\]]+", name)
        inner = made
        for part in parts[:-1]:
            inner = inner.setdefault(part, {})
        inner[parts[-1]] = value
    return made


def _error(status: int, kind: str, message: str) -> web.Response:
    return web.json_response({"error": {"type": kind, "message": message}}, status=status)


@asynccontextmanager
async def stripe_peer() -> AsyncIterator[StripePeer]:
    peer = StripePeer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", peer.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    peer.url = f"http://{host}:{port}"
    try:
        yield peer
    finally:
        await runner.cleanup()
