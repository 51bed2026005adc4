"""Streams that break in the ways that LLMock knows, and refusals in each vendor's own words."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from providers.contract import ErrorCode
from tests.providers.conformance import WEATHER, Deltas, refusal
from tests.providers.subject import KEY, Subject

pytestmark = [pytest.mark.req("S7"), pytest.mark.req("FR-5.7")]

_Behavior = Mapping[str, Any]
_SUBJECTS = {
    "claude": ("claude-sonnet-5", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "/anthropic"),
    "openai": ("gpt-4.1-mini", "OPENAI_API_KEY", "OPENAI_BASE_URL", "/v1"),
    "gemini": ("gemini-2.5-flash", "GEMINI_API_KEY", "GEMINI_BASE_URL", "/gemini"),
}


@pytest.fixture(params=_SUBJECTS)
def subject(llmock: str, request: pytest.FixtureRequest) -> Subject:
    model, key, base, suffix = _SUBJECTS[request.param]
    return Subject(
        provider=request.param,
        url=llmock,
        at=lambda url: {key: KEY, base: f"{url}{suffix}"},
        model=model,
    )


@pytest_asyncio.fixture
async def admin(llmock: str) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"{llmock}/_llmock/") as session:
        async with session.post("reset") as response:
            assert response.status < 300
        yield session


async def _script(admin: aiohttp.ClientSession, *behaviors: _Behavior) -> None:
    async with admin.post("scenario", json={"behaviors": behaviors}) as response:
        assert response.status == 201, await response.text()


@pytest.mark.parametrize("kind", ["disconnect", "truncate", "malformed"])
async def test_part_of_an_answer_is_no_answer(
    subject: Subject, admin: aiohttp.ClientSession, kind: str
) -> None:
    fault = {"type": "stream_fault", "kind": kind, "after_chunks": 4}
    await _script(admin, {"type": "reply", "text": "one two three four five six " * 5}, fault)
    deltas = Deltas()
    async with subject.client() as client:
        error = await refusal(client, subject.request("hello"), on_delta=deltas.add)
        assert error.code == "stream_interrupted"
        assert deltas
        # The client is as good as new.
        await _script(admin, {"type": "reply", "text": "fine again"})
        assert (await client.chat(subject.request("hello"))).text == "fine again"


@pytest.mark.req("F8")
async def test_a_stalled_stream_ends_at_the_deadline(
    subject: Subject, admin: aiohttp.ClientSession
) -> None:
    await _script(admin, {"type": "stream_fault", "kind": "stall", "stall_seconds": 20})
    async with subject.client() as client:
        error = await refusal(
            client, subject.request("hello", timeout_s=0.5), on_delta=Deltas().add
        )
    assert error.code == "timed_out"


@pytest.mark.parametrize(
    ("status", "code"),
    [(429, "rate_limited"), (529, "overloaded"), (500, "overloaded"), (403, "bad_credential")],
)
async def test_refusals(
    subject: Subject, admin: aiohttp.ClientSession, status: int, code: ErrorCode
) -> None:
    await _script(admin, {"type": "fail", "status": status, "retry_after": 3})
    async with subject.client() as client:
        error = await refusal(client, subject.request("hello"))
    assert (error.code, error.status) == (code, status)
    if status == 429:
        assert error.retry_after_s == 3


# Gemini sends arguments as JSON, never as text, so it cannot break them.
@pytest.mark.parametrize("subject", ["claude", "openai"], indirect=True)
async def test_tool_arguments_that_are_no_json(
    subject: Subject, admin: aiohttp.ClientSession
) -> None:
    await _script(admin, {"type": "tool_fault", "kind": "malformed_arguments"})
    async with subject.client() as client:
        request = subject.request("weather", tools=[WEATHER])
        error = await refusal(client, request, on_delta=Deltas().add)
    assert error.code == "overloaded"
    assert error.retryable
