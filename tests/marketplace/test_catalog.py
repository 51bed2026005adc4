"""What anybody can read: listings, categories, collections and publishers."""

import json

import pytest

from hub.agents.shipped import platform_agent_id, shipped_agents
from tests.hub_fixtures import RunningHub
from tests.marketplace.conftest import Market, open_market
from tests.marketplace.people import made


@pytest.mark.req("S13", "FR-3.6", "S21")
async def test_every_card_carries_features_reviews_and_outcomes(hub: RunningHub) -> None:
    found = await made(await hub.anonymous.get("/v1/listings?publisher=laelia&limit=100"))
    assert found["total"] == len(shipped_agents())
    for card in found["data"]:
        assert 1 <= len(card["features"]) <= 3
        assert set(card["rating"]) == {"score", "mean", "reviews"}
        assert "outcomes" in card
        assert card["publisher"] == {
            "id": card["publisher"]["id"],
            "slug": "laelia",
            "name": "Laelia",
            "verified": True,
            "logo_url": None,
        }
        assert card["price"]["model"] in ("free", "per_call", "per_token")
        assert card["enabled"] is None, "nobody is asking"


@pytest.mark.req("S13", "FR-3.6")
async def test_a_listing_says_all_that_a_decision_needs(market: Market, hub: RunningHub) -> None:
    for name in (market.listing["id"], market.agent_id, market.listing["slug"]):
        shown = await made(await hub.anonymous.get(f"/v1/listings/{name}"))
        assert shown["id"] == market.listing["id"]
    assert len(shown["features"]) == 4
    assert "<strong>receipts</strong>" in shown["description_html"]
    assert shown["examples"][0]["title"] == "A receipt"
    assert shown["permissions"][0]["permission"] == "model"
    assert shown["data_handling"]["trains_on_input"] is False
    assert shown["changelog"][0]["version"] == "1.0.0"
    assert shown["histogram"] == {"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}
    assert (shown["own"], shown["review_case"]) == (False, None)
    assert market.owner.organization["id"] not in json.dumps(shown.body)
    mine = await made(await market.owner.get(market.path))
    assert mine["own"] is True


@pytest.mark.req("S21")
async def test_agents_are_found_by_words_and_by_category(market: Market, hub: RunningHub) -> None:
    by_words = await made(await hub.anonymous.get("/v1/listings?q=receipts%20ledger"))
    assert market.listing["id"] in [card["id"] for card in by_words["data"]]
    assert by_words["facets"]["category"]["finance"] >= 1
    by_category = await made(await hub.anonymous.get("/v1/listings?category=finance&limit=100"))
    assert market.listing["id"] in [card["id"] for card in by_category["data"]]
    categories = (await made(await hub.anonymous.get("/v1/categories")))["data"]
    counts = {one["slug"]: one["listings"] for one in categories}
    assert counts["finance"] == by_category["total"]
    order = [one["slug"] for one in categories]
    assert all(
        one["parent"] is None or order.index(one["parent"]) < order.index(one["slug"])
        for one in categories
    )
    filtered = await made(
        await hub.anonymous.get("/v1/listings?category=writing&price=per_call&verified=true")
    )
    names = [card["slug"] for card in filtered["data"]]
    assert "summarize" in names
    assert all("writing" in [c["slug"] for c in card["categories"]] for card in filtered["data"])


@pytest.mark.req("S21")
async def test_agents_are_found_by_how_they_are_called(hub: RunningHub) -> None:
    quiet = await open_market(hub, channels=["http", "mcp"])
    for text in ("", "q=receipts%20ledger&"):
        asked = f"/v1/listings?{text}publisher={quiet.publisher['id']}"
        counted = (await made(await hub.anonymous.get(asked)))["facets"]["channel"]
        assert counted == {"http": 1, "mcp": 1}
        for channel, there in (("mcp", True), ("a2a", False)):
            found = await made(await hub.anonymous.get(f"{asked}&channel={channel}"))
            assert [card["id"] for card in found["data"]] == [quiet.listing["id"]] * there
    loud = await made(await hub.anonymous.get("/v1/listings?publisher=laelia&channel=a2a"))
    assert loud["facets"]["channel"]["a2a"] == loud["total"] > 1
    refused = await hub.anonymous.get("/v1/listings?channel=telegram")
    assert (refused.status, refused["code"]) == (422, "invalid_input")


@pytest.mark.req("S21")
async def test_a_list_goes_on_where_it_stopped(hub: RunningHub) -> None:
    first = await made(await hub.anonymous.get("/v1/listings?publisher=laelia&limit=9&sort=newest"))
    rest = await made(
        await hub.anonymous.get(
            f"/v1/listings?publisher=laelia&limit=9&sort=newest&cursor={first['next_cursor']}"
        )
    )
    ids = [card["id"] for card in first["data"] + rest["data"]]
    assert len(set(ids)) == len(shipped_agents())
    assert rest["next_cursor"] is None
    refused = await hub.anonymous.get("/v1/listings?cursor=bm9uZQ")
    assert (refused.status, refused["code"]) == (422, "invalid_input")


async def test_a_collection_is_filled_by_its_rule(hub: RunningHub) -> None:
    found = (await made(await hub.anonymous.get("/v1/collections")))["data"]
    months = next(one for one in found if one["slug"] == "close-the-month")
    categories = [{one["slug"] for one in card["categories"]} for card in months["data"]]
    assert categories
    assert all(of_one & {"finance", "data"} for of_one in categories)
    one = await made(await hub.anonymous.get("/v1/collections/close-the-month"))
    assert one["title"] == "Close the month faster"
    missing = await hub.anonymous.get("/v1/collections/no-such")
    assert (missing.status, missing["code"]) == (404, "collection_not_found")


async def test_suggestions_follow_what_is_typed(hub: RunningHub) -> None:
    for typed, wanted in (("summ", "Summarize"), ("sumarize", "Summarize"), ("invo", "Invoices")):
        found = await made(await hub.anonymous.get(f"/v1/listings/suggestions?q={typed}"))
        assert wanted in [one["text"] for one in found["data"]], typed
    assert (await made(await hub.anonymous.get("/v1/listings/suggestions?q=%20")))["data"] == []


async def test_a_publisher_has_a_page(market: Market, hub: RunningHub) -> None:
    for name in (market.publisher["id"], market.publisher["slug"]):
        page = await made(await hub.anonymous.get(f"/v1/publishers/{name}"))
        assert (page["listings"], page["status"], page["own"]) == (1, "active", False)
    assert page["owner_type"] == "organization"


async def test_who_has_enabled_an_agent_sees_it_on_the_card(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(platform_agent_id("summarize"))
    cards = (await made(await person.get("/v1/listings?publisher=laelia&limit=100")))["data"]
    assert [card["slug"] for card in cards if card["enabled"]] == ["summarize"]
    refused = await person.with_token("las_nonsense").get("/v1/listings")
    assert refused.status == 401, "a credential that does not hold is nobody's"


@pytest.mark.req("S13", "D-bill")
async def test_visitors_see_what_a_listed_agent_is_sold_as(market: Market, hub: RunningHub) -> None:
    price = {"type": "recurring", "interval": "month", "currency": "USD", "unit_amount": 900}
    body = {"name": "Receipts Pro", "agent_ids": [market.agent_id], "prices": [price]}
    private = {"buyer_organization_id": market.owner.organization["id"]}
    sold = [
        await made(await market.owner.post("/v1/products", body | more)) for more in ({}, private)
    ]
    [seen] = (await made(await hub.anonymous.get(f"{market.path}/products")))["data"]
    assert (seen["id"], seen["prices"][0]["unit_amount"]) == (sold[0]["id"], 900)
    for product in sold:
        path = f"/v1/products/{product['id']}"
        await made(await market.owner.call("PATCH", path, {"status": "archived"}))
    assert (await made(await hub.anonymous.get(f"{market.path}/products")))["data"] == []
