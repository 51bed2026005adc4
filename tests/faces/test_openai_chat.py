"""Chat completions, asked by the official SDK over HTTP."""

import asyncio
import json

import openai
import pytest
from openai.types.chat import ChatCompletionChunk
from pydantic import BaseModel

from tests.faces.conftest import LAELIA, MODEL, SUMMARIZE, NewPerson, Person
from tests.hub_fixtures import RunningHub

TOOL = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather of a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}


@pytest.mark.req("S9")
async def test_the_sdk_gets_an_answer_its_usage_and_what_it_cost(person: Person) -> None:
    answer = await person.openai.chat.completions.create(
        model=SUMMARIZE,
        messages=[{"role": "user", "content": "Sales rose."}],
        extra_body=LAELIA,
    )
    assert answer.choices[0].message.content == "echo: Sales rose."
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (10, 3)
    about = answer.model_extra["laelia"] if answer.model_extra else {}
    run = await person.client.get(f"/v1/runs/{about['run_id']}")
    assert (run["face"], run["cost"], run["receipt"]) == ("openai", about["cost"], about["receipt"])


async def test_earlier_messages_are_history_behind_the_agents_own_instructions(
    hub: RunningHub, person: Person
) -> None:
    await person.openai.chat.completions.create(
        model=SUMMARIZE,
        messages=[
            {"role": "system", "content": "Answer in French."},
            {"role": "user", "content": "first question"},
            {"role": "assistant", "content": "first answer"},
            {"role": "user", "content": "history-check"},
        ],
        extra_body=LAELIA,
    )
    sent = next(r for r in hub.model.requests if r["messages"][-1]["content"] == "history-check")
    said = [(m["role"], m["content"]) for m in sent["messages"]]
    assert said[0][0] == "system"
    assert said[0][1].startswith("Provide a concise, objective summary")
    assert said[1:] == [
        ("system", "Answer in French."),
        ("user", "first question"),
        ("assistant", "first answer"),
        ("user", "history-check"),
    ]


@pytest.mark.req("S9")
async def test_the_sdk_streams_and_is_told_the_usage(person: Person) -> None:
    stream = await person.openai.chat.completions.create(
        model=SUMMARIZE,
        messages=[{"role": "user", "content": "a b c"}],
        stream=True,
        stream_options={"include_usage": True},
        extra_body=LAELIA,
    )
    chunks = [chunk async for chunk in stream]
    deltas = [c.choices[0].delta.content for c in chunks if c.choices]
    assert "".join(d for d in deltas if d) == "echo: a b c"
    assert len([d for d in deltas if d]) > 1
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens == 14
    assert chunks[-2].model_extra is not None
    assert chunks[-2].model_extra["laelia"]["receipt"]


@pytest.mark.req("R72")
async def test_a_stream_that_breaks_raises_in_the_sdk(person: Person) -> None:
    stream = await person.openai.chat.completions.create(
        model=SUMMARIZE,
        messages=[{"role": "user", "content": "[[cut]] a b c d"}],
        stream=True,
        extra_body=LAELIA,
    )
    heard: list[ChatCompletionChunk] = []

    async def listen() -> None:
        async for chunk in stream:
            heard.append(chunk)  # noqa: PERF401 - what was heard before the end counts

    with pytest.raises(openai.APIError) as broken:
        await listen()
    assert any(chunk.choices[0].delta.content for chunk in heard)
    assert broken.value.code == "provider_failed"
    [run] = await person.usage()
    assert (run["status"], run["cost"]) == ("failed", {"credits": "0"})


async def test_the_callers_tools_are_called_by_the_caller(person: Person) -> None:
    question = {"role": "user", "content": '[[tool weather {"city": "Paris"}]]'}
    asked = await person.openai.chat.completions.create(
        model=SUMMARIZE, messages=[question], tools=[TOOL], extra_body=LAELIA
    )
    assert asked.choices[0].finish_reason == "tool_calls"
    calls = asked.choices[0].message.tool_calls
    assert calls is not None
    call = calls[0]
    assert call.type == "function"
    assert (call.function.name, json.loads(call.function.arguments)) == (
        "weather",
        {"city": "Paris"},
    )
    answer = await person.openai.chat.completions.create(
        model=SUMMARIZE,
        messages=[
            question,
            asked.choices[0].message.model_dump(exclude_none=True),
            {"role": "tool", "tool_call_id": call.id, "content": "sunny"},
        ],
        tools=[TOOL],
        extra_body=LAELIA,
    )
    assert answer.choices[0].message.content == "echo: sunny"


async def test_tool_calls_are_streamed(person: Person) -> None:
    stream = await person.openai.chat.completions.create(
        model=SUMMARIZE,
        messages=[{"role": "user", "content": '[[tool weather {"city": "Oslo"}]]'}],
        tools=[TOOL],
        stream=True,
        extra_body=LAELIA,
    )
    chunks = [chunk.choices[0] async for chunk in stream]
    called = [call for c in chunks for call in c.delta.tool_calls or ()]
    assert [(c.function.name, c.function.arguments) for c in called if c.function] == [
        ("weather", '{"city":"Oslo"}')
    ]
    assert chunks[-1].finish_reason == "tool_calls"


class Place(BaseModel):
    city: str
    people: int


async def test_the_sdk_parses_an_answer_under_its_own_schema(person: Person) -> None:
    answer = await person.openai.chat.completions.parse(
        model=SUMMARIZE,
        messages=[{"role": "user", "content": '[[json {"city": "Rome", "people": 3}]]'}],
        response_format=Place,
        extra_body=LAELIA,
    )
    assert answer.choices[0].message.parsed == Place(city="Rome", people=3)


async def test_an_answer_that_breaks_the_schema_fails_and_costs_nothing(person: Person) -> None:
    with pytest.raises(openai.InternalServerError) as failed:
        await person.openai.chat.completions.parse(
            model=SUMMARIZE,
            messages=[{"role": "user", "content": '[[json {"city": 1}]]'}],
            response_format=Place,
            extra_body=LAELIA,
        )
    assert failed.value.code == "output_invalid"
    [run] = await person.usage()
    assert (run["status"], run["cost"]) == ("failed", {"credits": "0"})


async def test_models_are_what_the_caller_has_enabled(hub: RunningHub, person: Person) -> None:
    listed = [model async for model in await person.openai.models.list()]
    assert [model.id for model in listed] == ["laelia", SUMMARIZE]
    shown = await person.openai.models.retrieve(SUMMARIZE)
    assert shown.model_dump()["name"] == "Summarize"
    stranger = await hub.sign_up()
    hidden = await stranger.get(f"/v1/models/{SUMMARIZE}")
    assert (hidden.status, hidden["error"]["code"]) == (404, "agent_not_found")


async def test_metadata_and_user_are_kept_with_the_run(person: Person) -> None:
    await person.openai.chat.completions.create(
        model=SUMMARIZE,
        messages=[{"role": "user", "content": "x"}],
        metadata={"project": "blue", "max_credits": "3"},
        user="end-7",
        extra_body=LAELIA,
    )
    [run] = await person.usage()
    assert run["metadata"] == {"project": "blue", "max_credits": "3", "end_user": "end-7"}


@pytest.mark.req("R71")
async def test_a_client_that_gives_up_and_retries_is_charged_for_no_hung_call(
    hub: RunningHub, new_person: NewPerson
) -> None:
    hasty = await new_person(max_retries=1, timeout=1.0)
    before = hub.model.abandoned
    with pytest.raises(openai.APITimeoutError):
        await hasty.openai.chat.completions.create(
            model=SUMMARIZE,
            messages=[{"role": "user", "content": "[[hang]]"}],
            extra_body=LAELIA,
        )
    async with asyncio.timeout(10):
        while hub.model.abandoned < before + 2 or any(
            run["finished_at"] is None for run in await hasty.usage()
        ):
            await asyncio.sleep(0.05)
    runs = await hasty.usage()
    assert [(r["status"], r["cost"]["credits"]) for r in runs] == [("cancelled", "0")] * 2
    assert MODEL in {attempt["model"] for run in runs for attempt in run["attempts"]}
