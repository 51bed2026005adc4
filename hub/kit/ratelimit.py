"""Limits that cost a few Python instructions, shared by all workers through Valkey.

A window's quota is leased in slices: a worker takes a slice from Valkey with one round trip and
spends it in plain Python. The smaller what is left, the smaller the slice, so a quota is never
exceeded and a small one (sign-ins) is counted one by one. While Valkey is away each worker counts
for itself up to the same limit: requests go on, guesses do not become free.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from math import ceil
from typing import Final

import redis.asyncio as valkey
import structlog
from msgspec import Struct
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from hub.kit.errors import RateLimited

_TIMEOUT_S: Final = 0.25
_REST_S: Final = 1.0
_SLICES: Final = 20
_CAPACITY: Final = 50_000

log = structlog.get_logger()


class Quota(Struct, frozen=True):
    """`limit` units in every window of `window_s` seconds; `name` is shown to the caller."""

    name: str
    limit: int
    window_s: int = 60


class Bucket:
    """One key's window, as far as this worker knows it."""

    __slots__ = ("lease", "left_elsewhere", "lock", "quota", "refused", "taken", "window")

    def __init__(self, quota: Quota, window: int) -> None:
        self.quota = quota
        self.window = window
        self.lease = 0
        self.taken = 0
        self.left_elsewhere = quota.limit
        self.refused = False
        self.lock = asyncio.Lock()

    @property
    def remaining(self) -> int:
        return self.lease + max(0, self.left_elsewhere)


class QuotaExceeded(RateLimited):
    """429 with the quota that was exceeded."""

    def __init__(self, bucket: Bucket, now: float) -> None:
        quota = bucket.quota
        self._headers = headers((bucket,), now)
        wait = (bucket.window + 1) * quota.window_s - now
        super().__init__(
            f"The limit of {quota.limit} per {quota.window_s} s ({quota.name}) is used up.",
            retry_after_s=wait,
        )

    @property
    def headers(self) -> dict[str, str]:
        return super().headers | self._headers


class RateLimiter:
    """Counts against quotas. Without a URL, or while Valkey is away, it counts in this process."""

    def __init__(
        self,
        url: str | None,
        *,
        namespace: str = "laelia:limit",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._server = None if url is None else _client(url)
        self._namespace = namespace
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}
        self._away_until = 0.0

    @property
    def now(self) -> float:
        return self._clock()

    async def close(self) -> None:
        if self._server is not None:
            await self._server.aclose()

    def take(self, key: str, quota: Quota, now: float) -> Bucket | None:
        """One unit of what this worker has leased already; None where it has to ask for more."""
        bucket = self._buckets.get(key)
        if (
            bucket is None
            or bucket.lease <= 0
            or bucket.quota is not quota
            or bucket.window != now // quota.window_s
        ):
            return None
        bucket.lease -= 1
        return bucket

    async def check(self, key: str, quota: Quota) -> Bucket:
        """Take one unit of this key's quota.

        `key` names the organization and the whole identity it counts, never a part of a secret.

        Raises:
            QuotaExceeded: nothing is left in this window.
        """
        now = self._clock()
        bucket = self._buckets.get(key)
        window = int(now // quota.window_s)
        if (
            bucket is None
            or bucket.window != window
            or (bucket.quota is not quota and bucket.quota != quota)
        ):
            bucket = self._open(key, quota, window)
        if bucket.lease > 0:
            bucket.lease -= 1
            return bucket
        if bucket.refused:
            raise QuotaExceeded(bucket, now)
        async with bucket.lock:
            while bucket.lease == 0:
                if bucket.refused:
                    raise QuotaExceeded(bucket, now)
                await self._renew(key, bucket)
            bucket.lease -= 1
        return bucket

    def _open(self, key: str, quota: Quota, window: int) -> Bucket:
        if len(self._buckets) >= _CAPACITY:
            now = self._clock()
            self._buckets = {
                k: b for k, b in self._buckets.items() if (b.window + 1) * b.quota.window_s > now
            }
        while len(self._buckets) >= _CAPACITY:
            del self._buckets[next(iter(self._buckets))]
        bucket = self._buckets[key] = Bucket(quota, window)
        return bucket

    async def _renew(self, key: str, bucket: Bucket) -> None:
        limit = bucket.quota.limit
        asked = max(1, min(limit, bucket.left_elsewhere) // _SLICES)
        total = await self._add(f"{self._namespace}:{key}:{bucket.window}", asked, bucket)
        granted = asked - max(0, total - limit)
        bucket.left_elsewhere = max(0, limit - total)
        if granted <= 0:
            bucket.refused = True
        else:
            bucket.taken += granted
            bucket.lease += granted

    async def _add(self, name: str, amount: int, bucket: Bucket) -> int:
        """How much of the window is used after adding `amount`: by all, or by us alone."""
        alone = bucket.taken + amount
        if self._server is None or time.monotonic() < self._away_until:
            return alone
        try:
            async with self._server.pipeline(transaction=False) as pipe:
                pipe.incrby(name, amount)
                pipe.expire(name, 2 * bucket.quota.window_s, nx=True)
                used, _ = await pipe.execute()
        except (RedisError, OSError, TimeoutError) as error:
            self._away_until = time.monotonic() + _REST_S
            log.warning("ratelimit.alone", error=str(error), rest_s=_REST_S)
            return alone
        return max(int(used), alone)


def headers(buckets: Iterable[Bucket], now: float) -> dict[str, str]:
    """`RateLimit-Policy` and `RateLimit`, draft-ietf-httpapi-ratelimit-headers-10."""
    policies, states = [], []
    for bucket in buckets:
        quota = bucket.quota
        reset = max(0, ceil((bucket.window + 1) * quota.window_s - now))
        policies.append(_policy(quota))
        states.append(f'"{quota.name}";r={bucket.remaining};t={reset}')
    return {"ratelimit-policy": ", ".join(policies), "ratelimit": ", ".join(states)}


@lru_cache(maxsize=1024)
def _policy(quota: Quota) -> str:
    return f'"{quota.name}";q={quota.limit};w={quota.window_s}'


def _client(url: str) -> valkey.Redis:
    return valkey.Redis.from_url(
        url,
        socket_timeout=_TIMEOUT_S,
        socket_connect_timeout=_TIMEOUT_S,
        retry=Retry(NoBackoff(), 0),
        max_connections=16,
    )
