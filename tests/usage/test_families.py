"""What agents take that call agents is in the usage once: with whoever took it."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest

from hub.agents.shipped import platform_agent_id
from tests.agent_kinds.publishing import fee, publish
from tests.agents.documents import node
from tests.graphs.flows import agent, flow, says
from tests.hub_fixtures import Answer, Client, RunningHub

pytestmark = pytest.mark.req("S10", "FR-4.22")

SUMMARIZE, TRANSLATE = platform_agent_id("summarize"), platform_agent_id("translate")
MODEL = "openai/gpt-test"
GROUPS = ("day", "agent", "model", "key", "user", "face", "status", "end_user")


async def unified(_: RunningHub, person: Client) -> Answer:
    asked = {"text": "Summarize this report and then translate it into Spanish", "material": "Up."}
    return await person.invoke("laelia", asked, model=MODEL)


async def graph(_: RunningHub, person: Client) -> Answer:
    """A model call of its own, an agent, and a graph that has an agent."""
    inside = [says("x", "in {{input.text}}"), node("y", "agent", agent="summarize")]
    inner = await flow(person, inside, "start>x x>y y>end", "y")
    nodes = [
        says("a"),
        node("s", "agent", agent="summarize", input={"text": "{{a.text}}"}),
        node("g", "agent", agent=inner, input={"text": "{{s.text}}"}),
    ]
    return await person.invoke(await flow(person, nodes, "start>a a>s s>g g>end", "g"), "x")


def asking(*agents: str, message: str, **changes: Any) -> dict[str, Any]:
    models = {"models": [{"model": MODEL}]}
    document = {"kind": "prompt", "instructions": "Answer.", "agents": list(agents)}
    return document | {"model": models, "message": message} | changes


async def tool(hub: RunningHub, person: Client) -> Answer:
    """An agent that calls one as a tool, which calls another."""
    leaf = await publish(hub, person, asking(message="{{text}}"))
    message = f'[[tool agent__{leaf} {{"text": "go"}}]]'
    middle = await publish(hub, person, asking(leaf, message=message))
    message = f'[[tool agent__{middle} {{"text": "go"}}]]'
    root = await publish(hub, person, asking(middle, message=message))
    for one in (leaf, middle, root):
        await person.enable(one)
    return await person.invoke(root, "x", max_credits="50")


async def priced(hub: RunningHub, person: Client) -> Answer:
    """A graph that takes a fee per token of its own, over an agent with a fee per call."""
    owner = await hub.sign_up()
    step = await publish(hub, owner, asking(message="{{text}}"), listed=True, price=fee("3"))
    document = {
        "kind": "graph",
        "nodes": [says("a"), node("s", "agent", agent=step, input={"text": "{{a.text}}"})],
        "edges": [{"from": f, "to": t} for f, t in (("start", "a"), ("a", "s"), ("s", "end"))],
        "output": "s",
    }
    price = {"model": "per_token", "credits": "1", "model_cost": "included"}
    whole = await publish(hub, owner, document, listed=True, price=price)
    for one in (step, whole):
        await person.enable(one)
    return await person.invoke(whole, "x", model=MODEL, max_credits="60")


async def balance(person: Client) -> Decimal:
    found = await person.get("/v1/credits")
    assert found["held"] == "0"
    return Decimal(found["available"])


def tokens(counted: Any) -> tuple[int, int]:
    return counted["input_tokens"], counted["output_tokens"]


@pytest.mark.parametrize(
    ("call", "runs"),
    [
        pytest.param(unified, 3, id="unified"),
        pytest.param(graph, 4, id="graph"),
        pytest.param(tool, 3, id="tool"),
        pytest.param(priced, 2, id="priced"),
    ],
)
async def test_sums_are_what_left_the_wallet_and_what_models_used(
    hub: RunningHub, call: Callable[[RunningHub, Client], Awaitable[Answer]], runs: int
) -> None:
    person = await hub.sign_up()
    for agent_id in (SUMMARIZE, TRANSLATE):
        await person.enable(agent_id)
    before, seen = await balance(person), len(hub.model.answered)
    answer = await call(hub, person)
    assert answer.status == 200, answer.body
    spent = before - await balance(person)
    # Whom the unified agent asks for a plan is paid by the installation.
    used = [usage for body, usage in hub.model.answered[seen:] if "response_format" not in body]
    models = (
        sum(usage["prompt_tokens"] for usage in used),
        sum(usage["completion_tokens"] for usage in used),
    )
    assert Decimal(answer["cost"]["credits"]) == spent > 0
    assert tokens(answer["usage"]) == models

    found = await person.get("/v1/usage")
    events, totals = found["data"], found["totals"]
    assert len(events) == totals["calls"] == runs
    assert (Decimal(totals["credits"]), tokens(totals)) == (spent, models)
    for part in ("input_tokens", "output_tokens"):
        assert sum(event[part] for event in events) == totals[part]
    assert sum(Decimal(event["credits"]) for event in events) == spent
    for by in GROUPS:
        grouped = await person.get(f"/v1/usage?group_by={by}")
        groups = grouped["data"]
        assert sum(Decimal(group["credits"]) for group in groups) == spent, by
        sums = [sum(tokens(group)[at] for group in groups) for at in (0, 1)]
        assert tuple(sums) == models == tokens(grouped["totals"]), by


async def test_each_call_has_its_own_part_and_no_other(hub: RunningHub) -> None:
    person = await hub.sign_up()
    for agent_id in (SUMMARIZE, TRANSLATE):
        await person.enable(agent_id)
    answer = await unified(hub, person)
    events = {event["run_id"]: event for event in (await person.get("/v1/usage"))["data"]}
    outer = events.pop(answer["id"])
    assert (outer["credits"], tokens(outer)) == ("0", (0, 0))
    assert {event["parent_run_id"] for event in events.values()} == {answer["id"]}
    for step in answer["output"]["steps"]:
        run = await person.get(f"/v1/runs/{step['run_id']}")
        event = events[run["id"]]
        assert event["credits"] == run["cost"]["credits"] == step["cost"]["credits"]
        assert tokens(event) == tokens(run["usage"])
    alone = await person.get("/v1/usage?nested=false")
    assert [event["run_id"] for event in alone["data"]] == [answer["id"]]
    assert alone["totals"]["credits"] == "0"


async def test_a_fee_per_token_is_of_the_agents_own_tokens(hub: RunningHub) -> None:
    person = await hub.sign_up()
    answer = await priced(hub, person)
    assert answer.status == 200, answer.body
    events = {event["run_id"]: event for event in (await person.get("/v1/usage"))["data"]}
    own = events[answer["id"]]
    assert Decimal(own["credits"]) == Decimal(sum(tokens(own))) / 1000
    assert Decimal(answer["cost"]["credits"]) == Decimal(own["credits"]) + 3


async def test_what_succeeded_below_a_failure_is_paid_and_told_once(hub: RunningHub) -> None:
    """The graph's step fails after the agent that it called has succeeded."""
    person = await hub.sign_up()
    owner = await hub.sign_up()
    leaf = await publish(hub, owner, asking(message="{{text}}"), listed=True, price=fee("3"))
    message = f'[[insist agent__{leaf} {{"text": "go"}}]]'
    step = await publish(hub, person, asking(leaf, message=message, max_tool_rounds=1))
    for one in (leaf, step):
        await person.enable(one)
    document = {
        "kind": "graph",
        "slug": "outer",
        "name": "Outer",
        "tagline": "For a test",
        "description": "Fails after a success.",
        "category": "testing",
        "nodes": [node("s", "agent", agent=step, input={"text": "{{input.text}}"})],
        "edges": [{"from": "start", "to": "s"}, {"from": "s", "to": "end"}],
        "output": "s",
    }
    outer = await agent(person, document)
    before = await balance(person)
    failed = await person.invoke(outer, "x", max_credits="50")
    assert (failed.status, failed["code"]) == (502, "step_failed"), failed.body
    totals = (await person.get("/v1/usage"))["totals"]
    assert Decimal(totals["credits"]) == before - await balance(person) == 3
    run = await person.get(f"/v1/runs/{failed['run_id']}")
    assert run["cost"] == {"credits": "3"}


async def test_a_parent_that_is_cancelled_while_it_waits_pays_for_children_that_succeeded(
    hub: RunningHub,
) -> None:
    person, owner = await hub.sign_up(), await hub.sign_up()
    step = await publish(hub, owner, asking(message="{{text}}"), listed=True, price=fee("3"))
    await person.enable(step)
    nodes = [
        node("s", "agent", agent=step, input={"text": "{{input.text}}"}),
        node("p", "approval", question="Go on?"),
        says("a"),
    ]
    edges = "start>s s>p p>a:approved p>end:rejected a>end"
    before = await balance(person)
    waiting = await person.invoke(await flow(person, nodes, edges, "a"), "x", model=MODEL)
    assert (waiting.status, waiting["status"]) == (202, "input_required"), waiting.body
    ended = await person.post(f"/v1/runs/{waiting['id']}/cancel")
    assert ended["status"] == "cancelled"
    assert ended["cost"] == {"credits": "3"}
    assert before - await balance(person) == 3
    found = await person.get("/v1/usage")
    assert found["totals"]["credits"] == "3"
    assert {event["run_id"]: event["credits"] for event in found["data"]}[waiting["id"]] == "0"
