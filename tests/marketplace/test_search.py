"""One box: by words, by meaning, past typing errors."""

import json

import psycopg
import pytest

from hub.agents.embedding import LocalEmbedder
from hub.kit.db import Reader
from hub.kit.ids import PLATFORM_ORG
from hub.marketplace.asking import distance
from hub.marketplace.public import Reading
from tests.hub_fixtures import RunningHub
from tests.marketplace.conftest import Market
from tests.marketplace.people import made


@pytest.fixture(scope="module")
async def read(hub: RunningHub) -> None:
    """What the listings mean is known, as after a worker's first minute."""
    finder = Reader(str(hub.engines.database_worker))
    await finder.open()
    reading = Reading(finder, LocalEmbedder())
    await reading.step()
    while await reading.step():
        pass
    await finder.close()


async def first(hub: RunningHub, query: str, count: int = 3) -> list[str]:
    asked = query.replace(" ", "%20")
    found = await made(
        await hub.anonymous.get(f"/v1/listings?q={asked}&publisher=laelia&limit={count}")
    )
    return [card["slug"] for card in found["data"]]


@pytest.mark.req("S21")
@pytest.mark.usefixtures("read")
@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("summarize", "summarize"),
        ("what does this lawyer's paragraph mean", "explain-clause"),
        ("we seek a new colleague", "job-post"),
        ("bill looks wrong", "check-invoice"),
        ("transalte", "translate"),
        ("sumarize long reprot", "summarize"),
        ("meeting minuets", "minutes-and-actions"),
    ],
)
async def test_what_is_meant_is_found(hub: RunningHub, query: str, wanted: str) -> None:
    assert wanted in await first(hub, query), query


@pytest.mark.req("S21")
@pytest.mark.usefixtures("read")
async def test_a_typing_error_is_told(hub: RunningHub) -> None:
    found = await made(await hub.anonymous.get("/v1/listings?q=transalte%20documents"))
    assert found["corrected"].startswith("translate")
    right = await made(await hub.anonymous.get("/v1/listings?q=translate"))
    assert right["corrected"] is None


@pytest.mark.req("S21")
@pytest.mark.usefixtures("read")
async def test_filters_and_sorts_hold_for_what_is_found(market: Market, hub: RunningHub) -> None:
    narrowed = await made(
        await hub.anonymous.get("/v1/listings?q=receipts&category=finance&verified=false&limit=100")
    )
    assert all(not card["publisher"]["verified"] for card in narrowed["data"])
    assert market.listing["id"] in [card["id"] for card in narrowed["data"]]
    cheapest = await made(await hub.anonymous.get("/v1/listings?q=text&sort=price&limit=100"))
    prices = [float(card["price"]["credits"]) for card in cheapest["data"] if card["price"]]
    assert prices == sorted(prices)
    for odd in ("%27%3B", "%25%28", "a%26%7C!%3A*", "%5C", "''", "🙂", "the of a"):
        assert (await hub.anonymous.get(f"/v1/listings?q={odd}")).status == 200, odd


@pytest.mark.usefixtures("read")
async def test_what_nobody_offers_is_counted_and_names_nobody(hub: RunningHub) -> None:
    query = "zxqv9%20wvutq7"
    missed = await made(await hub.anonymous.get(f"/v1/listings?q={query}&category=tax"))
    assert missed["total"] == 0
    async with await psycopg.AsyncConnection.connect(hub.engines.database) as database:
        await database.execute("select set_config('app.org_ids', %s, false)", [PLATFORM_ORG])
        cursor = await database.execute(
            "select times from search_misses where query = 'zxqv9 wvutq7'"
        )
        assert await cursor.fetchone() == (1,)
        await database.execute("select set_config('app.org_ids', '', false)")
        cursor = await database.execute("select count(*) from search_misses")
        assert await cursor.fetchone() == (0,), "for the platform alone"


@pytest.mark.usefixtures("read")
async def test_what_is_similar_is_near_in_meaning(hub: RunningHub) -> None:
    found = await made(await hub.anonymous.get("/v1/listings/draft-reply/similar"))
    slugs = [card["slug"] for card in found["data"]]
    assert "draft-reply" not in slugs
    assert len(slugs) <= 6
    assert set(slugs) & {"classify-tickets", "rewrite-tone"}, json.dumps(slugs)


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("invoice", "invocie", 1),
        ("translate", "transalte", 1),
        ("tax", "taxes", 2),
        ("a", "abcd", 3),
    ],
)
def test_errors_are_counted_as_people_make_them(one: str, other: str, errors: int) -> None:
    assert distance(one, other) == errors
