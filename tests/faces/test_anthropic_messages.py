"""Messages, asked by the official Anthropic SDK over HTTP, with `x-api-key`."""

import anthropic
import pytest
from anthropic.types import MessageParam, RawMessageStreamEvent, ToolParam

from tests.faces.conftest import LAELIA, SUMMARIZE, NewPerson, Person
from tests.hub_fixtures import RunningHub

TOOL: ToolParam = {
    "name": "weather",
    "description": "The weather of a city",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
}


@pytest.mark.req("S9")
async def test_the_sdk_gets_a_message(hub: RunningHub, person: Person) -> None:
    answer = await person.anthropic.messages.create(
        model=SUMMARIZE,
        max_tokens=100,
        system="Answer in French.",
        messages=[
            {"role": "user", "content": "before"},
            {"role": "assistant", "content": "then"},
            {"role": "user", "content": "claude-check"},
        ],
        metadata={"user_id": "end-9"},
        extra_body=LAELIA,
    )
    [block] = answer.content
    assert block.type == "text"
    assert block.text == "echo: claude-check"
    assert (answer.stop_reason, answer.usage.input_tokens) == ("end_turn", 10)
    sent = next(r for r in hub.model.requests if r["messages"][-1]["content"] == "claude-check")
    assert [m["content"] for m in sent["messages"][1:]] == [
        "Answer in French.",
        "before",
        "then",
        "claude-check",
    ]
    [run] = await person.usage()
    assert (run["face"], run["metadata"]) == ("anthropic", {"end_user": "end-9"})


async def test_the_sdk_streams_all_events(person: Person) -> None:
    async with person.anthropic.messages.stream(
        model=SUMMARIZE,
        max_tokens=100,
        messages=[{"role": "user", "content": "a b"}],
        extra_body=LAELIA,
    ) as stream:
        names = [event.type async for event in stream]
        message = await stream.get_final_message()
    assert names[0] == "message_start"
    assert "content_block_start" in names
    assert "content_block_delta" in names
    assert names[-1] == "message_stop"
    [block] = message.content
    assert block.type == "text"
    assert block.text == "echo: a b"
    assert (message.stop_reason, message.usage.output_tokens) == ("end_turn", 3)


async def test_tools_go_to_the_caller_and_their_results_come_back(person: Person) -> None:
    question: MessageParam = {"role": "user", "content": '[[tool weather {"city": "Rome"}]]'}
    async with person.anthropic.messages.stream(
        model=SUMMARIZE, max_tokens=100, messages=[question], tools=[TOOL], extra_body=LAELIA
    ) as stream:
        asked = await stream.get_final_message()
    [call] = asked.content
    assert asked.stop_reason == "tool_use"
    assert call.type == "tool_use"
    assert (call.name, call.input) == ("weather", {"city": "Rome"})
    answer = await person.anthropic.messages.create(
        model=SUMMARIZE,
        max_tokens=100,
        messages=[
            question,
            {"role": "assistant", "content": [call.model_dump(exclude_none=True)]},
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "stormy"}],
            },
        ],
        tools=[TOOL],
        extra_body=LAELIA,
    )
    [block] = answer.content
    assert block.type == "text"
    assert block.text == "echo: stormy"


@pytest.mark.req("R72")
async def test_a_stream_that_breaks_raises_in_the_sdk(person: Person) -> None:
    stream = await person.anthropic.messages.create(
        model=SUMMARIZE,
        max_tokens=100,
        messages=[{"role": "user", "content": "[[cut]] a b c"}],
        stream=True,
        extra_body=LAELIA,
    )
    heard: list[RawMessageStreamEvent] = []

    async def listen() -> None:
        async for event in stream:
            heard.append(event)  # noqa: PERF401 - what was heard before the end counts

    with pytest.raises(anthropic.APIStatusError) as broken:
        await listen()
    assert "content_block_delta" in [event.type for event in heard]
    assert broken.value.body["error"]["code"] == "provider_failed"


async def test_tokens_are_counted_for_free(person: Person) -> None:
    counted = await person.anthropic.messages.count_tokens(
        model=SUMMARIZE, messages=[{"role": "user", "content": "one two three"}], extra_body=LAELIA
    )
    assert counted.input_tokens > 10
    assert await person.usage() == []


@pytest.mark.req("R73")
async def test_errors_are_those_of_the_sdk(hub: RunningHub, new_person: NewPerson) -> None:
    person = await new_person()
    ask = person.anthropic.messages

    async def create(model: str = SUMMARIZE, text: str = "x", **more: object) -> None:
        await ask.create(
            model=model,
            max_tokens=10,
            messages=[{"role": "user", "content": text}],
            extra_body={"laelia": LAELIA["laelia"] | more},
        )

    with pytest.raises(anthropic.NotFoundError) as unknown:
        await create(model="agt_00000000000000000000000000")
    assert unknown.value.body["error"]["type"] == "not_found_error"
    with pytest.raises(anthropic.UnprocessableEntityError) as wrong:
        await create(model=SUMMARIZE, input={"nothing": 1})
    assert wrong.value.body["error"]["type"] == "invalid_request_error"
    with pytest.raises(anthropic.InternalServerError) as failed:
        await create(text="[[fail 400]]")
    assert failed.value.body["error"]["code"] == "provider_failed"
    async with anthropic.AsyncAnthropic(
        api_key="lae_live_nonsense", base_url=hub.url, max_retries=0
    ) as nobody:
        with pytest.raises(anthropic.AuthenticationError) as refused:
            await nobody.messages.create(
                model=SUMMARIZE, max_tokens=1, messages=[{"role": "user", "content": "x"}]
            )
    assert refused.value.body["error"]["type"] == "authentication_error"
