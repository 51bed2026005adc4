"""Embeddings through the official SDK: paid at the model's price, recorded like any run."""

import asyncio
import dataclasses
import math
from pathlib import Path

import openai
import pytest

from tests.faces.conftest import SUMMARIZE, NewPerson, Person
from tests.hub_fixtures import RunningHub, hub_settings, serve

EMBED = "openai/embed-test"


@pytest.mark.req("S9")
async def test_embeddings_are_paid_and_recorded(person: Person) -> None:
    before = await person.client.get("/v1/runs")
    assert before["data"] == []
    made = await person.openai.embeddings.create(model=EMBED, input=["a", "four"])
    assert [one.embedding for one in made.data] == [[1.0, 1.0, 0.0], [4.0, 1.0, 0.0]]
    assert made.usage.prompt_tokens == 2
    [run] = await person.usage()
    assert (run["agent_id"], run["model"], run["status"]) == ("embeddings", EMBED, "succeeded")
    # 2 tokens at $0.1 per million and $0.01 per credit
    assert run["cost"] == {"credits": "0.00002"}
    plain = await person.openai.embeddings.create(
        model="default", input="xyz", encoding_format="float"
    )
    assert plain.data[0].embedding == [3.0, 1.0, 0.0]


async def test_embeddings_refuse_what_they_cannot_do(person: Person, new_person: NewPerson) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as unknown:
        await person.openai.embeddings.create(model="openai/nothing", input="x")
    assert unknown.value.code == "model_not_allowed"
    with pytest.raises(openai.UnprocessableEntityError) as chat:
        await person.openai.embeddings.create(model="openai/gpt-test", input="x")
    assert chat.value.code == "capability_not_supported"
    limited = await new_person(agent_ids=[SUMMARIZE])
    with pytest.raises(openai.PermissionDeniedError):
        await limited.openai.embeddings.create(model=EMBED, input="x")


@pytest.mark.req("S7")
async def test_a_test_key_gets_vectors_of_a_script_for_nothing(
    hub: RunningHub, new_person: NewPerson
) -> None:
    tester = await new_person(mode="test")
    asked = len(hub.model.embedded)
    made = await tester.openai.embeddings.create(model=EMBED, input=["a", "b", "a"], dimensions=8)
    first, second, again = (one.embedding for one in made.data)
    assert first == again != second
    assert len(first) == 8
    assert math.isclose(math.hypot(*first), 1, rel_tol=1e-6)
    assert len(hub.model.embedded) == asked, "nothing was called"
    [run] = await tester.usage()
    assert (run["mode"], run["model"], run["cost"]) == ("test", "test/scripted", {"credits": "0"})
    with pytest.raises(openai.UnprocessableEntityError):
        await tester.openai.embeddings.create(model="openai/nothing", input="x")


@pytest.mark.req("S7")
async def test_the_organizations_own_key_makes_them_and_only_it_pays(
    hub: RunningHub, new_person: NewPerson
) -> None:
    person = await new_person(scopes=["agents:invoke", "runs:read", "admin"])
    kept = await person.client.call("PUT", "/v1/provider-keys/openai", {"key": "sk-own-vectors"})
    assert kept.status == 200, kept.body
    await person.openai.embeddings.create(model=EMBED, input="x")
    assert hub.model.authorizations[-1] == "Bearer sk-own-vectors"
    [run] = await person.usage()
    assert run["cost"] == {"credits": "0"}


@pytest.mark.req("S6")
async def test_the_same_key_pays_once_and_answers_the_same(hub: RunningHub, person: Person) -> None:
    headers = {"idempotency-key": "vectors"}
    body = {"model": EMBED, "input": ["a", "four"], "user": "u-1"}
    first = await person.client.post("/v1/embeddings", body, headers=headers)
    asked = len(hub.model.embedded)
    again = await person.client.post("/v1/embeddings", body, headers=headers)
    assert (first.status, again.status) == (200, 200)
    assert again.body == first.body
    assert again.headers["idempotent-replayed"] == "true"
    assert len(hub.model.embedded) == asked
    assert len(await person.usage()) == 1
    other = await person.client.post("/v1/embeddings", body | {"input": "y"}, headers=headers)
    assert (other.status, other["error"]["code"]) == (422, "idempotency_key_reused")
    many = await person.client.post(
        "/v1/embeddings", {"model": EMBED, "input": ["x"] * 129}, headers=headers
    )
    assert (many.status, many["error"]["code"]) == (422, "invalid_input")


@pytest.mark.req("S10")
async def test_who_hangs_up_is_not_charged(hub: RunningHub, person: Person) -> None:
    hub.model.hanging.clear()
    body = {"model": EMBED, "input": "[[hang]]"}
    asking = asyncio.create_task(person.client.post("/v1/embeddings", body))
    async with asyncio.timeout(10):
        await hub.model.hanging.wait()
        asking.cancel()
        while (run := (await person.usage())[0])["status"] == "running":
            pass
    assert (run["status"], run["cost"]) == ("cancelled", {"credits": "0"})


@pytest.mark.req("S10")
async def test_a_run_of_embeddings_can_be_cancelled(hub: RunningHub, person: Person) -> None:
    hub.model.hanging.clear()
    body = {"model": EMBED, "input": "[[hang]]"}
    asking = asyncio.create_task(person.client.post("/v1/embeddings", body))
    async with asyncio.timeout(10):
        await hub.model.hanging.wait()
        [run] = await person.usage()
        await person.client.post(f"/v1/runs/{run['id']}/cancel")
        answer = await asking
    assert (answer.status, answer["error"]["code"]) == (409, "run_cancelled")


@pytest.mark.req("S10")
async def test_a_model_that_does_not_answer_in_time_costs_nothing(
    hub: RunningHub, tmp_path: Path
) -> None:
    settings = hub_settings(hub.engines, tmp_path, runs={"deadline_s": 0.3})
    async with serve(settings) as url:
        person = await dataclasses.replace(hub, url=url).sign_up()
        late = await person.post("/v1/embeddings", {"model": EMBED, "input": "[[hang]]"})
        assert (late.status, late["error"]["code"]) == (504, "deadline_exceeded")
        run = await person.get(f"/v1/runs/{late['error']['laelia']['run_id']}")
        held = await person.get("/v1/credits")
    assert (run["status"], run["cost"], held["held"]) == ("failed", {"credits": "0"}, "0")
