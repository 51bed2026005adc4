"""Health that tells the truth: each engine is asked, not assumed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

import aiohttp
import structlog
from redis import asyncio as valkey
from redis.exceptions import RedisError

from hub.kit.bus import Bus
from hub.kit.db import Reader
from hub.kit.errors import LaeliaError, Unavailable
from hub.kit.metrics import Gauge
from hub.kit.settings import Settings

log = structlog.get_logger()
_up = Gauge("laelia_engine_up", "Whether an engine answered when last asked.", ("engine",))

Check = Callable[[], Awaitable[None]]
_TIMEOUT_S: Final = 2.0


class Health:
    """`required` engines decide readiness; the others are reported as degraded."""

    def __init__(self, required: dict[str, Check], optional: dict[str, Check]) -> None:
        self._required = required
        self._optional = optional
        self._asking: asyncio.Task[dict[str, str]] | None = None

    async def report(self) -> tuple[bool, dict[str, Any]]:
        """Whether the hub can do its job, and the state of each engine.

        Callers at the same time share one round of questions.
        """
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask(), name="health")
        engines = await asyncio.shield(self._asking)
        ready = all(engines[name] == "ok" for name in self._required)
        degraded = any(state != "ok" for state in engines.values())
        status = "unavailable" if not ready else "degraded" if degraded else "ok"
        return ready, {"status": status, "engines": engines}

    async def _ask(self) -> dict[str, str]:
        checks = self._required | self._optional
        states = await asyncio.gather(*(_state(name, check) for name, check in checks.items()))
        return dict(zip(checks, states, strict=True))


@asynccontextmanager
async def health_of(settings: Settings, reader: Reader, bus: Bus) -> AsyncIterator[Health]:
    """The probes of what these settings name, over connections that they keep."""
    async with AsyncExitStack() as stack:
        optional: dict[str, Check] = {}
        if settings.redis_url:
            optional["valkey"] = _valkey(settings.redis_url, stack)
        if settings.local_model_url:
            url = f"{settings.local_model_url.removesuffix('/v1')}/health"
            optional["local_model"] = await _http(url, stack)
        if settings.nats_url:
            optional["nats"] = bus.ping
        yield Health({"database": _database(reader)}, optional)


async def _state(name: str, check: Check) -> str:
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            await check()
    except (LaeliaError, OSError, TimeoutError, aiohttp.ClientError) as error:
        log.warning("health.unreachable", engine=name, error=str(error) or type(error).__name__)
        _up.set(0, name)
        return "unreachable"
    _up.set(1, name)
    return "ok"


def _database(reader: Reader) -> Check:
    async def check() -> None:
        async with reader.transaction() as connection:
            await connection.execute("select 1")

    return check


def _valkey(url: str, stack: AsyncExitStack) -> Check:
    client = valkey.from_url(url, socket_timeout=1, socket_connect_timeout=1)
    stack.push_async_callback(client.aclose)

    async def check() -> None:
        try:
            await client.ping()
        except RedisError as error:
            raise Unavailable(str(error)) from error

    return check


async def _http(url: str, stack: AsyncExitStack) -> Check:
    http = await stack.enter_async_context(
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S))
    )

    async def check() -> None:
        async with http.get(url, allow_redirects=False) as answer:
            if answer.status != 200:
                raise Unavailable(f"answered {answer.status}")

    return check
