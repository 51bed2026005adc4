"""Server-sent events: how they are written, and how a silent stream is kept open."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final, TypeVar

from hub.kit.http import encode_json

Event = TypeVar("Event")
PING: Final = b": ping\n\n"


def encode_sse(event: str, data: Any) -> bytes:
    """One server-sent event."""
    return b"event: " + event.encode() + b"\ndata: " + encode_json(data) + b"\n\n"


async def kept_alive(
    events: AsyncIterator[tuple[str, Any]], seconds: float
) -> AsyncIterator[bytes]:
    """The events as written, and a comment whenever none came for so long."""
    async for event in with_silences(events, seconds):
        yield PING if event is None else encode_sse(*event)


async def with_silences(
    events: AsyncIterator[Event], seconds: float
) -> AsyncIterator[Event | None]:
    """The events, and None whenever none came for so long."""
    waiting = asyncio.ensure_future(_next(events))
    try:
        while True:
            done, _ = await asyncio.wait({waiting}, timeout=seconds)
            if not done:
                yield None
                continue
            event = waiting.result()
            if event is None:
                return
            yield event
            waiting = asyncio.ensure_future(_next(events))
    finally:
        waiting.cancel()


async def _next(events: AsyncIterator[Event]) -> Event | None:
    return await anext(events, None)
