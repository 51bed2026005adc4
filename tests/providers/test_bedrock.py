"""Bedrock against aimock, MiniStack and a peer that botocore's service model validates."""

import json

import pytest

from tests.providers.conformance import *  # noqa: F403 - the cases are this module's tests
from tests.providers.conformance import NAME_SCHEMA, WEATHER, Deltas
from tests.providers.peers import amazon as peer
from tests.providers.subject import KEY, Environment, Subject


@pytest.fixture
def subject(aimock: str, amazon: str) -> Subject:
    """Aimock takes Bedrock's API keys as bearers; the signed form is proved further down."""

    def at(url: str) -> Environment:
        token = {"AWS_BEARER_TOKEN_BEDROCK": KEY} if url != amazon else {}
        return {**_signed(url), **token}

    return Subject(
        provider="bedrock",
        url=aimock,
        at=at,
        model="amazon.nova-lite-v1:0",
        json_model=peer.CLAUDE,
        embedding=(amazon, "amazon.titan-embed-text-v2:0"),
        counts_at=amazon,
        counting_model=peer.CLAUDE,
    )


def _signed(url: str) -> Environment:
    return {
        "BEDROCK_REGION": peer.REGION,
        "AWS_ACCESS_KEY_ID": peer.ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": peer.SECRET_KEY,
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": url,
    }


async def test_request_is_what_amazon_documents(subject: Subject, amazon: str) -> None:
    request = subject.request(
        model=peer.CLAUDE,
        tools=[WEATHER],
        tool_choice="required",
        response_schema=NAME_SCHEMA,
        stop=["END"],
        temperature=0.5,
    )
    async with subject.client(amazon) as client:
        result = await client.chat(request)
    assert json.loads(result.text) == ["inferenceConfig", "outputConfig", "system", "toolConfig"]
    assert result.usage.input_tokens == 25
    assert result.usage.cached_input_tokens == 20


async def test_ministack_streams_its_answer(ministack: str) -> None:
    subject = Subject(provider="bedrock", url=ministack, at=_signed, model="amazon.nova-lite-v1:0")
    deltas = Deltas()
    async with subject.client() as client:
        whole = await client.chat(subject.request("hello"))
        streamed = await client.chat(subject.request("hello"), on_delta=deltas.add)
    assert whole.text
    assert whole.usage.output_tokens > 0
    assert "".join(deltas) == streamed.text == whole.text
    assert streamed.usage.output_tokens > 0
