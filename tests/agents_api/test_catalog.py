"""Finding agents: what a list shows, and how it narrows."""

from typing import Any

import pytest

from hub.agents.shipped import platform_agent_id
from tests.agents_api.people import published
from tests.hub_fixtures import Client, RunningHub

SUMMARIZE = platform_agent_id("summarize")
INVOICE = platform_agent_id("check-invoice")


async def slugs(person: Client, query: str) -> set[str]:
    answer = await person.get(f"/v1/agents?limit=100&{query}")
    assert answer.status == 200, answer.body
    return {agent["slug"] for agent in answer["data"]}


@pytest.mark.req("S4")
async def test_agents_are_found_by_word_kind_and_category(hub: RunningHub) -> None:
    person = await hub.sign_up()
    assert await slugs(person, "q=ARITHMETIC+duplicates") == {"check-invoice"}
    assert await slugs(person, "q=Recalculates+every+line") == {"check-invoice"}
    assert await slugs(person, "q=no-such-word-anywhere") == set()
    assert await slugs(person, "q=100%25_") == set()
    assert "research-brief" in await slugs(person, "kind=graph")
    assert "summarize" not in await slugs(person, "kind=graph")
    assert "check-invoice" in await slugs(person, "category=finance")
    await published(person, slug="mine-alone", tagline="A zebra agent")
    assert await slugs(person, "q=zebra") == {"mine-alone"}
    assert await slugs(person, "own=true") == {"mine-alone"}
    assert "mine-alone" not in await slugs(person, "own=false")
    await person.enable(SUMMARIZE)
    assert await slugs(person, "enabled=true") == {"summarize"}
    assert "summarize" not in await slugs(person, "enabled=false")


@pytest.mark.req("S4")
async def test_one_agent_shows_what_it_does_and_costs(hub: RunningHub) -> None:
    person = await hub.sign_up()
    seen: Any = await person.get(f"/v1/agents/{INVOICE}")
    assert seen["price"]["model"] == "per_call"
    assert (seen["price"]["credits"], seen["price"]["model_cost"]) == ("1.5", "passed_through")
    assert seen["publisher"]["name"] == "Laelia"
    assert seen["version"] == "1.0.0"
    assert len(seen["features"]) >= 3
    assert seen["examples"]
    assert seen["input_schema"]["required"] == ["invoice"]
    assert seen["proven_models"] == []
    assert seen["proof"].startswith("Proven with no model yet")
    version = await person.get(f"/v1/agents/{INVOICE}/versions/{seen['version']}")
    assert version["proof"] == seen["proof"]
    summarize = await person.get(f"/v1/agents/{SUMMARIZE}")
    assert summarize["proof"] == "Proven with local/smollm2-135m-instruct."
    assert (seen["enabled"], seen["entitlement"]) == (False, None)
    enabled = await person.enable(INVOICE)
    again = await person.get(f"/v1/agents/{INVOICE}")
    assert (again["enabled"], again["entitlement"]["id"]) == (True, enabled["id"])


async def test_pages_hold_everything_once(hub: RunningHub) -> None:
    person = await hub.sign_up()
    for number in range(5):
        await published(person, slug=f"page-{number}")
    found: list[str] = []
    query = ""
    while True:
        page = await person.get(f"/v1/agents?own=true&limit=2{query}")
        found += [agent["slug"] for agent in page["data"]]
        if page["next_cursor"] is None:
            break
        query = f"&cursor={page['next_cursor']}"
    assert found == [f"page-{number}" for number in range(4, -1, -1)]


async def test_a_graph_names_only_agents_that_exist(hub: RunningHub) -> None:
    person, stranger = await hub.sign_up(), await hub.sign_up()
    theirs = await published(stranger)
    body = {
        "kind": "graph",
        "slug": "pair",
        "name": "Pair",
        "tagline": "Two steps",
        "description": "Two steps.",
        "category": "writing",
        "nodes": [{"id": "a", "kind": "agent", "agent": theirs}],
        "edges": [{"from": "start", "to": "a"}, {"from": "a", "to": "end"}],
        "output": "a",
    }
    made = await person.post("/v1/agents", body)
    refused = await person.post(f"/v1/agents/{made['id']}/publish")
    assert (refused.status, refused["errors"][0]["pointer"]) == (422, "/nodes/0/agent")
    node = {"id": "a", "kind": "agent", "agent": "summarize"}
    await person.call("PATCH", f"/v1/agents/{made['id']}", {"nodes": [node]})
    assert (await person.post(f"/v1/agents/{made['id']}/publish")).status == 201
