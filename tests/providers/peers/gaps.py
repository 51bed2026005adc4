"""The few endpoints that the emulators lack or answer in a wrong shape.

Written after the vendors' documentation; nothing independent stands behind them.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.providers.peers.amazon import serving


async def _gemini(request: web.Request) -> web.Response:
    asked = await request.json()
    model, _, verb = request.match_info["call"].partition(":")
    if verb == "batchEmbedContents":
        assert all(one["model"] == f"models/{model}" for one in asked["requests"])
        texts = [one["content"]["parts"][0]["text"] for one in asked["requests"]]
        sizes = [one.get("outputDimensionality", 3) for one in asked["requests"]]
        vectors = zip(texts, sizes, strict=True)
        return web.json_response(
            {"embeddings": [{"values": [len(text) / 100] * size} for text, size in vectors]}
        )
    inner = asked["generateContentRequest"]
    assert inner["model"] == f"models/{model}"
    return web.json_response({"totalTokens": 4 * len(inner["contents"])})


async def _ollama(request: web.Request) -> web.Response:
    asked = await request.json()
    vectors = [[len(text) / 100, 0.5] for text in asked["input"]]
    return web.json_response(
        {"model": asked["model"], "embeddings": vectors, "prompt_eval_count": 6}
    )


@asynccontextmanager
async def gaps_peer() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/v1beta/models/{call}", _gemini)
    app.router.add_post("/api/embed", _ollama)
    async with serving(app) as url:
        yield url
