"""Bring your own key: the model is the organization's, and only the agent's fee is charged."""

import pytest

from tests.agent_kinds.publishing import publish
from tests.hub_fixtures import Client, RunningHub

MODEL = "openai/gpt-test"
PATH = "/v1/provider-keys/openai"
PRICE = {"model": "per_call", "credits": "2", "model_cost": "passed_through"}


async def priced(hub: RunningHub, person: Client) -> str:
    """Somebody else's agent, whose model the caller pays for besides its fee."""
    owner = await hub.sign_up()
    manifest = {"kind": "prompt", "instructions": "Answer."}
    agent = await publish(hub, owner, manifest, listed=True, price=PRICE)
    await person.enable(agent)
    return agent


@pytest.mark.req("S7")
async def test_the_organizations_own_key_is_used_and_only_the_fee_charged(hub: RunningHub) -> None:
    person, other = await hub.sign_up(), await hub.sign_up()
    agent = await priced(hub, person)
    await other.enable(agent)
    platform = await person.invoke(agent, "[[keyed sk-upstream]]", model=MODEL)
    assert platform.status == 200, platform.body
    assert platform["cost"]["credits"] > "2"
    made = await person.call("PUT", PATH, {"key": "sk-own-1"})
    assert made.status == 200, made.body
    answer = await person.invoke(agent, "hello", model=MODEL)
    assert hub.model.authorizations[-1] == "Bearer sk-own-1"
    assert answer["cost"] == {"credits": "2"}
    theirs = await other.invoke(agent, "[[keyed sk-upstream]]", model=MODEL)
    assert theirs.status == 200, theirs.body
    assert (await person.call("DELETE", PATH)).status == 204
    answer = await person.invoke(agent, "hello", model=MODEL)
    assert hub.model.authorizations[-1] == "Bearer sk-upstream"
    assert answer["cost"]["credits"] > "2"


async def test_a_broken_own_key_fails_and_never_falls_back_to_the_platforms(
    hub: RunningHub,
) -> None:
    person = await hub.sign_up()
    agent = await priced(hub, person)
    await person.call("PUT", PATH, {"key": "sk-own-broken-77"})
    failed = await person.invoke(agent, "[[keyed sk-upstream]]", model=MODEL)
    assert (failed.status, failed["code"]) == (502, "provider_failed"), failed.body
    assert failed["provider_code"] == "bad_credential"
    assert hub.model.authorizations[-1] == "Bearer sk-own-broken-77"
    assert "sk-own-broken-77" not in str(failed.body)
    run = await person.get(f"/v1/runs/{failed['run_id']}")
    assert [attempt["error"] for attempt in run["attempts"]] == ["bad_credential"]
    assert run["cost"] == {"credits": "0"}


async def test_a_busy_own_key_cools_nobody_elses_deployment(hub: RunningHub) -> None:
    person, other = await hub.sign_up(), await hub.sign_up()
    models = [{"model": "openai/gpt-test"}, {"model": "openai/gpt-other"}]
    manifest = {"kind": "prompt", "instructions": "A.", "model": {"models": models}}
    agent = await publish(hub, person, manifest, listed=True)
    for who in (person, other):
        await who.enable(agent)
    await person.call("PUT", PATH, {"key": "sk-own-2"})
    first = await person.invoke(agent, "[[failing gpt-test 429 30]]")
    assert first["model"] == "openai/gpt-other"
    again = await person.invoke(agent, "hello")
    assert again["model"] == "openai/gpt-other"
    theirs = await other.invoke(agent, "hello")
    assert theirs["model"] == "openai/gpt-test"
