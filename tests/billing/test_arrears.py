"""Use on a credit line: counted as it happens, invoiced once a month, and closed while unpaid."""

from dataclasses import dataclass
from typing import Any

import pytest

from hub.billing import arrears
from hub.billing.runner import run
from hub.billing.subscription_models import Due
from hub.credits.verifying import differences
from tests.billing.shop import MODEL, ONCE, Shop, key
from tests.billing.test_subscriptions import told
from tests.hub_fixtures import Answer, Client

WELCOME = 100  # credits that everybody begins with, and that are used before any line is
METERED = {"model": "per_call", "credits": "150", "model_cost": "included", "metered": True}


@dataclass
class Buyer(Client):
    """Who uses an agent of their own choice on a credit line."""

    agent_id: str = ""

    async def uses(self) -> Answer:
        return await self.invoke(self.agent_id, "x", model=MODEL)

    async def line(self) -> Any:
        shown = await self.get("/v1/billing/metered")
        assert shown.status == 200, shown.body
        return shown.body


async def _opens_line(shop: Shop, *, card: bool = True, credits_: str = "400") -> Buyer:
    """A buyer with a saved card, who may use so much before paying for it."""
    agent_id = await shop.agent()
    put = await shop.seller.call("PUT", f"/v1/agents/{agent_id}/price", METERED)
    assert put.status == 200, put.body
    buyer = await shop.buyer()
    if card:
        other = await shop.product(ONCE, agent_ids=[await shop.agent()])
        await shop.pay_page(buyer, await shop.check_out(buyer, other["prices"][0]["id"]))
    body = {
        "organization_id": buyer.organization["id"],
        "credits": credits_,
        "kind": "metered",
        "reason": "Credit line",
    }
    opened = await shop.admin.post("/v1/admin/grants", body, headers=key())
    assert opened.status == 201, opened.body
    enabled = await buyer.post(f"/v1/agents/{agent_id}/enable", {"payment_mode": "metered"})
    assert enabled.status == 201, enabled.body
    named = buyer.token, buyer.user, buyer.organization
    return Buyer(buyer.url, buyer.http, *named, agent_id=agent_id)


async def _balanced(shop: Shop) -> None:
    async with shop.finder.transaction() as session:
        assert await differences(session) == []


def _customer(shop: Shop) -> str:
    return str(next(reversed(shop.stripe.sessions.values()))["customer"])


@pytest.mark.req("D-bill", "FR-3.12")
async def test_use_is_counted_up_to_the_limit_and_invoiced_at_the_end_of_the_month(
    shop: Shop,
) -> None:
    buyer = await _opens_line(shop)
    used = [await buyer.uses() for _ in range(4)]
    assert [one.status for one in used] == [200, 200, 200, 402]
    assert used[-1]["code"] == "credit_line_used_up"
    assert "GET /v1/billing/metered" in used[-1]["detail"]
    line = await buyer.line()
    assert (line["used"], line["limit"], line["available"]) == ("350", "400", "50")
    assert (line["amount"]["amount"], line["status"]) == (350, "active")
    assert [(a["agent_id"], a["runs"], a["credits"]) for a in line["agents"]] == [
        (buyer.agent_id, 3, "350")
    ]
    await _balanced(shop)
    await shop.advance(buyer, months=1)
    [order, _] = (await buyer.get("/v1/orders"))["data"]
    assert (order["reason"], order["status"]) == ("usage", "paid")
    assert [(o["description"], o["amount"]) for o in order["totals"]["lines"]] == [
        ("Echo: 3 runs", 350)
    ]
    [invoice, before] = (await buyer.get("/v1/invoices"))["data"]
    numbers = [int(i["number"].rpartition("-")[2]) for i in (invoice, before)]
    assert (invoice["status"], invoice["order_id"]) == ("paid", order["id"])
    assert numbers[0] > numbers[1]
    line = await buyer.line()
    assert (line["used"], line["available"], line["order_id"]) == ("0", "400", None)
    assert len([s for s in await told(buyer) if "for what you used" in s]) == 1
    assert (await buyer.uses()).status == 200
    await shop.advance(buyer, months=2)
    totals = [o["totals"]["total"] for o in (await buyer.get("/v1/orders"))["data"]]
    assert totals == [150, 350, 5000], "a month without use asks for nothing"
    await _balanced(shop)


@pytest.mark.req("D-bill")
async def test_what_is_not_paid_closes_the_line_until_it_is(shop: Shop) -> None:
    buyer = await _opens_line(shop, credits_="700")
    assert [(await buyer.uses()).status for _ in range(2)] == [200, 200]
    customer = _customer(shop)
    shop.stripe.declining.add(customer)
    await shop.advance(buyer, months=1)
    line = await buyer.line()
    assert (line["status"], line["invoiced"]["amount"], line["stopped"]) == ("past_due", 200, False)
    assert (await buyer.uses()).status == 200, "grace"
    await shop.advance(buyer, days=8)
    refused = await buyer.uses()
    assert (refused.status, refused["code"]) == (402, "credit_line_used_up")
    await shop.advance(buyer, days=30)
    line = await buyer.line()
    assert (line["status"], line["stopped"], line["used"]) == ("unpaid", True, "150")
    [order, _] = (await buyer.get("/v1/orders"))["data"]
    assert [p["status"] for p in order["payments"]] == ["failed"] * 5
    assert len([s for s in await told(buyer) if "not available until it is paid" in s]) == 1
    await _balanced(shop)
    shop.stripe.declining.discard(customer)
    [method] = (await buyer.get("/v1/payment-methods"))["data"]
    body = {"payment_method_id": method["id"]}
    assert (await buyer.call("PUT", "/v1/billing/metered", body)).status == 200
    await shop.advance(buyer, days=1)
    line = await buyer.line()
    assert (line["status"], line["stopped"], line["invoiced"]) == ("active", False, None)
    [later, paid, _] = (await buyer.get("/v1/orders"))["data"]
    assert (paid["id"], paid["status"], later["totals"]["total"]) == (order["id"], "paid", 150)
    assert (await buyer.uses()).status == 200
    await _balanced(shop)


@pytest.mark.req("D-bill", "S15")
async def test_without_a_card_it_is_paid_by_transfer_and_refunds_and_disputes_are_booked(
    shop: Shop,
) -> None:
    buyer = await _opens_line(shop, card=False)
    assert (await buyer.uses()).status == 200
    await shop.advance(buyer, months=1)
    [order] = (await buyer.get("/v1/orders"))["data"]
    [invoice] = (await buyer.get("/v1/invoices"))["data"]
    assert (order["status"], invoice["status"]) == ("pending", "issued")
    paid = await shop.admin.post(
        f"/v1/admin/orders/{order['id']}/paid",
        {"reference": "Bank", "reason": "Arrived"},
        headers=key(),
    )
    assert paid.status == 200, paid.body
    assert (await buyer.line())["available"] == "400"
    part = await shop.refund(order["id"], amount=20)
    assert part.status == 201, part.body
    await _balanced(shop)
    whole = await shop.refund(order["id"])
    assert (whole.status, (await buyer.line())["available"]) == (201, "400")
    await _balanced(shop)
    assert (await buyer.uses()).status == 200


@pytest.mark.req("D-bill")
async def test_who_takes_the_money_back_uses_no_more_until_the_platform_says_so(
    shop: Shop,
) -> None:
    buyer = await _opens_line(shop)
    assert (await buyer.uses()).status == 200
    charged = set(shop.stripe.intents)
    await shop.advance(buyer, months=1)
    [intent] = set(shop.stripe.intents) - charged
    lost = shop.stripe.dispute(intent)
    await shop.tell("charge.dispute.created", shop.stripe.disputes[lost])
    assert (await buyer.line())["status"] == "disputed"
    assert (await buyer.uses())["code"] == "credit_line_used_up"
    shop.stripe.disputes[lost]["status"] = "lost"
    await shop.tell("charge.dispute.closed", shop.stripe.disputes[lost])
    await _balanced(shop)
    path = f"/v1/admin/organizations/{buyer.organization['id']}/metered/reopen"
    opened = await shop.admin.post(path, {"reason": "They have paid by transfer"})
    assert (opened.status, opened["status"]) == (200, "active")
    acts = (await buyer.get("/v1/audit?action=metered.reopened"))["data"]
    assert len(acts) == 1, "proves what tests/audit leaves out"
    again = await shop.admin.post(path, {"reason": "Once more"})
    assert (again.status, again["code"]) == (409, "metered_state")
    assert (await buyer.uses()).status == 200
    await _balanced(shop)


@pytest.mark.req("D-bill")
async def test_a_worker_that_dies_after_the_invoice_charges_once(shop: Shop) -> None:
    """What is between the invoice and the charge is lost; twice at once is once."""
    buyer = await _opens_line(shop)
    assert (await buyer.uses()).status == 200
    org_id, billing = buyer.organization["id"], shop.billing
    async with billing.database.transaction(org_id) as session:
        found = await session.get(Due, ("metered", org_id))
        assert found is not None
    charged = set(shop.stripe.intents)
    step = await arrears.due(billing, found, found.due_at)
    assert step is not None
    assert await arrears.due(billing, found, found.due_at) is None
    assert set(shop.stripe.intents) == charged
    line = await buyer.line()
    assert (line["used"], line["invoiced"]["amount"]) == ("0", 50)
    async with billing.database.transaction(org_id) as session:
        begun = await session.get(Due, ("payment", step.payment_id))
        assert begun is not None
    await run(billing, begun, begun.due_at)
    await run(billing, begun, begun.due_at)
    assert len(set(shop.stripe.intents) - charged) == 1
    [order, _] = (await buyer.get("/v1/orders"))["data"]
    assert (order["status"], len(order["payments"])) == ("paid", 1)
    assert len((await buyer.get("/v1/invoices"))["data"]) == 2
    await _balanced(shop)
