"""Providers by somebody else, named in a setting: the hub knows nothing of them beforehand."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.agent_kinds.publishing import publish
from tests.hub_fixtures import Answer, Client, RunningHub, hub_settings, serve
from tests.providers.peers import third_party, third_party_http
from tests.providers.programs import ROOT, free_port, running

pytestmark = [pytest.mark.req("S7"), pytest.mark.timeout(120)]

MODEL = "parrot/parrot-1"
TOKEN = "token-of-the-parrot"
_PATIENCE_S = 40


@asynccontextmanager
async def caller_of(
    hub: RunningHub, home: Path, **changes: Any
) -> AsyncIterator[tuple[Client, str]]:
    """Somebody at another hub beside that one, with an agent on the parrot's model."""
    known = await hub.sign_up()
    manifest = {
        "kind": "prompt",
        "instructions": "Repeat.",
        "model": {"models": [{"model": MODEL}]},
    }
    agent = await publish(hub, known, manifest)
    await known.enable(agent)
    async with serve(hub_settings(hub.engines, home, **changes)) as url:
        yield Client(url, hub.http, known.token), agent


def speaking(port: int) -> AbstractAsyncContextManager[asyncio.subprocess.Process]:
    command = [sys.executable, str(third_party_http.__file__), str(port)]
    env = {"PYTHONPATH": str(ROOT), "PARROT_TOKEN": TOKEN}
    return running(command, "Uvicorn running", env)


async def called_until(person: Client, agent: str, enough: Callable[[Answer], bool]) -> Answer:
    """Calls again and again, a moment apart, until the answer is as it is waited for."""
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            answer = await person.invoke(agent, "so it goes")
            if enough(answer):
                return answer
            await asyncio.sleep(0.1)


async def test_a_provider_that_comes_up_later_is_used_without_a_restart(
    hub: RunningHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    port = free_port()
    monkeypatch.setenv("LAELIA_PROVIDERS__PARROT__URL", f"http://127.0.0.1:{port}/mcp")
    monkeypatch.setenv("LAELIA_PROVIDERS__PARROT__TOKEN", TOKEN)
    often = {"models_refresh_s": 0.2}
    async with caller_of(hub, tmp_path, runs=often) as (person, agent):
        early = await person.invoke(agent, "so it goes")
        assert (early.status, early["code"]) == (422, "model_too_weak"), early.body
        assert early["wanted_models"] == [MODEL]
        async with speaking(port):
            answer = await called_until(person, agent, lambda a: a.status == 200)
            assert answer["model"] == MODEL
        # Gone again, it is known still, so that what is said of it is true.
        late = await called_until(person, agent, lambda a: a.status != 200)
        assert (late.status, late["code"]) == (502, "provider_failed"), late.body


async def test_a_provider_that_the_operator_has_started_by_command(
    hub: RunningHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    command = f"{sys.executable} {third_party.__file__}"
    monkeypatch.setenv("LAELIA_PROVIDERS__PARROT__COMMAND", command)
    async with caller_of(hub, tmp_path) as (person, agent):
        await it_speaks(person, agent)


async def test_a_provider_at_an_address_that_asks_for_a_token(
    hub: RunningHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    port = free_port()
    monkeypatch.setenv("LAELIA_PROVIDERS__PARROT__URL", f"http://127.0.0.1:{port}/mcp")
    monkeypatch.setenv("LAELIA_PROVIDERS__PARROT__TOKEN", TOKEN)
    async with speaking(port), caller_of(hub, tmp_path) as (person, agent):
        await it_speaks(person, agent)


async def test_a_wrong_token_reaches_nothing(
    hub: RunningHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    port = free_port()
    monkeypatch.setenv("LAELIA_PROVIDERS__PARROT__URL", f"http://127.0.0.1:{port}/mcp")
    monkeypatch.setenv("LAELIA_PROVIDERS__PARROT__TOKEN", "another")
    async with speaking(port), caller_of(hub, tmp_path) as (person, agent):
        refused = await person.invoke(agent, "so it goes")
    assert (refused.status, refused["code"]) == (422, "model_too_weak"), refused.body


async def it_speaks(person: Client, agent: str) -> None:
    """Answered, priced by the provider's own list, and streamed."""
    answer = await person.invoke(agent, "so it goes")
    assert answer.status == 200, answer.body
    assert (answer["model"], answer["output"]) == (MODEL, {"text": "so it goes "})
    assert answer["usage"] == {"input_tokens": 3, "output_tokens": 3}
    assert answer["cost"] == {"credits": "0.0009"}
    streamed = await person.invoke(agent, "so it goes", headers={"accept": "text/event-stream"})
    assert streamed.body.count("event: output.delta") == 3
    run = (await person.get("/v1/runs"))["data"][0]
    assert (run["status"], run["model"]) == ("succeeded", MODEL)
