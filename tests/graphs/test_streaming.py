"""What a caller sees of a graph while it runs, and how one ends it."""

import asyncio
import json
from typing import Any

import pytest

from hub.agents.shipped import platform_agent_id
from tests.agents.documents import node
from tests.graphs.flows import MODEL, flow, says
from tests.hub_fixtures import Client, RunningHub
from tests.worker.conftest import WITHIN_S

pytestmark = pytest.mark.req("S6")
BRIEF = platform_agent_id("research-brief")


async def streamed(person: Client, agent_id: str, given: Any) -> list[tuple[str, Any]]:
    path = f"{person.url}/v1/agents/{agent_id}/invoke"
    headers = person.headers({"accept": "text/event-stream"})
    async with person.http.post(
        path, json={"input": given, "model": MODEL}, headers=headers
    ) as stream:
        assert stream.status == 200
        lines = [line.partition(": ")[2] for line in (await stream.text()).splitlines() if line]
    return [(lines[i], json.loads(lines[i + 1])) for i in range(0, len(lines), 2)]


async def test_only_the_answer_is_streamed_and_every_node_announced(hub: RunningHub) -> None:
    person = await hub.sign_up()
    nodes = [says("a", "secret thoughts"), node("r", "router"), says("b"), says("c")]
    agent_id = await flow(person, nodes, "start>a a>r r>b:yes r>c:no b>end c>end", "b")
    events = await streamed(person, agent_id, "yes")
    text = "".join(data["text"] for name, data in events if name == "output.delta")
    assert text == "echo: yes"
    called = [data["node"] for name, data in events if name == "tool.called"]
    returned = [data["node"] for name, data in events if name == "tool.returned"]
    assert called == returned == ["a", "r", "b"]
    assert events[-1][0] == "run.finished"
    assert events[-1][1]["output"] == {"text": text}


@pytest.mark.req("D-agent")
async def test_the_shipped_research_brief_runs_its_three_roles(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(BRIEF)
    flour = f"Flour of {person.user['id']}."
    events = await streamed(person, BRIEF, {"topic": "Bread", "material": flour})
    body = events[-1][1]
    assert body["status"] == "succeeded", body
    assert [data["node"] for name, data in events if name == "tool.called"] == [
        "researcher",
        "critic",
        "writer",
    ]
    asked = [request["messages"][-1]["content"] for request in hub.model.asked(flour)]
    assert len(asked) == 3
    assert flour in asked[0]
    assert f"echo: {asked[0]}" in asked[1]
    assert f"echo: {asked[1]}" in asked[2]
    assert body["output"] == {"text": f"echo: {asked[2]}"}
    assert body["usage"]["input_tokens"] == 30
    assert float(body["cost"]["credits"]) > 5


async def test_a_cancelled_run_leaves_the_node_that_it_is_in(hub: RunningHub) -> None:
    person = await hub.sign_up()
    nodes = [says("a"), says("b", "[[hang]]"), says("c")]
    agent_id = await flow(person, nodes, "start>a a>b b>c c>end", "c")
    hub.model.hanging.clear()
    abandoned = hub.model.abandoned
    call = asyncio.create_task(person.invoke(agent_id, "x", model=MODEL))
    await asyncio.wait_for(hub.model.hanging.wait(), WITHIN_S)
    run = (await person.get("/v1/runs"))["data"][0]
    assert (await person.post(f"/v1/runs/{run['id']}/cancel")).status == 202
    answer = await asyncio.wait_for(call, WITHIN_S)
    assert answer["code"] == "run_cancelled"
    assert hub.model.abandoned == abandoned + 1
    assert (await person.get("/v1/credits"))["held"] == "0"
