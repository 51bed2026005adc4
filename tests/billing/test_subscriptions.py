"""Subscriptions over months, on the clock of a test organization."""

from datetime import datetime

import pytest

from tests.agents_api.people import member_of
from tests.billing.shop import MODEL, MONTHLY, Shop, key
from tests.hub_fixtures import Client

YEARLY = MONTHLY | {"interval": "year", "unit_amount": 20_000}


async def of(buyer: Client, subscription_id: str) -> str:
    status = (await buyer.get(f"/v1/subscriptions/{subscription_id}"))["status"]
    return str(status)


async def told(buyer: Client) -> list[str]:
    return [n["subject"] for n in (await buyer.get("/v1/notifications?limit=50"))["data"]]


@pytest.mark.req("FR-3.12", "D-bill")
async def test_a_subscription_renews_each_month_and_ends_as_asked(shop: Shop) -> None:
    agent_id = await shop.agent()
    product = await shop.product(MONTHLY, agent_ids=[agent_id])
    buyer = await shop.buyer()
    made = await shop.subscribe(buyer, product["prices"][0]["id"])
    assert (made["status"], made["payment_method_id"][:4]) == ("active", "pmt_")
    await shop.advance(buyer, months=3)
    orders = (await buyer.get("/v1/orders"))["data"]
    assert [(o["reason"], o["status"]) for o in orders] == [("renewal", "paid")] * 3 + [
        ("purchase", "paid")
    ]
    assert await shop.runs(buyer, agent_id) == 200
    path = f"/v1/subscriptions/{made['id']}"
    await buyer.call("PATCH", path, {"cancel_at_period_end": True})
    await shop.advance(buyer, days=1)
    assert await of(buyer, made["id"]) == "active"
    await shop.advance(buyer, months=1)
    assert await of(buyer, made["id"]) == "canceled"
    assert await shop.runs(buyer, agent_id) == 403
    assert len((await buyer.get("/v1/orders"))["data"]) == 4
    numbers = [i["number"] for i in (await buyer.get("/v1/invoices"))["data"]]
    assert len(set(numbers)) == 4


async def test_a_declined_renewal_is_tried_again_and_then_stops(shop: Shop) -> None:
    agent_id = await shop.agent()
    product = await shop.product(MONTHLY, agent_ids=[agent_id], grace_days=7)
    buyer = await shop.buyer()
    made = await shop.subscribe(buyer, product["prices"][0]["id"])
    customer = next(reversed(shop.stripe.sessions.values()))["customer"]
    shop.stripe.declining.add(customer)
    await shop.advance(buyer, months=1)
    assert await of(buyer, made["id"]) == "past_due"
    assert await shop.runs(buyer, agent_id) == 200, "grace"
    failed: list[int] = []
    for days in (1, 1, 5, 7, 7):
        await shop.advance(buyer, days=days)
        [order, *_] = (await buyer.get("/v1/orders"))["data"]
        failed.append(len(order["payments"]))
    assert failed == [1, 2, 3, 4, 5]
    assert await of(buyer, made["id"]) == "unpaid"
    assert await shop.runs(buyer, agent_id) == 403
    shop.stripe.declining.discard(customer)
    paid = await buyer.post(
        f"/v1/orders/{order['id']}/pay",
        {"payment_method_id": made["payment_method_id"]},
        headers=key(),
    )
    assert (paid.status, paid["status"]) == (201, "succeeded")
    assert await of(buyer, made["id"]) == "active"
    assert await shop.runs(buyer, agent_id) == 200
    subjects = await told(buyer)
    assert len([s for s in subjects if s.startswith("A payment of $20.00")]) == 4
    assert len([s for s in subjects if "not available until it is paid" in s]) == 1


async def test_a_stolen_card_is_not_tried_again_and_another_one_at_once(shop: Shop) -> None:
    product = await shop.product(MONTHLY)
    buyer = await shop.buyer()
    checkout = await shop.check_out(buyer, product["prices"][0]["id"])
    done = await shop.pay_page(buyer, checkout, card="stolen_card")
    made = (await buyer.get(f"/v1/subscriptions/{done['subscription_id']}")).body
    await shop.advance(buyer, days=40)
    [order, *_] = (await buyer.get("/v1/orders"))["data"]
    assert [p["error"] for p in order["payments"]] == ["stolen_card"]
    other = await shop.check_out(buyer, await shop.pack())
    await shop.pay_page(buyer, other)
    methods = (await buyer.get("/v1/payment-methods"))["data"]
    new = next(m["id"] for m in methods if m["id"] != made["payment_method_id"])
    path = f"/v1/subscriptions/{made['id']}"
    assert (await buyer.call("PATCH", path, {"payment_method_id": new})).status == 200
    done_now = await shop.advance(buyer, days=1)
    assert done_now["done"][0]["kind"] == "subscription"
    assert await of(buyer, made["id"]) == "active"


@pytest.mark.req("FR-3.12")
async def test_dearer_is_now_and_prorated_and_cheaper_waits(shop: Shop) -> None:
    product = await shop.product(MONTHLY | {"per_seat": True}, MONTHLY | {"unit_amount": 900})
    buyer = await shop.buyer()
    made = await shop.subscribe(buyer, product["prices"][0]["id"], quantity=2)
    path = f"/v1/subscriptions/{made['id']}"
    await shop.advance(buyer, to=middle(made))
    shown = await buyer.post(f"{path}/preview", {"quantity": 4})
    assert shown["due_now"]["amount"] == 4000 - 2000
    changed = await buyer.call("PATCH", path, {"quantity": 4})
    assert (changed["quantity"], changed["pending_change"]) == (4, None)
    [order, *_] = (await buyer.get("/v1/orders"))["data"]
    assert [line["amount"] for line in order["totals"]["lines"]] == [-2000, 4000]
    less = await buyer.call("PATCH", path, {"quantity": 1})
    assert (less["quantity"], less["pending_change"]["quantity"]) == (4, 1)
    await shop.advance(buyer, days=20)
    [order, *_] = (await buyer.get("/v1/orders"))["data"]
    assert order["totals"]["total"] == 2000
    assert (await buyer.get(path))["quantity"] == 1


def middle(made: dict[str, str]) -> str:
    start, end = (
        datetime.fromisoformat(made[f"current_period_{name}"]) for name in ("start", "end")
    )
    return (start + (end - start) / 2).isoformat()


@pytest.mark.req("FR-3.14")
async def test_a_trial_ends_without_a_charge_and_is_had_once(shop: Shop) -> None:
    agent_id = await shop.agent()
    product = await shop.product(MONTHLY, agent_ids=[agent_id], trial={"days": 14})
    buyer = await shop.buyer()
    price_id = product["prices"][0]["id"]
    trial = await shop.check_out(buyer, price_id, trial=True, processor="manual")
    assert (trial.status, trial["status"]) == (201, "succeeded"), trial.body
    assert await of(buyer, trial["subscription_id"]) == "trialing"
    assert await shop.runs(buyer, agent_id) == 200
    await shop.advance(buyer, days=12)
    assert len([s for s in await told(buyer) if s.startswith("Your trial of")]) == 1
    await shop.advance(buyer, days=3)
    reminders = [s for s in await told(buyer) if "ends on" in s and s.startswith("Your trial of")]
    assert len(reminders) == 2, "three days before, and one"
    assert await of(buyer, trial["subscription_id"]) == "canceled"
    assert await shop.runs(buyer, agent_id) == 403
    assert (await buyer.get("/v1/invoices"))["data"] == []
    again = await shop.check_out(buyer, price_id, trial=True, processor="manual")
    assert (again.status, again["code"]) == (409, "trial_used")


@pytest.mark.req("FR-3.14")
async def test_a_trial_that_was_asked_to_converts_and_one_card_tries_once(shop: Shop) -> None:
    product = await shop.product(MONTHLY, trial={"days": 14})
    price_id = product["prices"][0]["id"]
    first, second = await shop.buyer(), await shop.buyer()
    asked = {"trial": True, "convert_trial": True}
    trial = await shop.check_out(first, price_id, **asked)
    done = await shop.pay_page(first, trial, fingerprint="the-same-card")
    assert await of(first, done["subscription_id"]) == "trialing"
    await shop.advance(first, days=15)
    assert await of(first, done["subscription_id"]) == "active"
    [order, *_] = (await first.get("/v1/orders"))["data"]
    assert (order["reason"], order["totals"]["total"]) == ("renewal", 2000)
    trial = await shop.check_out(second, price_id, **asked)
    done = await shop.pay_page(second, trial, fingerprint="the-same-card")
    assert await of(second, done["subscription_id"]) == "canceled"
    # Nor by a detour: a trial without a card, and the card left while it goes on.
    third = await shop.buyer()
    quiet = await shop.check_out(third, price_id, trial=True, processor="manual")
    other = await shop.product(MONTHLY)
    bought = await shop.check_out(third, other["prices"][0]["id"])
    await shop.pay_page(third, bought, fingerprint="the-same-card")
    [method] = (await third.get("/v1/payment-methods"))["data"]
    path = f"/v1/subscriptions/{quiet['subscription_id']}"
    left = await third.call("PATCH", path, {"payment_method_id": method["id"]})
    assert (left.status, left["code"]) == (409, "trial_used")


@pytest.mark.req("FR-3.14", "FR-3.12")
async def test_freemium_covers_an_allowance_and_then_runs_cost_their_price(shop: Shop) -> None:
    agent_id = await shop.agent()
    usage = {"model": "per_call", "credits": "3", "model_cost": "included"}
    free = MONTHLY | {"unit_amount": 0, "allowance_runs": 2}
    product = await shop.product(free, agent_ids=[agent_id])
    price = await shop.seller.call("PUT", f"/v1/agents/{agent_id}/price", usage)
    assert price.status == 200
    buyer = await shop.buyer()
    made = await shop.check_out(buyer, product["prices"][0]["id"])
    assert made["status"] == "succeeded"
    costs = [(await buyer.invoke(agent_id, "x", model=MODEL))["cost"]["credits"] for _ in range(3)]
    assert costs[2] == "3"
    assert costs[0] != "3"
    await shop.advance(buyer, months=1)
    anew = await buyer.invoke(agent_id, "x", model=MODEL)
    assert anew["cost"]["credits"] == costs[0]


async def test_a_pause_keeps_what_is_left_and_a_raise_is_told_before(shop: Shop) -> None:
    agent_id = await shop.agent()
    product = await shop.product(MONTHLY, agent_ids=[agent_id])
    buyer = await shop.buyer()
    made = await shop.subscribe(buyer, product["prices"][0]["id"])
    path = f"/v1/subscriptions/{made['id']}"
    await buyer.call("PATCH", path, {"paused": True})
    assert await shop.runs(buyer, agent_id) == 403
    await shop.advance(buyer, days=60)
    await buyer.call("PATCH", path, {"paused": False})
    assert await shop.runs(buyer, agent_id) == 200
    assert len((await buyer.get("/v1/orders"))["data"]) == 1
    dearer = MONTHLY | {"unit_amount": 2500, "replaces": product["prices"][0]["id"]}
    raised = await shop.seller.post(f"/v1/products/{product['id']}/prices", dearer)
    assert raised.status == 201, raised.body
    await shop.advance(buyer, days=32)
    [order, *_] = (await buyer.get("/v1/orders"))["data"]
    assert order["totals"]["total"] == 2500
    assert [s for s in await told(buyer) if s.startswith("The price of")] != []


@pytest.mark.req("FR-3.12")
async def test_what_is_sold_no_longer_is_still_seen_and_changed_by_who_has_it(shop: Shop) -> None:
    product = await shop.product(MONTHLY)
    buyer = await shop.buyer()
    made = await shop.subscribe(buyer, product["prices"][0]["id"])
    path = f"/v1/subscriptions/{made['id']}"
    other = MONTHLY | {"replaces": made["price_id"]}
    sold = f"/v1/products/{product['id']}"
    assert (await shop.seller.post(f"{sold}/prices", other)).status == 201
    assert (await shop.seller.call("PATCH", sold, {"status": "archived"})).status == 200
    seen = await buyer.get(path)
    assert (seen.status, seen["product_name"]) == (200, "Minutes Pro"), seen.body
    assert (await buyer.get("/v1/subscriptions"))["data"] == [seen.body]
    changed = await buyer.call("PATCH", path, {"cancel_at_period_end": True})
    assert (changed.status, changed["price_id"]) == (200, made["price_id"]), changed.body


async def test_only_a_test_organization_moves_its_clock(shop: Shop) -> None:
    live = await shop.buyer(test=False)
    refused = await live.post("/v1/test-clock/advance", {"days": 1})
    assert (refused.status, refused["code"]) == (403, "not_a_test_organization")
    test = await shop.buyer()
    back = await test.post("/v1/test-clock/advance", {"to": "2020-01-01T00:00:00Z"})
    assert (back.status, back["code"]) == (409, "clock_refused")
    await shop.check_out(live, (await shop.product(MONTHLY))["prices"][0]["id"])
    late = await live.post("/v1/test-clock", {})
    assert (late.status, late["code"]) == (409, "clock_refused")


@pytest.mark.req("FR-3.12", "FR-3.13")
async def test_seats_are_for_the_people_who_are_named(shop: Shop) -> None:
    agent_id = await shop.agent()
    product = await shop.product(MONTHLY | {"per_seat": True}, agent_ids=[agent_id])
    boss = await shop.hub.sign_up(organization="Seats")
    assert (await boss.post("/v1/test-clock", {})).status == 201
    member = await member_of(shop.hub, boss)
    made = await shop.subscribe(boss, product["prices"][0]["id"])
    assert made["seats"] == [boss.user["id"]]
    assert [await shop.runs(who, agent_id) for who in (boss, member)] == [200, 403]
    path = f"/v1/subscriptions/{made['id']}"
    both = {"seats": [boss.user["id"], member.user["id"]]}
    refused = await boss.call("PATCH", path, both)
    assert (refused.status, refused["errors"][0]["pointer"]) == (422, "/seats")
    assert (await boss.call("PATCH", path, {"seats": [member.user["id"]]})).status == 200
    assert [await shop.runs(who, agent_id) for who in (boss, member)] == [403, 200]
    assert (await boss.call("PATCH", path, {"quantity": 2}))["quantity"] == 2
    assert (await boss.call("PATCH", path, both)).status == 200
    assert [await shop.runs(who, agent_id) for who in (boss, member)] == [200, 200]
