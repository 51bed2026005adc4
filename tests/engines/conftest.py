import asyncio
import itertools
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from hub.kit.engines import Engines
from hub.kit.settings import Settings

WITHIN_S = 30
REPOSITORY = Path(__file__).parents[2]

Laelia = Callable[..., Awaitable[Process]]
Running = Callable[..., AbstractAsyncContextManager[Engines]]

_numbers = itertools.count()


@pytest.fixture
def home(run_folder: Path, worker_id: str) -> Path:
    return new_home(run_folder, worker_id)


def new_home(run_folder: Path, worker_id: str) -> Path:
    """A home that an engine's unprivileged account can reach, unlike pytest's own folders."""
    folder = run_folder / f"home-{worker_id}-{next(_numbers)}"
    folder.mkdir(mode=0o755)
    return folder


@pytest.fixture
def running(home: Path) -> Running:
    """Engines that run for the length of a block."""

    @asynccontextmanager
    async def run(*parts: str, at: Path = home, **settings: Any) -> AsyncIterator[Engines]:
        engines = Engines(at, Settings(**settings), parts=parts)
        await engines.start()
        try:
            yield engines
        finally:
            await engines.stop()

    return run


@pytest.fixture
async def laelia(home: Path) -> AsyncIterator[Laelia]:
    async with command_line(home) as start:
        yield start


@asynccontextmanager
async def command_line(home: Path) -> AsyncIterator[Laelia]:
    """Run the product's command line in `home`; what still runs at the end is stopped."""
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


async def line_with(process: Process, text: str) -> str:
    assert process.stdout is not None
    said = ""
    async with asyncio.timeout(WITHIN_S):
        while text not in said:
            line = await process.stdout.readline()
            assert line, f"ended without {text!r}: {said}"
            said += line.decode()
    return said
