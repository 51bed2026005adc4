"""Saved methods, credits that are bought by themselves, and what publishers are paid."""

from datetime import datetime
from itertools import pairwise

import pytest

from hub.billing.money import months_later
from hub.billing.subscription_models import PayoutAccount, TaxDetails
from hub.billing.tax_ids import plain, wanted
from tests.billing.earned import added_up, ends
from tests.billing.shop import DETAILS, MODEL, ONCE, Shop, key


@pytest.mark.req("D-bill", "S10")
async def test_credits_are_bought_by_themselves_up_to_the_cap(shop: Shop) -> None:
    price_id = await shop.pack(credits_="10", amount=1000)
    buyer = await shop.buyer()
    await shop.pay_page(buyer, await shop.check_out(buyer, price_id))
    [method] = (await buyer.get("/v1/payment-methods"))["data"]
    assert (method["label"], method["default"]) == ("Visa •••• 4242", True)
    body = {
        "enabled": True,
        "below": "1000",
        "price_id": price_id,
        "payment_method_id": method["id"],
        "monthly_cap": {"amount": 2500, "currency": "USD"},
    }
    put = await buyer.call("PUT", "/v1/credits/top-up", body)
    assert (put.status, put["stopped"]) == (200, None)
    for _ in range(4):
        await shop.advance(buyer, days=1)
        await buyer.call("PUT", "/v1/credits/top-up", body)
    now = await buyer.get("/v1/credits/top-up")
    assert now["spent_this_month"] == {"amount": 2000, "currency": "USD"}
    await shop.advance(buyer, days=1)
    assert (await buyer.get("/v1/credits/top-up"))["stopped"] == "cap"
    audited = (await buyer.get("/v1/audit?action=top_up.set"))["data"]
    assert len(audited) == 5
    path = f"/v1/payment-methods/{method['id']}"
    assert (await buyer.call("DELETE", path)).status == 204
    assert (await buyer.call("DELETE", path)).status == 404
    assert len((await buyer.get("/v1/audit?action=payment_method.removed"))["data"]) == 1


@pytest.mark.req("D-bill")
async def test_a_statement_begins_with_the_last_one_and_its_lines_come_to_its_end(
    shop: Shop,
) -> None:
    """What is released is in none of them, and told apart."""
    agent_id = await shop.agent()
    usage = {"model": "per_call", "credits": "300", "model_cost": "included"}
    assert (await shop.seller.call("PUT", f"/v1/agents/{agent_id}/price", usage)).status == 200
    product = await shop.product(ONCE)
    buyer = await shop.buyer()
    page = await shop.check_out(buyer, product["prices"][0]["id"])
    order_id = (await shop.pay_page(buyer, page))["order_id"]
    await shop.pay_page(buyer, await shop.check_out(buyer, await shop.pack()))
    await buyer.enable(agent_id)
    assert await shop.runs(buyer, agent_id) == 200, "with what was bought, beyond what was given"
    began = datetime.fromisoformat((await shop.seller.get("/v1/test-clock"))["now"])
    before = await _available(shop)
    await shop.advance(shop.seller, days=20)
    became = await _available(shop) - before
    assert (await shop.refund(order_id, amount=2500)).status == 201
    await shop.advance(shop.seller, months=2)
    months = [f"{months_later(began, n):%Y-%m}" for n in range(4)]
    found = [(await shop.seller.get(f"/v1/earnings/statements/{one}")).body for one in months]
    for statement in found:
        assert added_up(statement) == ends(statement, "closing"), statement
    for earlier, later in pairwise(found):
        assert ends(later, "opening") == ends(earlier, "closing")
    lines = [line for one in found for line in one["lines"]]
    converted = [line["currency"] for line in lines if line["type"] == "converted"]
    assert {"USD", "credit"} <= set(converted), lines
    assert sum(int(one["released"].get("USD", 0)) for one in found) >= became


@pytest.mark.req("D-bill")
async def test_a_publisher_is_paid_after_the_settlement_delay(shop: Shop) -> None:
    product = await shop.product(ONCE)
    buyer = await shop.buyer()
    await shop.pay_page(buyer, await shop.check_out(buyer, product["prices"][0]["id"]))
    account = {"method": "manual", "destination": "DE00 1234", "currency": "USD"}
    await shop.seller.call("PUT", "/v1/payout-account", account)
    before = await _available(shop)
    await shop.advance(shop.seller, days=20)
    assert await _available(shop) - before >= 3600
    shown = await shop.seller.get("/v1/earnings")
    assert "10 percent" in shown["reserve_reason"]
    kept, free = await _dollars(shop, "reserve"), await _available(shop)
    assert kept >= 400
    await shop.advance(shop.seller, days=60)
    assert await _dollars(shop, "reserve") <= kept - 400
    assert await _available(shop) >= free + 400
    headers, part = key(), {"amount": {"amount": 1500, "currency": "USD"}}
    payout = await shop.seller.post("/v1/payouts", part, headers=headers)
    assert (payout.status, payout["status"]) == (201, "held"), "nobody knows who is paid"
    assert "PUT /v1/tax-details" in payout["reason"]
    body = {"decision": "release", "reason": "They have asked"}
    path = f"/v1/admin/payouts/{payout['id']}/decide"
    assert (await shop.admin.post(path, body)).status == 409
    await _gives_details(shop)
    await shop.advance(shop.seller, days=1)
    [payout, *_] = (await shop.seller.get("/v1/payouts"))["data"]
    assert (payout["status"], payout["reason"]) == ("in_transit", None)
    again = await shop.seller.post("/v1/payouts", part, headers=headers)
    assert again["id"] == payout["id"]
    body = {"decision": "failed", "reason": "The account is closed"}
    left = await _available(shop)
    failed = await shop.admin.post(path, body)
    assert failed["status"] == "failed"
    assert await _available(shop) == left + 1500
    much = {"amount": {"amount": 10**9, "currency": "USD"}}
    refused = await shop.seller.post("/v1/payouts", much, headers=key())
    assert (refused.status, refused["code"]) == (409, "payout_refused")
    month = (await shop.seller.get("/v1/test-clock"))["now"][:7]
    statement = await shop.seller.get(f"/v1/earnings/statements/{month}")
    assert statement.status == 200
    assert statement["publisher"] == DETAILS | {"tax_id": "•••• 6789"}


async def _gives_details(shop: Shop) -> None:
    """They are shown by their ends, and neither the record nor the database has them."""
    wrong = await shop.seller.call("PUT", "/v1/tax-details", DETAILS | {"tax_id": "12-3456789"})
    assert (wrong.status, wrong["errors"][0]["pointer"]) == (422, "/tax_id")
    given = await shop.seller.call("PUT", "/v1/tax-details", DETAILS)
    assert (given.status, given["tax_id"]) == (200, "•••• 6789")
    shown = await shop.seller.get("/v1/tax-details")
    assert (shown.body, shown["legal_name"]) == (given.body, "Ada's Agents GmbH")
    [act] = (await shop.seller.get("/v1/audit?action=tax_details.set"))["data"]
    assert "Lindenweg" not in str(act)
    assert "123456789" not in str(act)
    async with shop.billing.database.transaction(shop.seller.organization["id"]) as session:
        kept = await session.get(TaxDetails, shop.seller.organization["id"])
        paid_to = await session.get(PayoutAccount, shop.seller.organization["id"])
    assert kept is not None
    assert b"Lindenweg" not in kept.details
    assert paid_to is not None
    assert paid_to.destination == "•••• 1234"
    assert (await shop.seller.get("/v1/payout-account"))["destination"] == "•••• 1234"


@pytest.mark.parametrize(
    ("country", "right", "wrong"),
    [
        ("DE", "DE123456789", "DE12345678"),
        ("US", "123456789", "000456789"),
        ("IN", "ABCDE1234F", "ABCD12345F"),
        ("IT", "RSSMRA80A01H501U", "RSSMRA80A01H501"),
        ("NL", "NL123456789B01", "NL123456789"),
        ("LT", "LT12345678", "€5"),
    ],
)
def test_a_tax_number_has_the_form_of_its_country(country: str, right: str, wrong: str) -> None:
    assert wanted(country, plain(right)) is None
    assert wanted(country, plain(wrong))


async def _available(shop: Shop) -> int:
    return await _dollars(shop, "available")


async def _dollars(shop: Shop, account: str) -> int:
    earned = (await shop.seller.get("/v1/earnings"))["data"]
    return next((int(one[account]) for one in earned if one["currency"] == "USD"), 0)


async def test_what_a_test_organization_pays_earns_nothing_for_a_live_one(shop: Shop) -> None:
    before = await shop.seller.get("/v1/earnings")
    product = await shop.product(ONCE)
    live = await shop.buyer(test=False)
    await shop.pay_page(live, await shop.check_out(live, product["prices"][0]["id"]))
    assert (await shop.seller.get("/v1/earnings")).body == before.body
    assert (await live.invoke(shop.agent_id, "x", model=MODEL)).status == 200
