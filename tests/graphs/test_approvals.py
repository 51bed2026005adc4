"""A run asks a person, waits, and goes on with the answer; over HTTP, beside a worker."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.agents.documents import node
from tests.agents_api.people import member_of
from tests.graphs.flows import MODEL, flow, says
from tests.hub_fixtures import Answer, Client, RunningHub
from tests.worker.books import read_books, rows
from tests.worker.conftest import WITHIN_S, Working

pytestmark = pytest.mark.req("S4")


async def gated(person: Client, **gate: Any) -> str:
    """A draft, a person's word on it, and what follows from that."""
    nodes = [
        says("draft"),
        node("gate", "approval", question="Send '{{draft.text}}'?", **gate),
        says("sent", "sent with {{gate.value}}"),
        says("dropped", "dropped"),
        says("end_note", "{{sent.text}}{{dropped.text}}, {{gate.decision}}"),
    ]
    edges = (
        "start>draft draft>gate gate>sent:approved gate>dropped:rejected"
        " sent>end_note dropped>end_note end_note>end"
    )
    return await flow(person, nodes, edges, "end_note")


async def asked(person: Client, agent_id: str, text: str = "x", **options: Any) -> Answer:
    """A call that came to the question."""
    answer = await person.invoke(agent_id, text, model=MODEL, **options)
    assert answer.status == 202, answer.body
    assert answer["status"] == "input_required"
    assert answer.headers["location"] == f"/v1/runs/{answer['id']}"
    return answer


async def decide(who: Client, run: Answer, decision: str, **more: Any) -> Answer:
    request = run["input_required"][0]["request_id"]
    body = {"request_id": request, "decision": decision} | more
    return await who.post(f"/v1/runs/{run['id']}/input", body)


async def finished(person: Client, run_id: str) -> Answer:
    async with asyncio.timeout(WITHIN_S):
        while True:
            run = await person.get(f"/v1/runs/{run_id}")
            if run["finished_at"]:
                return run


async def checkpoints(hub: RunningHub, person: Client) -> int:
    query = "select count(*) from checkpoints.checkpoints"
    return int((await rows(hub.engines.database, person.organization["id"], query))[0][0])


async def test_an_approved_run_goes_on_from_where_it_was(hub: RunningHub, working: Working) -> None:
    person = await hub.sign_up()
    agent_id = await gated(person)
    run = await asked(person, agent_id)
    request = run["input_required"][0]
    assert request["question"] == "Send 'echo: x'?"
    assert request["schema"]["required"] == ["decision"]
    waiting = await person.get("/v1/approvals")
    assert [item["request_id"] for item in waiting["data"]] == [request["request_id"]]
    assert (await person.get("/v1/credits"))["held"] != "0"
    love = f"love from {person.user['id']}"
    async with working():
        accepted = await decide(person, run, "approve", value=love)
        assert accepted.status == 202, accepted.body
        done = await finished(person, run["id"])
    assert done["status"] == "succeeded", done.body
    assert done["output"] == {"text": f"echo: echo: sent with {love}, approved"}
    assert len(hub.model.asked(love)) == 2
    assert done["usage"]["input_tokens"] == 30
    assert (await person.get("/v1/approvals"))["data"] == []
    assert await checkpoints(hub, person) == 0
    (await read_books(hub.engines.database, person.organization["id"])).balance()
    again = await decide(person, run, "approve", value=love)
    other = await decide(person, run, "reject")
    assert again.status == 202
    assert (other.status, other["code"]) == (409, "already_decided")


async def test_a_rejected_run_takes_the_other_branch(hub: RunningHub, working: Working) -> None:
    person = await hub.sign_up()
    run = await asked(person, await gated(person))
    await decide(person, run, "reject")
    async with working():
        done = await finished(person, run["id"])
    assert done["output"] == {"text": "echo: echo: dropped, rejected"}


async def test_silence_counts_as_rejection_once_the_time_is_up(
    hub: RunningHub, working: Working
) -> None:
    person = await hub.sign_up()
    run = await asked(person, await gated(person, timeout_s=3600))
    async with working(lambda: datetime.now(UTC) + timedelta(seconds=3601)):
        done = await finished(person, run["id"])
    assert done["output"] == {"text": "echo: echo: dropped, rejected"}


async def test_a_run_that_nobody_answers_ends_and_gives_its_hold_back(
    hub: RunningHub, working: Working
) -> None:
    person = await hub.sign_up()
    run = await asked(person, await gated(person, timeout_s=2_592_000))
    async with working(lambda: datetime.now(UTC) + timedelta(days=7, seconds=1)):
        done = await finished(person, run["id"])
    assert done["status"] == "cancelled"
    assert (await person.get("/v1/credits"))["held"] == "0"
    assert (await person.get("/v1/approvals"))["data"] == []
    late = await decide(person, run, "approve")
    assert (late.status, late["code"]) == (409, "already_decided")


async def test_a_waiting_run_can_be_cancelled(hub: RunningHub) -> None:
    person = await hub.sign_up()
    run = await asked(person, await gated(person))
    cancelled = await person.post(f"/v1/runs/{run['id']}/cancel")
    assert (cancelled.status, cancelled["status"]) == (202, "cancelled")
    assert (await person.get("/v1/credits"))["held"] == "0"


async def test_a_stream_ends_at_the_question(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent_id = await gated(person)
    path = f"{hub.url}/v1/agents/{agent_id}/invoke"
    headers = person.headers({"accept": "text/event-stream"})
    async with hub.http.post(path, json={"input": "x", "model": MODEL}, headers=headers) as stream:
        lines = [line.partition(": ")[2] for line in (await stream.text()).splitlines() if line]
    events = [(lines[i], json.loads(lines[i + 1])) for i in range(0, len(lines), 2)]
    names = [name for name, _ in events]
    assert names[0] == "run.started"
    assert names[-2:] == ["run.input_required", "run.finished"]
    assert events[-2][1]["question"] == "Send 'echo: x'?"
    assert events[-1][1]["status"] == "input_required"
    called = [data["node"] for name, data in events if name == "tool.called"]
    assert called == ["draft", "gate"]


async def test_the_same_key_finds_the_waiting_run(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent_id = await gated(person)
    key = {"idempotency-key": "waits"}
    first = await asked(person, agent_id, headers=key)
    again = await asked(person, agent_id, headers=key)
    assert first["id"] == again["id"]
    assert again.headers["idempotent-replayed"] == "true"


async def test_strangers_neither_see_nor_answer(hub: RunningHub) -> None:
    person, stranger = await hub.sign_up(), await hub.sign_up()
    run = await asked(person, await gated(person))
    refused = await decide(stranger, run, "approve")
    assert (refused.status, refused["code"]) == (404, "input_request_not_found")
    assert (await stranger.get("/v1/approvals"))["data"] == []
    assert await checkpoints(hub, stranger) == 0
    assert await checkpoints(hub, person) > 0


async def test_two_questions_at_once_are_answered_one_by_one(
    hub: RunningHub, working: Working
) -> None:
    person = await hub.sign_up()
    nodes = [
        says("a"),
        node("p", "approval", question="First?"),
        node("q", "approval", question="Second?"),
        node("j", "join"),
        says("e", "{{p.decision}} and {{q.decision}}"),
    ]
    edges = "start>a a>p a>q p>j:approved p>j:rejected q>j:approved q>j:rejected j>e e>end"
    run = await asked(person, await flow(person, nodes, edges, "e"))
    assert len(run["input_required"]) == 2
    async with working():
        await decide(person, run, "approve")
        second = run["input_required"][1]["request_id"]
        body = {"request_id": second, "decision": "reject"}
        assert (await person.post(f"/v1/runs/{run['id']}/input", body)).status == 202
        done = await finished(person, run["id"])
    assert sorted(done["output"]["text"].removeprefix("echo: ").split(" and ")) == [
        "approved",
        "rejected",
    ]


async def test_odd_answers_are_refused_or_kept_as_they_are(
    hub: RunningHub, working: Working
) -> None:
    person = await hub.sign_up()
    run = await asked(person, await gated(person), "half \0 a text")
    assert "\0" not in run["input_required"][0]["question"]
    for odd in ("half \ud800 a character", {"deep": ["\udfff"]}):
        refused = await decide(person, run, "approve", value=odd)
        assert (refused.status, refused["code"]) == (422, "invalid_input")
    request = run["input_required"][0]["request_id"]
    body = {"request_id": request, "decision": "approve"}
    assert (await person.post("/v1/runs/%00/input", body)).status == 422
    assert (await person.get("/v1/approvals?run_id=%00")).status == 422
    assert (await decide(person, run, "maybe")).status == 422
    assert (await decide(person, run, "approve", value="a\0b")).status == 202
    async with working():
        done = await finished(person, run["id"])
    assert done["output"] == {"text": "echo: echo: sent with a\0b, approved"}


async def test_the_caller_staff_and_admins_answer_and_other_members_do_not(
    hub: RunningHub,
) -> None:
    admin = await hub.sign_up(organization="Team")
    agent_id = await gated(admin)
    caller, other, staff = (
        await member_of(hub, admin),
        await member_of(hub, admin),
        await member_of(hub, admin, "staff"),
    )
    runs = [await asked(caller, agent_id) for _ in range(3)]
    assert len((await staff.get("/v1/approvals"))["data"]) == 3
    assert (await other.get("/v1/approvals"))["data"] == []
    refused = await decide(other, runs[0], "approve")
    assert (refused.status, refused["code"]) == (404, "input_request_not_found")
    for person, run in zip((caller, staff, admin), runs, strict=True):
        assert (await decide(person, run, "reject")).status == 202
