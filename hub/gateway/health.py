"""Health that tells the truth: each engine is asked, not assumed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog

from hub.kit.errors import LaeliaError

log = structlog.get_logger()

Check = Callable[[], Awaitable[None]]
_TIMEOUT_S: Final = 2.0


class Health:
    """`required` engines decide readiness; the others are reported as degraded."""

    def __init__(self, required: dict[str, Check], optional: dict[str, Check]) -> None:
        self._required = required
        self._optional = optional

    async def report(self) -> tuple[bool, dict[str, Any]]:
        """Whether the hub can do its job, and the state of each engine."""
        names = [*self._required, *self._optional]
        checks = [*self._required.values(), *self._optional.values()]
        states = await asyncio.gather(*(_state(n, c) for n, c in zip(names, checks, strict=True)))
        engines = dict(zip(names, states, strict=True))
        ready = all(engines[name] == "ok" for name in self._required)
        degraded = any(state != "ok" for state in states)
        status = "unavailable" if not ready else "degraded" if degraded else "ok"
        return ready, {"status": status, "engines": engines}


async def _state(name: str, check: Check) -> str:
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            await check()
    except (LaeliaError, OSError, TimeoutError) as error:
        log.warning("health.unreachable", engine=name, error=str(error))
        return "unreachable"
    return "ok"
