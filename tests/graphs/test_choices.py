"""Graphs that choose: routers, supervisors, loops, and agents as steps."""

import json
from typing import Any

import pytest

from hub.agents.shipped import platform_agent_id
from tests.agents.documents import node, prompt
from tests.graphs.flows import MODEL, agent, flow, says
from tests.hub_fixtures import RunningHub

pytestmark = pytest.mark.req("S4")
SUMMARIZE = platform_agent_id("summarize")


def either(router: dict[str, Any]) -> tuple[list[dict[str, Any]], str]:
    """Both branches meet in a node that says which one was taken."""
    nodes = [router, says("a", "way a"), says("b", "way b"), says("c", "{{r.branch}} {{a.text}}")]
    return nodes, "start>r r>a:yes r>b:no a>c b>c c>end"


@pytest.mark.parametrize(("text", "output"), [("yes", "yes echo: way a"), ("what", "no ")])
async def test_an_expression_chooses_a_branch_or_the_default(
    hub: RunningHub, text: str, output: str
) -> None:
    person = await hub.sign_up()
    agent_id = await flow(person, *either(node("r", "router")), "c")
    answer = await person.invoke(agent_id, text, model=MODEL)
    assert answer.status == 200, answer.body
    assert answer["output"] == {"text": f"echo: {output}"}


@pytest.mark.parametrize(
    ("said", "output"),
    [('{"branch": "yes"}', "yes echo: way a"), ('{"branch": "other"}', "no "), ("nonsense", "no ")],
)
async def test_a_model_chooses_a_branch_or_the_default(
    hub: RunningHub, said: str, output: str
) -> None:
    person = await hub.sign_up()
    router = node("r", "router", expression=None, instructions="Is it so? {{input.text}}")
    del router["expression"]
    agent_id = await flow(person, *either(router), "c")
    answer = await person.invoke(agent_id, f"[[json {said}]]", model=MODEL)
    assert answer.status == 200, answer.body
    assert answer["output"] == {"text": f"echo: {output}"}


async def test_a_supervisor_hands_work_round_by_round_until_it_is_content(hub: RunningHub) -> None:
    person = await hub.sign_up()
    mark = person.user["id"]
    turns = [
        {"worker": "a", "text": f"first {mark}"},
        {"worker": "b", "text": f"second {mark}"},
        {"worker": "", "text": f"enough {mark}"},
    ]
    script = "|".join(json.dumps(turn) for turn in turns)
    nodes = [
        node("s", "supervisor", workers=["a", "b"], instructions=f"[[turns {script}]]"),
        says("a", "a does {{s.task}}"),
        says("b", "b does {{s.task}} after {{a.text}}"),
        says("z", "{{s.text}}: {{b.text}}"),
    ]
    agent_id = await flow(person, nodes, "start>s s>z z>end", "z")
    answer = await person.invoke(agent_id, "go", model=MODEL)
    assert answer.status == 200, answer.body
    expected = f"echo: enough {mark}: echo: b does second {mark} after echo: a does first {mark}"
    assert answer["output"] == {"text": expected}
    assert len(hub.model.asked(mark)) == 6


async def test_a_supervisor_must_answer_after_its_last_round(hub: RunningHub) -> None:
    person = await hub.sign_up()
    again = json.dumps({"worker": "a", "text": "again and again"})
    script = f"{again}|{again}|" + json.dumps({"text": "it is over"})
    supervisor = node("s", "supervisor", instructions=f"[[turns {script}]]")
    supervisor |= {"workers": ["a"], "max_rounds": 2}
    agent_id = await flow(person, [supervisor, says("a")], "start>s s>end", "s")
    answer = await person.invoke(agent_id, "go", model=MODEL)
    assert answer.status == 200, answer.body
    assert answer["output"] == {"text": "it is over"}


async def test_a_loop_ends_at_its_bound(hub: RunningHub) -> None:
    person = await hub.sign_up()
    nodes = [says("a", "more {{a.text}}", max_visits=3), node("r", "router")]
    agent_id = await flow(person, nodes, "start>a a>r r>end:yes r>a:no", "a")
    answer = await person.invoke(agent_id, "go", model=MODEL)
    assert answer.status == 200, answer.body
    assert answer["output"]["text"].count("echo") == 3


async def test_a_branch_may_lead_around_a_whole_fan_out(hub: RunningHub) -> None:
    person = await hub.sign_up()
    nodes = [
        says("a"),
        node("r", "router"),
        says("b", "b"),
        says("c", "c"),
        node("j", "join"),
        says("d", "{{b.text}}, {{c.text}}"),
    ]
    edges = "start>a a>r r>b:yes r>end:no b>c b>j c>j j>d d>end"
    agent_id = await flow(person, nodes, edges, "a")
    short = await person.invoke(agent_id, "no", model=MODEL)
    whole = await person.invoke(agent_id, "yes", model=MODEL)
    assert short["usage"]["input_tokens"] == 10
    assert whole["usage"]["input_tokens"] == 40


@pytest.mark.req("FR-4.22")
async def test_a_step_may_be_an_agent_and_spends_inside_the_hold(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    inner = await agent(person, prompt(slug="inner", message="inner {{text}}"))
    nodes = [
        node("s", "agent", agent="summarize"),
        node("i", "agent", agent=inner, input={"text": "{{s.text}}!"}),
        says("e", "{{i.text}}"),
    ]
    agent_id = await flow(person, nodes, "start>s s>i i>e e>end", "e")
    answer = await person.invoke(agent_id, "x", model=MODEL)
    assert answer.status == 200, answer.body
    assert answer["output"] == {"text": "echo: echo: inner echo: x!"}
    runs = (await person.get("/v1/runs"))["data"]
    children = [run for run in runs if run["parent_run_id"] == answer["id"]]
    assert [run["agent_id"] for run in children] == [inner, SUMMARIZE]
    assert {run["status"] for run in children} == {"succeeded"}
    credits_ = await person.get("/v1/credits")
    assert credits_["held"] == "0"


async def test_the_caller_must_have_enabled_the_steps_too(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent_id = await flow(person, [node("s", "agent", agent="summarize")], "start>s s>end", "s")
    refused = await person.invoke(agent_id, "x", model=MODEL)
    assert (refused.status, refused["code"]) == (403, "agent_not_enabled")
    assert refused["agent_id"] == SUMMARIZE


async def test_a_failing_step_fails_the_run_and_costs_nothing(hub: RunningHub) -> None:
    person = await hub.sign_up()
    nodes = [says("a", "fine"), says("b", "[[fail 400]]")]
    agent_id = await flow(person, nodes, "start>a a>b b>end", "b")
    failed = await person.invoke(agent_id, "x", model=MODEL)
    assert (failed.status, failed["code"]) == (502, "provider_failed")
    run = await person.get(f"/v1/runs/{failed['run_id']}")
    assert (run["status"], run["cost"]) == ("failed", {"credits": "0"})
    assert len(run["attempts"]) == 2


async def test_nodes_share_what_the_caller_is_willing_to_pay(hub: RunningHub) -> None:
    person = await hub.sign_up()
    nodes = [says("a"), says("b"), says("c")]
    agent_id = await flow(person, nodes, "start>a a>b b>c c>end", "c")
    whole = await person.invoke(agent_id, "x", model=MODEL)
    cost = whole["cost"]["credits"]
    poor = await person.invoke(agent_id, "x", model=MODEL, max_credits="0.001")
    assert (poor.status, poor["code"]) == (402, "max_credits_reached")
    enough = await person.invoke(agent_id, "x", model=MODEL, max_credits="0.1")
    assert enough["cost"]["credits"] == cost
    assert (await person.get("/v1/credits"))["held"] == "0"
