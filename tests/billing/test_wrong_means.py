"""Means of payment and prices that do not fit: nothing is charged with them, or otherwise."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.billing.payouts import worth
from hub.kit.amounts import MICRO
from tests.billing.shop import MONTHLY, Shop
from tests.hub_fixtures import Client

RUPEES = {"currency": "INR", "unit_amount": 49_900}


async def _mandate(shop: Shop, buyer: Client) -> str:
    """A UPI mandate, which is debited in rupees alone."""
    product = await shop.product(MONTHLY | RUPEES)
    checkout = await shop.check_out(
        buyer, product["prices"][0]["id"], processor="razorpay", save_method=True
    )
    await shop.give_mandate(checkout)
    methods = (await buyer.get("/v1/payment-methods"))["data"]
    return str(next(method["id"] for method in methods if method["kind"] == "upi"))


@pytest.mark.req("D-bill")
async def test_a_mandate_in_rupees_pays_for_nothing_in_dollars(shop: Shop) -> None:
    buyer = await shop.buyer()
    product = await shop.product(MONTHLY)
    made = await shop.subscribe(buyer, product["prices"][0]["id"])
    mandate = await _mandate(shop, buyer)
    chosen = await buyer.call(
        "PATCH", f"/v1/subscriptions/{made['id']}", {"payment_method_id": mandate}
    )
    top_up = {
        "enabled": True,
        "below": "100",
        "price_id": await shop.pack(),
        "payment_method_id": mandate,
        "monthly_cap": {"amount": 9000, "currency": "USD"},
    }
    filled = await buyer.call("PUT", "/v1/credits/top-up", top_up)
    for refused in (chosen, filled):
        assert (refused.status, refused["code"]) == (422, "processor_not_offered")
        assert refused["errors"][0]["pointer"] == "/payment_method_id"
    [shown] = [
        one for one in (await buyer.get("/v1/subscriptions"))["data"] if one["id"] == made["id"]
    ]
    assert shown["payment_method_id"] == made["payment_method_id"]


@pytest.mark.req("D-bill")
async def test_a_removed_card_is_not_charged_for_a_change(shop: Shop) -> None:
    """Stripe has not been told yet, and would take the money."""
    product = await shop.product(MONTHLY | {"per_seat": True})
    buyer = await shop.buyer()
    made = await shop.subscribe(buyer, product["prices"][0]["id"])
    shop.stripe.refuse = 1
    path = f"/v1/payment-methods/{made['payment_method_id']}"
    assert (await buyer.call("DELETE", path)).status == 204
    charged = len(shop.stripe.intents)
    changed = await buyer.call("PATCH", f"/v1/subscriptions/{made['id']}", {"quantity": 2})
    assert (changed.status, changed["code"]) == (409, "subscription_state")
    assert len(shop.stripe.intents) == charged


@pytest.mark.req("FR-3.12")
@pytest.mark.parametrize("other", [{"interval": "year"}, {"tax_behavior": "inclusive"}])
async def test_a_price_is_replaced_by_one_of_the_same_kind(
    shop: Shop, other: dict[str, str]
) -> None:
    """Who subscribes is moved to it at a renewal, by its amount alone."""
    product = await shop.product(MONTHLY)
    body = MONTHLY | {"unit_amount": 1900, "replaces": product["prices"][0]["id"]} | other
    refused = await shop.seller.post(f"/v1/products/{product['id']}/prices", body)
    assert (refused.status, refused["errors"][0]["pointer"]) == (422, "/replaces")


@given(
    st.integers(0, 10**12),
    st.decimals("0.000001", 10, places=6),
)
def test_credits_that_become_cents_are_worth_as_much(micro: int, rate: Decimal) -> None:
    cents, used = worth(micro, rate)
    assert used <= micro
    assert used * rate * 100 >= cents * MICRO
    assert cents == 0 or (used - 1) * rate * 100 < cents * MICRO, "and no more is taken"
