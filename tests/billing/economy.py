"""A small economy on a clock that its test moves: sellers, buyers, processors that fail."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from hub.assembly import assemble
from hub.billing.runner import Runner
from hub.credits.expiry import expire_grants
from hub.credits.verifying import Difference, differences, trial_balance
from hub.kit.db import Database
from hub.kit.engines import EngineUrls
from tests.agents_api.people import published
from tests.billing.shop import MODEL, MONTHLY, ONCE, key
from tests.hub_fixtures import Answer, Client, RunningHub, hub_settings, serve
from tests.peers import paypal, razorpay, stripe
from tests.peers.paypal import PayPalPeer, paypal_peer
from tests.peers.razorpay import RazorpayPeer, razorpay_peer
from tests.peers.stripe import StripePeer, stripe_peer

ADMIN_SCOPES = [
    "agents:read",
    "agents:write",
    "agents:invoke",
    "usage:read",
    "billing:write",
    "admin",
]
INR = {"currency": "INR", "unit_amount": 49_900}
TIERS = [{"up_to": 3, "unit_amount": 900}, {"up_to": None, "unit_amount": 700}]


@dataclass
class Time:
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Economy:
    hub: RunningHub
    time: Time
    runner: Runner
    finder: Database
    database: Database
    stripe: StripePeer
    paypal: PayPalPeer
    razorpay: RazorpayPeer
    dice: random.Random
    sellers: list[Client] = field(default_factory=list)
    buyers: list[Client] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    prices: dict[str, list[str]] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    admin: Client | None = None

    async def _admin(self) -> Client:
        """Signed in once."""
        if self.admin is None:
            self.admin = await self.hub.admin()
        return self.admin

    async def settle_down(self) -> None:
        """Everything that is due now, and what that makes due."""
        while await self.runner.step():
            pass
        while await expire_grants(self.finder, self.database, self.time()):
            pass

    async def pass_time(self, by: timedelta) -> None:
        self.time.now += by
        await self.settle_down()

    async def wrong(self) -> list[Difference]:
        async with self.finder.transaction() as session:
            found = await differences(session)
            sums: dict[str, int] = {}
            for asset, _, amount in await trial_balance(session):
                sums[asset] = sums.get(asset, 0) + amount
        assert not any(sums.values()), sums
        return found

    async def populate(self, *, sellers: int, buyers: int) -> None:
        for n in range(sellers):
            seller = await (await self.hub.sign_up(organization="S")).key(scopes=ADMIN_SCOPES)
            agent_id = await published(seller, slug=f"economy-{n}")
            admin = await self._admin()
            assert (await admin.post(f"/v1/agents/{agent_id}/list")).status == 200
            self.sellers.append(seller)
            self.agents.append(agent_id)
            await self._sell(seller, agent_id)
            account = {"method": "paypal", "destination": "s@example.com", "currency": "USD"}
            await self._right(await seller.call("PUT", "/v1/payout-account", account))
        admin = await self._admin()
        price = ONCE | {"unit_amount": 1000, "credits": "1000"}
        body = {"kind": "credits", "name": "Pack", "prices": [price]}
        pack = await self._right(await admin.post("/v1/products", body))
        self.prices["packs"] = [pack["prices"][0]["id"]]
        for _ in range(buyers):
            buyer = await (await self.hub.sign_up(organization="B")).key(scopes=ADMIN_SCOPES)
            country = self.dice.choice(["DE", "IN", "US"])
            await buyer.call("PUT", "/v1/billing/profile", {"country": country})
            self.buyers.append(buyer)

    async def _sell(self, seller: Client, agent_id: str) -> None:
        offers: dict[str, list[dict[str, Any]]] = {
            "once": [ONCE, ONCE | INR],
            "plans": [MONTHLY, MONTHLY | {"unit_amount": 4000}, MONTHLY | INR],
            "seats": [MONTHLY | {"unit_amount": 0, "scheme": "graduated", "tiers": TIERS}],
            "yearly": [MONTHLY | {"interval": "year", "unit_amount": 20_000}],
            "free": [MONTHLY | {"unit_amount": 0, "allowance_runs": 1}],
        }
        for name, prices in offers.items():
            trial = {"days": 7, "credits": "5"} if name == "plans" else None
            body = {"name": name, "agent_ids": [agent_id], "prices": prices, "trial": trial}
            made = await self._right(await seller.post("/v1/products", body))
            self.prices.setdefault(name, []).extend(p["id"] for p in made["prices"])
            if name == "once":
                self.prices.setdefault("rupees", []).append(made["prices"][1]["id"])
        usage = {"model": "per_call", "credits": "30", "model_cost": "included"}
        await self._right(await seller.call("PUT", f"/v1/agents/{agent_id}/price", usage))

    async def _right(self, answer: Answer) -> Any:
        assert answer.status in (200, 201, 204), answer.body
        return answer.body

    def count(self, what: str) -> None:
        self.counted[what] = self.counted.get(what, 0) + 1

    async def day(self, *, length: timedelta = timedelta(days=1)) -> None:
        """Each buyer does something, and each processor may lose an answer."""
        for buyer in self.buyers:
            for peer in (self.stripe, self.paypal, self.razorpay):
                peer.lose = int(self.dice.random() < 0.05)
            await self.dice.choice(
                [self.buy, self.buy, self.buy, self.run, self.run, self.change, self.refund]
            )(buyer)
        for peer in (self.stripe, self.paypal, self.razorpay):
            peer.lose = 0
        await self.pass_time(length / 2)
        for seller in self.sellers:
            if self.dice.random() < length.days * 0.2:
                asked = await seller.post("/v1/payouts", {}, headers=key())
                self.count(f"payout {asked.status}")
        self._bank()
        await self.pass_time(length / 2)

    async def each_way(self) -> None:
        """One buyer pays once at each processor, so that a short while has all of them."""
        for processor in ("stripe", "paypal", "razorpay", "manual"):
            kind = "once" if processor != "razorpay" else "rupees"
            asked = {"items": [{"price_id": self.prices[kind][0]}], "processor": processor}
            await self.pay(await self.buyers[0].post("/v1/checkouts", asked, headers=key()))

    def _bank(self) -> None:
        """PayPal sends what it was asked to, or not."""
        for batch in self.paypal.payouts.values():
            [item] = batch["items"]
            if item["transaction_status"] == "PENDING":
                item["transaction_status"] = self.dice.choice(["SUCCESS", "SUCCESS", "RETURNED"])

    async def buy(self, buyer: Client) -> None:
        price_id = self.dice.choice([p for ids in self.prices.values() for p in ids])
        processor = self.dice.choice(["stripe", "stripe", "paypal", "razorpay", "manual"])
        body: dict[str, Any] = {"items": [{"price_id": price_id}], "processor": processor}
        if self.dice.random() < 0.15:
            body["trial"] = True
        headers = key()
        for _ in range(3):  # a lost answer is asked for again
            made = await buyer.post("/v1/checkouts", body, headers=headers)
            if made.status != 503:
                break
        self.count(f"checkout {made.status}")
        if made.status == 201 and self.dice.random() < 0.9:
            await self.pay(made)

    async def pay(self, checkout: Answer) -> None:
        if checkout["status"] != "confirmed":
            return
        url = str(checkout["url"] or "")
        match checkout["processor"]:
            case "stripe":
                session = self.stripe.sessions[url.rpartition("/")[2]]
                card = self.dice.choice(["ok", "ok", "ok", "insufficient_funds", "stolen_card"])
                self.stripe.complete(session["id"], card=card)
                body = self.stripe.event("checkout.session.completed", session)
                await self.tell("stripe", body, self.stripe.signed(body))
            case "paypal":
                order = self.paypal.orders[url.rpartition("/")[2]]
                self.paypal.approve(order["id"])
                body = self.paypal.event("CHECKOUT.ORDER.APPROVED", order)
                await self.tell("paypal", body, self.paypal.signed(body))
            case "razorpay":
                await self._pay_by_upi(url.rpartition("/")[2])
            case "manual":
                admin, path = (
                    await self._admin(),
                    f"/v1/admin/orders/{checkout['order_id']}/paid",
                )
                paid = {"reference": "Bank", "reason": "Arrived"}
                await self._right(await admin.post(path, paid, headers=key()))
        self.count(f"paid by {checkout['processor']}")

    async def _pay_by_upi(self, name: str) -> None:
        if name in self.razorpay.links:
            self.razorpay.pay_link(name)
            body = self.razorpay.event("payment_link.paid", payment_link=self.razorpay.links[name])
        else:
            order_id = self.razorpay.registrations[name]["order_id"]
            self.razorpay.authorize(order_id)
            payment = next(p for p in self.razorpay.payments.values() if p["order_id"] == order_id)
            body = self.razorpay.event("payment.captured", payment=payment)
        await self.tell("razorpay", body, self.razorpay.signed(body))

    async def tell(self, processor: str, body: bytes, headers: dict[str, str]) -> None:
        """Twice, now and then."""
        for _ in range(self.dice.choice([1, 1, 2])):
            path = f"{self.hub.url}/v1/webhooks/{processor}"
            async with self.hub.http.post(path, data=body, headers=headers) as answer:
                assert answer.status in (204, 503), await answer.text()

    async def run(self, buyer: Client) -> None:
        ran = await buyer.invoke(self.dice.choice(self.agents), "x", model=MODEL)
        self.count(f"run {ran.status}")

    async def change(self, buyer: Client) -> None:
        held = (await buyer.get("/v1/subscriptions"))["data"]
        if not held:
            return
        path = f"/v1/subscriptions/{self.dice.choice(held)['id']}"
        body = self.dice.choice(
            [
                {"quantity": self.dice.randint(1, 9)},
                {"cancel_at_period_end": True},
                {"paused": self.dice.random() < 0.4},
            ]
        )
        changed = await buyer.call("PATCH", path, body)
        self.count(f"change {changed.status}")

    async def refund(self, buyer: Client) -> None:
        paid = [o for o in (await buyer.get("/v1/orders"))["data"] if o["status"] == "paid"]
        if not paid:
            return
        order = self.dice.choice(paid)
        charged = [p for p in order["payments"] if p["status"] == "succeeded"]
        if charged and charged[0]["processor"] == "stripe" and self.dice.random() < 0.3:
            await self._dispute(order)
            return
        body: dict[str, Any] = {"order_id": order["id"], "reason": "Asked for"}
        if self.dice.random() < 0.5:
            body["amount"] = 1 + order["totals"]["due"]["amount"] // 3
        admin = await self._admin()
        answer = await admin.post("/v1/admin/refunds", body, headers=key())
        self.count(f"refund {answer.status}")

    async def _dispute(self, order: Any) -> None:
        payment_id = next(p["id"] for p in order["payments"] if p["status"] == "succeeded")
        intents = self.stripe.intents.values()
        found = [i for i in intents if i.get("metadata", {}).get("payment_id") == payment_id]
        if not found:
            return
        dispute = self.stripe.disputes[self.stripe.dispute(found[0]["id"])]
        for status in ("needs_response", self.dice.choice(["won", "lost"])):
            dispute["status"] = status
            body = self.stripe.event("charge.dispute.updated", dispute)
            await self.tell("stripe", body, self.stripe.signed(body))
        self.count(f"dispute {dispute['status']}")


@asynccontextmanager
async def economy(shared: RunningHub, engines: EngineUrls, *, seed: int) -> AsyncIterator[Economy]:
    time = Time()
    async with stripe_peer() as cards, paypal_peer() as accounts, razorpay_peer() as upi:
        upi.now = cards.now = lambda: time().timestamp()
        billing = {
            "stripe_url": cards.url,
            "stripe_secret_key": stripe.SECRET_KEY,
            "stripe_webhook_secret": stripe.WEBHOOK_SECRET,
            "paypal_url": accounts.url,
            "paypal_client_id": paypal.CLIENT_ID,
            "paypal_client_secret": paypal.SECRET,
            "paypal_webhook_id": paypal.WEBHOOK_ID,
            "razorpay_url": upi.url,
            "razorpay_key_id": razorpay.KEY_ID,
            "razorpay_key_secret": razorpay.KEY_SECRET,
            "razorpay_webhook_secret": razorpay.WEBHOOK_SECRET,
            "tax_percent": {"DE": "19", "IN": "18"},
            "processor_timeout_s": 2,
            "reserve_percent": "10",
            "reserve_days": 20,
            "reconcile_hour": None,  # identifiers are of real time, and so is what is compared
        }
        settings = hub_settings(engines, shared.home, billing=billing)
        finder = Database(str(settings.database_worker_url), pool_size=2)
        async with (
            serve(settings, clock=time) as url,
            assemble(settings, kind="worker", clock=time) as parts,
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http,
        ):
            hub = RunningHub(url, shared.model, engines, http, shared.home)
            runner = Runner(finder, parts.billing)
            dice = random.Random(seed)  # noqa: S311 - the same economy each time
            yield Economy(hub, time, runner, finder, parts.database, cards, accounts, upi, dice)
        await finder.close()
