"""The bundled model: llama.cpp's real server with SmolLM2, and real sentence vectors."""

import pytest

from providers.contract import EmbedRequest
from tests.providers.conformance import *  # noqa: F403 - the cases are this module's tests
from tests.providers.subject import KEY, Subject


@pytest.fixture
def subject(local_model: str) -> Subject:
    return Subject(
        provider="local",
        url=local_model,
        at=lambda url: {"LOCAL_MODEL_BASE_URL": f"{url}/v1", "LOCAL_MODEL_API_KEY": KEY},
        model="smollm2-135m-instruct",
        scripted=False,
        tools=False,
        images=False,
        json_model="smollm2-135m-instruct",
        embedding=(local_model, "all-minilm-l6-v2"),
        counts_at=local_model,
        cuts=False,
        greeting="Write one sentence about the sea.",
    )


async def test_vectors_of_like_sentences_are_near(subject: Subject) -> None:
    texts = ["a cat sleeps", "a kitten is asleep", "select rows from a table"]
    async with subject.client() as client:
        result = await client.embed(EmbedRequest(model="all-minilm-l6-v2", texts=texts))
    cat, kitten, table = result.vectors
    near = sum(a * b for a, b in zip(cat, kitten, strict=True))
    far = sum(a * b for a, b in zip(cat, table, strict=True))
    assert near > far + 0.2
    assert abs(sum(number**2 for number in cat) - 1) < 1e-3


async def test_it_says_that_it_is_for_trying_out(subject: Subject) -> None:
    async with subject.client() as client:
        listed = {model.id: model for model in (await client.models()).models}
    bundled = listed[subject.model]
    assert bundled.tier == "demo"
    assert bundled.prices[0].output_usd_per_million == 0
