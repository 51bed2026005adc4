"""A deployment: one hub process is told to stop while another takes over its socket."""

import asyncio
import signal
from collections import Counter
from pathlib import Path

import aiohttp
import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from tests.peers.model import ModelPeer
from tests.survival.processes import WITHIN_S, environment, place, sign_up

SUMMARIZE = platform_agent_id("summarize")


@pytest.mark.req("F20")
@pytest.mark.req("FR-4.21")
@pytest.mark.timeout(150)
async def test_a_stop_under_load_fails_no_request(
    engines: EngineUrls, model: ModelPeer, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    async with place(environment(engines, model, tmp_path), tmp_path / "processes.log") as at:
        leaving = await at.hub()
        client = await sign_up(at.url, http, "deployed")
        await client.enable(SUMMARIZE)
        outcomes: Counter[object] = Counter()
        over = asyncio.Event()

        async def call(text: str) -> None:
            while not over.is_set():
                try:
                    answer = await client.invoke(SUMMARIZE, text, model="openai/gpt-test")
                    outcomes[answer.status] += 1
                except aiohttp.ClientError as error:
                    outcomes[repr(error)] += 1

        async with asyncio.TaskGroup() as group:
            for number in range(16):
                group.create_task(call("x" if number % 4 else "[[slow 0.2]] a b"))
            async with asyncio.timeout(WITHIN_S):
                while outcomes[200] < 100:
                    await asyncio.sleep(0.02)
            await at.hub()
            leaving.send_signal(signal.SIGTERM)
            await asyncio.wait_for(leaving.wait(), WITHIN_S)
            answered = outcomes[200]
            async with asyncio.timeout(WITHIN_S):
                while outcomes[200] < answered + 100:
                    await asyncio.sleep(0.02)
            over.set()
        assert leaving.returncode == -signal.SIGTERM
        assert set(outcomes) == {200}, outcomes
