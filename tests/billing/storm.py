"""Many payments at one processor, and all that it tells of them."""

from dataclasses import dataclass, field
from typing import Any

from tests.billing.shop import Shop, key
from tests.hub_fixtures import Client

Message = tuple[bytes, dict[str, str]]
_BUYERS = 5  # what happens at once is not all of one wallet


@dataclass
class Storm:
    """Some buyers buy packs of one credit; `right` has a message for each payment."""

    shop: Shop
    processor: str
    buyers: list[Client] = field(default_factory=list)
    right: list[Message] = field(default_factory=list)

    async def begin(self, events: int) -> float:
        """What the buyers have before anything is told."""
        self.buyers += [await self.shop.buyer() for _ in range(_BUYERS)]
        currency = "INR" if self.processor == "razorpay" else "USD"
        price = {"type": "one_time", "currency": currency, "unit_amount": 1000, "credits": "1"}
        body = {"kind": "credits", "name": "One", "prices": [price]}
        made = await self.shop.admin.post("/v1/products", body)
        assert made.status == 201, made.body
        asked = {
            "items": [{"price_id": made["prices"][0]["id"]}],
            "processor": self.processor,
            "save_method": False,
        }
        before = await self.credits()
        for n in range(events):
            buyer = self.buyers[n % _BUYERS]
            checkout = await buyer.post("/v1/checkouts", asked, headers=key())
            assert checkout.status == 201, checkout.body
            self.right.append(self._paid(str(checkout["url"]).rpartition("/")[2]))
        return before

    def _paid(self, name: str) -> Message:
        shop = self.shop
        match self.processor:
            case "stripe":
                shop.stripe.complete(name)
                kind = "checkout.session.completed"
                body = shop.stripe.event(kind, shop.stripe.sessions[name])
                return body, shop.stripe.signed(body)
            case "paypal":
                shop.paypal.approve(name)
                body = shop.paypal.event("CHECKOUT.ORDER.APPROVED", shop.paypal.orders[name])
                return body, shop.paypal.signed(body)
        shop.razorpay.pay_link(name)
        link: dict[str, Any] = shop.razorpay.links[name]
        body = shop.razorpay.event("payment_link.paid", payment_link=link)
        return body, shop.razorpay.signed(body)

    def forged(self) -> list[Message]:
        """As many again: with a byte more, or the signature of another message."""
        found = []
        for at, (body, headers) in enumerate(self.right):
            another = self.right[at - 1][1]
            found.append((body + b" ", headers) if at % 2 else (body + b" ", another))
        return found

    async def credits(self) -> float:
        return sum([float((await one.get("/v1/credits"))["available"]) for one in self.buyers])
