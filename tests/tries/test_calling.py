"""Tries of agents that call others: one budget pays for all of it, and it is bounded."""

import itertools
from typing import Any

import aiohttp
import psycopg
import pytest

from hub.kit.engines import EngineUrls
from tests.agent_kinds.publishing import fee, publish
from tests.agent_kinds.test_nested import asking
from tests.agent_kinds.test_nested import manifest as calling
from tests.agents.documents import graph, node
from tests.hub_fixtures import RunningHub, hub_settings, serve
from tests.tries.conftest import PER_CALL, PROMPT, Lab, attempt

_slugs = itertools.count()
pytestmark = pytest.mark.req("S11", "FR-3.7")


async def tried(lab: Lab, run_id: str) -> dict[str, int]:
    """What was set aside for a try, and what it cost; how many tries of it there are."""
    query = "select count(*), sum(reserved)::bigint, sum(cost)::bigint from tries where run_id = %s"
    url = lab.hub.engines.database_worker
    async with await psycopg.AsyncConnection.connect(url) as connection:
        row = await (await connection.execute(query, [run_id])).fetchone()
    assert row is not None
    return {"tries": row[0], "reserved": row[1], "cost": row[2]}


async def steps_of(person: Any, run_id: str) -> list[dict[str, Any]]:
    runs = (await person.get("/v1/runs")).body["data"]
    return [run for run in runs if run["parent_run_id"] == run_id]


def flow(*steps: str) -> dict[str, Any]:
    """A graph that hands its input from one agent to the next."""
    nodes = [
        node(f"s{at}", "agent", agent=step, input={"text": "{{input.text}}"})
        for at, step in enumerate(steps)
    ]
    path = ["start", *(one["id"] for one in nodes), "end"]
    edges = " ".join(f"{a}>{b}" for a, b in itertools.pairwise(path))
    return graph(nodes, edges, nodes[-1]["id"]) | {"slug": f"flow-{next(_slugs)}"}


async def test_one_budget_pays_for_what_a_graph_calls(lab: Lab) -> None:
    """Its own agent, at a price, and one of the platform's: both for their models alone."""
    whole = flow(lab.agent_id, "summarize")
    agent_id = await publish(lab.hub, lab.creator, whole, listed=True)
    person = await lab.hub.sign_up(organization="Visiting")
    books = await lab.balance()
    made = await attempt(person, lab.agent_id, "once")
    alone = await tried(lab, made["id"])
    fees = 1_500_000
    made = await attempt(person, agent_id, "once", model=None)
    assert made.status == 200, made.body
    assert (made["mode"], made["cost"], made["paid_by"]) == ("try", {"credits": "0"}, "platform")
    steps = await steps_of(person, made["id"])
    assert len(steps) == 2
    for step in steps:
        assert (step["mode"], step["status"], step["cost"]) == (
            "try",
            "succeeded",
            {"credits": "0"},
        )
        assert (await tried(lab, step["id"]))["tries"] == 0, "what is called uses no try up"
    both = await tried(lab, made["id"])
    assert both["tries"] == 1
    assert alone["cost"] - fees < both["cost"] <= both["reserved"] <= 5_000_000
    spent = (await lab.balance())["promo_expense"] - books.get("promo_expense", 0)
    assert -spent == alone["cost"] + both["cost"]
    left = (await person.get(f"/v1/agents/{agent_id}/tries"))["left"]
    assert left == 2
    assert (await person.get("/v1/credits"))["available"] == "100"
    assert not await lab.differences()


async def test_what_a_model_calls_is_paid_for_too(lab: Lab) -> None:
    child = await publish(lab.hub, lab.creator, PROMPT, listed=True, price=PER_CALL)
    composed = calling(child, message=asking(child))
    agent_id = await publish(lab.hub, lab.creator, composed, listed=True)
    person = await lab.hub.sign_up()
    made = await attempt(person, agent_id)
    assert made.status == 200, made.body
    [step] = await steps_of(person, made["id"])
    assert (step["agent_id"], step["mode"], step["cost"]) == (child, "try", {"credits": "0"})
    cost = await tried(lab, made["id"])
    assert 0 < cost["cost"] <= cost["reserved"] <= 5_000_000
    assert not await lab.differences()


async def test_anothers_price_is_not_waived(lab: Lab) -> None:
    seller = await lab.hub.sign_up(organization="Sellers")
    sold = await publish(lab.hub, seller, PROMPT, listed=True, price=fee("3"))
    hidden = await publish(lab.hub, lab.creator, PROMPT)
    person = await lab.hub.sign_up()
    for manifest, word in (
        (flow(sold), "price of its own"),
        (calling(sold, message=asking(sold)), "price of its own"),
        (flow(hidden), "cannot see"),
    ):
        agent_id = await publish(lab.hub, lab.creator, manifest, listed=True)
        refused = await attempt(person, agent_id, model=None)
        assert (refused.status, refused["code"]) == (403, "try_not_offered"), refused.body
        assert word in refused["detail"]


async def test_the_budget_of_a_try_ends_what_it_calls(lab: Lab, engines: EngineUrls) -> None:
    """What it calls would cost more than one try may: it ends, and costs nobody anything."""
    child = await publish(lab.hub, lab.creator, PROMPT, listed=True)
    agent_id = await publish(lab.hub, lab.creator, flow(child, child), listed=True)
    person = await lab.hub.sign_up()
    alone = await attempt(person, child, "once", model=None)
    cost = (await tried(lab, alone["id"]))["cost"]
    most = {"credits_each": str(cost * 1.5 / 1_000_000)}
    settings = hub_settings(engines, lab.hub.home, tries=most)
    async with serve(settings) as url, aiohttp.ClientSession() as http:
        poor = RunningHub(url, lab.hub.model, engines, http, lab.hub.home)
        books = await lab.balance()
        there = poor.anonymous.with_token(str(person.token))
        ended = await attempt(there, agent_id, "once", model=None)
    assert ended.status != 200, ended.body
    assert await lab.balance() == books
    assert (await tried(lab, ended["run_id"]))["reserved"] <= cost * 1.5
    assert not await lab.differences()
