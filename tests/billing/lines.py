"""Buyers of an economy who use an agent on a credit line, and pay for it at the end of each month:
one whose card is charged, one whose card is declined until they leave another, and one who pays by
transfer, and late."""

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from tests.billing.shop import MODEL, ONCE, key
from tests.billing.wares import right
from tests.hub_fixtures import Client

if TYPE_CHECKING:
    from tests.billing.economy import Economy

# By the last figure of a buyer's place: which card they leave
CARDS: Final[dict[int, str | None]] = {0: "ok", 1: "insufficient_funds", 2: None}
_LIMIT: Final = "300"
# More than everybody is given to begin with, by more than a processor takes at least
_BEFORE: Final = 8


class Lines:
    def __init__(self, town: "Economy") -> None:
        self._town = town
        self._price_id = ""

    def has(self, n: int) -> bool:
        return n % 10 in CARDS

    async def open(self) -> None:
        """And each uses more than they were given."""
        admin = await self._town.admin()
        pack = ONCE | {"unit_amount": 100, "credits": "1"}
        body = {"kind": "credits", "name": "one credit", "prices": [pack]}
        self._price_id = right(await admin.post("/v1/products", body))["prices"][0]["id"]
        self._town.wares.kinds[self._price_id] = "packs"
        for n, buyer in enumerate(self._town.buyers):
            if self.has(n):
                await self._open(n, buyer, admin)

    async def _open(self, n: int, buyer: Client, admin: Client) -> None:
        card = CARDS[n % 10]
        if card is not None:
            await self._leave(buyer, card)
        body = {
            "organization_id": buyer.organization["id"],
            "credits": _LIMIT,
            "kind": "metered",
            "reason": "Credit line",
        }
        right(await admin.post("/v1/admin/grants", body, headers=key()))
        mode = {"payment_mode": "metered"}
        right(await buyer.post(f"/v1/agents/{self._agent(n)}/enable", mode))
        for _ in range(_BEFORE):
            await self.use(n, buyer)

    def _agent(self, n: int) -> str:
        return self._town.agents[n % len(self._town.agents)]

    async def use(self, n: int, buyer: Client) -> None:
        used = await buyer.invoke(self._agent(n), "x", model=MODEL)
        self._town.count(f"use {used.status}")

    async def _leave(self, buyer: Client, card: str) -> None:
        """A card, with which something small is bought."""
        stripe = self._town.stripe
        asked = {"items": [{"price_id": self._price_id}], "processor": "stripe"}
        page = await self._town.page(buyer, asked | {"save_method": True})
        session = stripe.sessions[str(right(page)["url"]).rpartition("/")[2]]
        stripe.complete(session["id"], card=card)
        body = stripe.event("checkout.session.completed", session)
        await self._town.tell("stripe", body, stripe.signed(body))

    async def see_to(self, n: int, buyer: Client) -> None:
        """What waits for somebody: a transfer that was not made, a card that is of no use."""
        if CARDS[n % 10] is None:
            await self._transfer(buyer)
        elif right(await buyer.get("/v1/billing/metered"))["status"] == "unpaid":
            known = {m["id"] for m in (await buyer.get("/v1/payment-methods"))["data"]}
            await self._leave(buyer, "ok")
            methods = (await buyer.get("/v1/payment-methods"))["data"]
            [new] = [m["id"] for m in methods if m["id"] not in known]
            choice = {"payment_method_id": new}
            right(await buyer.call("PUT", "/v1/billing/metered", choice))
            self._town.count("line mended")

    async def _transfer(self, buyer: Client) -> None:
        """Only once they were reminded: after it had failed."""
        for order in (await buyer.get("/v1/orders"))["data"]:
            tried = [payment["status"] for payment in order["payments"]]
            if (order["reason"], order["status"]) != ("usage", "pending") or "failed" not in tried:
                continue
            admin = await self._town.admin()
            paid = {"reference": "Bank", "reason": "Arrived"}
            right(await admin.post(f"/v1/admin/orders/{order['id']}/paid", paid, headers=key()))
            self._town.count("line paid late")

    async def census(self, n: int, buyer: Client) -> dict[str, Any] | None:
        if not self.has(n):
            return None
        line = right(await buyer.get("/v1/billing/metered"))
        return {name: line[name] for name in ("status", "used", "available", "invoiced")}


def asked_for(found: list[list[dict[str, Any]]]) -> Counter[str]:
    """What became of the orders for use on credit lines; `found` are buyers' orders."""
    counted: Counter[str] = Counter()
    for order in (one for orders in found for one in orders if one["reason"] == "usage"):
        counted[order["status"]] += 1
        if [payment["status"] for payment in order["payments"]].count("failed") > 1:
            counted["dunned"] += 1
    return counted
