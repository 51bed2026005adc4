"""Somebody who sells, somebody who buys, and what they usually do."""

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from hub.billing import told
from hub.billing.public import Billing
from hub.billing.runner import Runner
from hub.kit.db import Database
from tests.agents_api.people import listed_agent, published
from tests.hub_fixtures import Answer, Client, RunningHub
from tests.peers.paypal import PayPalPeer
from tests.peers.razorpay import RazorpayPeer
from tests.peers.stripe import StripePeer

if TYPE_CHECKING:
    from tests.billing.conftest import Peers

MODEL = "openai/gpt-test"
MONTHLY = {"type": "recurring", "interval": "month", "currency": "USD", "unit_amount": 2000}
ONCE = {"type": "one_time", "currency": "USD", "unit_amount": 5000}
DETAILS = {
    "legal_name": "Ada's Agents GmbH",
    "address": "Lindenweg 1\n10115 Berlin",
    "country": "DE",
    "tax_id": "DE 123 456 789",
}
_keys = itertools.count()


def key() -> dict[str, str]:
    return {"idempotency-key": f"test-{next(_keys)}"}


@dataclass
class Stall:
    """`seller` has a listed agent, and is paid through Stripe."""

    hub: RunningHub
    stripe: StripePeer
    seller: Client
    agent_id: str
    admin: Client

    async def product(self, *prices: dict[str, Any], **more: Any) -> Any:
        body = {"name": "Minutes Pro", "agent_ids": [self.agent_id], "prices": list(prices)} | more
        made = await self.seller.post("/v1/products", body)
        assert made.status == 201, made.body
        return made.body

    async def check_out(self, buyer: Client, price_id: str, **more: Any) -> Answer:
        quantity = more.pop("quantity", 1)
        body = {"items": [{"price_id": price_id, "quantity": quantity}], "processor": "stripe"}
        return await buyer.post("/v1/checkouts", body | more, headers=more.pop("headers", key()))

    async def pay_page(self, buyer: Client, checkout: Answer, **card: Any) -> Any:
        """A person pays at Stripe's page, and Stripe tells."""
        assert checkout.status == 201, checkout.body
        session_id = str(checkout["url"]).rpartition("/")[2]
        self.stripe.complete(session_id, **card)
        told = await self.tell("checkout.session.completed", self.stripe.sessions[session_id])
        assert told == 204
        done = await buyer.get(f"/v1/checkouts/{checkout['id']}")
        assert done["status"] == "succeeded", done.body
        return done.body

    async def tell(self, kind: str, thing: dict[str, Any], *, event_id: str | None = None) -> int:
        body = self.stripe.event(kind, thing, event_id=event_id)
        return await self.send(body, self.stripe.signed(body))

    async def send(self, body: bytes, headers: dict[str, str], *, to: str = "stripe") -> int:
        path = f"{self.hub.url}/v1/webhooks/{to}"
        async with self.hub.http.post(path, data=body, headers=headers) as answer:
            return answer.status

    async def advance(self, buyer: Client, **by: Any) -> Any:
        moved = await buyer.post("/v1/test-clock/advance", by)
        assert moved.status == 200, moved.body
        return moved.body


@dataclass
class Shop(Stall):
    """The same where every processor is, with a worker's jobs at hand; each test sells a product of
    its own."""

    paypal: PayPalPeer
    razorpay: RazorpayPeer
    finder: Database
    billing: Billing

    @classmethod
    async def open(
        cls, hub: RunningHub, peers: "Peers", *, finder: Database, billing: Billing
    ) -> Self:
        seller, agent_id = await listed_agent(hub)
        clock = await seller.post("/v1/test-clock", {})
        assert clock.status == 201, clock.body
        admin = await hub.admin()
        others = peers.paypal, peers.razorpay
        return cls(hub, peers.stripe, seller, agent_id, admin, *others, finder, billing)

    async def buyer(self, *, test: bool = True) -> Client:
        person = await self.hub.sign_up()
        if test:
            made = await person.post("/v1/test-clock", {})
            assert made.status == 201, made.body
        return person

    async def agent(self) -> str:
        """A further one of the seller's."""
        agent_id = await published(self.seller, slug=f"sold-{next(_keys)}")
        listed = await self.admin.post(f"/v1/agents/{agent_id}/list")
        assert listed.status == 200
        return agent_id

    async def pack(self, *, credits_: str = "1000", amount: int = 1000) -> str:
        price = {"type": "one_time", "currency": "USD", "unit_amount": amount, "credits": credits_}
        body = {"kind": "credits", "name": f"{credits_} credits", "prices": [price]}
        made = await self.admin.post("/v1/products", body)
        assert made.status == 201, made.body
        return str(made["prices"][0]["id"])

    async def approve(self, checkout: Answer) -> str:
        """A person approves on PayPal's page, and PayPal tells; returns its order's name."""
        assert checkout.status == 201, checkout.body
        name = str(checkout["url"]).rpartition("/")[2]
        self.paypal.approve(name)
        body = self.paypal.event("CHECKOUT.ORDER.APPROVED", self.paypal.orders[name])
        assert await self.send(body, self.paypal.signed(body), to="paypal") == 204
        return name

    async def give_mandate(self, checkout: Answer) -> None:
        """A person gives a mandate in their UPI app, and pays the first amount with it."""
        assert checkout.status == 201, checkout.body
        name = str(checkout["url"]).rpartition("/")[2]
        order_id = self.razorpay.registrations[name]["order_id"]
        self.razorpay.authorize(order_id)
        paid = next(p for p in self.razorpay.payments.values() if p["order_id"] == order_id)
        body = self.razorpay.event("payment.captured", payment=paid)
        assert await self.send(body, self.razorpay.signed(body), to="razorpay") == 204

    async def refund(self, order_id: str, **more: Any) -> Answer:
        body = {"order_id": order_id, "reason": "Asked for"} | more
        return await self.admin.post("/v1/admin/refunds", body, headers=key())

    async def work(self, *, later: timedelta = timedelta()) -> None:
        """What a worker does that is due by then."""
        await told.step(self.finder, self.billing, datetime.now(UTC) + later)
        billing = replace(self.billing, clock=lambda: datetime.now(UTC) + later)
        worker = Runner(self.finder, billing)
        while await worker.step():
            pass

    async def subscribe(self, buyer: Client, price_id: str, **more: Any) -> Any:
        checkout = await self.check_out(buyer, price_id, **more)
        done = await self.pay_page(buyer, checkout)
        return (await buyer.get(f"/v1/subscriptions/{done['subscription_id']}")).body

    async def runs(self, buyer: Client, agent_id: str | None = None) -> int:
        """The status of a run."""
        return (await buyer.invoke(agent_id or self.agent_id, "x", model=MODEL)).status
