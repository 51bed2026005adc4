"""Whoever is gone for good leaves words that nobody can be found by, and that weigh nothing."""

import asyncio

import psycopg
import pytest

from tests.audit.conftest import Ledger
from tests.hub_fixtures import RunningHub
from tests.marketplace.conftest import open_market
from tests.marketplace.people import made, try_agent
from tests.worker.conftest import WITHIN_S, Working

_DUE = "update organizations set delete_at = now() - interval '1 minute' where id = %s"


@pytest.mark.req("FR-3.16", "FR-7.3")
async def test_a_review_outlives_its_author_without_a_name(
    hub: RunningHub, ledger: Ledger, working: Working
) -> None:
    market = await open_market(hub)
    leaving, staying = [await try_agent(hub, market.agent_id) for _ in range(2)]
    for author, stars in ((leaving, 1), (staying, 5)):
        body = {"stars": stars, "title": f"{stars} of 5", "text": "It read all of my receipts."}
        await made(await author.call("PUT", f"{market.path}/review", body))
    reviews = f"{market.path}/reviews"
    before = {one["stars"]: one for one in (await made(await hub.anonymous.get(reviews)))["data"]}
    rated = (await made(await hub.anonymous.get(market.path)))["rating"]
    wish = {"text": "Answers letters from the sea"}
    await made(await leaving.post("/v1/wanted-agents", wish))
    org_id = leaving.organization["id"]
    body = {"confirm": org_id, "reason": "Closing down"}
    await made(await leaving.post("/v1/organizations/current/deletion", body), 202)
    async with await psycopg.AsyncConnection.connect(ledger.superuser) as connection:
        await connection.execute(_DUE, [org_id])
    gone = "select from organizations where id = %s and status = 'deleted'"
    async with working(), asyncio.timeout(WITHIN_S):
        while not await ledger.rows(gone, [org_id]):
            await asyncio.sleep(0.1)
    after = {one["stars"]: one for one in (await made(await hub.anonymous.get(reviews)))["data"]}
    assert after[1]["author"]["name"] == "Somebody who left"
    assert after[1]["text"] == before[1]["text"]
    assert after[5] == before[5]
    now = (await made(await hub.anonymous.get(market.path)))["rating"]
    assert (now["reviews"], now["mean"]) == (rated["reviews"], rated["mean"])
    assert now["score"] > rated["score"], "what nobody stands for weighs nothing"
    for table in ("review_authors", "review_votes", "wanted_agents"):
        assert not await ledger.rows(f"select from {table} where org_id = %s", [org_id])
