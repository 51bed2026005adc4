"""What the unified agent refuses and why, and how its runs fail, stream, queue and replay."""

import json
from decimal import Decimal

import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import Client, RunningHub
from tests.unified.asking import LAELIA, MODEL, chosen, credits_of, person_with
from tests.worker.conftest import Working, working

__all__ = ["working"]  # a fixture

pytestmark = pytest.mark.req("S6")

TRANSLATE = platform_agent_id("translate")
BOTH = "Summarize this report and then translate it into Spanish"
SALES = "Sales rose."


async def events_of(person: Client, body: dict[str, object]) -> list[tuple[str, dict]]:
    url = f"{person.url}/v1/agents/{LAELIA}/invoke"
    headers = person.headers({"accept": "text/event-stream"})
    async with person.http.post(url, json=body, headers=headers) as stream:
        blocks = (await stream.text()).strip().split("\n\n")
    pairs = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]
    return [(pair["event"], json.loads(pair["data"])) for pair in pairs]


@pytest.mark.req("S9")
async def test_it_does_not_begin_what_max_credits_cannot_pay(hub: RunningHub) -> None:
    person = await person_with(hub, "check-invoice", "summarize")
    asked = {"text": "Check this supplier invoice against the order", "material": "2 x 3 = 7"}
    refused = await person.invoke(LAELIA, asked, model=MODEL, max_credits="1.4")
    assert (refused.status, refused["code"]) == (402, "max_credits_reached")
    assert refused["required_credits"] == "1.5"
    assert refused["agent_ids"] == [platform_agent_id("check-invoice")]
    assert (await person.get("/v1/runs"))["data"] == []
    assert (await person.get("/v1/credits"))["available"] == "100"


async def test_it_stays_inside_max_credits(hub: RunningHub) -> None:
    person = await person_with(hub, "summarize", "translate")
    asked = {"text": BOTH, "material": "word " * 200}
    refused = await person.invoke(LAELIA, asked, model=MODEL, max_credits="0.3")
    assert (refused.status, refused["code"]) == (402, "max_credits_reached")
    assert (await person.get("/v1/runs"))["data"] == []
    most = refused["quoted_credits"]
    answer = await person.invoke(LAELIA, asked, model=MODEL, max_credits=most)
    assert answer.status == 200, answer.body
    assert 0 < credits_of(answer) <= Decimal(most)


async def test_a_quote_is_the_sum_of_the_chosen_agents_quotes(hub: RunningHub) -> None:
    person = await person_with(hub, "check-invoice", "summarize")
    invoice = {"text": "Check this supplier invoice against the order", "material": "2 x 3 = 7"}
    quoted = await person.post(f"/v1/agents/{LAELIA}/quote", {"input": invoice, "model": MODEL})
    assert quoted.status == 200, quoted.body
    direct = await person.post(
        f"/v1/agents/{platform_agent_id('check-invoice')}/quote",
        {"input": {"invoice": "2 x 3 = 7"}, "model": MODEL},
    )
    assert quoted["max_credits"] == direct["max_credits"]


async def test_it_names_what_the_request_does_not_say(hub: RunningHub) -> None:
    person = await person_with(hub, "translate")
    asked = {"text": "Translate this user manual", "material": SALES}
    refused = await person.invoke(LAELIA, asked, model=MODEL)
    assert (refused.status, refused["code"]) == (422, "input_incomplete")
    assert refused["missing"] == ["language"]
    assert refused["agent_id"] == TRANSLATE
    told = asked | {"fields": {"language": "Swiss German"}}
    answer = await person.invoke(LAELIA, told, model=MODEL)
    child = await person.get(f"/v1/runs/{answer['output']['steps'][0]['run_id']}")
    assert child["input"] == {"text": SALES, "language": "Swiss German"}


async def test_it_passes_on_what_an_agent_lacks_here(hub: RunningHub) -> None:
    person = await person_with(hub, "translate")
    asked = {"text": "Translate this user manual into French", "material": SALES}
    refused = await person.invoke(LAELIA, asked, model="openai/unknown")
    assert (refused.status, refused["code"]) == (422, "model_not_allowed")
    assert refused["failed_agent_id"] == TRANSLATE
    assert refused["detail"].startswith("Translate: ")


async def test_a_step_that_fails_fails_the_run_and_says_what_was_done(hub: RunningHub) -> None:
    person = await person_with(hub, "summarize", "translate")
    # The first answer is an echo of this; the second step then reads a directive in it.
    asked = {"text": BOTH, "material": "[[fail 400]]"}
    failed = await person.invoke(LAELIA, asked, model=MODEL)
    assert (failed.status, failed["code"]) == (502, "provider_failed")
    assert failed["failed_agent_id"] == platform_agent_id("summarize")
    assert "steps" not in failed.body
    run = await person.get(f"/v1/runs/{failed['run_id']}")
    child = await person.get(f"/v1/runs/{failed['failed_run_id']}")
    assert (run["agent_id"], run["status"], run["cost"]) == (LAELIA, "failed", {"credits": "0"})
    assert (child["status"], child["parent_run_id"]) == ("failed", run["id"])


async def test_steps_before_a_failure_are_paid_and_reported(hub: RunningHub) -> None:
    person = await person_with(hub, "summarize", "classify-tickets")
    asked = {
        "text": "Summarize this report, then classify this support ticket by priority",
        "material": SALES,
    }
    failed = await person.invoke(LAELIA, asked, model=MODEL)  # an echo is not that agent's JSON
    assert (failed.status, failed["code"]) == (502, "output_invalid")
    (step,) = failed["steps"]
    assert step["agent_id"] == platform_agent_id("summarize")
    run = await person.get(f"/v1/runs/{failed['run_id']}")
    assert run["cost"] == step["cost"]
    assert credits_of(run) > 0


async def test_a_stream_tells_every_step_and_the_last_ones_words(hub: RunningHub) -> None:
    person = await person_with(hub, "summarize", "translate")
    asked = {"text": BOTH, "material": SALES}
    events = await events_of(person, {"input": asked, "model": MODEL})
    names = [name for name, _ in events if name != "output.delta"]
    assert names == ["run.started", *["tool.called", "tool.returned"] * 2, "run.finished"]
    said = "".join(data["text"] for name, data in events if name == "output.delta")
    end = events[-1][1]
    assert said == end["output"]["text"] == "echo: echo: Sales rose."
    called = [data for name, data in events if name == "tool.called"]
    returned = [data for name, data in events if name == "tool.returned"]
    assert [data["name"] for data in called] == ["summarize", "translate"]
    assert [data["id"] for data in called] == [s["run_id"] for s in end["output"]["steps"]]
    assert [data["cost"] for data in returned] == [s["cost"] for s in end["output"]["steps"]]
    tokens = [data["usage"] for data in returned]
    assert all(sum(used[kind] for used in tokens) == n for kind, n in end["usage"].items())
    assert all(data["why"] for data in called)


async def test_a_test_key_is_scripted_but_for_the_choice(hub: RunningHub) -> None:
    person = await person_with(hub, "summarize", "translate")
    key = await person.key(mode="test")
    answer = await key.invoke(LAELIA, {"text": BOTH, "material": SALES})
    assert answer.status == 200, answer.body
    assert answer["output"]["text"] == "test: test: Sales rose."
    assert answer["cost"] == {"credits": "0"}
    assert (await person.get("/v1/credits"))["available"] == "100"


async def test_the_same_key_replays_one_run(hub: RunningHub) -> None:
    person = await person_with(hub, "summarize")
    asked = {"text": "Summarize this report", "material": SALES}
    headers = {"idempotency-key": "once"}
    first = await person.invoke(LAELIA, asked, model=MODEL, headers=headers)
    again = await person.invoke(LAELIA, asked, model=MODEL, headers=headers)
    assert first.status == again.status == 200, again.body
    assert again["output"] == first["output"]
    assert len((await person.get("/v1/runs"))["data"]) == 2


async def test_a_worker_runs_it_too(hub: RunningHub, working: Working) -> None:
    person = await person_with(hub, "summarize", "translate")
    asked = {"text": BOTH, "material": SALES}
    headers = {"prefer": "respond-async"}
    queued = await person.invoke(LAELIA, asked, model=MODEL, headers=headers)
    assert (queued.status, queued["status"]) == (202, "queued"), queued.body
    async with working():
        run = await person.get(f"/v1/runs/{queued['id']}")
        while run["status"] in ("queued", "running"):
            run = await person.get(f"/v1/runs/{queued['id']}")
    assert run["status"] == "succeeded", run.body
    assert chosen(run) == [platform_agent_id("summarize"), TRANSLATE]
    assert credits_of(run) == sum(credits_of(step) for step in run["output"]["steps"])


async def test_it_is_shown_like_any_agent_and_as_a_tool(hub: RunningHub) -> None:
    person = await hub.sign_up()
    shown = await person.get("/v1/agents/laelia")
    assert (shown.status, shown["id"], shown["enabled"]) == (200, LAELIA, True), shown.body
    assert shown["input_schema"]["required"] == ["text"]
