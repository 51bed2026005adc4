import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from hub.kit.engines import Engines
from hub.kit.settings import Settings

Running = Callable[..., AbstractAsyncContextManager[Engines]]

_numbers = itertools.count()


@pytest.fixture
def home(run_folder: Path, worker_id: str) -> Path:
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
