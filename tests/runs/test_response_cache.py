"""Exact answers again, for those who ask for it and for nobody else."""

import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import Answer, Client, RunningHub

SUMMARIZE = platform_agent_id("summarize")
MODEL = "openai/gpt-test"


async def ask(person: Client, text: str, **body: object) -> Answer:
    answer = await person.invoke(SUMMARIZE, text, model=MODEL, **body)
    assert answer.status == 200, answer.body
    return answer


def calls_of(hub: RunningHub, text: str) -> int:
    return sum(text in str(request) for request in hub.model.requests)


async def test_nothing_is_found_again_unless_it_is_asked_for(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    for _ in range(2):
        await ask(person, "Unasked 71.")
    assert calls_of(hub, "Unasked 71.") == 2


@pytest.mark.req("FR-4.19")
async def test_an_equal_request_costs_the_fee_and_no_model_call(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    first = await ask(person, "Twice 72.", cache=True)
    again = await ask(person, "Twice 72.", cache=True)
    assert again["output"] == first["output"]
    assert again["id"] != first["id"]
    assert again["cost"] == {"credits": "0.1"}
    assert calls_of(hub, "Twice 72.") == 1
    kept = await person.get(f"/v1/runs/{again['id']}")
    assert kept["attempts"] == [{"cache": "hit", "run_id": first["id"]}]


@pytest.mark.req("S19")
async def test_another_organization_never_finds_it(hub: RunningHub) -> None:
    for _ in range(2):
        person = await hub.sign_up()
        await person.enable(SUMMARIZE)
        await ask(person, "Apart 73.", cache=True)
    assert calls_of(hub, "Apart 73.") == 2
