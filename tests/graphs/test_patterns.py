"""Every way in which a graph can lead from node to node, over HTTP."""

import pytest

from tests.agents.documents import node
from tests.graphs.flows import MODEL, flow, says
from tests.hub_fixtures import RunningHub

pytestmark = pytest.mark.req("S4")


async def test_a_sequence_hands_each_output_on(hub: RunningHub) -> None:
    person = await hub.sign_up()
    nodes = [says("a"), says("b", "b after {{a.text}}"), says("c", "c after {{b.text}}")]
    agent_id = await flow(person, nodes, "start>a a>b b>c c>end", "c")
    answer = await person.invoke(agent_id, "hello", model=MODEL)
    assert answer.status == 200, answer.body
    assert answer["output"] == {"text": "echo: c after echo: b after echo: hello"}
    assert answer["model"] == MODEL
    assert answer["usage"] == {"input_tokens": 30, "output_tokens": 2 + 5 + 8}
    kept = await person.get(f"/v1/runs/{answer['id']}")
    assert [attempt["model"] for attempt in kept["attempts"]] == [MODEL] * 3
    assert kept["cost"] == answer["cost"] != {"credits": "0"}


async def test_branches_run_side_by_side_and_meet(hub: RunningHub) -> None:
    person = await hub.sign_up()
    nodes = [
        says("a"),
        says("b", "[[meet 2 {{input.text}}]] b"),
        says("c", "[[meet 2 {{input.text}}]] c"),
        says("d", "d of {{a.text}}"),
        node("j", "join"),
        says("e", "{{d.text}} and the others"),
    ]
    edges = "start>a a>b a>c a>d b>j c>j d>j j>e e>end"
    agent_id = await flow(person, nodes, edges, "e")
    answer = await person.invoke(agent_id, person.user["id"], model=MODEL)
    assert answer.status == 200, answer.body
    expected = f"echo: echo: d of echo: {person.user['id']} and the others"
    assert answer["output"] == {"text": expected}
    assert answer["usage"]["input_tokens"] == 50
