"""Does the hub's memory grow with the calls it has answered?"""

from typing import Final

import msgspec

from bench.hub import Hub
from bench.processes import BenchError, usage
from bench.rounds import generate, plan

CONNECTIONS: Final = 64
PER: Final = 100_000
MAX_SECONDS: Final = 600.0


class Growth(msgspec.Struct, frozen=True, kw_only=True):
    """Resident memory of the hub process after its warm-up and after `requests` more calls."""

    requests: int
    warm_mb: float
    end_mb: float

    @property
    def mb_per_100k(self) -> float:
        return (self.end_mb - self.warm_mb) * PER / self.requests


async def growth(hub: Hub, requests: int, warm_up: int) -> Growth:
    async def call(count: int) -> int:
        load = await generate(plan(hub.invoke(), CONNECTIONS, MAX_SECONDS, count))
        if not load.requests:
            raise BenchError(f"no call succeeded: {load.first_error}")
        return load.requests

    await call(warm_up)
    warm = usage(hub.processes("hub")).rss_mb
    done = await call(requests)
    return Growth(requests=done, warm_mb=warm, end_mb=usage(hub.processes("hub")).rss_mb)
