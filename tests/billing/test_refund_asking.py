"""A buyer asks for a refund, finance decides, both are told, and a credit note stands for it."""

import pytest

from hub.credits.verifying import differences
from tests.billing.shop import ONCE, Shop, key
from tests.hub_fixtures import Answer, Client


async def _bought(shop: Shop, buyer: Client) -> str:
    product = await shop.product(ONCE, name="Ledger Pro")
    checkout = await shop.check_out(buyer, product["prices"][0]["id"])
    await shop.pay_page(buyer, checkout)
    return str(checkout["order_id"])


async def _ask(buyer: Client, **more: object) -> Answer:
    headers = more.pop("headers", None) or key()
    assert isinstance(headers, dict)
    body = {"reason": "Not what we need"} | more
    return await buyer.post("/v1/refund-requests", body, headers=headers)


async def _decide(shop: Shop, asked: Answer, headers: dict[str, str], **body: object) -> Answer:
    path = f"/v1/admin/refund-requests/{asked['id']}/decide"
    return await shop.admin.post(path, body, headers=headers)


async def _told(who: Client) -> list[str]:
    return [one["subject"] for one in (await who.get("/v1/notifications"))["data"]]


@pytest.mark.req("D-bill")
async def test_a_refund_is_asked_for_granted_in_part_and_both_sides_are_told(shop: Shop) -> None:
    buyer = await shop.hub.sign_up(organization="Undecided Ltd")
    order_id = await _bought(shop, buyer)
    assert (await buyer.get(f"/v1/orders/{order_id}"))["refund_until"] is not None
    headers = key()
    [asked, again] = [await _ask(buyer, order_id=order_id, headers=headers) for _ in range(2)]
    assert (asked.status, asked["status"], asked["amount"]["amount"]) == (201, "open", 5000)
    assert (again["id"], again.headers["idempotent-replayed"]) == (asked["id"], "true")
    [invoice] = (await buyer.get("/v1/invoices"))["data"]
    twice = await _ask(buyer, invoice_id=invoice["id"])
    assert (twice.status, twice["code"]) == (409, "already_asked")
    assert "$50.00 is asked back" in await _told(shop.admin)
    waiting = (await shop.admin.get("/v1/admin/refund-requests?status=open"))["data"]
    mine = next(one for one in waiting if one["id"] == asked["id"])
    assert (mine["organization_name"], mine["description"]) == ("Undecided Ltd", "Ledger Pro")
    more = await _decide(shop, asked, key(), decision="approve", amount=5001)
    assert (more.status, more["code"]) == (409, "refund_too_large")
    headers = key()
    grant = {"decision": "approve", "amount": 2000, "reason": "Half a month"}
    answers = [await _decide(shop, asked, headers, **grant) for _ in range(2)]
    assert [(one.status, one["status"], one["refund_status"]) for one in answers] == [
        (200, "approved", "succeeded")
    ] * 2
    late = await _decide(shop, asked, key(), decision="refuse", reason="Else")
    assert (late.status, late["code"]) == (409, "request_state")
    order = await buyer.get(f"/v1/orders/{order_id}")
    assert (order["status"], order["refunded"]["amount"]) == ("partially_refunded", 2000)
    assert "$20.00 will be given back for Ledger Pro" in await _told(buyer)
    async with shop.finder.transaction() as session:
        assert await differences(session) == []


@pytest.mark.req("D-bill")
async def test_what_is_refused_says_why_and_may_be_asked_for_again(shop: Shop) -> None:
    buyer = await shop.buyer(test=False)
    order_id = await _bought(shop, buyer)
    asked = await _ask(buyer, order_id=order_id, line=0, amount=1000)
    assert asked["line"] == 0
    unsaid = await _decide(shop, asked, key(), decision="refuse")
    assert unsaid.status == 422
    refused = await _decide(shop, asked, key(), decision="refuse", reason="It was used for a month")
    assert (refused["status"], refused["answer"]) == ("refused", "It was used for a month")
    assert "$10.00 for Ledger Pro is not given back" in await _told(buyer)
    assert (await buyer.get(f"/v1/orders/{order_id}"))["refunded"]["amount"] == 0
    another = await _ask(buyer, order_id=order_id)
    path = f"/v1/refund-requests/{another['id']}"
    assert (await shop.seller.call("DELETE", path)).status == 404
    assert [(await buyer.call("DELETE", path)).status for _ in range(2)] == [204, 204]
    gone = await _decide(shop, another, key(), decision="approve")
    assert (gone.status, gone["code"]) == (409, "request_state")
    states = [one["status"] for one in (await buyer.get("/v1/refund-requests"))["data"]]
    assert states == ["withdrawn", "refused"]


async def test_what_cannot_be_had_back_is_not_asked_for(shop: Shop) -> None:
    buyer = await shop.buyer()
    order_id = await _bought(shop, buyer)
    refusals = [
        (await _ask(buyer, order_id=order_id, amount=5001), 409, "refund_too_large"),
        (await _ask(buyer, order_id=order_id, line=1), 422, "invalid_input"),
        (await _ask(buyer), 422, "invalid_input"),
        (await _ask(await shop.buyer(), order_id=order_id), 404, "order_not_found"),
    ]
    await shop.advance(buyer, days=31)
    refusals.append((await _ask(buyer, order_id=order_id), 409, "refund_too_late"))
    refunded = await shop.refund(order_id)
    assert refunded.status == 201
    refusals.append((await _ask(buyer, order_id=order_id), 409, "order_state"))
    for answer, status, code in refusals:
        assert (answer.status, answer["code"]) == (status, code), answer.body
    assert (await shop.seller.get("/v1/admin/refund-requests")).status == 403
