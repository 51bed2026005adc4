"""What is agreed, kept to the letter: trials, discounts, pauses, raises, and what comes late."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.agents_api.people import listed_agent
from tests.billing.shop import MONTHLY, ONCE, Shop, key
from tests.billing.test_subscriptions import middle, of, told
from tests.hub_fixtures import Client


async def _code(shop: Shop, **terms: object) -> str:
    body = {"code": f"T{key()['idempotency-key'].removeprefix('test-')}"} | terms
    made = await shop.seller.post("/v1/discounts", body)
    assert made.status == 201, made.body
    return str(made["id"])


async def _name(shop: Shop, discount_id: str) -> str:
    listed = (await shop.seller.get("/v1/discounts?limit=100"))["data"]
    return str(next(d["code"] for d in listed if d["id"] == discount_id))


async def _redeemed(shop: Shop, discount_id: str) -> int:
    listed = (await shop.seller.get("/v1/discounts?limit=100"))["data"]
    return int(next(d["redeemed"] for d in listed if d["id"] == discount_id))


@pytest.mark.req("FR-3.14")
async def test_a_code_that_comes_with_a_trial_counts_and_holds_for_the_first_period(
    shop: Shop,
) -> None:
    product = await shop.product(MONTHLY, trial={"days": 14})
    code = await _code(shop, percent_off="50", duration="once", max_redemptions=1)
    asked = {
        "trial": True,
        "convert_trial": True,
        "discount_code": await _name(shop, code),
    }
    buyer = await shop.buyer()
    done = await shop.pay_page(
        buyer, await shop.check_out(buyer, product["prices"][0]["id"], **asked)
    )
    assert await _redeemed(shop, code) == 1
    other = await shop.buyer()
    refused = await shop.check_out(other, product["prices"][0]["id"], **asked)
    assert (refused.status, refused["code"]) == (422, "discount_refused")
    await shop.advance(buyer, days=50)
    totals = [o["totals"]["total"] for o in (await buyer.get("/v1/orders"))["data"]]
    assert totals == [2000, 1000, 0], "a month after the trial, whatever day it began"
    assert await of(buyer, done["subscription_id"]) == "active"


@pytest.mark.req("FR-3.14")
async def test_a_trial_gives_its_credits_when_it_begins_and_not_more_than_it_may(
    shop: Shop,
) -> None:
    much = await shop.seller.post(
        "/v1/products",
        {
            "name": "Much",
            "agent_ids": [shop.agent_id],
            "prices": [MONTHLY],
            "trial": {"days": 5, "credits": "51"},
        },
    )
    assert (much.status, much["errors"][0]["pointer"]) == (422, "/trial/credits")
    trial = {"days": 5, "credits": "20", "needs_payment_method": True}
    product = await shop.product(MONTHLY, trial=trial)
    buyer = await shop.buyer()
    before = float((await buyer.get("/v1/credits"))["available"])
    price_id = product["prices"][0]["id"]
    refused = await shop.check_out(buyer, price_id, trial=True, processor="paypal")
    assert (refused.status, refused["code"]) == (422, "not_for_sale")
    page = await shop.check_out(buyer, price_id, trial=True)
    assert float((await buyer.get("/v1/credits"))["available"]) == before
    await shop.pay_page(buyer, page)
    assert float((await buyer.get("/v1/credits"))["available"]) == before + 20


@pytest.mark.req("FR-3.14")
async def test_a_trial_that_never_began_is_had_another_time_and_one_that_did_is_not(
    shop: Shop,
) -> None:
    product = await shop.product(MONTHLY, trial={"days": 5, "needs_payment_method": True})
    price_id = product["prices"][0]["id"]
    buyer = await shop.buyer()
    left = await shop.check_out(buyer, price_id, trial=True)
    twice = await shop.check_out(buyer, price_id, trial=True)
    assert (twice.status, twice["code"]) == (409, "trial_used"), "it waits on its page"
    given_up = f"/v1/subscriptions/{left['subscription_id']}"
    assert (await buyer.call("DELETE", given_up)).status == 204
    again = await shop.check_out(buyer, price_id, trial=True)
    session = shop.stripe.sessions[left["url"].rpartition("/")[2]]
    shop.stripe.complete(session["id"])
    assert await shop.tell("checkout.session.completed", session) == 204
    assert await of(buyer, left["subscription_id"]) == "canceled", "a page that was given up"
    assert not [said for said in await told(buyer) if "has ended" in said], "it never began"
    done = await shop.pay_page(buyer, again)
    assert await of(buyer, done["subscription_id"]) == "trialing"
    begun = f"/v1/subscriptions/{done['subscription_id']}"
    assert (await buyer.call("DELETE", begun)).status == 204
    assert [said for said in await told(buyer) if "has ended" in said]
    refused = await shop.check_out(buyer, price_id, trial=True)
    assert (refused.status, refused["code"]) == (409, "trial_used"), "though nothing was used"


@pytest.mark.req("FR-3.14")
async def test_a_trial_whose_page_came_after_a_purchase_was_not_had(shop: Shop) -> None:
    product = await shop.product(MONTHLY, trial={"days": 5, "needs_payment_method": True})
    price_id = product["prices"][0]["id"]
    buyer = await shop.buyer()
    late = await shop.check_out(buyer, price_id, trial=True)
    made = await shop.subscribe(buyer, price_id)
    session = shop.stripe.sessions[late["url"].rpartition("/")[2]]
    shop.stripe.complete(session["id"])
    assert await shop.tell("checkout.session.completed", session) == 204
    assert await of(buyer, late["subscription_id"]) == "incomplete_expired"
    assert (await buyer.call("DELETE", f"/v1/subscriptions/{made['id']}")).status == 204
    assert (await shop.check_out(buyer, price_id, trial=True)).status == 201


@pytest.mark.req("FR-3.14")
async def test_a_trial_that_was_cancelled_charges_nothing_at_its_end(shop: Shop) -> None:
    product = await shop.product(MONTHLY, trial={"days": 14})
    buyer = await shop.buyer()
    asked = {"trial": True, "convert_trial": True}
    page = await shop.check_out(buyer, product["prices"][0]["id"], **asked)
    done = await shop.pay_page(buyer, page)
    path = f"/v1/subscriptions/{done['subscription_id']}"
    left = await buyer.call("PATCH", path, {"cancel_at_period_end": True})
    assert (left.status, left["status"]) == (200, "trialing")
    await shop.advance(buyer, days=15)
    assert await of(buyer, done["subscription_id"]) == "canceled"
    assert len((await buyer.get("/v1/orders"))["data"]) == 1
    assert not [s for s in await told(buyer) if "charged" in s]


@pytest.mark.req("FR-3.12")
async def test_what_was_given_back_of_a_period_is_not_given_back_again_by_a_change(
    shop: Shop,
) -> None:
    product = await shop.product(MONTHLY | {"per_seat": True})
    buyer = await shop.buyer()
    await buyer.call("PUT", "/v1/billing/profile", {"country": "DE"})
    made = await shop.subscribe(buyer, product["prices"][0]["id"])
    assert (await shop.refund(made["order_id"], amount=1190)).status == 201
    path = f"/v1/subscriptions/{made['id']}"
    shown = await buyer.post(f"{path}/preview", {"quantity": 2})
    # 40.00 less the 10.00 that are left of what was paid, and the tax of Germany
    assert shown["due_now"]["amount"] == 3570
    await shop.advance(buyer, to=middle(made))
    shown = await buyer.post(f"{path}/preview", {"quantity": 2})
    assert shown["due_now"]["amount"] == 1785


@pytest.mark.req("FR-3.12")
async def test_a_change_after_a_pause_gives_back_what_is_left_and_shares_a_fixed_discount(
    shop: Shop,
) -> None:
    product = await shop.product(MONTHLY | {"per_seat": True})
    code = await _code(shop, amount_off={"amount": 500, "currency": "USD"}, duration="forever")
    buyer = await shop.buyer()
    made = await shop.subscribe(
        buyer, product["prices"][0]["id"], discount_code=await _name(shop, code)
    )
    path = f"/v1/subscriptions/{made['id']}"
    await buyer.call("PATCH", path, {"paused": True})
    await shop.advance(buyer, days=10)
    resumed = await buyer.call("PATCH", path, {"paused": False})
    await shop.advance(buyer, to=middle(resumed.body))
    shown = await buyer.post(f"{path}/preview", {"quantity": 2})
    # Half of 40.00 less half of 5.00, less half of the 15.00 that were paid
    assert shown["due_now"]["amount"] == 2000 - 250 - 750


@pytest.mark.req("FR-3.12")
async def test_a_raise_within_two_weeks_of_a_renewal_waits_for_the_next(shop: Shop) -> None:
    product = await shop.product(MONTHLY)
    buyer = await shop.buyer()
    await shop.subscribe(buyer, product["prices"][0]["id"])
    await shop.advance(buyer, days=20)
    dearer = MONTHLY | {"unit_amount": 2500, "replaces": product["prices"][0]["id"]}
    path = f"/v1/products/{product['id']}/prices"
    assert (await shop.seller.post(path, dearer)).status == 201
    await shop.advance(buyer, days=12)
    totals = [o["totals"]["total"] for o in (await buyer.get("/v1/orders"))["data"]]
    assert totals == [2000, 2000]
    assert [s for s in await told(buyer) if s.startswith("The price of")] == []
    await shop.advance(buyer, days=20)
    assert len([s for s in await told(buyer) if s.startswith("The price of")]) == 1
    await shop.advance(buyer, days=12)
    [order, *_] = (await buyer.get("/v1/orders"))["data"]
    assert order["totals"]["total"] == 2500


@pytest.mark.req("FR-3.12", "FR-3.14")
async def test_fewer_runs_for_the_same_or_less_are_a_raise_and_told_before(shop: Shop) -> None:
    agent_id = await shop.agent()
    product = await shop.product(MONTHLY | {"allowance_runs": 2}, agent_ids=[agent_id])
    buyer = await shop.buyer()
    made = await shop.subscribe(buyer, product["prices"][0]["id"])
    await shop.advance(buyer, days=20)
    fewer = await _succeed(shop, product, unit_amount=1900, allowance_runs=1)
    await shop.advance(buyer, days=12)
    path = f"/v1/subscriptions/{made['id']}"
    assert (await buyer.get(path))["price_id"] == made["price_id"], "it was not told in time"
    assert [await shop.runs(buyer, agent_id) for _ in range(3)] == [200, 200, 402]
    assert await _raises(buyer) == []
    await shop.advance(buyer, days=16)
    [raised] = await _raises(buyer)
    assert "costs $19.00 with 1 run instead of $20.00 with 2 runs" in raised
    assert (await buyer.get(path))["pending_change"]["price_id"] == fewer
    await shop.advance(buyer, days=16)
    assert (await buyer.get(path))["price_id"] == fewer
    assert [await shop.runs(buyer, agent_id) for _ in range(2)] == [200, 402]


@pytest.mark.req("FR-3.12")
async def test_as_many_runs_for_less_and_more_for_the_same_hold_at_once(shop: Shop) -> None:
    product = await shop.product(MONTHLY | {"allowance_runs": 2})
    buyer = await shop.buyer()
    made = await shop.subscribe(buyer, product["prices"][0]["id"])
    path = f"/v1/subscriptions/{made['id']}"
    for terms in ({"unit_amount": 1900, "allowance_runs": 2}, {"unit_amount": 1900}):
        better = await _succeed(shop, product, **terms)
        await shop.advance(buyer, months=1)
        assert (await buyer.get(path))["price_id"] == better
    assert await _raises(buyer) == []


@pytest.mark.req("FR-3.12")
async def test_a_raise_is_not_charged_where_a_pause_ends_too_late_to_tell_it(shop: Shop) -> None:
    product = await shop.product(MONTHLY)
    buyer = await shop.buyer()
    made = await shop.subscribe(buyer, product["prices"][0]["id"])
    path = f"/v1/subscriptions/{made['id']}"
    await shop.advance(buyer, days=24)
    await buyer.call("PATCH", path, {"paused": True})
    await _succeed(shop, product, unit_amount=2500)
    await shop.advance(buyer, days=30)
    await buyer.call("PATCH", path, {"paused": False})
    await shop.advance(buyer, days=9)
    totals = [o["totals"]["total"] for o in (await buyer.get("/v1/orders"))["data"]]
    assert (totals, await _raises(buyer)) == ([2000, 2000], [])
    await shop.advance(buyer, months=1)
    [order, *_] = (await buyer.get("/v1/orders"))["data"]
    assert (order["totals"]["total"], len(await _raises(buyer))) == (2500, 1)


async def _succeed(shop: Shop, product: dict[str, Any], **terms: object) -> str:
    """A price in the place of the one that the product has."""
    path = f"/v1/products/{product['id']}"
    [old] = (await shop.seller.get(path))["prices"]
    made = await shop.seller.post(f"{path}/prices", MONTHLY | terms | {"replaces": old["id"]})
    assert made.status == 201, made.body
    return str(made["id"])


async def _raises(buyer: Client) -> list[str]:
    notices = (await buyer.get("/v1/notifications?limit=50"))["data"]
    return [n["text"] for n in notices if n["subject"].startswith("The price of")]


async def test_what_is_paid_after_access_ended_begins_anew_and_charges_no_gap(
    shop: Shop,
) -> None:
    product = await shop.product(MONTHLY, grace_days=2)
    buyer = await shop.buyer()
    made = await shop.subscribe(buyer, product["prices"][0]["id"])
    customer = next(reversed(shop.stripe.sessions.values()))["customer"]
    shop.stripe.declining.add(customer)
    await shop.advance(buyer, days=120)
    assert await of(buyer, made["id"]) == "unpaid"
    shop.stripe.declining.discard(customer)
    [order, *_] = (await buyer.get("/v1/orders"))["data"]
    body = {"payment_method_id": made["payment_method_id"]}
    paid = await buyer.post(f"/v1/orders/{order['id']}/pay", body, headers=key())
    assert paid["status"] == "succeeded"
    await shop.advance(buyer, days=20)
    assert len((await buyer.get("/v1/orders"))["data"]) == 2
    now = (await buyer.get("/v1/test-clock"))["now"]
    shown = await buyer.get(f"/v1/subscriptions/{made['id']}")
    assert shown["current_period_end"] > now


async def test_an_ended_subscription_is_not_begun_anew_by_its_old_order(shop: Shop) -> None:
    product = await shop.product(MONTHLY)
    buyer = await shop.buyer()
    made = await shop.subscribe(buyer, product["prices"][0]["id"])
    shop.stripe.declining.add(next(reversed(shop.stripe.sessions.values()))["customer"])
    await shop.advance(buyer, days=32)
    [order, *_] = (await buyer.get("/v1/orders"))["data"]
    assert (await buyer.call("DELETE", f"/v1/subscriptions/{made['id']}")).status == 204
    again = await buyer.post(f"/v1/orders/{order['id']}/pay", {}, headers=key())
    assert (again.status, again["code"]) == (409, "order_state")
    assert await of(buyer, made["id"]) == "canceled"


async def test_an_invoice_that_nobody_paid_is_taken_back_with_its_order(shop: Shop) -> None:
    product = await shop.product(ONCE)
    buyer = await shop.buyer()
    await shop.check_out(buyer, product["prices"][0]["id"], processor="manual")
    await shop.advance(buyer, days=31)
    [invoice] = (await buyer.get("/v1/invoices"))["data"]
    [note] = invoice["credit_notes"]
    assert (invoice["status"], note["amount"]["amount"]) == ("voided", 5000)


@pytest.mark.req("D-bill")
async def test_who_has_earned_cannot_move_time_to_be_paid_sooner(shop: Shop) -> None:
    seller = await _live_seller(shop)
    buyer = await shop.buyer(test=False)
    products = (await seller.get("/v1/products?mine=true"))["data"]
    page = await shop.check_out(buyer, products[0]["prices"][0]["id"])
    await shop.pay_page(buyer, page)
    refused = await seller.post("/v1/test-clock", {})
    assert (refused.status, refused["code"]) == (409, "clock_refused")


async def _live_seller(shop: Shop) -> Client:
    seller, agent_id = await listed_agent(shop.hub)
    body = {"name": "Live", "agent_ids": [agent_id], "prices": [ONCE]}
    assert (await seller.post("/v1/products", body)).status == 201
    return seller


@pytest.mark.req("FR-3.14")
async def test_a_bundle_gives_all_of_its_agents_and_takes_them_back_together(shop: Shop) -> None:
    agents = [await shop.agent(), await shop.agent()]
    alone = await shop.product(ONCE, agent_ids=agents[:1])
    bundle = await shop.product(ONCE, MONTHLY, agent_ids=agents)
    buyer = await shop.buyer()
    asked = await buyer.post(f"/v1/agents/{agents[1]}/enable")
    assert {o["product_id"] for o in asked["offers"]} == {bundle["id"]}
    once, monthly = (price["id"] for price in bundle["prices"])
    bought = await shop.pay_page(buyer, await shop.check_out(buyer, once))
    assert [await shop.runs(buyer, agent_id) for agent_id in agents] == [200, 200]
    assert (await shop.refund(bought["order_id"])).status == 201
    assert [await shop.runs(buyer, agent_id) for agent_id in agents] == [403, 403]
    await shop.subscribe(buyer, monthly)
    assert [await shop.runs(buyer, agent_id) for agent_id in agents] == [200, 200]
    [subscription, *_] = (await buyer.get("/v1/subscriptions"))["data"]
    await buyer.call("DELETE", f"/v1/subscriptions/{subscription['id']}")
    assert [await shop.runs(buyer, agent_id) for agent_id in agents] == [403, 403]
    await shop.pay_page(buyer, await shop.check_out(buyer, alone["prices"][0]["id"]))
    assert [await shop.runs(buyer, agent_id) for agent_id in agents] == [200, 403]


@pytest.mark.req("FR-3.14")
async def test_a_private_offer_ends_and_a_code_is_used_as_often_as_one_buyer_may(
    shop: Shop,
) -> None:
    buyer = await shop.buyer()
    now = datetime.fromisoformat((await buyer.get("/v1/test-clock"))["now"])
    private = {
        "agent_ids": [await shop.agent()],
        "buyer_organization_id": buyer.organization["id"],
        "expires_at": (now + timedelta(days=10)).isoformat(),
    }
    product = await shop.product(ONCE, **private)
    code = await _code(shop, percent_off="50", max_per_buyer=1)
    asked = {"discount_code": await _name(shop, code)}
    price_id = product["prices"][0]["id"]
    paid = await shop.pay_page(buyer, await shop.check_out(buyer, price_id, **asked))
    assert paid["totals"]["total"] == 2500
    refused = await shop.check_out(buyer, price_id, **asked)
    assert (refused.status, refused["code"]) == (422, "discount_refused")
    other, common = await shop.buyer(), await shop.product(ONCE, agent_ids=[await shop.agent()])
    again = await shop.check_out(other, common["prices"][0]["id"], **asked)
    assert again.status == 201, "each buyer once"
    assert product["id"] in await _seen(buyer)
    await shop.advance(buyer, days=11)
    assert product["id"] not in await _seen(buyer)
    late = await shop.check_out(buyer, price_id)
    assert (late.status, late["code"]) == (404, "product_not_found")
    body = {"expires_at": (now + timedelta(days=30)).isoformat()}
    longer = await shop.seller.call("PATCH", f"/v1/products/{product['id']}", body)
    assert longer["expires_at"][:10] == body["expires_at"][:10]
    assert (await shop.check_out(buyer, price_id)).status == 201
    public = await shop.seller.call("PATCH", f"/v1/products/{common['id']}", body)
    assert (public.status, public["errors"][0]["pointer"]) == (422, "/expires_at")


async def _seen(buyer: Client) -> set[str]:
    return {p["id"] for p in (await buyer.get("/v1/products?limit=100"))["data"]}
