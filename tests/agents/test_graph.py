"""Graphs are checked as data: what cannot run to its end is refused."""

from itertools import pairwise
from typing import Any

import pytest

from hub.agents.errors import ManifestError
from hub.agents.manifest import GraphAgent, parse
from hub.agents.manifest.topology import step_bound
from tests.agents.documents import graph, node

pytestmark = pytest.mark.req("D-agent")

A, B, C, D = (node(name) for name in "abcd")
ROUTER = node("r", "router")
JOIN = node("j", "join")


def fault(content: dict[str, Any]) -> str:
    with pytest.raises(ManifestError) as caught:
        parse(content)
    return str(caught.value)


@pytest.mark.parametrize(
    ("nodes", "edges", "output"),
    [
        pytest.param([A, B], "start>a a>b b>end", "b", id="sequence"),
        pytest.param([A, B, C, JOIN, D], "start>a a>b a>c b>j c>j j>d d>end", "d", id="parallel"),
        pytest.param([ROUTER, A, B], "start>r r>a:yes r>b:no a>end b>end", "a", id="router"),
        pytest.param(
            [node("s", "supervisor", workers=["a", "b"]), A, B], "start>s s>end", "s", id="workers"
        ),
        pytest.param(
            [A, node("ok", "approval"), B],
            "start>a a>ok ok>b:approved ok>end:rejected b>end",
            "b",
            id="approval",
        ),
        pytest.param(
            [node("a", max_visits=3), ROUTER],
            "start>a a>r r>a:no r>end:yes",
            "a",
            id="bounded-loop",
        ),
        pytest.param(
            [ROUTER, A, B, C, JOIN],
            "start>r r>a:yes r>end:no a>b a>c b>j c>j j>end",
            "a",
            id="whole-fan-out-behind-one-branch",
        ),
    ],
)
def test_sound_patterns_are_accepted(nodes: list[dict[str, Any]], edges: str, output: str) -> None:
    manifest = parse(graph(nodes, edges, output))
    assert isinstance(manifest, GraphAgent)
    assert 1 <= step_bound(manifest.topology()) <= 250


@pytest.mark.parametrize(
    ("nodes", "edges", "words"),
    [
        ([A, A], "start>a a>end", "used twice"),
        ([A], "start>a a>x x>end", "no node"),
        ([A], "start>a a>end end>a", "no node"),
        ([A], "a>end a>end", "there twice"),
        ([A, B], "a>end b>end", "exactly one edge must lead from start"),
        ([A, B], "start>a start>b a>end b>end", "exactly one edge must lead from start"),
        ([A, B], "start>a a>end b>end", "b is never reached"),
        ([A, B], "start>a a>b a>end", "b never leads to end"),
        ([A, B], "start>a a>b b>a b>end", "a loop without max_visits: a -> b -> a"),
        ([A, ROUTER], "start>a a>r r>end:yes", "branch no of r needs exactly one edge"),
        ([A, ROUTER], "start>a a>r r>end:yes r>end:no r>end:maybe", "without one of its branches"),
        ([A, ROUTER], "start>a a>r r>end:yes r>end:no r>end", "without one of its branches"),
        ([A], "start>a a>end:yes", "a has no branch yes"),
        ([A, JOIN], "start>a a>j j>end", "joins fewer than two"),
        (
            [A, ROUTER, B, C, JOIN],
            "start>a a>r r>b:yes r>c:no b>j c>j j>end",
            "j may wait for ever",
        ),
        (
            [A, ROUTER, B, C, JOIN],
            "start>a a>r a>b r>c:yes r>end:no c>j b>j j>end",
            "j may wait for ever",
        ),
        ([A, node("s", "supervisor", workers=["x"])], "start>s s>a a>end", "unknown worker x"),
        (
            [A, B, node("s", "supervisor", workers=["b"])],
            "start>s s>a a>b b>end",
            "b is a worker",
        ),
        ([node("start"), A], "start>a a>end", "reserved"),
    ],
)
def test_unsound_graphs_are_refused(nodes: list[dict[str, Any]], edges: str, words: str) -> None:
    assert words in fault(graph(nodes, edges))


def test_the_output_must_come_from_a_node_that_makes_one() -> None:
    nodes, edges = [ROUTER, A], "start>r r>a:yes r>end:no a>end"
    assert "output must name" in fault(graph(nodes, edges, "r"))
    assert "output must name" in fault(graph(nodes, edges, "x"))


@pytest.mark.parametrize(
    ("kind", "field", "place"),
    [
        ("prompt", {"message": "{{input.text}} {{later.text}}"}, "/nodes/0/message"),
        ("prompt", {"instructions": "{{later.text}}"}, "/nodes/0/instructions"),
        ("agent", {"input": {"topic": "{{later.text}}"}}, "/nodes/0/input/topic"),
    ],
)
def test_a_node_may_only_read_what_exists(kind: str, field: dict[str, Any], place: str) -> None:
    text = fault(graph([node("a", kind, **field)], "start>a a>end"))
    assert text == f"{place}: neither input nor a node: later"


def test_an_agent_is_no_step_of_itself() -> None:
    text = fault(graph([node("a", "agent", agent="echo-graph")], "start>a a>end"))
    assert text == "/nodes/0/agent: an agent cannot be a step of itself"


def test_depth_and_loops_are_capped() -> None:
    names = [f"n{at}" for at in range(30)]
    chain = " ".join(f"{one}>{two}" for one, two in pairwise(names))
    edges = f"start>n0 {chain} n29>end"
    assert "24 nodes in a row" in fault(graph([node(name) for name in names], edges, "n0"))
    looping = [node(name, max_visits=20) for name in names[:20]]
    chain = " ".join(f"{one}>{two}" for one, two in pairwise(names[:20]))
    assert "loops allow more than" in fault(graph(looping, f"start>n0 {chain} n19>end", "n0"))


def test_a_router_chooses_in_exactly_one_way() -> None:
    both = node("r", "router", instructions="Choose.")
    assert "either an expression or instructions" in fault(graph([both, A], "start>r r>end:yes"))
    lost = node("r", "router", default="maybe")
    assert "is not one of the branches" in fault(graph([lost, A], "start>r r>end:yes"))
