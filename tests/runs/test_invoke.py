"""The main job over HTTP: permitted, paid, recorded once."""

import asyncio

import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import RunningHub

SUMMARIZE = platform_agent_id("summarize")
MODEL = "openai/gpt-test"


@pytest.mark.req("S6")
@pytest.mark.req("S9")
async def test_an_enabled_agent_answers_by_its_id(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    key = await person.key()
    answer = await key.invoke(SUMMARIZE, "Sales rose.", model=MODEL)
    assert answer.status == 200, answer.body
    assert answer["output"] == {"text": "echo: Sales rose."}
    assert answer["status"] == "succeeded"
    assert answer["model"] == MODEL
    assert answer["usage"] == {"input_tokens": 10, "output_tokens": 3}
    kept = await key.get(f"/v1/runs/{answer['id']}")
    assert kept["output"] == answer["output"]
    assert kept["cost"] == answer["cost"]


@pytest.mark.req("S5")
async def test_an_agent_must_be_enabled_first(hub: RunningHub) -> None:
    person = await hub.sign_up()
    refused = await person.invoke(SUMMARIZE, "x", model=MODEL)
    assert (refused.status, refused["code"]) == (403, "agent_not_enabled")


async def test_an_unknown_agent_is_not_found(hub: RunningHub) -> None:
    person = await hub.sign_up()
    refused = await person.invoke("agt_00000000000000000000000000", "x")
    assert (refused.status, refused["code"]) == (404, "agent_not_found")


@pytest.mark.req("F17")
async def test_the_same_key_answers_once_and_replays(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    key = {"idempotency-key": "one"}
    first = await person.invoke(SUMMARIZE, "x", model=MODEL, headers=key)
    again = await person.invoke(SUMMARIZE, "x", model=MODEL, headers=key)
    other = await person.invoke(SUMMARIZE, "y", model=MODEL, headers=key)
    assert first.status == again.status == 200
    assert first["id"] == again["id"]
    assert again.headers["idempotent-replayed"] == "true"
    assert (other.status, other["code"]) == (422, "idempotency_key_reused")


@pytest.mark.req("F17")
async def test_a_key_in_flight_conflicts(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    key = {"idempotency-key": "two"}
    slow = asyncio.create_task(person.invoke(SUMMARIZE, "[[slow 0.6]]", model=MODEL, headers=key))
    runs = await person.get("/v1/runs")
    while not runs["data"]:
        runs = await person.get("/v1/runs")
    second = await person.invoke(SUMMARIZE, "[[slow 0.6]]", model=MODEL, headers=key)
    assert (second.status, second["code"]) == (409, "idempotency_in_flight")
    assert (await slow).status == 200


async def test_a_failing_provider_fails_the_run_and_costs_nothing(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    failed = await person.invoke(SUMMARIZE, "[[fail 400]]", model=MODEL)
    assert (failed.status, failed["code"]) == (502, "provider_failed")
    run = await person.get(f"/v1/runs/{failed['run_id']}")
    assert run["status"] == "failed"
    assert run["cost"] == {"credits": "0"}


async def test_a_stream_ends_with_the_whole_answer(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    path = f"{hub.url}/v1/agents/{SUMMARIZE}/invoke"
    headers = person.headers({"accept": "text/event-stream"})
    body = {"input": "a b c", "model": MODEL}
    async with hub.http.post(path, json=body, headers=headers) as stream:
        text = await stream.text()
    names = [line.removeprefix("event: ") for line in text.splitlines() if line[:6] == "event:"]
    assert names[0] == "run.started"
    assert names[-1] == "run.finished"
    assert names.count("output.delta") >= 2


@pytest.mark.req("FR-5.7")
async def test_a_model_without_a_price_is_passed_over_and_never_sold(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    chosen = await person.invoke(SUMMARIZE, "x")
    assert chosen.status == 200, chosen.body
    refused = await person.invoke(SUMMARIZE, "x", model="openai/gpt-unpriced")
    assert (refused.status, refused["code"]) == (422, "model_not_allowed")
