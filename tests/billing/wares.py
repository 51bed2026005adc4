"""What the sellers of an economy sell: each way of charging that there is."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.billing.shop import MONTHLY, ONCE
from tests.hub_fixtures import Answer, Client

INR = {"currency": "INR", "unit_amount": 49_900}
TIERS = [{"up_to": 3, "unit_amount": 900}, {"up_to": None, "unit_amount": 700}]
VOLUME = [{"up_to": 5, "unit_amount": 800}, {"up_to": None, "unit_amount": 500}]
YEARLY = MONTHLY | {"interval": "year", "unit_amount": 20_000}
# By what it is called here: `free` has runs for nothing and then the price of a run
OFFERS: dict[str, list[dict[str, Any]]] = {
    "once": [ONCE, ONCE | INR],
    "plans": [MONTHLY, MONTHLY | {"unit_amount": 4000}, MONTHLY | INR],
    "seats": [
        MONTHLY | {"unit_amount": 0, "scheme": "graduated", "tiers": TIERS, "per_seat": True}
    ],
    "volume": [MONTHLY | {"unit_amount": 0, "scheme": "volume", "tiers": VOLUME}],
    "yearly": [YEARLY, YEARLY | {"currency": "INR", "unit_amount": 400_000}],
    "free": [MONTHLY | {"unit_amount": 0, "allowance_runs": 1}],
}
# Those who have a credit line may use on it
USAGE = {"model": "per_call", "credits": "30", "model_cost": "included", "metered": True}
_MANY = ("seats", "volume")


def right(answer: Answer) -> Any:
    assert answer.status in (200, 201, 204), answer.body
    return answer.body


@dataclass
class Wares:
    """`ids` are the prices of each kind, `private` those that one organization alone is offered."""

    ids: dict[str, list[str]] = field(default_factory=dict)
    rupees: set[str] = field(default_factory=set)
    private: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def _take(self, kind: str, product: Any) -> None:
        for price in product["prices"]:
            self.ids.setdefault(kind, []).append(price["id"])
            self.kinds[price["id"]] = kind
            if price["currency"] == "INR":
                self.rupees.add(price["id"])

    async def sell(self, seller: Client, agents: list[str]) -> None:
        """The last of the seller's agents in each way, and all of them together."""
        for kind, prices in OFFERS.items():
            trial = {"days": 7, "credits": "5"} if kind == "plans" else None
            body = {"name": kind, "agent_ids": agents[-1:], "prices": prices, "trial": trial}
            self._take(kind, right(await seller.post("/v1/products", body)))
        if len(agents) > 1:
            body = {"name": "bundle", "agent_ids": agents, "prices": [MONTHLY, YEARLY, ONCE]}
            self._take("bundle", right(await seller.post("/v1/products", body)))
        right(await seller.call("PUT", f"/v1/agents/{agents[-1]}/price", USAGE))

    async def packs(self, admin: Client) -> None:
        price = ONCE | {"unit_amount": 1000, "credits": "1000"}
        body = {"kind": "credits", "name": "packs", "prices": [price]}
        self._take("packs", right(await admin.post("/v1/products", body)))

    async def offer(self, seller: Client, agent_id: str, buyer: Client) -> None:
        """Something that is sold to one organization alone."""
        org_id = str(buyer.organization["id"])
        body = {
            "name": "private",
            "agent_ids": [agent_id],
            "prices": [YEARLY | {"unit_amount": 9900}],
            "buyer_organization_id": org_id,
        }
        product = right(await seller.post("/v1/products", body))
        self.private[org_id] = product["prices"][0]["id"]
        self.kinds[self.private[org_id]] = "private"

    def cart(self, buyer: Client, dice: Random) -> dict[str, Any]:
        """Something, by a processor that takes its currency."""
        kinds = [*self.ids, *(["private"] if buyer.organization["id"] in self.private else [])]
        kind = dice.choice(kinds)
        own = self.private.get(str(buyer.organization["id"]), "")
        price_id = own if kind == "private" else dice.choice(self.ids[kind])
        ways = (
            ["razorpay", "razorpay", "stripe"] if price_id in self.rupees else ["stripe", "paypal"]
        )
        quantity = dice.randint(1, 8) if kind in _MANY else 1
        return {
            "items": [{"price_id": price_id, "quantity": quantity}],
            "processor": dice.choice([*ways, *ways, "manual"]),
        }
