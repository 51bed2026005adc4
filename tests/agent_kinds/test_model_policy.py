"""Model policies against a peer that fails: fallback, Retry-After, breaker, deadline."""

import asyncio
import csv
import io
import json
from time import monotonic
from typing import Any

import pytest

from tests.agent_kinds.publishing import publish
from tests.hub_fixtures import Client, RunningHub

pytestmark = pytest.mark.req("FR-5.7")

FIRST, SECOND = "openai/gpt-test", "openai/gpt-other"


async def agent_with(hub: RunningHub, person: Client, *models: str, **policy: Any) -> str:
    model = {"models": [{"model": name} for name in models], **policy}
    manifest = {"kind": "prompt", "instructions": "Answer.", "model": model}
    agent = await publish(hub, person, manifest)
    await person.enable(agent)
    # A key of one's own gives these calls a breaker of their own: other tests use the peer too.
    await person.call("PUT", "/v1/provider-keys/openai", {"key": f"sk-{person.user['id']}"})
    return agent


def calls_of(hub: RunningHub, person: Client) -> int:
    """How often the model was asked with the key of `agent_with`."""
    return hub.model.authorizations.count(f"Bearer sk-{person.user['id']}")


def tried(run: Any) -> list[tuple[str, str | None]]:
    return [(attempt["model"], attempt.get("error")) for attempt in run["attempts"]]


@pytest.mark.req("F7")
@pytest.mark.parametrize(("status", "error"), [(503, "overloaded"), (429, "rate_limited")])
async def test_the_next_model_answers_where_the_first_fails(
    hub: RunningHub, status: int, error: str
) -> None:
    person = await hub.sign_up()
    agent = await agent_with(hub, person, FIRST, SECOND)
    answer = await person.invoke(agent, f"[[failing gpt-test {status}]]")
    assert answer.status == 200, answer.body
    assert answer["model"] == SECOND
    run = await person.get(f"/v1/runs/{answer['id']}")
    assert tried(run) == [(FIRST, error), (SECOND, None)]


@pytest.mark.req("S10")
async def test_the_answer_the_stream_and_the_usage_say_what_was_tried(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent = await agent_with(hub, person, FIRST, SECOND)
    answer = await person.invoke(agent, "[[failing gpt-test 503]]")
    expected = [(FIRST, "overloaded"), (SECOND, None)]
    assert tried(answer) == expected
    assert answer["attempts"] == (await person.get(f"/v1/runs/{answer['id']}"))["attempts"]
    streamed = await person.invoke(agent, "hello", headers={"accept": "text/event-stream"})
    last = json.loads(streamed.body.strip().splitlines()[-1].removeprefix("data: "))
    assert (last["status"], tried(last)) == ("succeeded", [(SECOND, None)])
    await person.invoke(agent, 7)
    found = (await person.get("/v1/usage"))["data"]
    assert [tried(event) for event in found] == [[], [(SECOND, None)], expected]
    exported = await person.get("/v1/usage?format=csv")
    rows = list(csv.DictReader(io.StringIO(exported.body)))
    assert [tried({"attempts": json.loads(row["attempts"])}) for row in rows][-1] == expected


async def test_what_no_other_model_would_mend_is_not_tried_again(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent = await agent_with(hub, person, FIRST, SECOND)
    failed = await person.invoke(agent, "[[failing gpt-test 400]]")
    assert (failed.status, failed["code"]) == (502, "provider_failed")
    run = await person.get(f"/v1/runs/{failed['run_id']}")
    assert tried(run) == [(FIRST, "invalid_request")]


async def test_a_broken_deployment_is_passed_over_while_it_cools(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent = await agent_with(hub, person, FIRST, SECOND)
    await person.invoke(agent, "[[failing gpt-test 503 30]]")
    answer = await person.invoke(agent, "hello")
    assert answer["model"] == SECOND
    run = await person.get(f"/v1/runs/{answer['id']}")
    assert tried(run) == [(SECOND, None)]


@pytest.mark.req("F7")
async def test_retry_after_is_waited_for(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent = await agent_with(hub, person, FIRST, max_attempts=2)
    began = monotonic()
    failed = await person.invoke(agent, "[[fail 429 1]]")
    assert (failed.status, failed["code"]) == (502, "provider_failed")
    assert monotonic() - began >= 1
    assert failed["retry_after_s"] == 1
    assert len(failed["attempts"]) == 2


async def test_a_wait_beyond_the_deadline_is_not_begun(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent = await agent_with(hub, person, FIRST, deadline_s=10)
    began = monotonic()
    failed = await person.invoke(agent, "[[fail 429 60]]")
    assert (failed.status, failed["code"]) == (502, "provider_failed")
    assert monotonic() - began < 5
    assert len(failed["attempts"]) == 1


@pytest.mark.req("F7")
async def test_a_dead_model_is_left_alone_until_it_has_cooled(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent = await agent_with(hub, person, FIRST, deadline_s=10)
    await person.invoke(agent, "[[fail 503 60]]")
    asked = calls_of(hub, person)
    began = monotonic()
    failed = await person.invoke(agent, "hello")
    assert (failed.status, failed["code"]) == (502, "provider_failed"), failed.body
    assert failed["provider_code"] == "overloaded"
    assert 50 <= failed["retry_after_s"] <= 61
    assert failed["attempts"] == []
    assert monotonic() - began < 5
    assert calls_of(hub, person) == asked
    assert (await person.get("/v1/credits"))["held"] == "0"


async def test_one_call_finds_out_for_all_whether_a_model_is_back(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent = await agent_with(hub, person, FIRST, max_attempts=1)
    await person.invoke(agent, "[[fail 503 1]]")
    asked = calls_of(hub, person)
    failures = await asyncio.gather(*(person.invoke(agent, "[[fail 503 60]]") for _ in range(5)))
    assert {failed["code"] for failed in failures} == {"provider_failed"}
    assert sorted(len(failed["attempts"]) for failed in failures) == [0, 0, 0, 0, 1]
    assert calls_of(hub, person) == asked + 1


async def test_calls_wait_for_a_model_that_is_back_soon(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent = await agent_with(hub, person, FIRST, max_attempts=1)
    await person.invoke(agent, "[[fail 503 1]]")
    answers = await asyncio.gather(*(person.invoke(agent, "hello") for _ in range(5)))
    assert [tried(answer) for answer in answers] == [[(FIRST, None)]] * 5


async def test_a_model_that_is_configured_nowhere_is_named(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent = await agent_with(hub, person, "nowhere/large", "openai/not-there")
    refused = await person.invoke(agent, "hello")
    assert (refused.status, refused["code"]) == (422, "model_too_weak")
    assert refused["wanted_models"] == ["nowhere/large", "openai/not-there"]
    assert "Not configured: nowhere." in refused["detail"]
    assert "tier" not in refused["detail"]


@pytest.mark.req("F8")
async def test_the_deadline_ends_a_silent_model_and_releases_the_hold(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent = await agent_with(hub, person, FIRST, SECOND, deadline_s=0.5)
    failed = await person.invoke(agent, "[[hang]]")
    assert (failed.status, failed["code"]) == (504, "deadline_exceeded")
    assert failed["run_id"].startswith("run_")
    assert (await person.get("/v1/credits"))["held"] == "0"
