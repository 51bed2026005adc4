"""Models on a host of the operator's own: sold at a price that is stated, never at one assumed."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from decimal import Decimal
from pathlib import Path

import aiohttp
import pytest

from hub.kit.engines import EngineUrls
from tests.agent_kinds.publishing import publish
from tests.engines.conftest import command_line, new_home
from tests.hub_fixtures import RunningHub, hub_settings, serve
from tests.peers.model import ModelPeer
from tests.providers.programs import aimock

pytestmark = [pytest.mark.req("S7"), pytest.mark.req("FR-5.8"), pytest.mark.timeout(90)]

KEY = "sk-in-front-of-ollama"
MODEL = "llama/gpt-4o"  # whatever the peer says it has pulled
STATED = "LAELIA_PROVIDERS__LLAMA__USD_PER_MILLION"
VENDORS = ("ANTHROPIC", "OPENAI", "GEMINI", "GOOGLE", "LAELIA_PROVIDERS", "OLLAMA", "LLAMA", "AWS")
Hosts = Callable[..., AbstractAsyncContextManager[RunningHub]]


@pytest.fixture
def with_ollama(
    engines: EngineUrls,
    model: ModelPeer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Hosts:
    """A hub whose only provider is an Ollama host, which lists what it has pulled."""

    @asynccontextmanager
    async def start(**settings: str) -> AsyncIterator[RunningHub]:
        home = tmp_path_factory.mktemp("own-host")
        async with aimock(KEY) as url, aiohttp.ClientSession() as http:
            with monkeypatch.context() as environment:
                for name in [name for name in os.environ if name.startswith(VENDORS)]:
                    environment.delenv(name)
                for name, value in {"OLLAMA_HOST": "{}", "LLAMA_API_KEY": KEY, **settings}.items():
                    environment.setenv(name, value.format(url))
                async with serve(hub_settings(engines, home)) as hub_url:
                    yield RunningHub(hub_url, model, engines, http, home)

    return start


async def test_without_a_stated_price_it_is_not_sold(with_ollama: Hosts) -> None:
    # A provider that lacks a setting is left out; the hub serves all the same.
    async with with_ollama(AMAZON_Q_APPLICATION_ID="app") as hub:
        person = await hub.sign_up()
        agent = await publish(hub, person, {"kind": "prompt", "instructions": "Answer."})
        await person.enable(agent)
        for body in ({}, {"model": MODEL}):
            refused = await person.invoke(agent, "greet", **body)
            assert (refused.status, refused["code"]) == (422, "model_not_allowed"), refused.body
            assert STATED in refused["detail"]
        assert "amazon_q" not in (await person.get("/v1/provider-keys"))["providers"]


async def test_an_ollama_host_at_a_stated_price(with_ollama: Hosts) -> None:
    async with with_ollama(**{STATED: "0,0"}) as hub:
        person = await hub.sign_up()
        agent = await publish(hub, person, {"kind": "prompt", "instructions": "Answer."})
        await person.enable(agent)
        answer = await person.invoke(agent, "greet", model=MODEL)
        assert (answer.status, answer["model"]) == (200, MODEL), answer.body
        assert answer["cost"] == {"credits": "0"}
        quoted = await person.post(f"/v1/agents/{agent}/quote", {"input": "greet", "model": MODEL})
        assert quoted["max_credits"] == "0"


async def test_a_compatible_host_at_a_stated_price(with_ollama: Hosts) -> None:
    # Over chat completions the same peer says how many tokens it took.
    async with with_ollama(LLAMA_BASE_URL="{}/v1", **{STATED: "100, 200"}) as hub:
        person = await hub.sign_up()
        agent = await publish(hub, person, {"kind": "prompt", "instructions": "Answer."})
        await person.enable(agent)
        models = await person.invoke(agent, "greet", model="llama/nothing")
        answer = await person.invoke(agent, "greet", model=models["configured_models"][0])
        assert answer.status == 200, answer.body
        assert answer["usage"] == {"input_tokens": 11, "output_tokens": 9}
        # 11 tokens at $100 and 9 at $200 per million, at a cent a credit
        assert Decimal(answer["cost"]["credits"]) == Decimal("0.29")


async def test_what_litellm_lists_at_zero_is_not_free(with_ollama: Hosts) -> None:
    offered = "ollama/llama3,ollama/of-our-own,azure_ai/model-router,gpt-4.1-mini"
    async with with_ollama(LITELLM_MODELS=offered) as hub:
        person = await hub.sign_up()
        agent = await publish(hub, person, {"kind": "prompt", "instructions": "Answer."})
        await person.enable(agent)
        path = f"/v1/agents/{agent}/quote"
        for name in ("ollama/llama3", "ollama/of-our-own", "azure_ai/model-router"):
            asked = {"input": "x", "model": f"litellm_any/{name}"}
            refused = await person.post(path, asked)
            assert (refused.status, refused["code"]) == (422, "model_not_allowed"), name
        asked = {"input": "x", "model": "litellm_any/gpt-4.1-mini"}
        assert Decimal((await person.post(path, asked))["max_credits"]) > 0
    stated = {"LAELIA_PROVIDERS__LITELLM_ANY__USD_PER_MILLION": "1,2"}
    async with with_ollama(LITELLM_MODELS=offered, **stated) as hub:
        person = await hub.sign_up()
        agent = await publish(hub, person, {"kind": "prompt", "instructions": "Answer."})
        await person.enable(agent)
        path = f"/v1/agents/{agent}/quote"
        for name in ("ollama/llama3", "ollama/of-our-own"):
            quoted = await person.post(path, {"input": "x", "model": f"litellm_any/{name}"})
            assert Decimal(quoted["max_credits"]) > 0, quoted.body


async def test_doctor_names_what_is_left_out(run_folder: Path, worker_id: str) -> None:
    home = new_home(run_folder, worker_id)
    async with command_line(home) as laelia:
        doctor = await laelia(
            "doctor",
            LAELIA_PORT="0",
            AMAZON_Q_APPLICATION_ID="app",
            OPENAI_API_KEY="sk-1",
            OLLAMA_HOST="127.0.0.1:9",
            **{STATED: "cheap"},
        )
        said = (await doctor.communicate())[0].decode()
    assert doctor.returncode == 1
    assert "provider amazon_q is left out: set BEDROCK_REGION or AWS_REGION" in said
    assert f"provider llama is left out: {STATED}" in said
    assert "providers with a key or an address: openai" in said
