"""A hub process serves before it has loaded what a start does not need."""

import asyncio
import os
from pathlib import Path

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from tests.hub_fixtures import RunningHub, hub_settings, serve


async def test_who_calls_before_the_models_are_listed_waits_for_them(
    hub: RunningHub, engines: EngineUrls, tmp_path: Path
) -> None:
    held = tmp_path / "held"
    os.mkfifo(held)
    slow = {"held": {"command": f"cat {held}"}}  # says nothing until it is let go, then ends
    async with serve(hub_settings(engines, tmp_path, providers=slow)) as url:
        here = RunningHub(url, hub.model, engines, hub.http, tmp_path)
        assert (await here.anonymous.get("/readyz")).status == 200
        person = await here.sign_up()
        agent_id = platform_agent_id("summarize")
        await person.enable(agent_id)
        calling = asyncio.create_task(person.invoke(agent_id, {"text": "A long story."}))
        listed = await person.get("/v1/runs")
        assert listed.status == 200
        assert not calling.done()
        await asyncio.to_thread(held.write_bytes, b"")
        answer = await calling
    assert answer.status == 200, answer.body
    assert answer["model"].startswith("openai/")
