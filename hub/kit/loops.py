"""Things a process does again and again, each alone: one that fails backs off and goes on."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

import psycopg
import structlog

from hub.kit.errors import LaeliaError

_LONGEST_PAUSE_S: Final = 10.0

log = structlog.get_logger()


class Watch(Protocol):
    """Who is told of each step. `wake` ends a pause: there is a reason to do it now."""

    wake: asyncio.Event

    def began(self) -> None: ...

    def ended(self, error: Exception | None, pause_s: float) -> None: ...


async def repeat(
    name: str,
    step: Callable[[], Awaitable[bool]],
    *,
    every_s: float,
    stopping: asyncio.Event,
    watch: Watch | None = None,
) -> None:
    """Takes a step until `stopping`; at once again while there is more to do, else after a pause.

    A step says whether there is more to do. One that fails is logged, and tried again later and
    later: what it works on is recorded, so nothing is lost by waiting.
    """
    failures = 0
    while not stopping.is_set():
        pause = every_s
        fault: Exception | None = None
        if watch is not None:
            watch.began()
        try:
            if await step():
                pause = 0.0
            if failures:
                log.info("loop.recovered", loop=name, failures=failures)
            failures = 0
        except Exception as error:  # an edge: one loop's failure must not end it or the others
            failures, fault = failures + 1, error
            pause = min(max(every_s, 0.1) * 2**failures, _LONGEST_PAUSE_S)
            away = isinstance(error, LaeliaError | psycopg.OperationalError)
            log.warning(
                "loop.failed", loop=name, error=repr(error), again_in_s=pause, exc_info=not away
            )
        if watch is not None:
            watch.ended(fault, pause)
        await _sleep(pause, stopping, watch.wake if watch else None)


async def _sleep(seconds: float, stopping: asyncio.Event, wake: asyncio.Event | None) -> None:
    if not seconds:
        await asyncio.sleep(0)
        return
    # A short pause is over sooner than anybody could end it.
    if wake is not None and seconds >= 1.0:
        await _either(seconds, stopping, wake)
        return
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return


async def _either(seconds: float, stopping: asyncio.Event, wake: asyncio.Event) -> None:
    waits = [asyncio.create_task(event.wait()) for event in (stopping, wake)]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waits:
            task.cancel()
        wake.clear()
