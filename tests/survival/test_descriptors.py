"""A process that has no descriptors left turns callers away, and serves again when it has."""

import asyncio
from pathlib import Path

import aiohttp
import psutil
import pytest

from hub.commands.listeners import answers
from hub.kit.engines import EngineUrls
from tests.peers.model import ModelPeer
from tests.survival.processes import STARTS_S, WITHIN_S, environment, place, sign_up

_MOST = 100


@pytest.mark.slow
@pytest.mark.req("F26")
@pytest.mark.timeout(180)
async def test_f26_a_full_table_of_descriptors_is_survived(
    engines: EngineUrls, model: ModelPeer, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    variables = environment(engines, model, tmp_path)
    async with place(variables, tmp_path / "processes.log", descriptors=_MOST) as at:
        hub = await at.hub()
        address = at.listener.getsockname()
        async with asyncio.timeout(STARTS_S):
            while (await answers(address, "/healthz"))[0] != 200:
                await asyncio.sleep(0.05)
        client = await sign_up(at.url, http, "crowded")
        process = psutil.Process(hub.pid)
        crowd = [await asyncio.open_connection(*address) for _ in range(_MOST)]
        async with asyncio.timeout(WITHIN_S):
            while process.num_fds() < _MOST - 1:
                await asyncio.sleep(0.02)
        assert (await client.get("/v1/me")).status == 200, "who is connected already is served"
        assert hub.returncode is None
        for _, writer in crowd:
            writer.close()
        async with asyncio.timeout(WITHIN_S):
            while (await answers(address, "/healthz"))[0] != 200:
                await asyncio.sleep(0.05)
        assert (await client.get("/v1/me")).status == 200
        assert hub.returncode is None
