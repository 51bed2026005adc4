"""What the platform's administrators read of sales, shares, and comparisons with processors."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.billing.shop import ONCE, Shop, key
from tests.hub_fixtures import PASSWORD, Client

SALES = "/v1/admin/sales"


async def _sold(shop: Shop, name: str, **price: Any) -> tuple[str, str]:
    """The order and the product."""
    buyer = await shop.buyer(test=False)
    product = await shop.product(ONCE | price, name=name)
    checkout = await shop.check_out(buyer, product["prices"][0]["id"])
    await shop.pay_page(buyer, checkout)
    return str(checkout["order_id"]), str(product["id"])


async def _of(shop: Shop, currency: str, query: str = "") -> dict[str, Any]:
    report = await shop.admin.get(SALES + query)
    assert report.status == 200, report.body
    found = [one for one in report["currencies"] if one["currency"] == currency]
    return dict(found[0]) if found else {"orders": 0, "total": 0, "refunded": 0, "days": []}


@pytest.mark.req("S15", "D-bill")
async def test_sales_are_counted_once_by_day_product_and_seller(shop: Shop) -> None:
    before = await _of(shop, "USD")
    order_id, product_id = await _sold(shop, "Minutes Deluxe")
    unpaid = await shop.product(ONCE, name="Never paid")
    await shop.check_out(await shop.buyer(test=False), unpaid["prices"][0]["id"])
    part = {"order_id": order_id, "amount": 2000, "reason": "Goodwill"}
    assert (await shop.admin.post("/v1/admin/refunds", part, headers=key())).status == 201

    after = await _of(shop, "USD")

    assert (after["orders"] - before["orders"], after["total"] - before["total"]) == (1, 5000)
    assert after["refunded"] - before["refunded"] == 2000
    for name in ("orders", "total", "tax", "refunded"):
        assert sum(day[name] for day in after["days"]) == after[name]
    today = datetime.now(UTC).date().isoformat()
    assert after["days"][-1]["day"] == today
    [product] = [one for one in after["products"] if one["product_id"] == product_id]
    assert (product["orders"], product["quantity"], product["total"]) == (1, 1, 5000)
    assert product["name"] == "Minutes Deluxe"
    assert product["seller_id"] == shop.seller.organization["id"]
    [seller] = [one for one in after["sellers"] if one["organization_id"] == product["seller_id"]]
    assert seller["organization_name"] == shop.seller.organization["name"]
    assert seller["total"] >= 5000
    assert seller["refunded"] >= 2000
    assert not [one for one in after["products"] if one["name"] == "Never paid"]


async def test_currencies_are_never_added_up(shop: Shop) -> None:
    dollars = await _of(shop, "USD")
    _, product_id = await _sold(shop, "Minutes in euros", currency="EUR", unit_amount=700)
    euros = await _of(shop, "EUR")
    assert [one["total"] for one in euros["products"] if one["product_id"] == product_id] == [700]
    assert (await _of(shop, "USD"))["total"] == dollars["total"]


async def test_a_period_is_from_inside_to_outside(shop: Shop) -> None:
    await _sold(shop, "Minutes of a day")
    today = datetime.now(UTC).date()
    tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)
    assert (await _of(shop, "USD", f"?from={today}&to={tomorrow}"))["orders"] > 0
    assert (await _of(shop, "USD", f"?from={yesterday}&to={today}"))["orders"] == 0
    report = await shop.admin.get(f"{SALES}?from={today}&to={tomorrow}")
    assert (report["from"], report["to"]) == (str(today), str(tomorrow))
    for query in (f"?from={today}&to={today}", "?from=2020-01-01&to=2026-01-01", "?from=x"):
        refused = await shop.admin.get(SALES + query)
        assert (refused.status, refused["code"]) == (422, "invalid_input"), query


@pytest.mark.req("R26")
async def test_nobody_else_reads_what_the_platform_sells(shop: Shop) -> None:
    finance = await _with_role(shop, "finance")
    assert (await finance.get(SALES)).status == 200
    moderator = await _with_role(shop, "moderator")
    shares = f"/v1/admin/revenue-shares/{shop.seller.organization['id']}"
    for path in (SALES, shares, "/v1/admin/reconciliations/days"):
        assert (await shop.seller.get(path)).status == 403
        assert (await moderator.get(path)).status == 403
        assert (await shop.hub.anonymous.get(path)).status == 401
        assert (await finance.get(path)).status == 200


async def _with_role(shop: Shop, role: str) -> Client:
    person = await shop.hub.sign_up()
    made = {"email": person.user["email"], "role": role}
    given = await shop.admin.call("PUT", "/v1/admin/administrators", made)
    assert given.status == 200, given.body
    again = await shop.hub.anonymous.post(
        "/v1/auth/login", {"email": person.user["email"], "password": PASSWORD}
    )
    return person.with_token(again["token"])


@pytest.mark.req("D-bill")
async def test_a_share_says_what_counts_and_how_it_came_to_be(shop: Shop) -> None:
    seller = await shop.hub.sign_up(organization="Shares Ltd")
    path = f"/v1/admin/revenue-shares/{seller.organization['id']}"
    first = await shop.admin.get(path)
    assert (first.status, first["shares"]) == (200, [])
    assert first["percent"] == first["standard"]

    later = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    for given in (
        {"percent": "85", "reason": "Partner"},
        {"percent": "90.5", "effective_from": later, "reason": "From next month"},
    ):
        body = given | {"organization_id": seller.organization["id"]}
        assert (await shop.admin.post("/v1/admin/revenue-shares", body)).status == 201

    now = await shop.admin.get(path)
    assert now["percent"] == "85"
    assert [(one["percent"], one["reason"]) for one in now["shares"]] == [
        ("90.5", "From next month"),
        ("85", "Partner"),
    ]
    assert now["shares"][0]["created_by"] == shop.admin.user["id"]
    absent = await shop.admin.get("/v1/admin/revenue-shares/org_00000000000000000000000000")
    assert absent.status == 404


@pytest.mark.req("S15")
async def test_comparisons_with_processors_are_listed(shop: Shop) -> None:
    day = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    body = {"processor": "stripe", "day": day}
    assert (await shop.admin.post("/v1/admin/reconciliations", body)).status == 200
    listed = (await shop.admin.get("/v1/admin/reconciliations/days"))["data"]
    assert (listed[0]["processor"], listed[0]["day"]) == ("stripe", day)
    assert set(listed[0]) == {"processor", "day", "listed", "mended", "found", "done_at"}
