"""A worker beside the hub of the tests, over the same engines."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from hub import worker
from hub.kit.clock import Clock, system_clock
from tests.hub_fixtures import RunningHub, hub_settings

WITHIN_S = 30
Working = Callable[..., AbstractAsyncContextManager[None]]


@pytest.fixture
def working(hub: RunningHub, tmp_path: Path) -> Working:
    """A worker that works for the length of a block; at its end it lets runs end."""

    @asynccontextmanager
    async def work(clock: Clock = system_clock, **changes: Any) -> AsyncIterator[None]:
        stopping = asyncio.Event()
        settings = hub_settings(hub.engines, changes.pop("home", tmp_path), **changes)
        task = asyncio.create_task(worker.run(settings, stopping, clock=clock))
        try:
            yield
        finally:
            stopping.set()
            await asyncio.wait_for(task, WITHIN_S)

    return work
