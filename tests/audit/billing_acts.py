"""Acts of selling, buying and earning, each prepared so that a single request does it."""

import itertools
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from tests.agents.documents import prompt
from tests.audit.acts import Act, Stage
from tests.hub_fixtures import Answer, Client

_numbers = itertools.count()
ONCE: Final = {"type": "one_time", "currency": "USD", "unit_amount": 5000}
MONTHLY: Final = {"type": "recurring", "interval": "month", "currency": "USD", "unit_amount": 900}

TAX: Final = {
    "legal_name": "Acme GmbH",
    "address": "Lindenweg 1, 10115 Berlin",
    "country": "DE",
    "tax_id": "DE 123 456 789",
}


def _key() -> dict[str, str]:
    return {"idempotency-key": f"act-{next(_numbers)}"}


async def _made(answer: Answer) -> Any:
    assert answer.status in (200, 201, 204), answer.body
    return answer.body


async def _sells(stage: Stage, *, test: bool = False, **more: Any) -> tuple[Client, Any]:
    """A seller, and the product of an agent that others see."""
    seller, admin = await stage.team(), await stage.hub.admin()
    if test:
        await _made(await seller.post("/v1/test-clock", {}))
    agent = await _made(await seller.post("/v1/agents", prompt()))
    await _made(await seller.post(f"/v1/agents/{agent['id']}/publish"))
    await _made(await admin.post(f"/v1/agents/{agent['id']}/list"))
    body = {"name": "Sold", "agent_ids": [agent["id"]], "prices": [ONCE, MONTHLY]} | more
    return seller, await _made(await seller.post("/v1/products", body))


def _cart(product: Any, at: int = 0, **more: Any) -> dict[str, Any]:
    items = [{"price_id": product["prices"][at]["id"]}]
    return {"items": items, "processor": "manual"} | more


async def _buys(stage: Stage, *, test: bool = False) -> tuple[Client, Client, Any]:
    """Seller, buyer, and a checkout that waits for a transfer."""
    seller, product = await _sells(stage, test=test)
    buyer = await stage.team()
    if test:
        await _made(await buyer.post("/v1/test-clock", {}))
    body = _cart(product)
    return seller, buyer, await _made(await buyer.post("/v1/checkouts", body, headers=_key()))


async def _pack(stage: Stage) -> tuple[Client, Any]:
    """A buyer, and their order of a pack of credits."""
    admin, buyer = await stage.hub.admin(), await stage.team()
    price = ONCE | {"credits": "100"}
    body = {"kind": "credits", "name": "Pack", "prices": [price]}
    product = await _made(await admin.post("/v1/products", body))
    cart = _cart(product)
    return buyer, await _made(await buyer.post("/v1/checkouts", cart, headers=_key()))


async def _paid(stage: Stage, order_id: str) -> None:
    admin, body = await stage.hub.admin(), {"reference": "Bank", "reason": "Arrived"}
    await _made(await admin.post(f"/v1/admin/orders/{order_id}/paid", body, headers=_key()))


async def _tries(stage: Stage) -> tuple[Client, Any]:
    _, product = await _sells(stage, trial={"days": 7})
    buyer = await stage.team()
    body = _cart(product, 1, trial=True)
    return buyer, await _made(await buyer.post("/v1/checkouts", body, headers=_key()))


def _act(action: str, who: Client, method: str, path: str, body: Any = None, **more: Any) -> Act:
    return Act(action, who.organization["id"], who, method, path, body, **more)


async def create_product(stage: Stage) -> Act:
    who = await stage.team()
    agent = await _made(await who.post("/v1/agents", prompt()))
    body = {"name": "Sold", "agent_ids": [agent["id"]], "prices": [ONCE]}
    return _act("product.created", who, "POST", "/v1/products", body)


async def change_product(stage: Stage) -> Act:
    who, product = await _sells(stage)
    path = f"/v1/products/{product['id']}"
    return _act("product.changed", who, "PATCH", path, {"name": "Else"})


async def add_price(stage: Stage) -> Act:
    who, product = await _sells(stage)
    return _act("product_price.set", who, "POST", f"/v1/products/{product['id']}/prices", ONCE)


async def create_discount(stage: Stage) -> Act:
    body = {"code": "SPRING", "percent_off": "10"}
    return _act("discount.created", await stage.team(), "POST", "/v1/discounts", body)


async def archive_discount(stage: Stage) -> Act:
    who = await stage.team()
    made = await _made(await who.post("/v1/discounts", {"code": "X1", "percent_off": "10"}))
    return _act("discount.archived", who, "DELETE", f"/v1/discounts/{made['id']}")


async def put_profile(stage: Stage) -> Act:
    body = {"name": "Acme", "country": "DE"}
    return _act("billing_profile.set", await stage.team(), "PUT", "/v1/billing/profile", body)


async def create_checkout(stage: Stage) -> Act:
    _, product = await _sells(stage)
    who, body = await stage.team(), _cart(product)
    return _act("checkout.created", who, "POST", "/v1/checkouts", body, headers=_key())


async def pay_order(stage: Stage) -> Act:
    """One whose checkout has expired, on the clock of a test organization: a renewal."""
    _, product = await _sells(stage)
    who = await stage.team()
    await _made(await who.post("/v1/test-clock", {}))
    body = _cart(product, 1)
    checkout = await _made(await who.post("/v1/checkouts", body, headers=_key()))
    await _paid(stage, checkout["order_id"])
    await _made(await who.post("/v1/test-clock/advance", {"days": 62}))
    orders = (await _made(await who.get("/v1/orders")))["data"]
    overdue = next(o for o in orders if o["payments"][-1]["status"] == "failed")
    path = f"/v1/orders/{overdue['id']}/pay"
    return _act("order.payment_begun", who, "POST", path, {}, headers=_key())


async def change_subscription(stage: Stage) -> Act:
    who, checkout = await _tries(stage)
    path = f"/v1/subscriptions/{checkout['subscription_id']}"
    return _act("subscription.changed", who, "PATCH", path, {"cancel_at_period_end": True})


async def cancel_subscription(stage: Stage) -> Act:
    """One that was never paid, and so gave nothing that ends with it."""
    _, product = await _sells(stage)
    who = await stage.team()
    body = _cart(product, 1)
    checkout = await _made(await who.post("/v1/checkouts", body, headers=_key()))
    path = f"/v1/subscriptions/{checkout['subscription_id']}"
    return _act("subscription.canceled", who, "DELETE", path)


async def begin_clock(stage: Stage) -> Act:
    return _act("test_clock.started", await stage.team(), "POST", "/v1/test-clock", {})


async def advance_clock(stage: Stage) -> Act:
    who = await stage.team()
    await _made(await who.post("/v1/test-clock", {}))
    path = "/v1/test-clock/advance"
    return _act("test_clock.advanced", who, "POST", path, {"days": 1})


async def put_account(stage: Stage) -> Act:
    body = {"method": "manual", "destination": "DE00 1234", "currency": "USD"}
    return _act("payout_account.set", await stage.team(), "PUT", "/v1/payout-account", body)


async def put_tax_details(stage: Stage) -> Act:
    return _act("tax_details.set", await stage.team(), "PUT", "/v1/tax-details", TAX)


async def put_alerts(stage: Stage) -> Act:
    body = {"low_balance": "10", "percents": [80]}
    return _act("spend_alerts.set", await stage.team(), "PUT", "/v1/credits/alerts", body)


async def put_metered(stage: Stage) -> Act:
    who, admin = await stage.team(), await stage.hub.admin()
    line = {"organization_id": who.organization["id"], "credits": "1", "reason": "Line"}
    body = line | {"kind": "metered"}
    await _made(await admin.post("/v1/admin/grants", body, headers=_key()))
    return _act("metered.set", who, "PUT", "/v1/billing/metered", {"on_invoice": True})


async def _earned(stage: Stage) -> Client:
    seller, _, checkout = await _buys(stage, test=True)
    await _paid(stage, checkout["order_id"])
    body = {"method": "manual", "destination": "DE00 1234", "currency": "USD"}
    await _made(await seller.call("PUT", "/v1/payout-account", body))
    await _made(await seller.call("PUT", "/v1/tax-details", TAX))
    await _made(await seller.post("/v1/test-clock/advance", {"days": 20}))
    return seller


async def ask_payout(stage: Stage) -> Act:
    who = await _earned(stage)
    return _act("payout.asked", who, "POST", "/v1/payouts", {}, headers=_key())


async def decide_payout(stage: Stage) -> Act:
    who = await _earned(stage)
    payout = await _made(await who.post("/v1/payouts", {}, headers=_key()))
    admin = await stage.hub.admin()
    path = f"/v1/admin/payouts/{payout['id']}/decide"
    body = {"decision": "paid", "reason": "Sent today"}
    return Act("payout.decided", who.organization["id"], admin, "POST", path, body)


async def mark_paid(stage: Stage) -> Act:
    buyer, checkout = await _pack(stage)
    path = f"/v1/admin/orders/{checkout['order_id']}/paid"
    body = {"reference": "Bank", "reason": "Arrived"}
    admin = await stage.hub.admin()
    made = Act("order.marked_paid", buyer.organization["id"], admin, "POST", path, body)
    made.headers = _key()
    return made


async def refund(stage: Stage) -> Act:
    buyer, checkout = await _pack(stage)
    await _paid(stage, checkout["order_id"])
    body = {"order_id": checkout["order_id"], "reason": "Unused"}
    admin, path = await stage.hub.admin(), "/v1/admin/refunds"
    made = Act("refund.asked", buyer.organization["id"], admin, "POST", path, body)
    made.headers = _key()
    return made


async def set_share(stage: Stage) -> Act:
    org_id = (await stage.team()).organization["id"]
    body = {"organization_id": org_id, "percent": "85", "reason": "Partner"}
    admin, path = await stage.hub.admin(), "/v1/admin/revenue-shares"
    return Act("revenue_share.set", org_id, admin, "POST", path, body)


async def reconcile(stage: Stage) -> Act:
    admin, body = await stage.hub.admin(), {"processor": "manual", "day": "2026-11-01"}
    path, org_id = "/v1/admin/reconciliations", admin.organization["id"]
    return Act("reconciliation.done", org_id, admin, "POST", path, body)


async def _wished(stage: Stage) -> tuple[Client, Any]:
    """Somebody who asked for something, and decides too."""
    _, product = await _sells(stage)
    who = await stage.team()
    body = {"price_id": product["prices"][0]["id"], "note": "For the month's end"}
    return who, await _made(await who.post("/v1/purchase-requests", body))


async def ask_for(stage: Stage) -> Act:
    _, product = await _sells(stage)
    body = {"price_id": product["prices"][0]["id"]}
    who = await stage.team()
    return _act("purchase_request.made", who, "POST", "/v1/purchase-requests", body)


async def decide_request(stage: Stage) -> Act:
    who, asked = await _wished(stage)
    path = f"/v1/purchase-requests/{asked['id']}/decide"
    body = {"decision": "decline", "reason": "Not this year"}
    return _act("purchase_request.decided", who, "POST", path, body)


async def withdraw_request(stage: Stage) -> Act:
    who, asked = await _wished(stage)
    path = f"/v1/purchase-requests/{asked['id']}"
    return _act("purchase_request.withdrawn", who, "DELETE", path)


async def _paid_pack(stage: Stage) -> tuple[Client, Any]:
    buyer, checkout = await _pack(stage)
    await _paid(stage, checkout["order_id"])
    return buyer, {"order_id": checkout["order_id"], "reason": "Unused"}


async def ask_refund(stage: Stage) -> Act:
    who, body = await _paid_pack(stage)
    path = "/v1/refund-requests"
    return _act("refund_request.made", who, "POST", path, body, headers=_key())


async def decide_refund(stage: Stage) -> Act:
    who, body = await _paid_pack(stage)
    asked = await _made(await who.post("/v1/refund-requests", body, headers=_key()))
    path, admin = f"/v1/admin/refund-requests/{asked['id']}/decide", await stage.hub.admin()
    refusal = {"decision": "refuse", "reason": "Used"}
    made = Act("refund_request.decided", who.organization["id"], admin, "POST", path, refusal)
    made.headers = _key()
    return made


async def withdraw_refund(stage: Stage) -> Act:
    who, body = await _paid_pack(stage)
    asked = await _made(await who.post("/v1/refund-requests", body, headers=_key()))
    path = f"/v1/refund-requests/{asked['id']}"
    return _act("refund_request.withdrawn", who, "DELETE", path)


BILLING_ACTS: Final[Mapping[tuple[str, str], Callable[[Stage], Awaitable[Act]]]] = {
    ("POST", "/v1/products"): create_product,
    ("PATCH", "/v1/products/{product_id}"): change_product,
    ("POST", "/v1/products/{product_id}/prices"): add_price,
    ("POST", "/v1/discounts"): create_discount,
    ("DELETE", "/v1/discounts/{discount_id}"): archive_discount,
    ("PUT", "/v1/billing/profile"): put_profile,
    ("POST", "/v1/checkouts"): create_checkout,
    ("POST", "/v1/orders/{order_id}/pay"): pay_order,
    ("POST", "/v1/refund-requests"): ask_refund,
    ("POST", "/v1/admin/refund-requests/{refund_request_id}/decide"): decide_refund,
    ("DELETE", "/v1/refund-requests/{refund_request_id}"): withdraw_refund,
    ("POST", "/v1/purchase-requests"): ask_for,
    ("POST", "/v1/purchase-requests/{purchase_request_id}/decide"): decide_request,
    ("DELETE", "/v1/purchase-requests/{purchase_request_id}"): withdraw_request,
    ("PATCH", "/v1/subscriptions/{subscription_id}"): change_subscription,
    ("DELETE", "/v1/subscriptions/{subscription_id}"): cancel_subscription,
    ("POST", "/v1/test-clock"): begin_clock,
    ("POST", "/v1/test-clock/advance"): advance_clock,
    ("PUT", "/v1/payout-account"): put_account,
    ("PUT", "/v1/tax-details"): put_tax_details,
    ("PUT", "/v1/credits/alerts"): put_alerts,
    ("PUT", "/v1/billing/metered"): put_metered,
    ("POST", "/v1/payouts"): ask_payout,
    ("POST", "/v1/admin/payouts/{payout_id}/decide"): decide_payout,
    ("POST", "/v1/admin/orders/{order_id}/paid"): mark_paid,
    ("POST", "/v1/admin/refunds"): refund,
    ("POST", "/v1/admin/revenue-shares"): set_share,
    ("POST", "/v1/admin/reconciliations"): reconcile,
}
