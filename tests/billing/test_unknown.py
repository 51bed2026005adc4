"""Answers that are lost, late or refused: nobody is charged, paid or given back twice by them."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.billing.shop import MONTHLY, ONCE, Shop, key
from tests.hub_fixtures import Client

RUPEES = {"currency": "INR", "unit_amount": 49_900}


async def _last(buyer: Client) -> Any:
    [order, *_] = (await buyer.get("/v1/orders"))["data"]
    return order


async def _saved(shop: Shop, buyer: Client, processor: str = "stripe") -> str:
    """A means of payment that can be charged."""
    body = {"save_method": True, "processor": processor}
    checkout = await shop.check_out(buyer, await shop.pack(credits_="10"), **body)
    if processor == "paypal":
        await shop.approve(checkout)
    else:
        await shop.pay_page(buyer, checkout)
    [method, *_] = (await buyer.get("/v1/payment-methods"))["data"]
    return str(method["id"])


@pytest.mark.req("D-bill")
async def test_a_key_that_is_not_taken_declines_nobodys_card(shop: Shop) -> None:
    product = await shop.product(MONTHLY)
    buyer = await shop.buyer()
    made = await shop.subscribe(buyer, product["prices"][0]["id"])
    shop.stripe.denying = True
    await shop.advance(buyer, months=1)
    order = await _last(buyer)
    assert (order["status"], order["payments"][0]["status"]) == ("pending", "unknown")
    shop.stripe.denying = False
    await shop.advance(buyer, days=1)
    assert (await _last(buyer))["status"] == "paid"
    assert (await buyer.get(f"/v1/subscriptions/{made['id']}"))["status"] == "active"


@pytest.mark.req("S5", "D-bill")
async def test_a_charge_whose_answer_was_lost_is_looked_for_when_its_key_is_forgotten(
    shop: Shop,
) -> None:
    """PayPal forgets a key after hours: to ask again would charge again."""
    buyer = await shop.buyer()
    method = await _saved(shop, buyer, "paypal")
    captured = len(shop.paypal.captures)
    price_id = await shop.pack(credits_="10")
    shop.paypal.lose = 1
    body = {"processor": "paypal", "payment_method_id": method}
    lost = await shop.check_out(buyer, price_id, **body)
    assert lost.status == 503
    shop.paypal.answered.clear()  # as hours later
    await shop.advance(buyer, days=1)
    order = await _last(buyer)
    assert (order["status"], len(order["payments"])) == ("paid", 1)
    assert len(shop.paypal.captures) == captured + 1


async def test_what_was_never_made_fails_when_the_processor_shows_nothing(shop: Shop) -> None:
    buyer = await shop.buyer()
    method = await _saved(shop, buyer)
    shop.stripe.refuse = 100
    lost = await shop.check_out(buyer, await shop.pack(), payment_method_id=method)
    assert lost.status == 503
    await shop.advance(buyer, days=2)
    shop.stripe.refuse = 0
    await shop.advance(buyer, days=2)
    [payment] = (await _last(buyer))["payments"]
    assert (payment["status"], payment["error"]) == ("failed", "not_made")


async def test_a_refund_that_is_asked_for_again_is_given_once(shop: Shop) -> None:
    product = await shop.product(ONCE)
    buyer = await shop.buyer()
    done = await shop.pay_page(buyer, await shop.check_out(buyer, product["prices"][0]["id"]))
    made, shop.stripe.lose = len(shop.stripe.refunds), 1
    lost = await shop.refund(done["order_id"], amount=1000)
    assert (lost.status, lost["status"]) == (201, "pending")
    shop.stripe.answered.clear()  # as a day later
    await shop.advance(buyer, days=1)
    order = await _last(buyer)
    assert (order["refunded"]["amount"], len(shop.stripe.refunds)) == (1000, made + 1)
    refund = next(reversed(shop.stripe.refunds.values()))
    refund["status"] = "failed"
    await shop.tell("refund.updated", refund)
    shown = await buyer.post(
        "/v1/checkouts/preview", {"items": [{"price_id": product["prices"][0]["id"]}]}
    )
    assert shown["balance_applied"] == 1000, "the bank did not take it: it is the buyer's still"


@pytest.mark.req("FR-3.12")
async def test_a_mandate_is_not_debited_for_what_was_cancelled_after_its_notice(
    shop: Shop,
) -> None:
    product = await shop.product(MONTHLY | RUPEES)
    buyer = await shop.buyer()
    await buyer.call("PUT", "/v1/billing/profile", {"country": "US"})
    for change in ({"cancel_at_period_end": True}, None):
        checkout = await shop.check_out(
            buyer, product["prices"][0]["id"], processor="razorpay", save_method=True
        )
        await shop.give_mandate(checkout)
        paid = len(shop.razorpay.payments)
        path = f"/v1/subscriptions/{checkout['subscription_id']}"
        end = (await buyer.get(path))["current_period_end"]
        await shop.advance(buyer, to=_before(end, hours=25))
        order = await _last(buyer)
        assert (order["reason"], order["payments"][0]["status"]) == ("renewal", "pending")
        told = [n["subject"] for n in (await buyer.get("/v1/notifications"))["data"]]
        assert any(t.startswith("₹499.00 for Minutes Pro will be charged") for t in told)
        await (buyer.call("PATCH", path, change) if change else buyer.call("DELETE", path))
        await shop.advance(buyer, days=4)
        assert len(shop.razorpay.payments) == paid
        order = await _last(buyer)
        assert (order["status"], order["payments"][0]["status"]) == ("void", "failed")
        assert (await buyer.get(path))["status"] == "canceled"


def _before(moment: str, *, hours: int) -> str:
    return (datetime.fromisoformat(moment) - timedelta(hours=hours)).isoformat()


async def test_who_approves_too_late_is_not_charged_for_nothing(shop: Shop) -> None:
    product = await shop.product(ONCE)
    buyer = await shop.buyer()
    checkout = await shop.check_out(buyer, product["prices"][0]["id"], processor="paypal")
    page = await shop.check_out(buyer, product["prices"][0]["id"])
    await shop.advance(buyer, days=2)
    assert (await buyer.get(f"/v1/orders/{checkout['order_id']}"))["status"] == "void"
    name = await shop.approve(checkout)
    assert shop.paypal.orders[name]["status"] == "APPROVED", "never captured"
    session = shop.stripe.sessions[str(page["url"]).rpartition("/")[2]]
    assert session["status"] == "expired"


async def test_a_code_is_paid_as_well_as_its_link(shop: Shop) -> None:
    product = await shop.product(ONCE | RUPEES)
    buyer = await shop.buyer()
    body = {"processor": "razorpay", "save_method": False}
    checkout = await shop.check_out(buyer, product["prices"][0]["id"], **body)
    *_, code = shop.razorpay.codes.values()
    shop.razorpay.pay_code(code["id"])
    told = shop.razorpay.event("qr_code.credited", qr_code=code)
    assert await shop.send(told, shop.razorpay.signed(told), to="razorpay") == 204
    assert (await buyer.get(f"/v1/checkouts/{checkout['id']}"))["status"] == "succeeded"


async def test_who_asks_again_while_a_page_is_opened_is_shown_the_one_that_is_looked_at(
    shop: Shop,
) -> None:
    """Razorpay knows no keys, and makes two; money that came by the other would not be seen."""
    product = await shop.product(ONCE | RUPEES)
    buyer = await shop.buyer()
    items = [{"price_id": product["prices"][0]["id"]}]
    body = {"items": items, "processor": "razorpay", "save_method": False}
    headers, shop.razorpay.deaf = key(), 1
    lost = await buyer.post("/v1/checkouts", body, headers=headers)
    assert lost.status == 503
    again = [buyer.post("/v1/checkouts", body, headers=headers) for _ in range(2)]
    pages = await asyncio.gather(*again)
    assert pages[0]["url"] == pages[1]["url"]
    link = str(pages[0]["url"]).rpartition("/")[2]
    shop.razorpay.pay_link(link)
    told = shop.razorpay.event("payment_link.paid", payment_link=shop.razorpay.links[link])
    assert await shop.send(told, shop.razorpay.signed(told), to="razorpay") == 204
    done = await buyer.get(f"/v1/checkouts/{pages[0]['id']}")
    assert done["status"] == "succeeded"


async def test_two_pages_of_one_product_are_one_subscription(shop: Shop) -> None:
    product = await shop.product(MONTHLY)
    buyer = await shop.buyer()
    price_id = product["prices"][0]["id"]
    pages = [await shop.check_out(buyer, price_id) for _ in range(2)]
    await shop.pay_page(buyer, pages[0])
    session = shop.stripe.sessions[str(pages[1]["url"]).rpartition("/")[2]]
    shop.stripe.complete(session["id"])
    assert await shop.tell("checkout.session.completed", session) == 204
    statuses = [s["status"] for s in (await buyer.get("/v1/subscriptions"))["data"]]
    assert sorted(statuses) == ["active", "incomplete_expired"]
    once = await shop.product(ONCE | {"unit_amount": 3000})
    bought = [await shop.check_out(buyer, once["prices"][0]["id"]) for _ in range(2)]
    due = [b["totals"]["due"]["amount"] for b in bought]
    assert due == [1000, 3000], "what came twice pays once"


async def test_a_removed_method_is_forgotten_and_stops_what_it_paid(shop: Shop) -> None:
    buyer = await shop.buyer()
    method = await _saved(shop, buyer)
    body = {
        "enabled": True,
        "below": "1000",
        "price_id": await shop.pack(),
        "payment_method_id": method,
        "monthly_cap": {"amount": 9000, "currency": "USD"},
    }
    assert (await buyer.call("PUT", "/v1/credits/top-up", body)).status == 200
    shop.stripe.refuse = 1
    assert (await buyer.call("DELETE", f"/v1/payment-methods/{method}")).status == 204
    done = await shop.advance(buyer, days=1)
    assert {d["kind"] for d in done["done"]} >= {"method", "top_up"}
    assert (await buyer.get("/v1/credits/top-up"))["stopped"] == "declined"
    assert any(k.startswith("detach-") for k in shop.stripe.answered)


async def test_two_workers_do_what_is_due_once(shop: Shop) -> None:
    """A processor without keys would give back twice what two ask for at once."""
    product = await shop.product(ONCE | RUPEES)
    buyer = await shop.buyer(test=False)
    body = {"processor": "razorpay", "save_method": False}
    checkout = await shop.check_out(buyer, product["prices"][0]["id"], **body)
    link = str(checkout["url"]).rpartition("/")[2]
    shop.razorpay.pay_link(link)
    told = shop.razorpay.event("payment_link.paid", payment_link=shop.razorpay.links[link])
    assert await shop.send(told, shop.razorpay.signed(told), to="razorpay") == 204
    shop.razorpay.deaf = 1
    assert (await shop.refund(checkout["order_id"]))["status"] == "pending"
    await asyncio.gather(*(shop.work(later=timedelta(minutes=5)) for _ in range(2)))
    of_it = [r for r in shop.razorpay.refunds.values() if r["amount"] == 49_900]
    assert len(of_it) == 1
