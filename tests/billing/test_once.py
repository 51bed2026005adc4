"""What is due is done once and in its turn, whoever dies or stands still over it."""

import asyncio
from datetime import timedelta

import pytest

from hub.billing.runner import run
from hub.billing.subscription_models import Due
from tests.billing.shop import MONTHLY, ONCE, Shop


@pytest.mark.req("D-bill", "S5")
async def test_a_worker_that_stood_still_renews_nothing_a_second_time(shop: Shop) -> None:
    """It had read what is due, and does it after another one did."""
    product = await shop.product(MONTHLY)
    buyer = await shop.buyer()
    made = await shop.subscribe(buyer, product["prices"][0]["id"])
    async with shop.billing.database.transaction(buyer.organization["id"]) as session:
        found = await session.get(Due, ("subscription", made["id"]))
        assert found is not None
    charged = len(shop.stripe.intents)
    for _ in range(2):
        await run(shop.billing, found, found.due_at)
    assert len(shop.stripe.intents) == charged + 1
    reasons = [o["reason"] for o in (await buyer.get("/v1/orders"))["data"]]
    assert reasons == ["renewal", "purchase"]


@pytest.mark.req("D-bill", "S5")
async def test_a_worker_that_dies_over_a_refund_does_not_cost_it_its_turn(shop: Shop) -> None:
    product = await shop.product(ONCE)
    buyer = await shop.buyer(test=False)
    done = await shop.pay_page(buyer, await shop.check_out(buyer, product["prices"][0]["id"]))
    made, shop.stripe.refuse = len(shop.stripe.refunds), 1
    assert (await shop.refund(done["order_id"], amount=1000))["status"] == "pending"
    shop.stripe.hanging, shop.stripe.released = asyncio.Event(), asyncio.Event()
    dies = asyncio.create_task(shop.work(later=timedelta(minutes=3)))
    async with asyncio.timeout(10):
        await shop.stripe.hanging.wait()
    dies.cancel()
    await asyncio.wait({dies})
    shop.stripe.hanging = None
    shop.stripe.released.set()
    await shop.work(later=timedelta(minutes=6))
    order = await buyer.get(f"/v1/orders/{done['order_id']}")
    assert (order["refunded"]["amount"], len(shop.stripe.refunds)) == (1000, made + 1)
