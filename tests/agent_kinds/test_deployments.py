"""Several deployments of one model: spread by weight, one stands in for another, overrides."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from tests.agent_kinds.publishing import publish
from tests.hub_fixtures import Client, RunningHub

pytestmark = pytest.mark.req("FR-5.7")

HERE, THERE = "openai/gpt-test", "openai/gpt-other"


async def spread(hub: RunningHub, person: Client, here: int, there: int, **policy: Any) -> str:
    """An agent on one model that runs at two places, with these weights."""
    places = [{"model": HERE, "weight": here}, {"model": THERE, "weight": there}]
    model = {"models": [{"model": "openai/gpt-any", "deployments": places}], **policy}
    agent = await publish(hub, person, {"kind": "prompt", "instructions": "A.", "model": model})
    await person.enable(agent)
    await person.call("PUT", "/v1/provider-keys/openai", {"key": f"sk-{person.user['id']}"})
    return agent


async def answered(person: Client, agent: str, times: int) -> Counter[str]:
    answers = await asyncio.gather(*(person.invoke(agent, "hello") for _ in range(times)))
    assert {answer.status for answer in answers} == {200}
    return Counter(answer["model"] for answer in answers)


async def test_calls_are_spread_by_weight(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent = await spread(hub, person, 1, 4)
    seen = await answered(person, agent, 60)
    # 48 of 60 are to be expected there; fewer than 30 or more than 59 come once in millions.
    assert 30 <= seen[THERE] <= 59
    assert seen[HERE] + seen[THERE] == 60


async def test_the_sister_takes_the_calls_while_one_cools(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent = await spread(hub, person, 1000, 1)
    answer = await person.invoke(agent, "[[failing gpt-test 503 60]]")
    assert answer.status == 200, answer.body
    assert answer["model"] == THERE
    assert await answered(person, agent, 10) == {THERE: 10}


async def test_an_agent_may_forbid_other_models(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent = await spread(hub, person, 1, 1, allow_override=False)
    refused = await person.invoke(agent, "hello", model=THERE)
    assert (refused.status, refused["code"]) == (422, "model_not_allowed")
    assert "run_id" not in refused.body
    assert (await person.invoke(agent, "hello")).status == 200
