"""In-transaction events: how a lower domain causes an effect above it, in the same commit.

The roots register handlers; a domain only raises. A handler that fails fails the transaction.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

Event = TypeVar("Event")


class Events:
    """Handlers by event type, called in the order of registration."""

    def __init__(self) -> None:
        self._handlers: dict[type, list[Callable[[AsyncSession, Any], Awaitable[None]]]] = {}

    def on(
        self, kind: type[Event], handler: Callable[[AsyncSession, Event], Awaitable[None]]
    ) -> None:
        self._handlers.setdefault(kind, []).append(handler)

    async def emit(self, session: AsyncSession, event: object) -> None:
        for handler in self._handlers.get(type(event), ()):
            await handler(session, event)
