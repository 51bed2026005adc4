"""A hub without any vendor's key: an organization brings its own, and it alone is served."""

import os
from collections.abc import AsyncIterator

import aiohttp
import pytest

from hub.kit.engines import EngineUrls
from tests.agent_kinds.publishing import publish
from tests.hub_fixtures import Client, RunningHub, hub_settings, serve
from tests.peers.model import ModelPeer
from tests.providers.programs import aimock

pytestmark = [pytest.mark.req("S7"), pytest.mark.timeout(90)]

KEY = "sk-the-organizations-own"
GREETING = "Hello from the counterpart, in several words."
MODELS = {"claude": "claude/claude-sonnet-5", "gemini": "gemini/gemini-2.5-flash"}
STRONG = {"kind": "prompt", "instructions": "Answer.", "min_tier": "standard"}
VENDORS = ("ANTHROPIC", "OPENAI", "GEMINI", "GOOGLE", "LAELIA_PROVIDERS", "OLLAMA", "LLAMA", "AWS")


@pytest.fixture
async def bare(
    engines: EngineUrls,
    model: ModelPeer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[RunningHub]:
    """A hub that knows where the vendors are, because they are peers here, and has no key."""
    home = tmp_path_factory.mktemp("bare")
    async with aimock(KEY) as url, aiohttp.ClientSession() as http:
        with monkeypatch.context() as environment:
            for name in [name for name in os.environ if name.startswith(VENDORS)]:
                environment.delenv(name)
            environment.setenv("ANTHROPIC_BASE_URL", url)
            environment.setenv("GEMINI_BASE_URL", url)
            async with serve(hub_settings(engines, home)) as hub_url:
                yield RunningHub(hub_url, model, engines, http, home)


async def ask(person: Client, agent: str, **body: str) -> tuple[int, str]:
    answer = await person.invoke(agent, "greet", **body)
    return answer.status, answer.body.get("code") or answer["output"]["text"]


async def test_an_own_key_opens_a_vendor_for_its_organization_alone(bare: RunningHub) -> None:
    person, other = await bare.sign_up(), await bare.sign_up()
    agent = await publish(bare, person, STRONG)
    theirs = await publish(bare, other, STRONG)
    await person.enable(agent)
    await other.enable(theirs)
    weak = await person.invoke(agent, "greet")
    assert (weak.status, weak["code"]) == (422, "model_too_weak")
    assert "/v1/provider-keys" in weak["detail"]
    assert weak["configured_models"] == []
    offered = (await person.get("/v1/provider-keys"))["providers"]
    assert {"claude", "openai", "gemini"} <= set(offered)
    for provider, name in MODELS.items():
        assert await ask(person, agent, model=name) == (422, "model_not_allowed")
        path = f"/v1/provider-keys/{provider}"
        assert (await person.call("PUT", path, {"key": KEY})).status == 200
        answer = await person.invoke(agent, "greet", model=name)
        assert answer.status == 200, answer.body
        assert (answer["output"]["text"], answer["model"]) == (GREETING, name)
        assert answer["cost"] == {"credits": "0"}
        assert await ask(person, agent) == (200, GREETING)
        assert await ask(other, theirs) == (422, "model_too_weak")
        refused = await other.invoke(theirs, "greet", model=name)
        assert (refused.status, refused["code"]) == (422, "model_not_allowed")
        assert refused["configured_models"] == []
        assert (await person.call("DELETE", path)).status == 204
        assert await ask(person, agent) == (422, "model_too_weak")


async def test_a_policy_passes_over_models_that_only_others_have(bare: RunningHub) -> None:
    person = await bare.sign_up()
    models = [{"model": name} for name in ("claude/claude-sonnet-5", "gemini/gemini-2.5-flash")]
    agent = await publish(bare, person, {**STRONG, "model": {"models": models}})
    await person.enable(agent)
    await person.call("PUT", "/v1/provider-keys/gemini", {"key": KEY})
    answer = await person.invoke(agent, "greet")
    assert (answer.status, answer["model"]) == (200, "gemini/gemini-2.5-flash"), answer.body
