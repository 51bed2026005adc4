"""What commerce is made of, built once per process by a composition root."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import HTTPConnection

from hub.billing.errors import ProcessorNotOffered
from hub.billing.processors.port import Processor
from hub.billing.subscription_models import TestClock
from hub.credits import public as credits_
from hub.kit.clock import Clock
from hub.kit.db import Database
from hub.kit.events import Events
from hub.kit.ids import PLATFORM_ORG
from hub.kit.sealing import Sealer
from hub.kit.settings import Billing as BillingSettings
from hub.notifications.public import Notifier


@dataclass(frozen=True)
class Billing:
    """`clock` is everybody's but test organizations', which have their own (`now_of`)."""

    database: Database
    events: Events
    notifier: Notifier
    sealer: Sealer
    settings: BillingSettings
    usd_per_credit: Decimal
    processors: Mapping[str, Processor]
    clock: Clock
    base_url: str

    def processor(self, name: str) -> Processor:
        """Raises ProcessorNotOffered."""
        found = self.processors.get(name)
        if found is None:
            raise ProcessorNotOffered.at("/processor", "is not one that is offered here")
        return found

    @asynccontextmanager
    async def moving(self, *org_ids: str) -> AsyncIterator[AsyncSession]:
        """A transaction that holds these organizations' money still, one order for everybody.

        Without the platform, whose part needs no lock, in sight all the same.
        """
        seen = {*org_ids, PLATFORM_ORG}
        async with self.database.transaction(sorted(seen)) as session:
            await credits_.lock(session, org_ids)
            yield session

    async def now_of(self, session: AsyncSession, org_id: str) -> datetime:
        """What time it is for this organization."""
        clock = await session.get(TestClock, org_id)
        return clock.now if clock is not None else self.clock()

    async def is_test(self, session: AsyncSession, org_id: str) -> bool:
        return await session.get(TestClock, org_id) is not None


def billing_of(connection: HTTPConnection) -> Billing:
    found: Billing = connection.app.state.billing
    return found
