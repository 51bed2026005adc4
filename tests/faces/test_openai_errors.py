"""What a caller of the OpenAI face is told when something is wrong, in the SDK's own classes."""

import json

import openai
import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from tests.faces.conftest import LAELIA, MODEL, SUMMARIZE, NewPerson, Person
from tests.hub_fixtures import Client, RunningHub, hub_settings, serve

PRICED = platform_agent_id("extract-fields")


async def ask(person: Person, text: str = "x", model: str = SUMMARIZE, **extra: object) -> None:
    await person.openai.chat.completions.create(
        model=model,
        messages=[{"role": "user", "content": text}],
        extra_body={"laelia": LAELIA["laelia"] | extra},
    )


@pytest.mark.req("R73")
async def test_each_refusal_is_the_sdks_own_error(hub: RunningHub, new_person: NewPerson) -> None:
    person = await new_person()
    with pytest.raises(openai.NotFoundError) as unknown:
        await ask(person, model="agt_00000000000000000000000000")
    assert (unknown.value.code, unknown.value.type) == (
        "agent_not_found",
        "invalid_request_error",
    )
    with pytest.raises(openai.PermissionDeniedError) as disabled:
        await ask(person, model=PRICED)
    assert disabled.value.code == "agent_not_enabled"
    with pytest.raises(openai.UnprocessableEntityError) as wrong:
        await ask(person, input={"tone": 1})
    assert wrong.value.code == "invalid_input"
    with pytest.raises(openai.InternalServerError) as failed:
        await ask(person, text="[[fail 400]]")
    assert (failed.value.code, failed.value.type) == ("provider_failed", "server_error")
    async with openai.AsyncOpenAI(
        api_key="lae_live_nonsense", base_url=f"{hub.url}/v1", max_retries=0
    ) as nobody:
        with pytest.raises(openai.AuthenticationError) as refused:
            await nobody.models.list()
    assert refused.value.code == "unauthenticated"


@pytest.mark.req("R73")
async def test_a_fault_names_the_parameter(person: Person) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as wrong:
        await person.openai.chat.completions.create(
            model=SUMMARIZE, messages=[{"role": "system", "content": "x"}]
        )
    assert wrong.value.param == "/messages"
    with pytest.raises(openai.UnprocessableEntityError) as many:
        await person.openai.chat.completions.create(
            model=SUMMARIZE, messages=[{"role": "user", "content": "x"}], n=2
        )
    assert many.value.code == "capability_not_supported"


@pytest.mark.req("R73")
async def test_too_few_credits_is_402_and_not_retried(
    hub: RunningHub, new_person: NewPerson
) -> None:
    person = await new_person(max_retries=3)
    with pytest.raises(openai.APIStatusError) as poor:
        await person.openai.chat.completions.create(
            model=SUMMARIZE,
            messages=[{"role": "user", "content": "unaffordable"}],
            extra_body={"laelia": {"model": MODEL, "max_credits": "0"}},
        )
    assert (poor.value.status_code, poor.value.type) == (402, "insufficient_quota")
    assert hub.model.asked("unaffordable") == []


@pytest.mark.req("R73")
async def test_a_rate_limit_tells_when_to_come_back(new_person: NewPerson) -> None:
    person = await new_person(requests_per_minute=1)
    await ask(person)
    with pytest.raises(openai.RateLimitError) as limited:
        await ask(person)
    assert limited.value.code == "rate_limited"
    assert 1 <= int(limited.value.response.headers["retry-after"]) <= 60


async def test_a_refused_call_is_recorded_with_its_agent(person: Person) -> None:
    with pytest.raises(openai.PermissionDeniedError):
        await ask(person, model=PRICED)
    events = await person.client.get("/v1/usage")
    [event] = events["data"]
    assert (event["status"], event["error_code"]) == ("rejected", "agent_not_enabled")
    assert (event["agent_id"], event["face"]) == (PRICED, "openai")


async def test_a_stream_is_kept_alive_while_the_model_thinks(
    hub: RunningHub, engines: EngineUrls, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = hub_settings(engines, tmp_path_factory.mktemp("hub"), runs={"keep_alive_s": 0.05})
    async with serve(settings) as url:
        owner = Client(url, hub.http, (await hub.sign_up()).token)
        await owner.enable(SUMMARIZE)
        body = {
            "model": SUMMARIZE,
            "messages": [{"role": "user", "content": "[[slow 0.3]]"}],
            "stream": True,
            "laelia": {"model": MODEL},
        }
        path = f"{url}/v1/chat/completions"
        async with hub.http.post(path, json=body, headers=owner.headers()) as stream:
            text = await stream.text()
    assert ": keep-alive\n\n" in text
    lines = [line for line in text.splitlines() if line.startswith("data: ")]
    assert lines[-1] == "data: [DONE]"
    assert json.loads(lines[0].removeprefix("data: "))["object"] == "chat.completion.chunk"
