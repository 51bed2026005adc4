"""Prices per event: what counts as one for each kind of agent, and what bounds them."""

import base64
import json
from typing import Any

import pytest

from tests.agent_kinds.publishing import publish
from tests.agents.documents import graph, node
from tests.graphs.flows import says
from tests.hub_fixtures import Answer, Client, RunningHub
from tests.mcp.speaking import MODERN, mcp_client
from tests.peers.toolserver import said, tool, tool_server
from tests.tools.peers import listen, respond

pytestmark = pytest.mark.req("S8")

POLICY = {"models": [{"model": "openai/gpt-test"}]}
JSON = {"Content-Type": "application/json"}


def per_event(credits_: str) -> dict[str, str]:
    return {"model": "per_event", "credits": credits_, "model_cost": "included"}


async def sold(
    hub: RunningHub, creator: Client, manifest: dict[str, Any], credits_: str = "2"
) -> tuple[Client, str]:
    """Somebody who has enabled an agent of the creator's at a price per event."""
    agent = await publish(hub, creator, manifest, listed=True, price=per_event(credits_))
    person = await hub.sign_up()
    await person.enable(agent)
    return person, agent


async def paid(person: Client, answer: Answer) -> tuple[int, str]:
    """Events and credits, which every record of the call agrees on."""
    assert answer.status == 200, answer.body
    events, cost = answer["usage"]["events"], answer["cost"]["credits"]
    run = await person.get(f"/v1/runs/{answer['id']}")
    assert (run["usage"]["events"], run["cost"]["credits"]) == (events, cost)
    [use] = [u for u in (await person.get("/v1/usage"))["data"] if u["run_id"] == answer["id"]]
    assert (use["events"], use["credits"]) == (events, cost)
    payload = answer["receipt"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert (claims["usage"]["events"], claims["cost"]["credits"]) == (events, cost)
    assert (await person.get("/v1/credits"))["held"] == "0"
    return events, cost


async def quoted(person: Client, agent: str, input_: Any = "x") -> str:
    made = await person.post(f"/v1/agents/{agent}/quote", {"input": input_})
    assert made.status == 200, made.body
    return str(made["max_credits"])


async def test_tool_calls_that_answer_are_the_events_of_a_prompt_agent(hub: RunningHub) -> None:
    creator = await hub.sign_up()
    async with tool_server(tool("add"), tool("sub")) as server:
        server.answers["sub"] = said("no", isError=True)
        made = await creator.post("/v1/mcp-servers", {"name": "desk", "url": server.url})
        assert made.status == 201, made.body
        grant = [{"server": "desk", "allow": ["add", "sub"]}]
        manifest = {"kind": "prompt", "instructions": "A.", "model": POLICY, "tools": grant}
        person, agent = await sold(hub, creator, {**manifest, "max_tool_rounds": 1})
        assert await quoted(person, agent) == "32"  # one round of at most 16 calls
        plain = await person.invoke(agent, "hello")
        both = await person.invoke(agent, "[[tools desk__add desk__sub]]")
        server.answers.clear()
        two = await person.invoke(agent, "[[tools desk__add desk__sub]]")
        poor = await person.invoke(agent, "[[tools desk__add desk__sub]]", max_credits="3")
        capped, few = await sold(hub, creator, {**manifest, "max_tool_rounds": 1, "max_events": 1})
        assert await quoted(capped, few) == "2"
        cheap = await capped.invoke(few, "[[tools desk__add desk__sub]]")
    assert await paid(person, plain) == (0, "0")
    assert await paid(person, both) == (1, "2")
    assert await paid(person, two) == (2, "4")
    assert await paid(person, poor) == (1, "2")
    assert [step.get("error") for step in poor["attempts"]].count("max_credits_reached") == 1
    assert await paid(capped, cheap) == (1, "2")
    assert [step.get("error") for step in cheap["attempts"]] == [None] * 4


async def test_steps_are_the_events_of_a_graph(hub: RunningHub) -> None:
    creator = await hub.sign_up()
    nodes = [
        says("a", model=POLICY),
        says("b", "b", model=POLICY),
        says("c", "c", model=POLICY),
        node("j", "join"),
        node("r", "router", expression="input.text"),
        says("d", "{{b.text}}", model=POLICY),
    ]
    edges = "start>a a>b a>c b>j c>j j>r r>d:yes r>end:no d>end"
    document = graph(nodes, edges, "a")
    manifest = {name: document[name] for name in ("kind", "nodes", "edges", "output")}
    person, agent = await sold(hub, creator, manifest)
    assert await quoted(person, agent) == "10"
    assert await paid(person, await person.invoke(agent, "yes")) == (5, "10")
    assert await paid(person, await person.invoke(agent, "no")) == (4, "8")
    poor = await person.invoke(agent, "yes", max_credits="7")
    assert (poor.status, poor["code"]) == (402, "max_credits_reached"), poor.body
    capped, few = await sold(hub, creator, {**manifest, "max_events": 3})
    assert await quoted(capped, few) == "6"
    assert await paid(capped, await capped.invoke(few, "yes")) == (3, "6")


async def test_a_call_of_an_mcp_agent_is_one_event(hub: RunningHub) -> None:
    creator = await hub.sign_up()
    async with tool_server(tool("say", text="string")) as server:
        manifest = {"kind": "mcp", "url": server.url, "tools": ["say"]}
        person, agent = await sold(hub, creator, manifest)
        assert await quoted(person, agent) == "2"
        assert await paid(person, await person.invoke(agent, "x")) == (1, "2")
        async with mcp_client(person, MODERN) as client:
            metas = [t.meta or {} for t in (await client.list_tools()).tools]
    [price] = [m["laelia/price"] for m in metas if m.get("laelia/agent_id") == agent]
    assert price == {
        "model": "per_event",
        "credits": "2",
        "unit": "event",
        "model_cost": "included",
    }


def counting(url: str, **changes: Any) -> dict[str, Any]:
    mapping = {"output": {"text": "said"}, "events": "rows"}
    return {"kind": "http", "url": url, "method": "POST", "response": mapping, **changes}


@pytest.mark.parametrize(("rows", "events", "cost"), [(3, 3, "6"), (0, 0, "0"), (12, 5, "10")])
async def test_an_endpoint_says_how_many_events_it_took(
    hub: RunningHub, rows: int, events: int, cost: str
) -> None:
    creator = await hub.sign_up()
    body = json.dumps({"said": "x", "rows": rows}).encode()
    async with listen(respond(200, body, JSON)) as peer:
        person, agent = await sold(hub, creator, counting(peer.url, max_events=5))
        assert await quoted(person, agent) == "10"
        assert await paid(person, await person.invoke(agent, "x")) == (events, cost)


async def test_events_without_a_bound_need_the_callers(hub: RunningHub) -> None:
    creator = await hub.sign_up()
    async with listen(respond(200, b'{"said": "x", "rows": 7}', JSON)) as peer:
        person, agent = await sold(hub, creator, counting(peer.url))
        refused = await person.invoke(agent, "x")
        assert (refused.status, refused["code"]) == (422, "max_credits_required")
        wide = await person.invoke(agent, "x", max_credits="20")
        tight = await person.invoke(agent, "x", max_credits="9")
    assert await paid(person, wide) == (7, "14")
    assert await paid(person, tight) == (7, "9")


async def test_an_endpoint_that_does_not_count_makes_one_event(hub: RunningHub) -> None:
    creator = await hub.sign_up()
    async with listen(respond(200, b'{"text": "x"}', JSON)) as peer:
        plain = {"kind": "http", "url": peer.url, "method": "POST"}
        person, agent = await sold(hub, creator, plain)
        assert await paid(person, await person.invoke(agent, "x")) == (1, "2")


@pytest.mark.parametrize("rows", ["null", '"many"', "-1", "true", "1.5"])
async def test_an_endpoint_that_counts_nonsense_is_not_paid(hub: RunningHub, rows: str) -> None:
    creator = await hub.sign_up()
    body = f'{{"said": "x", "rows": {rows}}}'.encode()
    async with listen(respond(200, body, JSON)) as peer:
        person, agent = await sold(hub, creator, counting(peer.url, max_events=5))
        failed = await person.invoke(agent, "x")
    assert (failed.status, failed["code"]) == (502, "provider_failed"), failed.body
    run = await person.get(f"/v1/runs/{failed['run_id']}")
    assert run["cost"] == {"credits": "0"}
    assert (await person.get("/v1/credits"))["available"] == "100"
