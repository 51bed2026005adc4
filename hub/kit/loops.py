"""Things a process does again and again, each alone: one that fails backs off and goes on."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import psycopg
import structlog

from hub.kit.errors import LaeliaError

_LONGEST_PAUSE_S: Final = 10.0

log = structlog.get_logger()


async def repeat(
    name: str,
    step: Callable[[], Awaitable[bool]],
    *,
    every_s: float,
    stopping: asyncio.Event,
) -> None:
    """Takes a step until `stopping`; at once again while there is more to do, else after a pause.

    A step says whether there is more to do. One that fails is logged, and tried again later and
    later: what it works on is recorded, so nothing is lost by waiting.
    """
    failures = 0
    while not stopping.is_set():
        pause = every_s
        try:
            if await step():
                pause = 0.0
            if failures:
                log.info("loop.recovered", loop=name, failures=failures)
            failures = 0
        except Exception as error:  # an edge: one loop's failure must not end it or the others
            failures += 1
            pause = min(max(every_s, 0.1) * 2**failures, _LONGEST_PAUSE_S)
            away = isinstance(error, LaeliaError | psycopg.OperationalError)
            log.warning(
                "loop.failed", loop=name, error=repr(error), again_in_s=pause, exc_info=not away
            )
        await _sleep(pause, stopping)


async def _sleep(seconds: float, stopping: asyncio.Event) -> None:
    if not seconds:
        await asyncio.sleep(0)
        return
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
