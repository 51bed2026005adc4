"""Runs what is due: from the worker for everybody, and from a test organization's own clock."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog

from hub.billing import (
    alerts,
    arrears,
    dues,
    expiring,
    methods,
    payments,
    payouts,
    reconciling,
    refunds,
    renewals,
    told,
    topups,
)
from hub.billing.domain import Billing
from hub.billing.payments import Step
from hub.billing.processors.port import ProcessorRefused, ProcessorUnavailable
from hub.billing.subscription_models import Due
from hub.kit.db import Database
from hub.kit.errors import LaeliaError

_AT_ONCE: Final = 100
# Longer than a processor is waited for; what a process that died had begun is another's after it
_CLAIM: Final = timedelta(minutes=2)

Handler = Callable[[Billing, Due, datetime], Awaitable[Step | None]]
HANDLERS: Final[Mapping[str, Handler]] = {
    "subscription": renewals.subscription,
    "grace": renewals.grace,
    "trial_reminder": renewals.trial_reminder,
    "renewal_notice": renewals.renewal_notice,
    "payment": expiring.payment,
    "checkout": expiring.checkout,
    "refund": refunds.due,
    "settle": payouts.settle,
    "payout": payouts.due,
    "top_up": topups.due,
    "method": methods.due,
    "reconcile": reconciling.due,
    "reserve": payouts.free,
    "alerts": alerts.due,
    "metered": arrears.due,
    "metered_grace": arrears.grace,
}

log = structlog.get_logger()


async def run(billing: Billing, due: Due, now: datetime) -> None:
    """Does it. What is due then as it was before has had no answer, and is tried again in a while:
    nothing is put off before it was tried, for whoever tries may die of it."""
    try:
        step = await HANDLERS[due.kind](billing, due, now)
        if step is not None:
            await payments.go_on(billing, step)
    except ProcessorRefused as refused:
        # The payment has failed with it, and what that means is recorded
        log.warning("billing.refused", kind=due.kind, object_id=due.object_id, why=refused.detail)
    except ProcessorUnavailable:
        log.info("billing.no_answer", kind=due.kind, object_id=due.object_id)
    except LaeliaError as error:
        log.warning("billing.due_failed", kind=due.kind, object_id=due.object_id, code=error.code)
    await _later(billing, due, now)


async def _later(billing: Billing, due: Due, now: datetime) -> None:
    async with billing.database.transaction(due.org_id) as session:
        await dues.put_off(session, due, now)


class Runner:
    """One step takes what is due now; several workers may, for each effect happens once."""

    def __init__(self, finder: Database, billing: Billing) -> None:
        self._finder = finder
        self._billing = billing
        self._scheduled = False

    async def step(self) -> bool:
        """Whether there may be more."""
        now = self._billing.clock()
        if not self._scheduled:
            await reconciling.schedule(self._billing)
            await arrears.schedule(self._finder, self._billing)
            self._scheduled = True
        async with self._finder.transaction() as session:
            found = await dues.all_due(session, now, limit=_AT_ONCE)
        more = await told.step(self._finder, self._billing, now)
        for due in found:
            if not await self._claim(due, now + _CLAIM):
                continue
            try:
                await run(self._billing, due, now)
            except asyncio.CancelledError:
                raise
            except Exception as error:  # one thing's fault must not stop all others
                log.exception(
                    "billing.due_failed", kind=due.kind, object_id=due.object_id, error=repr(error)
                )
                await _later(self._billing, due, now)
        await topups.look(self._finder, self._billing, now)
        return more or len(found) == _AT_ONCE

    async def _claim(self, due: Due, until: datetime) -> bool:
        """Whether no other worker does it now: a processor without keys is asked by one alone."""
        async with self._billing.database.transaction(due.org_id) as session:
            return await dues.claim(session, due, until)
