"""What every endpoint here starts from: who asks, if anybody, and one transaction at one moment."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.public import (
    PUBLIC,
    Identity,
    Principal,
    administers,
    caller,
    identity_of,
    visitor,
)
from hub.kit.errors import InvalidInput
from hub.kit.events import Events
from hub.kit.http import Paging, at_hand, paging
from hub.kit.ids import PLATFORM_ORG


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an endpoint opens its transactions."""

    identity: Identity
    now: datetime

    @property
    def events(self) -> Events:
        return self.identity.events

    @asynccontextmanager
    async def open(
        self, who: Principal | None, *, beside: Iterable[str] = ()
    ) -> AsyncIterator[AsyncSession]:
        """As the caller, or as nobody. `beside` are organizations for whom the hub acts in the same
        transaction."""
        orgs = list(dict.fromkeys([*([who.org_id] if who else []), *beside]))
        user_id = who.user_id if who else ""
        async with self.identity.database.transaction(orgs, user_id=user_id) as session:
            yield session

    @asynccontextmanager
    async def moderate(self, *owners: str) -> AsyncIterator[AsyncSession]:
        """As the platform, beside whoever owns what is moderated."""
        orgs = dict.fromkeys([PLATFORM_ORG, *owners])
        async with self.identity.database.transaction(orgs) as session:
            yield session


def desk(request: Request) -> Desk:
    identity = identity_of(request)
    return Desk(identity, identity.clock())


def offset_of(asked: Paging) -> int:
    """Lists in another order than that of their IDs are continued by position.

    Raises:
        InvalidInput: the cursor is none of those.
    """
    if asked.after is None:
        return 0
    digits = asked.after.removeprefix("o")
    if asked.after[:1] != "o" or not (digits.isascii() and digits.isdigit()) or len(digits) > 4:
        raise InvalidInput.at("/cursor", "is not a cursor that we gave")
    return int(digits)


AtDesk = Annotated[Desk, at_hand(desk)]
Visitor = Annotated[Principal | None, Depends(visitor)]
Asked = Annotated[Paging, at_hand(paging)]
Reads = Annotated[Principal, caller("agents:read")]
Invokes = Annotated[Principal, caller("agents:invoke")]
Writes = Annotated[Principal, caller("agents:write")]
# Reaching other people takes an address that is known to be one's own.
Offers = Annotated[Principal, caller("agents:write", verified=True)]
Admin = Annotated[Principal, caller("admin", verified=True)]
Moderator = Annotated[Principal, administers("marketplace.moderate")]

__all__ = [
    "PUBLIC",
    "Admin",
    "Asked",
    "AtDesk",
    "Desk",
    "Invokes",
    "Moderator",
    "Offers",
    "Reads",
    "Visitor",
    "Writes",
    "offset_of",
    "visitor",
]
