"""A process that is killed between a charge and its record charges nobody twice."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from hub.kit.engines import EngineUrls
from tests.billing.conftest import Peers
from tests.billing.shop import Shop, key
from tests.hub_fixtures import Client
from tests.peers.stripe import SECRET_KEY, WEBHOOK_SECRET
from tests.survival.processes import STARTS_S, environment, kill, place


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.req("D-bill", "S5")
async def test_a_hub_killed_while_it_charges_has_charged_once(
    shop: Shop, peers: Peers, engines: EngineUrls, tmp_path: Path
) -> None:
    price_id = await shop.pack(credits_="10", amount=1000)
    buyer = await shop.buyer()
    await shop.pay_page(buyer, await shop.check_out(buyer, price_id))
    [method] = (await buyer.get("/v1/payment-methods"))["data"]
    before = float((await buyer.get("/v1/credits"))["available"])
    charged = set(peers.stripe.intents)
    body = {
        "items": [{"price_id": price_id}],
        "processor": "stripe",
        "payment_method_id": method["id"],
    }
    variables = environment(engines, shop.hub.model, shop.hub.home) | {
        "LAELIA_BILLING__STRIPE_URL": peers.stripe.url,
        "LAELIA_BILLING__STRIPE_SECRET_KEY": SECRET_KEY,
        "LAELIA_BILLING__STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
    }
    headers = key()
    async with place(variables, tmp_path / "hub.log") as killed:
        process = await killed.hub()
        doomed = Client(killed.url, shop.hub.http, buyer.token)
        async with asyncio.timeout(STARTS_S):
            assert (await doomed.get("/healthz")).status == 200
        peers.stripe.hanging = asyncio.Event()
        asking = asyncio.create_task(doomed.post("/v1/checkouts", body, headers=headers))
        async with asyncio.timeout(STARTS_S):
            await peers.stripe.hanging.wait()
        await kill(process)
        peers.stripe.hanging = None
        peers.stripe.released.set()
        with pytest.raises(aiohttp.ClientError):
            await asking
    [order, *_] = (await buyer.get("/v1/orders"))["data"]
    assert [p["status"] for p in order["payments"]] == ["init"]
    await shop.advance(buyer, days=1)
    again = await buyer.post("/v1/checkouts", body, headers=headers)
    assert (again.status, again["status"], again["order_id"]) == (201, "succeeded", order["id"])
    assert len(set(peers.stripe.intents) - charged) == 1
    assert float((await buyer.get("/v1/credits"))["available"]) - before == 10
