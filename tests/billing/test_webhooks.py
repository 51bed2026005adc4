"""What processors tell: forged, twice, out of order, late, early, and about nothing."""

import asyncio
import random

import pytest

from tests.billing.shop import ONCE, Shop, key


@pytest.mark.req("R37")
async def test_what_is_not_signed_is_refused(shop: Shop) -> None:
    body = shop.stripe.event("payment_intent.succeeded", {"id": "pi_1", "object": "payment_intent"})
    good = shop.stripe.signed(body)
    forged = [
        await shop.send(body, {}),
        await shop.send(body, shop.stripe.signed(body, secret="whsec_other")),
        await shop.send(body + b" ", good),
        await shop.send(body, shop.stripe.signed(body, age_s=301)),
        await shop.send(body, {"stripe-signature": "t=1,t=2,v1=00"}),
        await shop.send(body, {"stripe-signature": good["stripe-signature"] + "é"}),
        await shop.send(body, good, to="manual"),
    ]
    assert forged == [401] * 7
    assert await shop.send(body, good) == 204
    assert await shop.send(b"{}", shop.stripe.signed(b"{}")) == 502


@pytest.mark.req("R38", "R39", "F14")
@pytest.mark.parametrize("events", [10, pytest.param(200, marks=pytest.mark.slow)])
async def test_however_often_it_is_told_a_payment_has_one_effect(shop: Shop, events: int) -> None:
    """Five payments, told of by so many events each, three times, in any order, at once."""
    price_id = await shop.pack(credits_="10", amount=1000)
    buyer = await shop.buyer()
    before = float((await buyer.get("/v1/credits"))["available"])
    bodies = []
    for _ in range(5):
        checkout = await shop.check_out(buyer, price_id)
        session = shop.stripe.sessions[checkout["url"].rpartition("/")[2]]
        shop.stripe.complete(session["id"])
        for n in range(events):
            kind = ["checkout.session.completed", "checkout.session.expired"][n % 2]
            bodies += [shop.stripe.event(kind, session)] * 3
    random.Random(7).shuffle(bodies)  # noqa: S311 - an order, no secret
    gate = asyncio.Semaphore(8)

    async def tell(body: bytes) -> int:
        async with gate:
            return await shop.send(body, shop.stripe.signed(body))

    assert set(await asyncio.gather(*(tell(body) for body in bodies))) == {204}
    after = float((await buyer.get("/v1/credits"))["available"])
    assert after - before == 5 * 10
    orders = (await buyer.get("/v1/orders?limit=100"))["data"]
    assert [o["status"] for o in orders] == ["paid"] * 5


async def test_a_dispute_holds_the_sellers_part_and_is_won_or_lost(shop: Shop) -> None:
    agent_id = await shop.agent()
    product = await shop.product(ONCE, agent_ids=[agent_id])
    buyer = await shop.buyer()
    checkout = await shop.check_out(buyer, product["prices"][0]["id"])
    await shop.pay_page(buyer, checkout)
    intent = next(reversed(shop.stripe.intents))
    before = await _books(shop)
    won = shop.stripe.dispute(intent)
    for kind in ("created", "updated"):
        await shop.tell(f"charge.dispute.{kind}", shop.stripe.disputes[won])
    held = await _books(shop)
    assert held["reserve"] - before["reserve"] == 4000
    assert held["pending"] + held["available"] == before["pending"] + before["available"] - 4000
    shop.stripe.disputes[won]["status"] = "won"
    await shop.tell("charge.dispute.closed", shop.stripe.disputes[won])
    again = await _books(shop)
    assert (again["reserve"], sum(again.values())) == (before["reserve"], sum(before.values()))
    assert await shop.runs(buyer, agent_id) == 200
    lost = shop.stripe.dispute(intent, amount=5500)
    shop.stripe.disputes[lost]["status"] = "lost"
    await shop.tell("charge.dispute.closed", shop.stripe.disputes[lost])
    await shop.tell("charge.dispute.created", shop.stripe.disputes[lost])
    assert await shop.runs(buyer, agent_id) == 403
    assert sum((await _books(shop)).values()) == sum(before.values()) - 4000
    refund = {"order_id": checkout["order_id"], "reason": "Too late"}
    assert (await shop.admin.post("/v1/admin/refunds", refund, headers=key())).status == 409


async def _books(shop: Shop) -> dict[str, int]:
    earned = (await shop.seller.get("/v1/earnings"))["data"]
    found = next((one for one in earned if one["currency"] == "USD"), None) or {}
    return {name: int(found.get(name, 0)) for name in ("pending", "available", "reserve")}
