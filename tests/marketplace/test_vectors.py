"""One contract for whatever finds what listings mean: PostgreSQL, and Qdrant.

The local mode of Qdrant's client stands for its server here.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from hub.agents.public import LocalEmbedder
from hub.kit.db import Database, Reader
from hub.kit.settings import Marketplace
from hub.marketplace.public import Placing, QdrantVectors, Reading
from hub.marketplace.search import Wanted
from hub.marketplace.vectors import FAR, Meanings, PgVectors, numbers
from tests.hub_fixtures import RunningHub
from tests.marketplace.conftest import Market, open_market
from tests.marketplace.people import made, publish_agent, publish_listing

pytestmark = [
    pytest.mark.req("S21"),
    # Of the local mode, which needs none
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect"),
]
# What nobody else's listing in this database is near to.
TEXTS = {
    "Bee keeper": "Counts bees in a hive and says when to harvest the honey",
    "Apiary diary": "A diary for bee keepers: hives, swarms and honey yields",
    "Sail trimmer": "Tells a sailor how to trim the sails of a dinghy in strong wind",
}
SETTINGS = Marketplace(qdrant_collection="contract")


@dataclass
class Bees:
    """Three listings, two of them about bees, and whatever has to be done until they are found."""

    market: Market
    database: Database
    ids: dict[str, str]
    agents: dict[str, str]
    settle: Callable[[], Awaitable[None]]
    meanings: dict[str, Meanings]

    async def nearest(self, place: str, said: str, **wanted: Any) -> list[str]:
        """By name, of these three."""
        vector = numbers(LocalEmbedder()([said])[0])
        names = {id_: name for name, id_ in self.ids.items()}
        async with self.database.transaction() as session:
            found = await self.meanings[place].nearest(session, vector, Wanted(**wanted), most=50)
        assert [far for _, far in found] == sorted(far for _, far in found)
        assert all(far < FAR for _, far in found)
        return [names[id_] for id_, _ in found if id_ in names]


@pytest.fixture(scope="module")
async def bees(hub: RunningHub) -> AsyncIterator[Bees]:
    # Slow to load, and the process that runs none of these tests need not.
    from qdrant_client import AsyncQdrantClient  # noqa: PLC0415

    market = await open_market(hub)
    ids, agents = {}, {}
    for name, tagline in TEXTS.items():
        said = {
            "name": name,
            "tagline": tagline,
            "description": tagline,
            "tags": [name.split()[0].lower()],
        }
        agents[name] = await publish_agent(market.owner, **said | {"features": [tagline]})
        listing = await publish_listing(market.owner, market.moderator, agents[name])
        ids[name] = listing["id"]
    finder, database = Reader(str(hub.engines.database_worker)), Database(str(hub.engines.database))
    await finder.open()
    index = QdrantVectors(SETTINGS, AsyncQdrantClient(":memory:"))
    reading, placing = Reading(finder, LocalEmbedder()), Placing(finder, index)
    await reading.step()

    async def settle() -> None:
        for job in (reading, placing):
            while await job.step():
                pass

    yield Bees(market, database, ids, agents, settle, {"pgvector": PgVectors(), "qdrant": index})
    await finder.close()
    await database.close()


@pytest.mark.parametrize("place", ["pgvector", "qdrant"])
async def test_what_is_meant_is_found_and_narrowed(bees: Bees, place: str) -> None:
    await bees.settle()
    about = "an assistant for people who keep bees"
    found = await bees.nearest(place, about)
    assert set(found[:2]) == {"Bee keeper", "Apiary diary"}
    assert await bees.nearest(place, "trim the sails of a boat") == ["Sail trimmer"]
    publisher = bees.market.publisher["id"]
    for narrowed, expected in (
        ({"publisher": publisher, "kind": "prompt", "category": "finance"}, 2),
        ({"tag": "nobodys"}, 0),
        ({"publisher": "pub_of_nobody"}, 0),
        ({"kind": "graph"}, 0),
        ({"verified": True}, 0),
        ({"min_rating": 1.0}, 0),
    ):
        names = [n for n in await bees.nearest(place, about, **narrowed) if n != "Sail trimmer"]
        assert len(names) == expected, (narrowed, names)
    async with bees.database.transaction() as session:
        similar = await bees.meanings[place].similar(session, bees.ids["Bee keeper"], most=5)
    assert similar[0] == bees.ids["Apiary diary"]
    assert bees.ids["Bee keeper"] not in similar


@pytest.mark.parametrize("place", ["pgvector", "qdrant"])
async def test_what_changes_or_goes_is_found_so(bees: Bees, place: str) -> None:
    sail, owner = bees.ids["Sail trimmer"], bees.market.owner
    path = f"/v1/listings/{sail}"
    told = {"tagline": f"Prunes {place} apple trees", "description": "Prunes apple trees in winter"}
    more = {"features": ["Prunes apple trees"], "use_cases": ["An orchard of apple trees"]}
    await made(await owner.call("PATCH", path, told | more))
    await bees.settle()
    assert await bees.nearest(place, "how to prune the trees of an orchard") == ["Sail trimmer"]
    await made(await owner.post(f"{path}/status", {"to": "deprecated"}))
    assert await bees.nearest(place, "how to prune the trees of an orchard") == []
    await bees.settle()
    await made(await owner.post(f"{path}/status", {"to": "published"}))
    await bees.settle()
    assert await bees.nearest(place, "how to prune the trees of an orchard") == ["Sail trimmer"]


async def test_a_search_goes_by_words_where_qdrant_does_not_answer(bees: Bees) -> None:
    gone = QdrantVectors(Marketplace(qdrant_url="http://127.0.0.1:9"))
    vector = numbers(LocalEmbedder()(["bees"])[0])
    async with bees.database.transaction() as session:
        assert await gone.nearest(session, vector, Wanted(), most=5) == []
        assert await gone.similar(session, bees.ids["Bee keeper"], most=5) == []
