"""What may come once within a while, in all processes of an installation.

While Valkey is away each process remembers for itself: nothing is taken twice by the same one.
"""

import time
from typing import Final

import redis.asyncio as valkey
import structlog
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

_TIMEOUT_S: Final = 0.25
_REST_S: Final = 1.0
_MOST: Final = 50_000

log = structlog.get_logger()


class Once:
    """`url` None: this process is all there is."""

    def __init__(self, url: str | None, *, namespace: str = "laelia:once") -> None:
        self._namespace = namespace
        self._seen: dict[bytes, float] = {}
        self._away_until = 0.0
        self._server = None
        if url is not None:
            self._server = valkey.Redis.from_url(
                url,
                socket_timeout=_TIMEOUT_S,
                socket_connect_timeout=_TIMEOUT_S,
                retry=Retry(NoBackoff(), 0),
                max_connections=16,
            )

    async def close(self) -> None:
        if self._server is not None:
            await self._server.aclose()

    async def first(self, mark: bytes, *, within_s: int) -> bool:
        """Whether this mark, a digest, is seen for the first time within so many seconds."""
        now = time.monotonic()
        if self._seen.get(mark, 0.0) > now:
            return False
        self._remember(mark, now, within_s)
        if self._server is None or now < self._away_until:
            return True
        try:
            name = f"{self._namespace}:{mark.hex()}"
            return bool(await self._server.set(name, b"1", nx=True, ex=within_s))
        except (RedisError, OSError, TimeoutError) as error:
            self._away_until = time.monotonic() + _REST_S
            log.warning("once.alone", error=str(error), rest_s=_REST_S)
            return True

    def _remember(self, mark: bytes, now: float, within_s: int) -> None:
        if len(self._seen) >= _MOST:
            self._seen = {known: until for known, until in self._seen.items() if until > now}
        while len(self._seen) >= _MOST:
            del self._seen[next(iter(self._seen))]
        self._seen[mark] = now + within_s
