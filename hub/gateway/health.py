"""Health that tells the truth: each engine is asked, not assumed."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
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

# Answers with the engine's version, where it says one.
Check = Callable[[], Awaitable[str | None]]
_TIMEOUT_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class EngineState:
    """What an engine answered when it was last asked, and how long that took in milliseconds."""

    name: str
    state: str
    required: bool
    latency_ms: float
    version: str | None


class Health:
    """`required` engines decide readiness; the others are reported as degraded."""

    def __init__(self, required: dict[str, Check], optional: dict[str, Check]) -> None:
        self._required = required
        self._optional = optional
        self._asking: asyncio.Task[list[EngineState]] | None = None

    async def engines(self) -> list[EngineState]:
        """Each asked anew. Callers at the same time share one round of questions."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask(), name="health")
        return await asyncio.shield(self._asking)

    async def report(self) -> tuple[bool, dict[str, Any]]:
        """Whether the hub can do its job, and the state of each engine."""
        engines = {one.name: one.state for one in await self.engines()}
        ready = all(engines[name] == "ok" for name in self._required)
        degraded = any(state != "ok" for state in engines.values())
        status = "unavailable" if not ready else "degraded" if degraded else "ok"
        return ready, {"status": status, "engines": engines}

    async def _ask(self) -> list[EngineState]:
        checks = self._required | self._optional
        asked = (_state(name, check, name in self._required) for name, check in checks.items())
        return await asyncio.gather(*asked)


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
            optional["nats"] = _nats(bus)
        yield Health({"database": _database(reader)}, optional)


async def _state(name: str, check: Check, required: bool) -> EngineState:
    began, version, state = time.perf_counter(), None, "ok"
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            version = await check()
    except (LaeliaError, OSError, TimeoutError, aiohttp.ClientError) as error:
        log.warning("health.unreachable", engine=name, error=str(error) or type(error).__name__)
        state = "unreachable"
    _up.set(1 if state == "ok" else 0, name)
    took = round((time.perf_counter() - began) * 1000, 2)
    return EngineState(name, state, required, took, version)


def _database(reader: Reader) -> Check:
    async def check() -> str | None:
        async with reader.transaction() as connection:
            cursor = await connection.execute("select current_setting('server_version')")
            row = await cursor.fetchone()
        return str(row[0]).partition(" ")[0] if row else None

    return check


def _nats(bus: Bus) -> Check:
    async def check() -> str | None:
        await bus.ping()
        return bus.version

    return check


def _valkey(url: str, stack: AsyncExitStack) -> Check:
    client = valkey.from_url(url, socket_timeout=1, socket_connect_timeout=1)
    stack.push_async_callback(client.aclose)

    async def check() -> str | None:
        try:
            told = await client.info("server")
        except RedisError as error:
            raise Unavailable(str(error)) from error
        version = told.get("valkey_version") or told.get("redis_version")
        return None if version is None else str(version)

    return check


async def _http(url: str, stack: AsyncExitStack) -> Check:
    http = await stack.enter_async_context(
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S))
    )

    async def check() -> str | None:
        async with http.get(url, allow_redirects=False) as answer:
            if answer.status != 200:
                raise Unavailable(f"answered {answer.status}")
        return None

    return check
