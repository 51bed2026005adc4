"""What no message told of is found by the daily comparison, mended, or said with what to do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from hub.billing.reconciliation_models import ReconciledDay
from hub.credits.verifying import differences
from hub.kit.ids import PLATFORM_ORG
from tests.billing.shop import ONCE, Shop
from tests.billing.storm import Storm
from tests.hub_fixtures import Answer


async def _compare(shop: Shop, processor: str) -> Answer:
    body = {"processor": processor, "day": datetime.now(UTC).date().isoformat()}
    done = await shop.admin.post("/v1/admin/reconciliations", body)
    assert done.status == 200, done.body
    return done


async def _findings(shop: Shop, refs: set[str]) -> dict[str, Any]:
    listed = await shop.admin.get("/v1/admin/reconciliations?limit=100")
    return {one["ref"]: one for one in listed["data"] if one["ref"] in refs}


@pytest.mark.req("R41")
@pytest.mark.parametrize("processor", ["stripe", "paypal", "razorpay"])
async def test_what_a_dropped_message_would_have_told_is_recorded_by_the_comparison(
    shop: Shop, processor: str
) -> None:
    storm = Storm(shop, processor)
    before = await storm.begin(10)
    if processor == "paypal":  # it has captured what was approved, and the answers got lost
        for order in shop.paypal.orders.values():
            if order["status"] == "APPROVED":
                shop.paypal.capture(order)
    for at, (body, headers) in enumerate(storm.right):
        if at % 10:
            assert await shop.send(body, headers, to=processor) == 204
    assert await storm.credits() == before + 9
    first = await _compare(shop, processor)
    assert first["mended"] >= 1
    assert await storm.credits() == before + 10
    again = await _compare(shop, processor)
    assert (again["mended"], again["listed"]) == (0, first["listed"])
    async with shop.finder.transaction() as session:
        assert await differences(session) == []


@pytest.mark.req("R41")
async def test_what_differs_is_said_with_what_to_do_and_closed_by_somebody(shop: Shop) -> None:
    product = await shop.product(ONCE)
    buyer = await shop.buyer()
    checkout = await shop.check_out(buyer, product["prices"][0]["id"])
    await shop.pay_page(buyer, checkout)
    intent = next(reversed(shop.stripe.intents.values()))
    [payment] = (await buyer.get(f"/v1/orders/{checkout['order_id']}"))["payments"]
    now = int(datetime.now(UTC).timestamp())
    twin = intent | {"id": "pi_twin", "created": now}
    strange = twin | {"id": "pi_strange", "metadata": {"payment_id": "pay_" + "0" * 26}}
    foreign = twin | {"id": "pi_foreign", "metadata": {}}
    shop.stripe.intents |= {one["id"]: one for one in (twin, strange, foreign)}
    back = {"id": "re_theirs", "object": "refund", "status": "succeeded", "amount": 100}
    back |= {"payment_intent": intent["id"], "currency": "usd", "created": now, "metadata": {}}
    shop.stripe.refunds["re_theirs"] = back
    disputed = shop.stripe.dispute(intent["id"])
    await _compare(shop, "stripe")
    refs = {"pi_twin", "pi_strange", "pi_foreign", "re_theirs", disputed}
    found = await _findings(shop, refs)
    assert {ref: (one["difference"], one["status"]) for ref, one in found.items()} == {
        "pi_twin": ("paid_twice", "open"),
        "pi_strange": ("unknown_payment", "open"),
        "re_theirs": ("refund_unknown", "open"),
        disputed: ("not_recorded", "mended"),
    }
    assert found["pi_twin"]["object_id"] == payment["id"]
    assert found["pi_twin"]["organization_id"] == buyer.organization["id"]
    assert "Give the second one back" in found["pi_twin"]["advice"]
    path = f"/v1/admin/reconciliations/{found['pi_twin']['id']}/close"
    assert (await buyer.post(path, {"reason": "x"}))["code"] == "platform_admin_required"
    closed = await shop.admin.post(path, {"reason": "Given back at Stripe"})
    assert (closed.status, closed["status"]) == (200, "closed")
    assert (await shop.admin.post(path, {"reason": "Twice"})).status == 409
    audited = await shop.admin.get("/v1/audit?action=reconciliation_finding.closed")
    assert any(one["target"]["id"] == found["pi_twin"]["id"] for one in audited["data"]), (
        audited.body
    )
    for name in ("pi_twin", "pi_strange", "pi_foreign"):
        del shop.stripe.intents[name]
    del shop.stripe.intents[intent["id"]]
    await _compare(shop, "stripe")
    assert (await _findings(shop, {"pi_twin"}))["pi_twin"]["status"] == "closed"
    [missing] = (await _findings(shop, {intent["id"]})).values()
    assert (missing["difference"], missing["status"]) == ("missing_there", "open")


async def test_the_comparison_is_made_every_day_by_itself(shop: Shop) -> None:
    await shop.work()
    await shop.work(later=timedelta(days=1, hours=1))
    async with shop.billing.database.transaction(PLATFORM_ORG) as session:
        days = (await session.exec(select(ReconciledDay))).all()
    today = datetime.now(UTC).date()
    done = {row.processor for row in days if row.day in (today, today - timedelta(days=1))}
    assert done == {"stripe", "paypal", "razorpay"}
