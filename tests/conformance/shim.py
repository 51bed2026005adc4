"""A loopback pass-through that adds headers, because the suite cannot send credentials."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from yarl import URL

_HOP = frozenset({"connection", "content-length", "keep-alive", "transfer-encoding", "host"})


@dataclass
class Shim:
    url: str = ""
    forwarded: int = 0


def _outward(request: web.Request, target: URL, extra: Mapping[str, str]) -> dict[str, str]:
    """The request's headers as the target would have seen them without the shim between.

    A foreign Host or Origin is passed on untouched: the suite tests that it is refused.
    """
    own = f"{request.url.host}:{request.url.port}"
    headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP}
    headers["Host"] = target.authority if request.host == own else request.host
    if headers.get("Origin") == f"http://{own}":
        headers["Origin"] = str(target.origin())
    return headers | dict(extra)


@asynccontextmanager
async def shim(target: str, headers: Mapping[str, str]) -> AsyncIterator[Shim]:
    """Serve `target` on a free loopback port, with `headers` added to every request."""
    aim = URL(target)
    state = Shim()

    async def forward(request: web.Request) -> web.StreamResponse:
        state.forwarded += 1
        async with session.request(
            request.method,
            aim.with_path(request.path).with_query(request.query_string),
            headers=_outward(request, aim, headers),
            data=await request.read(),
            allow_redirects=False,
        ) as answer:
            kept = {k: v for k, v in answer.headers.items() if k.lower() not in _HOP}
            response = web.StreamResponse(status=answer.status, headers=kept)
            try:
                await response.prepare(request)
                async for chunk in answer.content.iter_any():
                    await response.write(chunk)
                await response.write_eof()
            except ConnectionResetError:
                return response  # the suite hangs up on streams it has seen enough of
            return response

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", forward)
    # Without cancellation an abandoned stream would live on behind the shim.
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=1)
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(timeout=timeout, auto_decompress=False) as session:
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            state.url = f"http://127.0.0.1:{runner.addresses[0][1]}{aim.raw_path}"
            yield state
        finally:
            await runner.cleanup()
