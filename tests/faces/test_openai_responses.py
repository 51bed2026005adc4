"""The responses API, asked by the official SDK over HTTP."""

import json

import openai
import pytest
from openai.types.responses import ResponseStreamEvent

from tests.faces.conftest import LAELIA, SUMMARIZE, Person
from tests.hub_fixtures import RunningHub

TOOL = {
    "type": "function",
    "name": "weather",
    "description": "The weather of a city",
    "strict": False,
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
}


async def test_a_response_can_be_continued_and_branched(hub: RunningHub, person: Person) -> None:
    ask = person.openai.responses
    first = await ask.create(model=SUMMARIZE, input="one", extra_body=LAELIA)
    assert first.output_text == "echo: one"
    assert first.usage is not None
    assert first.usage.total_tokens == 12
    second = await ask.create(
        model=SUMMARIZE, input="two", previous_response_id=first.id, extra_body=LAELIA
    )
    branch = await ask.create(
        model=SUMMARIZE, input="branch", previous_response_id=first.id, extra_body=LAELIA
    )
    last = await ask.create(
        model=SUMMARIZE, input="branched-on", previous_response_id=branch.id, extra_body=LAELIA
    )
    assert (second.output_text, last.output_text) == ("echo: two", "echo: branched-on")
    sent = next(r for r in hub.model.requests if r["messages"][-1]["content"] == "branched-on")
    assert [m["content"] for m in sent["messages"][1:]] == [
        "one",
        "echo: one",
        "branch",
        "echo: branch",
        "branched-on",
    ]


async def test_a_response_that_was_not_stored_cannot_be_continued(person: Person) -> None:
    ask = person.openai.responses
    first = await ask.create(model=SUMMARIZE, input="one", store=False, extra_body=LAELIA)
    with pytest.raises(openai.NotFoundError):
        await ask.create(model=SUMMARIZE, input="two", previous_response_id=first.id)


async def test_responses_stream_with_every_event(person: Person) -> None:
    stream = await person.openai.responses.create(
        model=SUMMARIZE, input="a b", stream=True, extra_body=LAELIA
    )
    events = [event async for event in stream]
    names = [event.type for event in events]
    assert names[:4] == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
    ]
    assert names[-4:] == [
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    heard = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert "".join(heard) == "echo: a b"
    final = events[-1]
    assert final.type == "response.completed"
    assert final.response.output_text == "echo: a b"


@pytest.mark.req("R72")
async def test_a_broken_stream_of_a_response_raises(person: Person) -> None:
    stream = await person.openai.responses.create(
        model=SUMMARIZE, input="[[cut]] a b c", stream=True, extra_body=LAELIA
    )
    heard: list[ResponseStreamEvent] = []

    async def listen() -> None:
        async for event in stream:
            heard.append(event)  # noqa: PERF401 - what was heard before the end counts

    with pytest.raises(openai.APIError):
        await listen()
    assert "response.output_text.delta" in [event.type for event in heard]


async def test_tools_of_a_response(person: Person) -> None:
    ask = person.openai.responses
    asked = await ask.create(
        model=SUMMARIZE,
        input='[[tool weather {"city": "Paris"}]]',
        tools=[TOOL],
        extra_body=LAELIA,
    )
    [call] = asked.output
    assert call.type == "function_call"
    assert (call.name, json.loads(call.arguments)) == ("weather", {"city": "Paris"})
    answer = await ask.create(
        model=SUMMARIZE,
        input=[
            {"role": "user", "content": "weather?"},
            {
                "type": "function_call",
                "call_id": call.call_id,
                "name": call.name,
                "arguments": call.arguments,
            },
            {"type": "function_call_output", "call_id": call.call_id, "output": "rain"},
        ],
        tools=[TOOL],
        extra_body=LAELIA,
    )
    assert answer.output_text == "echo: rain"
