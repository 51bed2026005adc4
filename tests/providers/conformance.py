"""The cases that every provider passes. A module per provider imports them and says who it is."""

import asyncio
from typing import Any

import msgspec
import pytest

from providers.client import ProviderClient
from providers.contract import (
    ChatRequest,
    ChatResult,
    CountTokensRequest,
    EmbedRequest,
    ImagePart,
    Message,
    ProviderError,
    TextPart,
    Tool,
)
from tests.providers.peers.faults import FaultPeer
from tests.providers.subject import Subject

WEATHER = Tool(
    name="get_weather",
    description="The weather in a city",
    input_schema={
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    },
)
NAME_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"name": {"type": "string", "enum": ["Ada", "Grace"]}},
    "required": ["name"],
    "additionalProperties": False,
}
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
GREETING = "Hello from the counterpart, in several words."

pytestmark = [pytest.mark.req("S7"), pytest.mark.req("FR-5.6")]


class Deltas(list[str]):
    """Collects what a streamed answer brings."""

    async def add(self, text: str) -> None:
        self.append(text)


async def refusal(client: ProviderClient, request: ChatRequest, **more: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await client.chat(request, **more)
    return caught.value


async def test_plain_answer(subject: Subject) -> None:
    async with subject.client() as client:
        result = await client.chat(subject.request())
    assert result.model == subject.model
    assert result.finish_reason in {"stop", "length"}
    assert result.text
    if subject.scripted:
        assert result.text == GREETING
        assert result.usage.input_tokens in {0, 11}


async def test_deltas_join_to_the_text(subject: Subject) -> None:
    deltas = Deltas()
    async with subject.client() as client:
        result = await client.chat(subject.request(), on_delta=deltas.add)
    assert "".join(deltas) == result.text
    assert len(deltas) >= 2 if subject.streams else len(deltas) == 1


async def test_tool_call_and_its_result(subject: Subject) -> None:
    model = subject.tools_model or subject.model
    ask = subject.request("what is the weather?", tools=[WEATHER], model=model)
    async with subject.client() as client:
        if not subject.tools:
            assert (await refusal(client, ask)).code == "capability_not_supported"
            return
        for on_delta in (None, Deltas().add):
            called = await client.chat(ask, on_delta=on_delta)
            assert called.finish_reason == "tool_calls"
            (call,) = called.tool_calls
            assert (call.name, call.arguments) == ("get_weather", {"city": "Paris"})
            answered = await client.chat(_with_result(ask, called))
            assert answered.text == "It is 21 degrees in Paris."


def _with_result(ask: ChatRequest, called: ChatResult) -> ChatRequest:
    turns = [
        Message(role="assistant", content=called.text, tool_calls=called.tool_calls),
        Message(role="tool", content='{"c": 21}', tool_call_id=called.tool_calls[0].id),
    ]
    return msgspec.structs.replace(ask, messages=[*ask.messages, *turns])


async def test_answer_under_a_schema(subject: Subject) -> None:
    ask = subject.request(
        "extract the name: Ada wrote it.", response_schema=NAME_SCHEMA, max_output_tokens=64
    )
    async with subject.client() as client:
        if subject.json_model is None:
            assert (await refusal(client, ask)).code == "capability_not_supported"
            return
        result = await client.chat(msgspec.structs.replace(ask, model=subject.json_model))
    assert msgspec.json.decode(result.text)["name"] in {"Ada", "Grace"}


async def test_picture(subject: Subject) -> None:
    parts = [TextPart(text="greet me"), ImagePart(media_type="image/png", data=PIXEL)]
    ask = subject.request(messages=[Message(role="user", content=parts)])
    async with subject.client() as client:
        if not subject.images:
            assert (await refusal(client, ask)).code == "capability_not_supported"
            return
        assert (await client.chat(ask)).text == GREETING


@pytest.mark.req("FR-5.7")
async def test_rate_limit_says_when_to_return(subject: Subject, faults: FaultPeer) -> None:
    async with subject.client(f"{faults.url}/rate-limited") as client:
        error = await refusal(client, subject.request())
    assert (error.code, error.retry_after_s, error.status) == ("rate_limited", 7.0, 429)
    assert error.retryable
    async with subject.client(f"{faults.url}/rate-limited-until") as client:
        error = await refusal(client, subject.request())
    assert error.code == "rate_limited"
    assert error.retry_after_s is not None
    assert 30 < error.retry_after_s <= 60


async def test_server_error_is_overload(subject: Subject, faults: FaultPeer) -> None:
    async with subject.client(f"{faults.url}/unavailable") as client:
        error = await refusal(client, subject.request())
    assert (error.code, error.status) == ("overloaded", 503)


async def test_refused_connection_is_unreachable(subject: Subject, faults: FaultPeer) -> None:
    async with subject.client(f"{faults.url}/close") as client:
        assert (await refusal(client, subject.request())).code == "unreachable"


async def test_broken_stream_is_an_error(subject: Subject, faults: FaultPeer) -> None:
    async with subject.client(f"{faults.url}/cut") as client:
        error = await refusal(client, subject.request(), on_delta=Deltas().add)
    assert error.code == "stream_interrupted"
    if subject.cuts:
        deltas = Deltas()
        async with subject.client() as client:
            error = await refusal(client, subject.request("cut it"), on_delta=deltas.add)
        assert error.code == "stream_interrupted"
        assert deltas


async def test_total_deadline_holds(subject: Subject, faults: FaultPeer) -> None:
    async with subject.client(f"{faults.url}/hang") as client:
        error = await refusal(client, subject.request(timeout_s=0.3))
    assert error.code == "timed_out"
    async with subject.client(f"{faults.url}/drip") as client:
        error = await refusal(client, subject.request(timeout_s=0.3), on_delta=Deltas().add)
    assert error.code == "timed_out"


async def test_cancelling_one_call_ends_it_alone(subject: Subject, faults: FaultPeer) -> None:
    async with subject.client(f"{faults.url}/hang") as client:
        first = asyncio.create_task(client.chat(subject.request()))
        second = asyncio.create_task(client.chat(subject.request(), on_delta=Deltas().add))
        async with asyncio.timeout(10):
            await faults.asked.get()
            await faults.asked.get()
            first.cancel()
            await faults.left.get()
        assert not second.done()
        second.cancel()
        async with asyncio.timeout(10):
            await faults.left.get()
        await asyncio.gather(first, second, return_exceptions=True)
    assert first.cancelled()


async def test_bad_key(subject: Subject) -> None:
    async with subject.client() as client:
        error = await refusal(client, subject.request(), credential=subject.wrong_key)
        assert error.code == "bad_credential"
        assert error.status in {401, 403}
        # The wrong key was for that call only.
        assert (await client.chat(subject.request())).text


@pytest.mark.req("S24")
async def test_no_key_in_an_error(subject: Subject, faults: FaultPeer) -> None:
    async with subject.client(f"{faults.url}/echo") as client:
        for credential in (None, "sk-customers-own-secret-key"):
            error = await refusal(client, subject.request(), credential=credential)
            assert error.code == "bad_credential"
            assert "sk-" not in error.message
            assert "secret" not in error.message
            assert len(error.message) <= 500


async def test_redirects_are_not_followed(subject: Subject, faults: FaultPeer) -> None:
    async with subject.client(f"{faults.url}/redirect") as client:
        error = await refusal(client, subject.request())
    # LiteLLM's client follows them, without the key where the host is another.
    assert error.status == (307 if subject.stays else 503)


async def test_unknown_model(subject: Subject, faults: FaultPeer) -> None:
    async with subject.client(f"{faults.url}/not-found") as client:
        error = await refusal(client, subject.request(model="no-such-model-7"))
        assert error.code == "model_not_found"
        assert faults.asked.empty() is subject.closed
        error = await refusal(client, subject.request())
        assert (error.code, error.status) == ("model_not_found", 404)


async def test_embeddings(subject: Subject) -> None:
    if subject.embedding is None:
        async with subject.client() as client:
            with pytest.raises(ProviderError) as caught:
                await client.embed(EmbedRequest(model=subject.model, texts=["vector"]))
        assert caught.value.code == "capability_not_supported"
        return
    url, model = subject.embedding
    async with subject.client(url) as client:
        result = await client.embed(EmbedRequest(model=model, texts=["vector one", "vector two"]))
    assert len(result.vectors) == 2
    assert {len(vector) for vector in result.vectors} == {len(result.vectors[0])}
    assert all(isinstance(number, float) for number in result.vectors[0])


async def test_token_count(subject: Subject) -> None:
    ask = CountTokensRequest(
        model=subject.counting_model or subject.model,
        messages=[Message(role="user", content="How many tokens are these words?")],
    )
    if subject.counts_at is None:
        async with subject.client() as client:
            with pytest.raises(ProviderError) as caught:
                await client.count_tokens(ask)
        assert caught.value.code == "capability_not_supported"
        return
    async with subject.client(subject.counts_at) as client:
        result = await client.count_tokens(ask)
    assert 3 < result.input_tokens < 60


async def test_models_say_what_they_cost(subject: Subject) -> None:
    async with subject.client() as client:
        result = await client.models()
    assert result.provider == subject.provider
    listed = {model.id: model for model in result.models}
    assert len(listed) == len(result.models)
    for model in result.models:
        assert "chat" in model.capabilities or model.kind == "embedding"
        for price in model.prices:
            free = price.input_usd_per_million == 0 and price.output_usd_per_million == 0
            assert not free or subject.provider == "local"
    if subject.closed and subject.priced:
        assert listed[subject.model].prices


async def test_many_calls_at_once(subject: Subject) -> None:
    count = 100 if subject.scripted else 4
    async with subject.client() as client:
        asks = [client.chat(subject.request()) for _ in range(count)]
        results = await asyncio.gather(*asks)
    assert len({result.response_id for result in results} - {None}) in {0, 1, count}
    assert all(result.text for result in results)
