"""The agent's own bound to what its models may cost, whoever pays for them."""

from decimal import Decimal
from typing import Any

import pytest

from tests.agent_kinds.publishing import fee, publish
from tests.graphs.flows import MODEL, flow, says
from tests.hub_fixtures import Answer, Client, RunningHub
from tests.peers.toolserver import said, tool, tool_server

pytestmark = pytest.mark.req("FR-5.7")

# A token of the scripted model costs 0.0001 credits in and 0.0002 out.


async def capped(hub: RunningHub, owner: Client, cap: str | None, **changes: Any) -> str:
    model: dict[str, Any] = {"models": [{"model": MODEL}], "max_output_tokens": 1000}
    model |= {} if cap is None else {"max_cost_credits": cap}
    manifest = {"kind": "prompt", "instructions": "Answer.", "model": model, **changes}
    options = {"price": manifest.pop("price", None), "listed": True}
    agent = await publish(hub, owner, manifest, **options)
    await owner.enable(agent)
    return agent


def credits_of(answer: Answer) -> Decimal:
    return Decimal(answer["cost"]["credits"])


async def test_the_cap_bounds_the_quote_and_the_answer(hub: RunningHub) -> None:
    person = await hub.sign_up()
    free = await capped(hub, person, None)
    agent = await capped(hub, person, "0.1")
    wide = await person.post(f"/v1/agents/{free}/quote", {"input": "hello"})
    quoted = await person.post(f"/v1/agents/{agent}/quote", {"input": "hello"})
    assert Decimal(wide["max_credits"]) > Decimal("0.2")
    assert quoted["max_credits"] == "0.1"
    mark = person.user["id"]
    answer = await person.invoke(agent, f"hello {mark}")
    assert answer.status == 200, answer.body
    assert credits_of(answer) <= Decimal("0.1")
    assert hub.model.asked(mark)[-1]["max_completion_tokens"] < 1000
    assert (await person.get("/v1/credits"))["held"] == "0"


async def test_what_the_cap_does_not_pay_for_is_not_asked(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent = await capped(hub, person, "0.02")
    mark = person.user["id"]
    failed = await person.invoke(agent, f"too long {mark} {'x' * 400}")
    assert (failed.status, failed["code"]) == (422, "max_cost_reached"), failed.body
    assert hub.model.asked(mark) == []
    run = await person.get(f"/v1/runs/{failed['run_id']}")
    assert (run["status"], run["cost"]) == ("failed", {"credits": "0"})
    assert (await person.get("/v1/credits"))["held"] == "0"


async def test_the_cap_holds_where_the_price_includes_the_model(hub: RunningHub) -> None:
    """Then it is the creator's own money that it keeps together."""
    creator, person = await hub.sign_up(), await hub.sign_up()
    agent = await capped(hub, creator, "0.02", price=fee("1"))
    await person.enable(agent)
    failed = await person.invoke(agent, f"too long {'x' * 400}")
    assert (failed.status, failed["code"]) == (422, "max_cost_reached"), failed.body
    answer = await person.invoke(agent, "short")
    assert answer["cost"] == {"credits": "1"}


async def test_rounds_of_tools_share_the_cap(hub: RunningHub) -> None:
    person = await hub.sign_up()
    async with tool_server(tool("add")) as server:
        made = await person.post("/v1/mcp-servers", {"name": "desk", "url": server.url})
        assert made.status == 201, made.body
        server.answers["add"] = said("y " * 300)
        grant = {"tools": [{"server": "desk", "allow": ["add"]}]}
        tight = await capped(hub, person, "0.1", **grant)
        wide = await capped(hub, person, "1", **grant)
        failed = await person.invoke(tight, "[[tool desk__add]]")
        answer = await person.invoke(wide, "[[tool desk__add]]")
    assert (failed.status, failed["code"]) == (422, "max_cost_reached"), failed.body
    assert answer.status == 200, answer.body
    run = await person.get(f"/v1/runs/{failed['run_id']}")
    assert [step.get("tool") or step["model"] for step in run["attempts"]] == [MODEL, "desk/add"]


async def test_each_node_of_a_graph_keeps_its_own_cap(hub: RunningHub) -> None:
    person = await hub.sign_up()
    model = {"max_cost_credits": "0.05", "max_output_tokens": 1000}
    nodes = [says("a", model=model), says("b", "{{a.text}}", model=model)]
    agent = await flow(person, nodes, "start>a a>b b>end", "b")
    body = {"input": "hello", "model": MODEL}
    assert (await person.post(f"/v1/agents/{agent}/quote", body))["max_credits"] == "0.1"
    answer = await person.invoke(agent, "hello", model=MODEL)
    assert answer.status == 200, answer.body
    failed = await person.invoke(agent, "x" * 500, model=MODEL)
    assert (failed.status, failed["code"]) == (422, "max_cost_reached"), failed.body
    assert (await person.get("/v1/credits"))["held"] == "0"
