"""Embeddings through the official SDK: paid at the model's price, recorded like any run."""

import openai
import pytest

from tests.faces.conftest import SUMMARIZE, NewPerson, Person

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
