"""Notices of what is spent: each once in its period."""

import pytest

from tests.billing.shop import MODEL, Shop, key
from tests.hub_fixtures import Client

PRICE = {"model": "per_call", "credits": "30", "model_cost": "included"}


async def _heard(buyer: Client) -> list[str]:
    notices = (await buyer.get("/v1/notifications?limit=50"))["data"]
    return sorted(n["subject"] for n in notices)


@pytest.mark.req("D-bill")
async def test_each_threshold_is_told_once(shop: Shop) -> None:
    agent_id = await shop.agent()
    await shop.seller.call("PUT", f"/v1/agents/{agent_id}/price", PRICE)
    buyer = await shop.buyer()
    assert (await buyer.post(f"/v1/agents/{agent_id}/enable")).status == 201
    none = await buyer.get("/v1/credits/alerts")
    assert (none["percents"], none["low_balance"], none["spent_this_month"]) == ([], None, "0")
    budget = {"scope": "organization", "period": "month", "amount": "60"}
    assert (await buyer.call("PUT", "/v1/budgets", budget)).status == 200
    body = {"low_balance": "50", "monthly_spend": "200", "percents": [50, 100, 50]}
    put = await buyer.call("PUT", "/v1/credits/alerts", body)
    assert (put.status, put["percents"], put["monthly_spend"]) == (200, [50, 100], "200")
    await shop.advance(buyer, days=1)
    assert await _heard(buyer) == []
    half = "50 % used: Your limit for this month"
    whole = "100 % used: Your limit for this month"
    for heard in ([half], sorted([half, whole, "Fewer than 50 credits are left"])):
        assert (await buyer.invoke(agent_id, "x", model=MODEL)).status == 200
        await shop.advance(buyer, days=1)
        await shop.advance(buyer, days=2)
        assert await _heard(buyer) == heard
    assert (await buyer.get("/v1/credits/alerts"))["spent_this_month"] == "60"
    refused = await buyer.invoke(agent_id, "x", model=MODEL)
    assert refused["code"] == "budget_exceeded", "the hard cap is the budget's"
    await _grant(shop, buyer)
    await shop.advance(buyer, days=1)
    assert len(await _heard(buyer)) == 3
    off = await buyer.call("PUT", "/v1/credits/alerts", {})
    assert (off["percents"], off["low_balance"]) == ([], None)


async def _grant(shop: Shop, buyer: Client) -> None:
    body = {"organization_id": buyer.organization["id"], "credits": "100", "reason": "Sorry"}
    made = await shop.admin.post("/v1/admin/grants", body, headers=key())
    assert made.status == 201, made.body
