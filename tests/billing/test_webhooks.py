"""What processors tell: forged, twice, out of order, late, early, and about nothing."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub.credits.verifying import differences
from hub.kit.engines import EngineUrls
from tests.billing.conftest import Peers
from tests.billing.shop import ONCE, Shop, key
from tests.billing.storm import Message, Storm
from tests.hub_fixtures import Answer, hub_settings, serve


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


_LONG = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(1200)]


@pytest.mark.req("R41")
async def test_what_is_told_is_kept_and_answered_before_it_is_looked_up(
    shop: Shop, peers: Peers
) -> None:
    """Stripe does not answer: its message is answered all the same, and looked up later."""
    buyer = await shop.buyer()
    checkout = await shop.check_out(buyer, await shop.pack(credits_="10"))
    session = shop.stripe.sessions[checkout["url"].rpartition("/")[2]]
    shop.stripe.complete(session["id"])
    peers.stripe.silent = asyncio.Event()
    async with asyncio.timeout(5):
        assert await shop.tell("checkout.session.completed", session) == 204
    peers.stripe.silent.set()
    peers.stripe.silent = None
    assert (await buyer.get(f"/v1/checkouts/{checkout['id']}"))["status"] == "confirmed"
    await shop.work(later=timedelta(minutes=5))
    assert (await buyer.get(f"/v1/checkouts/{checkout['id']}"))["status"] == "succeeded"


@pytest.mark.req("R42")
async def test_what_is_owed_is_what_was_ordered_whatever_a_message_says(shop: Shop) -> None:
    product = await shop.product(ONCE)
    buyer = await shop.buyer()
    checkout = await shop.check_out(buyer, product["prices"][0]["id"])
    session = shop.stripe.sessions[checkout["url"].rpartition("/")[2]]
    told = session | {"amount_total": 1, "status": "complete", "payment_status": "paid"}
    assert await shop.tell("checkout.session.completed", told) == 204
    order = await buyer.get(f"/v1/orders/{checkout['order_id']}")
    assert order["status"] == "pending", "what is true is fetched, and nothing was paid"
    session["amount_total"] = 1
    shop.stripe.complete(session["id"])
    assert await shop.tell("checkout.session.completed", session) == 204
    order = await buyer.get(f"/v1/orders/{checkout['order_id']}")
    assert (order["status"], order["payments"][0]["error"]) == ("pending", "wrong_amount")
    assert (await buyer.get(f"/v1/checkouts/{checkout['id']}"))["status"] == "failed"
    asked = {"items": [{"price_id": product["prices"][0]["id"]}]}
    shown = await buyer.post("/v1/checkouts/preview", asked)
    assert shown["balance_applied"] == 1, "it is kept for whoever paid it"


@pytest.mark.req("F15")
async def test_what_is_told_before_we_know_of_it_waits_for_that(shop: Shop) -> None:
    """A page's answer is on its way, a refund's too: Stripe tells of both before we have them."""
    buyer = await shop.buyer()
    price_id = await shop.pack(credits_="10")
    async with _held_back(shop, shop.check_out(buyer, price_id)) as asking:
        session = next(reversed(shop.stripe.sessions.values()))
        shop.stripe.complete(session["id"])
        assert await shop.tell("checkout.session.completed", session) == 204
    checkout = await asking
    assert (await buyer.get(f"/v1/checkouts/{checkout['id']}"))["status"] == "succeeded"
    shop.stripe.refund_status = "pending"
    async with _held_back(shop, shop.refund(checkout["order_id"])) as asking:
        refund = next(reversed(shop.stripe.refunds.values()))
        assert await shop.tell("refund.updated", refund | {"status": "succeeded"}) == 204
    shop.stripe.refund_status = "succeeded"
    assert (await asking)["status"] == "pending"
    refund["status"] = "succeeded"
    await shop.work()
    order = await buyer.get(f"/v1/orders/{checkout['order_id']}")
    assert (order["status"], order["refunded"]["amount"]) == ("refunded", 1000)


@asynccontextmanager
async def _held_back(
    shop: Shop, asking: Coroutine[Any, Any, Answer]
) -> AsyncIterator[asyncio.Task[Answer]]:
    """While Stripe has done what is asked, and its answer is not here yet."""
    shop.stripe.hanging, shop.stripe.released = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(asking)
    async with asyncio.timeout(10):
        await shop.stripe.hanging.wait()
    yield task
    shop.stripe.hanging = None
    shop.stripe.released.set()
    await task


@pytest.mark.req("R37")
async def test_without_a_secret_every_message_is_refused_and_none_is_kept(
    shop: Shop, peers: Peers, engines: EngineUrls
) -> None:
    secrets = ("stripe_webhook_secret", "paypal_webhook_id", "razorpay_webhook_secret")
    billing = {name: value for name, value in peers.settings().items() if name not in secrets}
    event = peers.stripe.event("payment_intent.succeeded", {"id": "pi_1", "object": "x"})
    sent = {
        "stripe": (event, peers.stripe.signed(event, secret="")),
        "paypal": (event, peers.paypal.signed(event)),
        "razorpay": (event, peers.razorpay.signed(event)),
    }
    async with serve(hub_settings(engines, shop.hub.home, billing=billing)) as url:
        for processor, (body, headers) in sent.items():
            async with shop.hub.http.post(
                f"{url}/v1/webhooks/{processor}", data=body, headers=headers
            ) as answer:
                assert answer.status == 401, processor
    async with shop.finder.transaction() as session:
        connection = await session.connection()
        kept = "select count(*) from processor_events where event_id = :id"
        found = await connection.execute(text(kept), {"id": json.loads(event)["id"]})
        assert found.scalar_one() == 0


@pytest.mark.req("R38", "R39", "F14")
@pytest.mark.parametrize("processor", ["stripe", "paypal", "razorpay"])
@pytest.mark.parametrize("events", [5, pytest.param(1000, marks=_LONG)])
async def test_a_storm_of_messages_has_each_effect_once(
    shop: Shop, processor: str, events: int
) -> None:
    """So many payments, each told of three times in any order, with forged messages between."""
    storm = Storm(shop, processor)
    before = await storm.begin(events)
    sent = [(one, 204) for one in storm.right for _ in range(3)]
    sent += [(one, 401) for one in storm.forged()]
    random.Random(events).shuffle(sent)  # noqa: S311 - an order, no secret
    gate = asyncio.Semaphore(8)

    async def tell(message: Message, wanted: int) -> int:
        async with gate:
            body, headers = message
            if processor == "stripe" and wanted == 204:  # it signs again with each try
                headers = shop.stripe.signed(body)
            return await shop.send(body, headers, to=processor)

    answers = await asyncio.gather(*(tell(*one) for one in sent))
    assert answers == [wanted for _, wanted in sent]
    await shop.work(later=timedelta(minutes=5))
    assert await storm.credits() - before == events
    async with shop.finder.transaction() as session:
        assert await differences(session) == []


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


async def test_a_refund_that_arrives_after_a_lost_dispute_costs_the_seller_nothing_more(
    shop: Shop,
) -> None:
    """The processor gave the money away twice; a buyer's order and a seller's part are one."""
    product = await shop.product(ONCE)
    buyer = await shop.buyer()
    checkout = await shop.check_out(buyer, product["prices"][0]["id"])
    await shop.pay_page(buyer, checkout)
    before = await _books(shop)
    intent = next(reversed(shop.stripe.intents))
    shop.stripe.refund_status = "pending"
    assert (await shop.refund(checkout["order_id"], amount=2000))["status"] == "pending"
    shop.stripe.refund_status = "succeeded"
    lost = shop.stripe.dispute(intent)
    shop.stripe.disputes[lost]["status"] = "lost"
    await shop.tell("charge.dispute.closed", shop.stripe.disputes[lost])
    refund = next(reversed(shop.stripe.refunds.values()))
    refund["status"] = "succeeded"
    assert await shop.tell("refund.updated", refund) == 204
    order = await buyer.get(f"/v1/orders/{checkout['order_id']}")
    assert (order["status"], order["refunded"]["amount"]) == ("refunded", 5000)
    assert sum((await _books(shop)).values()) == sum(before.values()) - 4000
    [invoice, *_] = (await buyer.get("/v1/invoices"))["data"]
    assert sum(note["amount"]["amount"] for note in invoice["credit_notes"]) == 5000
    async with shop.finder.transaction() as session:
        assert await differences(session) == []


async def test_while_a_payment_is_disputed_nothing_else_is_paid_from_what_is_held(
    shop: Shop,
) -> None:
    product = await shop.product(ONCE)
    buyer = await shop.buyer()
    bought = []
    for _ in range(2):
        checkout = await shop.check_out(buyer, product["prices"][0]["id"])
        await shop.pay_page(buyer, checkout)
        bought.append((checkout["order_id"], next(reversed(shop.stripe.intents))))
    before = await _books(shop)
    disputed = shop.stripe.dispute(bought[0][1])
    await shop.tell("charge.dispute.created", shop.stripe.disputes[disputed])
    refused = await shop.refund(bought[0][0])
    assert (refused.status, refused["code"]) == (409, "order_state")
    assert (await shop.refund(bought[1][0])).status == 201
    assert (await _books(shop))["reserve"] - before["reserve"] == 4000
    shop.stripe.disputes[disputed]["status"] = "prevented"
    await shop.tell("charge.dispute.closed", shop.stripe.disputes[disputed])
    after = await _books(shop)
    assert after["reserve"] == before["reserve"], "what was held is free again"
    assert sum(after.values()) == sum(before.values()) - 4000


async def _books(shop: Shop) -> dict[str, int]:
    earned = (await shop.seller.get("/v1/earnings"))["data"]
    found = next((one for one in earned if one["currency"] == "USD"), None) or {}
    return {name: int(found.get(name, 0)) for name in ("pending", "available", "reserve")}
