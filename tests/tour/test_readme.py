"""The README's tour, line by line as printed, against a hub that was started as it says."""

import asyncio
import json
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

from hub.kit.engines.places import free_port
from tests.engines.conftest import command_line, line_with, new_home

REPOSITORY = Path(__file__).parents[2]


def block_after(mark: str, language: str) -> str:
    """The first code block of this language behind a mark in the README."""
    text = (REPOSITORY / "README.md").read_text().partition(mark)[2]
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found is not None, f"the README has no {language} block behind {mark}"
    return found[1]


async def shell(script: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", script), stdout=PIPE, stderr=STDOUT
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


def json_objects(text: str) -> list[dict[str, object]]:
    """What curl printed, one answer after the other."""
    decoder, found, at = json.JSONDecoder(), [], text.find("{")
    while at >= 0:
        value, end = decoder.raw_decode(text, at)
        found.append(value)
        at = text.find("{", end)
    return found


@pytest.mark.timeout(180)
@pytest.mark.req("S1")
@pytest.mark.req("FR-5.8")
@pytest.mark.req("FR-4.13")
async def test_the_tour_works_as_printed(run_folder: Path, worker_id: str) -> None:
    home, port = new_home(run_folder, worker_id), free_port()
    async with command_line(home) as laelia:
        up = await laelia("up", LAELIA_PORT=str(port))
        await line_with(up, "Laelia is ready")
        tour = block_after("<!-- tour -->", "bash").replace(":8080", f":{port}")
        note = f'\nprintf "%s\\n%s\\n" "$KEY" "$AGENT" > "{home}/tour"'
        enabled, answer, credits_, usage = json_objects(await shell(tour + note))[-4:]
        assert enabled["source"] in ("free", "priced")
        assert answer["status"] == "succeeded"
        assert answer["model_tier"] == "demo"
        assert float(str(credits_["available"])) < 100
        assert answer["id"] in json.dumps(usage)
        await ask_with_the_sdk(home, port)
        again = await shell(tour)
        assert "account" in again.partition("{")[0]  # says why it signs in instead
        assert json_objects(again)[1]["status"] == "succeeded"
        up.send_signal(signal.SIGINT)
        await line_with(up, "Stopped.")


async def ask_with_the_sdk(home: Path, port: int) -> None:
    """The README's Python, with the key and the agent of the tour."""
    key, agent = (home / "tour").read_text().split()
    program = block_after("<!-- tour sdk -->", "python").replace(":8080", f":{port}")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program),
        env=os.environ | {"KEY": key, "AGENT": agent},
        stdout=PIPE,
        stderr=STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert said.strip()
