"""From a cart to the right to use an agent, and back."""

import pytest

from tests.billing.shop import MODEL, MONTHLY, ONCE, Shop, key


@pytest.mark.req("S5", "FR-3.12", "D-bill")
async def test_a_sold_agent_is_refused_until_it_is_paid_and_after_a_refund(shop: Shop) -> None:
    agent_id = await shop.agent()
    product = await shop.product(ONCE, agent_ids=[agent_id])
    buyer = await shop.buyer()
    refused = await buyer.post(f"/v1/agents/{agent_id}/enable")
    assert (refused.status, refused["code"]) == (402, "payment_required")
    assert refused["offers"][0]["product_id"] == product["id"]
    assert refused["offers"][0]["amount"] == {"amount": 5000, "currency": "USD"}
    assert agent_id in refused["checkout_url"]
    checkout = await shop.check_out(buyer, product["prices"][0]["id"])
    assert (checkout.status, checkout["status"]) == (201, "confirmed")
    assert checkout["totals"]["due"] == {"amount": 5000, "currency": "USD"}
    assert await shop.runs(buyer, agent_id) == 403
    await shop.pay_page(buyer, checkout)
    assert await shop.runs(buyer, agent_id) == 200
    order = await buyer.get(f"/v1/orders/{checkout['order_id']}")
    assert (order["status"], order["payments"][0]["status"]) == ("paid", "succeeded")
    part = {"order_id": order["id"], "amount": 2000, "reason": "Goodwill"}
    refunded = await shop.admin.post("/v1/admin/refunds", part, headers=key())
    assert (refunded.status, refunded["status"]) == (201, "succeeded")
    assert await shop.runs(buyer, agent_id) == 200
    rest = {"order_id": order["id"], "reason": "All of it"}
    whole = await shop.admin.post("/v1/admin/refunds", rest, headers=key())
    assert whole["amount"]["amount"] == 3000
    assert await shop.runs(buyer, agent_id) == 403
    order = await buyer.get(f"/v1/orders/{checkout['order_id']}")
    assert (order["status"], order["refunded"]["amount"]) == ("refunded", 5000)
    more = await shop.admin.post("/v1/admin/refunds", rest, headers=key())
    assert (more.status, more["code"]) == (409, "order_state")


@pytest.mark.req("S15")
async def test_an_administrator_says_that_a_transfer_arrived(shop: Shop) -> None:
    agent_id = await shop.agent()
    product = await shop.product(ONCE, agent_ids=[agent_id])
    buyer = await shop.buyer(test=False)
    price_id = product["prices"][0]["id"]
    checkout = await shop.check_out(buyer, price_id, processor="manual", purchase_order="PO-7")
    assert checkout["instructions"]["reference"].startswith("pay_")
    [invoice] = (await buyer.get("/v1/invoices"))["data"]
    assert (invoice["status"], invoice["purchase_order"]) == ("issued", "PO-7")
    waiting = await shop.admin.get("/v1/admin/orders?waiting=true")
    [shown] = [one for one in waiting["data"] if one["id"] == checkout["order_id"]]
    newest = await shop.admin.get("/v1/admin/orders?limit=1")
    after = await shop.admin.get(f"/v1/admin/orders?limit=1&cursor={newest['next_cursor']}")
    assert newest["data"][0]["id"] > after["data"][0]["id"]
    assert (shown["organization_id"], shown["processor"]) == (buyer.organization["id"], "manual")
    assert (shown["due"]["amount"], shown["purchase_order"]) == (5000, "PO-7")
    path = f"/v1/admin/orders/{checkout['order_id']}/paid"
    body = {"reference": "ACME 4711", "reason": "Transfer of today"}
    assert (await buyer.post(path, body, headers=key()))["code"] == "platform_admin_required"
    headers = key()
    paid = await shop.admin.post(path, body, headers=headers)
    assert (paid.status, paid["status"]) == (200, "paid")
    again = await shop.admin.post(path, body, headers=headers)
    assert (again.status, again.headers["idempotent-replayed"]) == (200, "true")
    assert (await shop.admin.post(path, body, headers=key()))["code"] == "order_state"
    assert await shop.runs(buyer, agent_id) == 200
    [invoice] = (await buyer.get("/v1/invoices"))["data"]
    assert invoice["status"] == "paid"
    whole = await shop.admin.get(f"/v1/admin/orders/{checkout['order_id']}")
    assert (whole["status"], [one["status"] for one in whole["payments"]]) == (
        "paid",
        ["succeeded"],
    )
    assert (await buyer.get("/v1/admin/orders"))["code"] == "platform_admin_required"
    for kind in ("payouts", "refunds", "disputes"):
        assert (await shop.admin.get(f"/v1/admin/{kind}")).status == 200


async def test_a_checkout_is_one_for_each_key(shop: Shop) -> None:
    product = await shop.product(ONCE)
    buyer = await shop.buyer()
    price_id, headers = product["prices"][0]["id"], key()
    body = {"items": [{"price_id": price_id}], "processor": "stripe"}
    none = await buyer.post("/v1/checkouts", body)
    assert (none.status, none["code"]) == (400, "idempotency_key_required")
    first = await buyer.post("/v1/checkouts", body, headers=headers)
    again = await buyer.post("/v1/checkouts", body, headers=headers)
    assert (first["id"], first["url"]) == (again["id"], again["url"])
    assert again.headers["idempotent-replayed"] == "true"
    other = await buyer.post("/v1/checkouts", body | {"trial": True}, headers=headers)
    assert (other.status, other["code"]) == (422, "idempotency_key_reused")


async def test_a_lost_answer_charges_once(shop: Shop) -> None:
    """The processor did what was asked, and its answer got lost: the same key asks again."""
    product = await shop.product(ONCE)
    buyer = await shop.buyer()
    price_id, headers = product["prices"][0]["id"], key()
    body = {"items": [{"price_id": price_id}], "processor": "stripe"}
    shop.stripe.lose = 1
    lost = await buyer.post("/v1/checkouts", body, headers=headers)
    assert (lost.status, lost["code"]) == (503, "processor_unavailable")
    again = await buyer.post("/v1/checkouts", body, headers=headers)
    assert (again.status, again["status"]) == (201, "confirmed")
    of_it = [s for s in shop.stripe.sessions.values() if s["url"] == again["url"]]
    assert len(of_it) == 1
    paid_for = of_it[0]["client_reference_id"]
    asked = [s for s in shop.stripe.sessions.values() if s["client_reference_id"] == paid_for]
    assert len(asked) == 1


@pytest.mark.req("S10", "D-bill")
async def test_credits_are_bought_and_taken_back_while_unused(shop: Shop) -> None:
    price_id = await shop.pack(credits_="1000", amount=1000)
    buyer = await shop.buyer()
    before = await buyer.get("/v1/credits")
    checkout = await shop.check_out(buyer, price_id)
    await shop.pay_page(buyer, checkout)
    after = await buyer.get("/v1/credits")
    assert float(after["available"]) - float(before["available"]) == 1000
    assert [g["kind"] for g in after["grants"]] == ["promotional", "paid"]
    part = {"order_id": checkout["order_id"], "amount": 400, "reason": "Too many"}
    assert (await shop.admin.post("/v1/admin/refunds", part, headers=key())).status == 201
    left = await buyer.get("/v1/credits")
    assert float(left["available"]) - float(before["available"]) == 600
    entries = await buyer.get("/v1/credits/entries")
    assert entries["data"][0]["type"] == "voided"
    for _ in range(2):
        await buyer.invoke(shop.agent_id, "x", model=MODEL)


@pytest.mark.req("FR-3.13", "D-bill")
async def test_volume_discounts_coupons_and_tax_add_up(shop: Shop) -> None:
    tiers = [{"up_to": 10, "unit_amount": 900}, {"up_to": None, "unit_amount": 500}]
    volume = MONTHLY | {"unit_amount": 0, "scheme": "volume", "tiers": tiers}
    graduated = volume | {"scheme": "graduated"}
    product = await shop.product(volume, graduated, ONCE | {"tax_behavior": "inclusive"})
    code = await shop.seller.post(
        "/v1/discounts", {"code": f"S{key()['idempotency-key'][-3:]}x", "percent_off": "12.5"}
    )
    assert code.status == 201, code.body
    buyer = await shop.buyer()
    assert (await buyer.call("PUT", "/v1/billing/profile", {"country": "DE"})).status == 200
    due = []
    for price in product["prices"]:
        asked = {"items": [{"price_id": price["id"], "quantity": 20}]}
        shown = await buyer.post("/v1/checkouts/preview", asked)
        with_code = await buyer.post(
            "/v1/checkouts/preview", asked | {"discount_code": code["code"].lower()}
        )
        due.append((shown["subtotal"], shown["tax"], shown["total"], with_code["total"]))
    assert due == [
        (10_000, 1_900, 11_900, 10_413),
        (14_000, 2_660, 16_660, 14_578),
        (100_000, 15_966, 100_000, 87_500),
    ]
    wrong = await buyer.post(
        "/v1/checkouts/preview",
        {"items": [{"price_id": product["prices"][0]["id"]}], "discount_code": "NOPE"},
    )
    assert (wrong.status, wrong["code"]) == (422, "discount_refused")


async def test_a_private_offer_is_seen_by_its_buyer_alone(shop: Shop) -> None:
    buyer, other = await shop.buyer(), await shop.buyer()
    offer = await shop.product(ONCE, buyer_organization_id=buyer.organization["id"])
    path, price_id = f"/v1/products/{offer['id']}", offer["prices"][0]["id"]
    assert (await buyer.get(path)).status == 200
    assert (await other.get(path))["code"] == "product_not_found"
    assert (await shop.check_out(other, price_id))["code"] == "product_not_found"
    assert (await shop.check_out(buyer, price_id)).status == 201
