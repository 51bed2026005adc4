"""`laelia up` as an operator meets it: one per home, gone without a trace."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import psutil
import pytest

WITHIN_S = 30
REPOSITORY = Path(__file__).parents[2]


Laelia = Callable[..., Awaitable[Process]]


@pytest.fixture
async def laelia(home: Path) -> AsyncIterator[Laelia]:
    """Run the command line in the test's home; what still runs at the end is stopped."""
    started: list[Process] = []

    async def start(*words: str, **settings: str) -> Process:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "hub.cli", *words),
            stdout=PIPE,
            stderr=STDOUT,
            cwd=REPOSITORY,
            env={"PATH": "/usr/bin:/bin", "LAELIA_HOME": str(home), **settings},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.returncode is None:
            process.terminate()
            await process.communicate()


async def _line_with(process: Process, text: str) -> str:
    assert process.stdout is not None
    said = ""
    async with asyncio.timeout(WITHIN_S):
        while text not in said:
            line = await process.stdout.readline()
            assert line, f"ended without {text!r}: {said}"
            said += line.decode()
    return said


async def test_a_second_up_in_one_home_is_refused_and_the_first_leaves_no_process(
    laelia: Laelia, home: Path
) -> None:
    first = await laelia("up", "--engines-only")
    await _line_with(first, "Engines run")
    children = psutil.Process(first.pid).children(recursive=True)
    assert len(children) >= 4
    second = await laelia("up", "--engines-only")
    said, _ = await second.communicate()
    assert second.returncode == 1
    assert f"process {first.pid}".encode() in said
    first.send_signal(signal.SIGINT)
    await _line_with(first, "Stopped.")
    assert await first.wait() == 0
    assert not [child for child in children if child.is_running()]
    assert not (home / "secrets" / "running.json").exists()


@pytest.mark.req("FR-7.6")
async def test_db_finds_the_engines_that_up_started(laelia: Laelia) -> None:
    up = await laelia("up", "--engines-only")
    await _line_with(up, "Engines run")
    for verb in (["upgrade"], ["current"]):
        process = await laelia("db", *verb)
        said, _ = await process.communicate()
        assert process.returncode == 0, said
    assert b"(head)" in said
    up.send_signal(signal.SIGTERM)
    await _line_with(up, "Stopped.")
    assert await up.wait() == 0


async def test_db_without_engines_says_what_to_do(laelia: Laelia) -> None:
    process = await laelia("db", "current")
    said, _ = await process.communicate()
    assert process.returncode == 1
    assert b"laelia up --engines-only" in said
