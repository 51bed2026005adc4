"""What a model call's HTTP costs this process: our client beside aiohttp, in alternating rounds.

`python -m bench.vendor_http` prints CPU microseconds per POST of 900 bytes and per streamed answer.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
import uvloop
from yarl import URL

from bench import upstream
from bench.peers.start import start_upstream
from bench.processes import LOOPBACK
from providers.http import VendorHttp

AT_ONCE: Final = 64
HEADERS: Final = {"Content-Type": "application/json", "Authorization": "Bearer sk-upstream"}
_BODY: Final = b'{"model":"%b","messages":[{"role":"user","content":"%b"}],"stream":%b}' % (
    upstream.MODEL.encode(),
    b"x" * 800,
    b"%b",
)

Ask = Callable[[], Awaitable[object]]


def ways(http: VendorHttp, session: aiohttp.ClientSession, base: str) -> dict[str, Ask]:
    whole, streamed = _BODY % b"false", _BODY % b"true"
    url = URL(f"{base}/chat/completions")

    async def ours_streamed() -> None:
        async with http.stream("/chat/completions", streamed, HEADERS) as stream:
            async for _ in stream.chunks():
                pass

    async def theirs() -> None:
        async with session.post(url, data=whole, headers=HEADERS) as answer:
            await answer.read()

    async def theirs_streamed() -> None:
        async with session.post(url, data=streamed, headers=HEADERS) as answer:
            async for _ in answer.content.iter_any():
                pass

    return {
        "VendorHttp": lambda: http.post("/chat/completions", whole, HEADERS),
        "aiohttp": theirs,
        "VendorHttp, streamed": ours_streamed,
        "aiohttp, streamed": theirs_streamed,
    }


async def cost(ask: Ask, count: int) -> float:
    """CPU microseconds of this process for one call, `AT_ONCE` of them under way."""

    async def some() -> None:
        for _ in range(count // AT_ONCE):
            await ask()

    before = time.process_time()
    await asyncio.gather(*(some() for _ in range(AT_ONCE)))
    return (time.process_time() - before) * 1e6 / (count // AT_ONCE * AT_ONCE)


async def main(rounds: int, count: int) -> None:
    child, port = await start_upstream()
    base = f"http://{LOOPBACK}:{port}/v1"
    http = VendorHttp(base)
    try:
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session:
            asks = ways(http, session, base)
            spent: dict[str, list[float]] = {name: [] for name in asks}
            for _ in range(rounds):
                for name, ask in asks.items():
                    spent[name].append(await cost(ask, count))
        for name, figures in spent.items():
            print(f"{name:<22}{statistics.median(figures):6.1f} µs of CPU")
    finally:
        await http.aclose()
        await child.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--count", type=int, default=5000)
    arguments = parser.parse_args()
    uvloop.run(main(arguments.rounds, arguments.count))
