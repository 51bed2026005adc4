"""How long a search takes among very many listings, from the query to the first page."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from bench.search import store
from bench.search.catalog import INDUSTRIES, Listing, listings, queries
from hub.agents.embedding import LocalEmbedder
from hub.kit.engines import EngineUrls
from hub.marketplace import catalog, hybrid, search
from hub.marketplace.asking import Asked, understood
from hub.marketplace.hybrid import Searcher
from hub.marketplace.search import Wanted

PAGE = 20


def many(count: int) -> list[Listing]:
    """Copies of the listings, each with a few words and a style of its own."""
    base, found = listings(), []
    for at in range(count):
        one = base[at % len(base)]
        if at < len(base):
            found.append(one)
            continue
        words = f"Edition {at} by team {store.hash_of(str(at)) % 5000} for {INDUSTRIES[at % 35]}."
        found.append(
            Listing(
                slug=f"{one.slug}-{at}",
                task=one.task,
                industry=one.industry,
                category=one.category,
                name=f"{one.name} {at}",
                tagline=one.tagline,
                features=one.features,
                description=f"{one.description} {words}",
            )
        )
    return found


def clustered(count: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    """Real vectors of the base, and around each a cloud of synthetic ones."""
    base = store.embedded([one.text for one in listings()])
    chosen = base[np.arange(count) % len(base)]
    noise = np.random.default_rng(7).normal(0, 0.02, chosen.shape)
    noise[: len(base)] = 0
    cloud = chosen + noise
    return (cloud / np.linalg.norm(cloud, axis=1, keepdims=True)).astype(np.float32)


async def times(urls: EngineUrls, *, rounds: int) -> dict[str, list[float]]:
    """Seconds by kind of request. Each query is new to the process that embeds it."""
    database, now = store.opened(urls), datetime.now(UTC)
    searcher = Searcher(LocalEmbedder())
    await searcher.prepare(Wanted(q="warm"), Asked((), None))
    spent: dict[str, list[float]] = {"search": [], "filtered": [], "browse": []}
    asked = [query.text for query in queries()]
    for number in range(rounds):
        for at, text in enumerate(asked):
            said = text if number == 0 else f"{text} {INDUSTRIES[(at + number) % 35]}"
            spent["search"].append(await _one(database, searcher, Wanted(q=said), now))
            if at % 3 == 0:
                narrowed = Wanted(q=f"{said} please", category=_category(at), min_rating=None)
                spent["filtered"].append(await _one(database, searcher, narrowed, now))
            if at % 10 == 0:
                spent["browse"].append(
                    await _one(database, searcher, Wanted(category=_category(at)), now)
                )
    await database.close()
    return spent


def _category(at: int) -> str:
    return listings()[at * 13 % len(listings())].category


async def _one(
    database: "store.Database", searcher: Searcher, wanted: Wanted, now: datetime
) -> float:
    began = time.perf_counter()
    query = None
    if wanted.q:
        async with database.transaction() as session:
            asked = await understood(session, wanted.q)
        query = await searcher.prepare(wanted, asked)
    async with database.transaction() as session:
        if query is not None:
            found = await hybrid.look_up(session, query, offset=0, limit=PAGE)
        else:
            found = await search.browse(session, wanted, offset=0, limit=PAGE)
        cards = await catalog.cards(session, None, found.ids, now)
    assert len(cards) == len(found.ids)
    return time.perf_counter() - began


def percentile(values: Sequence[float], share: float) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]
