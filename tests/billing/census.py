"""What an economy has come to, in words that are the same whichever way it came to that."""

from collections import Counter
from typing import Any

from hub.credits.verifying import trial_balance
from tests.billing.economy import Economy
from tests.hub_fixtures import Client


async def _all(client: Client, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = ""
    while True:
        page = await client.get(f"{path}?limit=100{after}")
        assert page.status == 200, page.body
        found += page["data"]
        if page["next_cursor"] is None:
            return found
        after = f"&cursor={page['next_cursor']}"


def _order(order: dict[str, Any]) -> tuple[Any, ...]:
    line = order["totals"]["lines"][0]["description"].partition(" from ")[0]
    due, given = order["totals"]["due"]["amount"], order["refunded"]["amount"]
    payments = sorted(f"{one['processor']} {one['status']}" for one in order["payments"])
    return order["reason"], line, order["status"], due, given, tuple(payments)


def _subscription(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["product_name"], row["status"], row["quantity"], row["amount"]["amount"]


async def census(town: Economy) -> dict[str, Any]:
    """By buyer and seller, in their order; and the ledger's balances."""
    buyers, sellers = [], []
    for n, buyer in enumerate(town.buyers):
        subscriptions = await _all(buyer, "/v1/subscriptions")
        invoices = await _all(buyer, "/v1/invoices")
        notes = [note for one in invoices for note in one["credit_notes"]]
        buyers.append(
            {
                "orders": sorted(map(_order, await _all(buyer, "/v1/orders"))),
                "subscriptions": sorted(map(_subscription, subscriptions)),
                "invoices": Counter(one["status"] for one in invoices),
                "credited": sorted(note["amount"]["amount"] for note in notes),
                "credits": (await buyer.get("/v1/credits"))["available"],
                "line": await town.lines.census(n, buyer),
            }
        )
    for seller in town.sellers:
        payouts = await _all(seller, "/v1/payouts")
        sellers.append(
            {
                "earned": (await seller.get("/v1/earnings"))["data"],
                "payouts": sorted((one["amount"]["amount"], one["status"]) for one in payouts),
            }
        )
    async with town.finder.transaction() as session:
        books = [list(row) for row in await trial_balance(session)]
    return {"buyers": buyers, "sellers": sellers, "books": books}


def sold(town: Economy, found: list[list[dict[str, Any]]]) -> Counter[str]:
    """How often each kind of ware was paid for, a renewal included; `found` are buyers' orders."""
    kinds = town.wares.kinds
    return Counter(
        kinds[order["totals"]["lines"][0]["price_id"]]
        for orders in found
        for order in orders
        if order["paid_at"] is not None and order["reason"] != "usage"
    )


async def orders_of(town: Economy) -> list[list[dict[str, Any]]]:
    return [await _all(buyer, "/v1/orders") for buyer in town.buyers]


def charged_twice(town: Economy) -> list[str]:
    """Payments for which a processor took money more than once."""
    intents = [i for i in town.stripe.intents.values() if i["status"] == "succeeded"]
    taken = Counter(str(i["metadata"]["payment_id"]) for i in intents if i.get("metadata"))
    taken += Counter(str(one["invoice_id"]) for one in town.paypal.captures.values())
    captured = [p for p in town.razorpay.payments.values() if p["status"] == "captured"]
    taken += Counter(str(one["order_id"]) for one in captured if one.get("order_id"))
    return [name for name, times in taken.items() if times > 1]
