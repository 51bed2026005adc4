"""Who may not buy asks, who may decides, and what comes of it is an order."""

import base64

import pytest

from hub.billing.qr import qr_of
from tests.billing.shop import ONCE, Shop, key
from tests.hub_fixtures import Client


async def _member(shop: Shop, admin: Client) -> Client:
    person = await shop.hub.sign_up()
    body = {"email": person.user["email"], "role": "member"}
    invited = await admin.post("/v1/invitations", body)
    await person.post("/v1/invitations/accept", {"token": invited["token"]})
    inside = {"organization_id": admin.organization["id"]}
    entered = await person.post("/v1/auth/switch", inside)
    return person.with_token(entered["token"])


@pytest.mark.req("D-bill", "S15")
async def test_a_member_asks_an_admin_orders_and_both_are_told(shop: Shop) -> None:
    price_id = (await shop.product(ONCE, name="Ledger Pro"))["prices"][0]["id"]
    admin = await shop.hub.sign_up(organization="Askers")
    member = await _member(shop, admin)
    cart = {"items": [{"price_id": price_id}], "processor": "manual"}
    refused = await member.post("/v1/checkouts", cart, headers=key())
    assert (refused.status, refused["code"]) == (403, "scope_missing")
    body = {"price_id": price_id, "note": "For the month's end"}
    asked = await member.post("/v1/purchase-requests", body)
    assert (asked.status, asked["status"]) == (201, "open")
    assert asked["amount"] == {"amount": 5000, "currency": "USD"}
    again = await member.post("/v1/purchase-requests", body)
    assert (again.status, again["code"]) == (409, "already_asked")
    path = f"/v1/purchase-requests/{asked['id']}"
    approve = {"decision": "approve"}
    assert (await member.post(f"{path}/decide", approve)).status == 403
    [waiting] = (await admin.get("/v1/purchase-requests?status=open"))["data"]
    assert (waiting["id"], waiting["note"]) == (asked["id"], body["note"])
    assert (await admin.post(f"{path}/decide", approve))["status"] == "approved"
    late = await admin.post(f"{path}/decide", approve)
    assert (late.status, late["code"]) == (409, "request_state")
    ordered = await admin.post(
        "/v1/checkouts", cart | {"purchase_request_id": asked["id"]}, headers=key()
    )
    assert ordered.status == 201, ordered.body
    assert (await member.get(path))["order_id"] == ordered["order_id"]
    told = [one["subject"] for one in (await admin.get("/v1/notifications"))["data"]]
    assert any("asks for Ledger Pro" in subject for subject in told)
    told = [one["subject"] for one in (await member.get("/v1/notifications"))["data"]]
    assert "Ledger Pro is approved" in told
    assert (await shop.seller.get(path)).status == 404


async def test_a_request_is_taken_back_by_whoever_made_it(shop: Shop) -> None:
    price_id = (await shop.product(ONCE))["prices"][0]["id"]
    who = await shop.buyer(test=False)
    asked = await who.post("/v1/purchase-requests", {"price_id": price_id})
    path = f"/v1/purchase-requests/{asked['id']}"
    assert [(await who.call("DELETE", path)).status for _ in range(2)] == [204, 204]
    cart = {"items": [{"price_id": price_id}], "processor": "manual"}
    cart["purchase_request_id"] = asked["id"]
    refused = await who.post("/v1/checkouts", cart, headers=key())
    assert (refused.status, refused["code"]) == (409, "request_state")


def test_a_code_is_a_drawing_of_its_own_and_the_same_each_time() -> None:
    made = qr_of("upi://pay?pa=shop@bank&am=499.00&cu=INR&tn=pay_1")
    kind, _, data = made.partition(",")
    assert kind == "data:image/svg+xml;base64"
    drawn = base64.b64decode(data).decode()
    assert drawn.startswith("<svg")
    assert 'viewBox="0 0 ' in drawn
    assert made == qr_of("upi://pay?pa=shop@bank&am=499.00&cu=INR&tn=pay_1")
