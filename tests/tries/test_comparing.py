"""The same work side by side: streamed together, blind if wanted, and the choice recorded."""

import json
from typing import Any

import pytest

from tests.agent_kinds.publishing import publish
from tests.hub_fixtures import Client
from tests.tries.conftest import MODEL, PROMPT, Lab

pytestmark = pytest.mark.req("S11", "FR-3.7")


async def _streamed(who: Client, body: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    headers = who.headers({"accept": "text/event-stream"})
    async with who.http.post(f"{who.url}/v1/comparisons", json=body, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        blocks = (await answer.text()).strip().split("\n\n")
    events = []
    for block in blocks:
        name, _, data = block.partition("\n")
        if name.startswith("event: "):
            events.append((name[7:], json.loads(data.removeprefix("data: "))))
    return events


async def test_enabled_and_tried_stand_side_by_side_and_one_is_chosen(lab: Lab) -> None:
    person = await lab.hub.sign_up(organization="Deciding")
    own = await publish(lab.hub, person, PROMPT)
    await person.enable(own)
    entrants = [{"agent_id": own, "model": MODEL}, {"agent_id": lab.agent_id, "model": MODEL}]
    events = await _streamed(person, {"input": "hello", "entrants": entrants})
    names = [name for name, _ in events]
    assert (names[0], names[-1]) == ("comparison.started", "comparison.finished")
    assert names.count("run.finished") == 2
    whole = events[-1][1]
    a, b = whole["entrants"]
    assert [(e["label"], e["agent_id"], e["tried"]) for e in (a, b)] == [
        ("A", own, False),
        ("B", lab.agent_id, True),
    ]
    assert a["output"] == b["output"] == {"text": "echo: hello"}
    assert float(a["credits"]) > 0
    assert b["credits"] == "0"
    assert min(a["duration_ms"], b["duration_ms"]) >= 0
    assert (await person.get(f"/v1/agents/{lab.agent_id}/tries"))["left"] == 2, "a try counts"
    path = f"/v1/comparisons/{whole['id']}"
    assert (await person.post(f"{path}/choice", {"label": "C"})).status == 422
    chosen = await person.post(f"{path}/choice", {"label": "B"})
    assert (chosen.status, chosen["choice"], chosen["status"]) == (200, "B", "decided")
    again = await person.post(f"{path}/choice", {"label": "A"})
    assert (again.status, again["code"]) == (409, "already_chosen")
    listed = (await person.get("/v1/comparisons")).body["data"]
    assert [one["id"] for one in listed] == [whole["id"]]
    stranger = await lab.hub.sign_up()
    assert (await stranger.get(path))["code"] == "comparison_not_found"
    assert not await lab.differences()


async def test_a_blind_one_tells_nobody_who_is_who_before_the_choice(lab: Lab) -> None:
    person = await lab.hub.sign_up()
    own = await publish(lab.hub, person, PROMPT)
    await person.enable(own)
    entrants = [
        {"agent_id": own, "model": "openai/gpt-other"},
        {"agent_id": own, "model": MODEL},
        {"agent_id": lab.agent_id, "model": MODEL},
    ]
    body = {"input": "hello", "entrants": entrants, "blind": True}
    events = await _streamed(person, body)
    said = json.dumps(events)
    for telling in (
        own,
        lab.agent_id,
        "gpt-other",
        "gpt-test",
        '"run_0',
        "receipt",
        '"credits": "',
    ):
        assert telling not in said, telling
    whole = events[-1][1]
    path = f"/v1/comparisons/{whole['id']}"
    hidden = (await person.get(path))["entrants"]
    assert [(e["agent_id"], e["tried"], e["credits"]) for e in hidden] == [(None, None, None)] * 3
    told = await person.post(f"{path}/choice", {"label": None})
    assert (told["choice"], told["status"]) == (None, "decided")
    found = sorted((e["agent_id"], e["model"]) for e in told["entrants"])
    assert found == sorted([(own, "openai/gpt-other"), (own, MODEL), (lab.agent_id, MODEL)])


async def test_one_that_is_refused_says_so_and_the_others_go_on(lab: Lab) -> None:
    await lab.offer(per_person=0)
    person = await lab.hub.sign_up()
    own = await publish(lab.hub, person, PROMPT)
    await person.enable(own)
    entrants = [{"agent_id": lab.agent_id}, {"agent_id": own, "model": MODEL}]
    made = await person.post("/v1/comparisons", {"input": "hello", "entrants": entrants})
    assert made.status == 201, made.body
    refused, answered = made["entrants"]
    assert (refused["status"], refused["error"]["code"]) == ("refused", "tries_used_up")
    assert answered["status"] == "succeeded"
    path = f"/v1/comparisons/{made['id']}/choice"
    assert (await person.post(path, {"label": "A"})).status == 422, "it did not answer"
    few = await person.post("/v1/comparisons", {"input": "x", "entrants": entrants[:1]})
    assert few.status == 422
