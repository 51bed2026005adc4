"""Requests are what the vendors' own client libraries would let through.

The emulators accept nearly anything. The types of `anthropic` and `openai` are generated from the
vendors' API descriptions, so that a field which they do not know is a field to take out.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from anthropic.types import message_create_params as messages
from openai.types.chat import completion_create_params as completions
from openai.types.responses import response_create_params as responses
from pydantic import TypeAdapter

from providers.client import ProviderClient
from providers.contract import ChatRequest, ImagePart, Message, ProviderError, TextPart, ToolCall
from providers.registry import build
from tests.providers.conformance import NAME_SCHEMA, PIXEL, WEATHER
from tests.providers.peers.amazon import serving
from tests.providers.subject import KEY

pytestmark = [
    pytest.mark.req("S7"),
    # The libraries' types use forms that pydantic warns about when it builds a validator.
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

CONVERSATION = [
    Message(role="system", content="Be brief."),
    Message(
        role="user",
        content=[TextPart(text="What is this?"), ImagePart(media_type="image/png", data=PIXEL)],
    ),
    Message(
        role="assistant",
        content="I look it up.",
        tool_calls=[
            ToolCall(id="call_1", name="get_weather", arguments={"city": "Paris"}),
            ToolCall(id="call_2", name="get_weather", arguments={}),
        ],
    ),
    Message(role="tool", tool_call_id="call_1", content='{"c": 21}'),
    Message(role="tool", tool_call_id="call_2", content="rain"),
    Message(role="user", content="Go on."),
]


class _Recorder:
    url = ""
    body: dict[str, Any]

    async def take(self, request: web.Request) -> web.Response:
        self.body = await request.json()
        return web.json_response({}, status=503)


@pytest_asyncio.fixture
async def recorder() -> AsyncIterator[_Recorder]:
    recorder, app = _Recorder(), web.Application()
    app.router.add_post("/{path:.*}", recorder.take)
    async with serving(app) as url:
        recorder.url = url
        yield recorder


async def _sent(recorder: _Recorder, provider: str, model: str, *, stream: bool) -> dict[str, Any]:
    environment = {
        "ANTHROPIC_API_KEY": KEY,
        "ANTHROPIC_BASE_URL": recorder.url,
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": recorder.url,
    }
    request = ChatRequest(
        model=model,
        messages=CONVERSATION,
        tools=[WEATHER],
        tool_choice="required",
        response_schema=NAME_SCHEMA,
        max_output_tokens=64,
        temperature=0.4,
        stream=stream,
    )
    async with ProviderClient.in_process(build(provider, environment)) as client:
        with pytest.raises(ProviderError):
            await client.chat(request)
    return recorder.body


def _accept(shape: Any, body: dict[str, Any]) -> None:
    """Unknown fields are refused too: a typed dictionary alone would let them pass."""
    assert set(body) <= set(shape.__annotations__) | _inherited(shape)
    adapter = TypeAdapter(shape)
    accepted = adapter.validate_python(body)
    for name in ("messages", "input", "tools"):
        # Iterables are checked as they are read, by an adapter that must still be alive.
        assert len(list(accepted.get(name, ()))) == len(body.get(name, ()))


def _inherited(shape: Any) -> set[str]:
    return {name for base in shape.__orig_bases__ for name in base.__annotations__}


@pytest.mark.parametrize("stream", [False, True])
async def test_claude(recorder: _Recorder, *, stream: bool) -> None:
    body = await _sent(recorder, "claude", "claude-sonnet-5", stream=stream)
    shape = (
        messages.MessageCreateParamsStreaming
        if stream
        else messages.MessageCreateParamsNonStreaming
    )
    _accept(shape, body)
    assert [turn["role"] for turn in body["messages"]] == ["user", "assistant", "user"]
    assert "temperature" not in body


@pytest.mark.parametrize("stream", [False, True])
async def test_chat_completions(recorder: _Recorder, *, stream: bool) -> None:
    body = await _sent(recorder, "openai", "gpt-4.1", stream=stream)
    shape = (
        completions.CompletionCreateParamsStreaming
        if stream
        else completions.CompletionCreateParamsNonStreaming
    )
    _accept(shape, body)
    assert body["temperature"] == 0.4
    assert body["response_format"]["json_schema"]["strict"] is True


@pytest.mark.parametrize("stream", [False, True])
async def test_responses(recorder: _Recorder, *, stream: bool) -> None:
    body = await _sent(recorder, "openai", "gpt-5.5-pro", stream=stream)
    shape = (
        responses.ResponseCreateParamsStreaming
        if stream
        else responses.ResponseCreateParamsNonStreaming
    )
    _accept(shape, body)
    assert body["store"] is False
