"""Test organizations: their time stands until they move it, and what is due on the way happens."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlmodel import select

from hub.audit import public as audit
from hub.billing import dues, runner
from hub.billing.buying_schemas import AdvanceBody
from hub.billing.domain import Billing
from hub.billing.errors import ClockRefused, NotATestOrganization
from hub.billing.money import months_later
from hub.billing.order_models import Order
from hub.billing.subscription_models import TestClock
from hub.credits import public as credits_
from hub.kit.clock import rfc3339
from hub.kit.errors import InvalidInput

_FURTHEST: Final = timedelta(days=366)
_MOST: Final = 2000


class Done(NamedTuple):
    at: datetime
    kind: str
    object_id: str


async def begin(billing: Billing, org_id: str, at: datetime | None) -> TestClock:
    """For good: what was bought on two clocks could not be told apart, and what was earned before
    would be paid out before its time.

    Raises:
        ClockRefused: the organization has bought or earned something, or has a clock.
    """
    now = billing.clock()
    at = at or now
    if abs(at - now) > 10 * _FURTHEST:
        raise InvalidInput.at("/at", "is too far from today")
    async with billing.moving(org_id) as session:
        if await session.get(TestClock, org_id) is not None:
            raise ClockRefused("It is a test organization already.")
        bought = select(Order.id).where(Order.org_id == org_id).limit(1)
        if (await session.exec(bought)).first() is not None:
            raise ClockRefused("It has bought something. Make a new organization for tests.")
        if (await credits_.earnings(session, org_id)).of:
            raise ClockRefused("It has earned something. Make a new organization for tests.")
        clock = TestClock(org_id=org_id, now=at, created_at=now)
        session.add(clock)
        entry = audit.Entry("test_clock.started", org_id, org_id, after={"now": rfc3339(at)})
        await audit.record(session, entry)
        return clock


async def get(billing: Billing, org_id: str) -> TestClock:
    """Raises NotATestOrganization."""
    async with billing.database.transaction(org_id) as session:
        return _of(await session.get(TestClock, org_id))


def _of(clock: TestClock | None) -> TestClock:
    if clock is None:
        raise NotATestOrganization("POST /v1/test-clock makes one of an organization.")
    return clock


async def advance(billing: Billing, org_id: str, body: AdvanceBody) -> tuple[TestClock, list[Done]]:
    """To that time, stopping for everything that is due before, in its order.

    Raises:
        NotATestOrganization: it has no clock of its own.
        ClockRefused: backwards, or more than a year at once.
    """
    clock = await get(billing, org_id)
    target = _target(clock.now, body)
    done: list[Done] = []
    while len(done) < _MOST:
        async with billing.database.transaction(org_id) as session:
            clock = _of(await session.get(TestClock, org_id, with_for_update=True))
            due = await dues.next_of(session, org_id, target)
            if due is None:
                before = clock.now
                clock.now = max(clock.now, target)
                session.add(clock)
                entry = audit.Entry(
                    "test_clock.advanced",
                    org_id,
                    org_id,
                    before={"now": rfc3339(before)},
                    after={"now": rfc3339(clock.now)},
                )
                await audit.record(session, entry)
                return clock, done
            clock.now = max(clock.now, due.due_at)
            session.add(clock)
        await runner.run(billing, due, clock.now)
        done.append(Done(clock.now, due.kind, due.object_id))
    return clock, done


def _target(now: datetime, body: AdvanceBody) -> datetime:
    if body.days is not None:
        return now + timedelta(days=body.days)
    if body.months is not None:
        return months_later(now, body.months)
    assert body.to is not None
    if not now <= body.to <= now + _FURTHEST:
        raise ClockRefused("It goes forwards, and by a year at most.")
    return body.to
