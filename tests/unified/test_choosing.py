"""The unified agent over HTTP: it chooses, composes, stays inside its limits, and says why."""

from decimal import Decimal

import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import Answer, Client, RunningHub

pytestmark = pytest.mark.req("S6")

LAELIA = "laelia"
MODEL = "openai/gpt-test"
NOTICE = "The office is closed on Friday."


async def person_with(hub: RunningHub, *slugs: str) -> Client:
    person = await hub.sign_up()
    for slug in slugs:
        await person.enable(platform_agent_id(slug))
    return person


def cost_of(body: Answer | dict) -> Decimal:
    return Decimal(body["cost"]["credits"])


async def test_it_chooses_the_agent_that_a_request_is_for(hub: RunningHub) -> None:
    person = await person_with(hub, "summarize", "rewrite-tone", "draft-reply")
    asked = {"text": "Make this sound less angry and more polite", "material": NOTICE}
    answer = await person.invoke(LAELIA, asked, model=MODEL)
    assert answer.status == 200, answer.body
    assert (answer["agent_id"], answer["status"]) == (LAELIA, "succeeded")
    (step,) = answer["output"]["steps"]
    assert step["agent_id"] == platform_agent_id("rewrite-tone")
    assert step["name"] in step["why"]
    assert answer["output"]["text"] == f"echo: {NOTICE}"
    assert step["output"] == {"text": f"echo: {NOTICE}"}
    child = await person.get(f"/v1/runs/{step['run_id']}")
    assert child["parent_run_id"] == answer["id"]
    assert child["input"]["tone"] == "polite"
    assert child["cost"] == step["cost"]


async def test_it_hands_one_agents_answer_to_the_next(hub: RunningHub) -> None:
    person = await person_with(hub, "summarize", "translate", "draft-reply")
    before = await person.get("/v1/credits")
    asked = {
        "text": "Summarize this report and then translate it into Spanish",
        "material": "Sales rose.",
    }
    answer = await person.invoke(LAELIA, asked, model=MODEL)
    assert answer.status == 200, answer.body
    first, second = answer["output"]["steps"]
    assert first["agent_id"] == platform_agent_id("summarize")
    assert second["agent_id"] == platform_agent_id("translate")
    assert first["output"] == {"text": "echo: Sales rose."}
    assert answer["output"]["text"] == "echo: echo: Sales rose."
    child = await person.get(f"/v1/runs/{second['run_id']}")
    assert child["input"] == {"text": "echo: Sales rose.", "language": "Spanish"}
    assert cost_of(first) > 0
    assert cost_of(answer) == cost_of(first) + cost_of(second)
    after = await person.get("/v1/credits")
    spent = Decimal(before["available"]) - Decimal(after["available"])
    assert spent == cost_of(answer)


async def test_it_says_so_when_no_agent_fits_and_names_the_nearest(hub: RunningHub) -> None:
    person = await person_with(hub, "summarize", "translate")
    refused = await person.invoke(LAELIA, "Turn off the lights in the conference room")
    assert (refused.status, refused["code"]) == (422, "no_suitable_agent")
    assert {near["name"] for near in refused["nearest"]} == {"Summarize", "Translate"}
    assert all(near["agent_id"].startswith("agt_") for near in refused["nearest"])


async def test_without_any_agent_it_says_what_to_do(hub: RunningHub) -> None:
    person = await hub.sign_up()
    refused = await person.invoke(LAELIA, "Summarize this")
    assert (refused.status, refused["code"]) == (422, "no_suitable_agent")
    assert refused["nearest"] == []
    assert "Enable" in refused["detail"]
