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
from tests.billing.conftest import Peers
from tests.billing.lines import Lines
from tests.billing.shop import DETAILS, MODEL, key
from tests.billing.wares import Wares, right
from tests.hub_fixtures import Answer, Client, RunningHub, hub_settings, serve
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
_LIVE = ("active", "trialing", "past_due")


@dataclass
class Time:
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def go(self, by: timedelta) -> None:
        self.to(self.now + by)

    def to(self, moment: datetime) -> None:
        self.now = moment


@dataclass
class Economy:
    """`runner` and `database` are its worker's, where that is in this process; `prorates`: whether
    quantities change within a period."""

    hub: RunningHub
    time: Time
    finder: Database
    peers: Peers
    seed: int
    runner: Runner | None = None
    database: Database | None = None
    dice: random.Random = field(default_factory=random.Random)
    steps: int = 0
    sellers: list[Client] = field(default_factory=list)
    buyers: list[Client] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    wares: Wares = field(default_factory=Wares)
    counted: dict[str, int] = field(default_factory=dict)
    signed_in: tuple[int, Client] | None = None
    prorates: bool = True

    def __post_init__(self) -> None:
        self.lines = Lines(self)

    @property
    def stripe(self) -> StripePeer:
        return self.peers.stripe

    @property
    def paypal(self) -> PayPalPeer:
        return self.peers.paypal

    @property
    def razorpay(self) -> RazorpayPeer:
        return self.peers.razorpay

    async def admin(self) -> Client:
        """Signed in once in each step: a session does not last a year."""
        if self.signed_in is None or self.signed_in[0] != self.steps:
            self.signed_in = self.steps, self.person(await self.hub.admin())
        return self.signed_in[1]

    async def settle_down(self) -> None:
        """Everything that is due now, and what that makes due."""
        assert self.runner is not None
        assert self.database is not None
        while await self.runner.step():
            pass
        while await expire_grants(self.finder, self.database, self.time()):
            pass

    async def pass_time(self, by: timedelta) -> None:
        self.time.go(by)
        await self.settle_down()

    async def wrong(self) -> list[Difference]:
        async with self.finder.transaction() as session:
            found = await differences(session)
            sums: dict[str, int] = {}
            for asset, _, amount in await trial_balance(session):
                sums[asset] = sums.get(asset, 0) + amount
        assert not any(sums.values()), sums
        return found

    def roll(self, who: str) -> None:
        """Somebody's own dice for this step: what others did before them changes nothing of it."""
        self.dice = random.Random(f"{self.seed}/{self.steps}/{who}")  # noqa: S311 - no secret

    async def populate(self, *, sellers: int, buyers: int) -> None:
        """Every second seller has two agents, and a bundle of them."""
        admin = await self.admin()
        for n in range(sellers):
            signed_up = await self.hub.sign_up(organization="S")
            seller = self.person(await signed_up.key(scopes=ADMIN_SCOPES))
            self.sellers.append(seller)
            own = []
            for part in range(1 + n % 2):
                own.append(await published(seller, slug=f"economy-{n}-{part}"))
                right(await admin.post(f"/v1/agents/{own[-1]}/list"))
            self.agents.append(own[-1])
            await self.wares.sell(seller, own)
            account = {"method": "paypal", "destination": "s@example.com", "currency": "USD"}
            right(await seller.call("PUT", "/v1/payout-account", account))
            right(await seller.call("PUT", "/v1/tax-details", DETAILS))
        await self.wares.packs(admin)
        for n in range(buyers):
            self.roll(f"country {n}")
            signed_up = await self.hub.sign_up(organization="B")
            buyer = self.person(await signed_up.key(scopes=ADMIN_SCOPES))
            country = {"country": self.dice.choice(["DE", "IN", "US"])}
            right(await buyer.call("PUT", "/v1/billing/profile", country))
            self.buyers.append(buyer)
            if n % 10 == 0:
                seller = n % sellers
                await self.wares.offer(self.sellers[seller], self.agents[seller], buyer)
        await self.lines.open()

    def person(self, client: Client) -> Client:
        """How somebody of this economy calls the hub."""
        return client

    def count(self, what: str) -> None:
        self.counted[what] = self.counted.get(what, 0) + 1

    def lose(self, chance: float) -> None:
        """Each processor may lose its next answer."""
        for peer in (self.stripe, self.paypal, self.razorpay):
            peer.lose = int(self.dice.random() < chance)

    async def day(self, *, length: timedelta = timedelta(days=1), chance: float = 1) -> None:
        """Each buyer does something, or not, and a while goes by."""
        for n, buyer in enumerate(self.buyers):
            self.roll(f"buyer {n}")
            if self.dice.random() < chance:
                self.lose(0.05)
                acts = [self.buy, self.buy, self.buy, self.run, self.run, self.change, self.refund]
                await self.dice.choice(acts)(buyer)
            if self.lines.has(n) and self.dice.random() < chance:
                await self.dice.choice([self.lines.use, self.lines.see_to])(n, buyer)
        self.lose(0)
        await self.settle_down()  # what was told and not looked at, on a machine that is slow
        await self.pass_time(length / 2)
        for n, seller in enumerate(self.sellers):
            self.roll(f"seller {n}")
            if self.dice.random() < length / timedelta(days=1) * 0.2:
                asked = await seller.post("/v1/payouts", {}, headers=key())
                self.count(f"payout {asked.status}")
        await self.settle_down()  # PayPal's bank has what was asked for, whoever asked it
        self._bank()
        await self.pass_time(length / 2)
        self.steps += 1

    async def each_way(self) -> None:
        """One buyer pays once at each processor, so that a short while has all of them."""
        self.roll("each way")
        once, rupees = self.wares.ids["once"][:2]
        for processor in ("stripe", "paypal", "razorpay", "manual"):
            price_id = once if processor != "razorpay" else rupees
            asked = {"items": [{"price_id": price_id}], "processor": processor}
            await self.pay(await self.buyers[0].post("/v1/checkouts", asked, headers=key()))

    def _bank(self) -> None:
        """PayPal sends what it was asked to, or not."""
        for batch in self.paypal.payouts.values():
            [item] = batch["items"]
            if item["transaction_status"] == "PENDING":
                cents = int(item["payout_item"]["amount"]["value"][-2:])
                item["transaction_status"] = "RETURNED" if cents % 3 == 0 else "SUCCESS"

    async def buy(self, buyer: Client) -> None:
        body = self.wares.cart(buyer, self.dice)
        if self.dice.random() < 0.15:
            body["trial"] = True
        made = await self.page(buyer, body)
        self.count(f"checkout {made.status}")
        if made.status == 201 and self.dice.random() < 0.9:
            await self.pay(made)

    async def page(self, buyer: Client, body: dict[str, Any]) -> Answer:
        """Where they pay. A lost answer is asked for again."""
        headers = key()
        made = await buyer.post("/v1/checkouts", body, headers=headers)
        for _ in range(2):
            if made.status != 503:
                break
            made = await buyer.post("/v1/checkouts", body, headers=headers)
        return made

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
                admin = await self.admin()
                path = f"/v1/admin/orders/{checkout['order_id']}/paid"
                paid = {"reference": "Bank", "reason": "Arrived"}
                right(await admin.post(path, paid, headers=key()))
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
        """Of an agent that they subscribe to, where they do to any."""
        held = (await buyer.get("/v1/subscriptions"))["data"]
        live = sorted({a for one in held if one["status"] in _LIVE for a in one["agent_ids"]})
        agents = [one for one in self.agents if one in live] or self.agents
        ran = await buyer.invoke(self.dice.choice(agents), "x", model=MODEL)
        self.count(f"run {ran.status}")

    async def change(self, buyer: Client) -> None:
        held = (await buyer.get("/v1/subscriptions"))["data"]
        held.sort(key=lambda one: (one["created_at"], one["product_name"]))
        if not held:
            return
        path = f"/v1/subscriptions/{self.dice.choice(held)['id']}"
        body = self.dice.choice(
            [
                *([{"quantity": self.dice.randint(1, 9)}] if self.prorates else []),
                {"cancel_at_period_end": True},
                {"paused": self.dice.random() < 0.4},
            ]
        )
        changed = await buyer.call("PATCH", path, body)
        self.count(f"change {changed.status}")

    async def refund(self, buyer: Client) -> None:
        paid = [o for o in (await buyer.get("/v1/orders"))["data"] if o["status"] == "paid"]
        paid.sort(key=lambda o: (o["paid_at"], o["totals"]["lines"][0]["description"]))
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
        admin = await self.admin()
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

    async def drain(self) -> None:
        """Nobody does anything any more, and what was begun ends: dunning, settlement, reserves."""
        for _ in range(10):
            await self.pass_time(timedelta(days=4))


@asynccontextmanager
async def processors(time: Time) -> AsyncIterator[Peers]:
    """Their clocks are the economy's."""
    async with stripe_peer() as cards, paypal_peer() as accounts, razorpay_peer() as upi:
        upi.now = cards.now = accounts.now = lambda: time().timestamp()
        yield Peers(cards, accounts, upi)


def town_settings(peers: Peers) -> dict[str, Any]:
    # Identifiers are of real time, and so is what is compared
    own = {"reserve_days": 21, "reconcile_hour": None, "processor_timeout_s": 30}
    return peers.settings() | own


@asynccontextmanager
async def economy(shared: RunningHub, engines: EngineUrls, *, seed: int) -> AsyncIterator[Economy]:
    time = Time()
    async with processors(time) as peers:
        settings = hub_settings(engines, shared.home, billing=town_settings(peers))
        finder = Database(str(settings.database_worker_url), pool_size=2)
        async with (
            serve(settings, clock=time) as url,
            assemble(settings, kind="worker", clock=time) as parts,
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http,
        ):
            hub = RunningHub(url, shared.model, engines, http, shared.home)
            runner = Runner(finder, parts.billing)
            yield Economy(hub, time, finder, peers, seed, runner, parts.database)
        await finder.close()
