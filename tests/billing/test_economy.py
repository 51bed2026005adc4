"""The books of an economy balance on every day of it."""

import os
import sys
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from hub.kit.engines import EngineUrls
from tests import forks
from tests.billing.census import charged_twice, orders_of, sold
from tests.billing.earned import earned_by_agent, statements_add_up
from tests.billing.economy import economy
from tests.billing.lines import asked_for
from tests.engine_fixtures import DatabaseUrls
from tests.hub_fixtures import RunningHub

WAYS = ("paid by stripe", "paid by paypal", "paid by razorpay", "paid by manual")
DONE = (
    *("payout 201", "refund 201", "run 200", "dispute won", "dispute lost"),
    *("use 200", "use 402", "line paid late", "line mended"),
)
LINES = ("sales", "usage", "refunds", "disputes", "converted", "payouts")
KINDS = ("once", "plans", "seats", "volume", "yearly", "free", "bundle", "packs", "private")


def town_on(engines: EngineUrls, database: DatabaseUrls) -> EngineUrls:
    """A database of its own: what is due there is due to nobody else."""
    return replace(
        engines,
        database=database.app,
        database_admin=database.admin,
        database_worker=database.worker,
    )


def say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


async def verify(engines: EngineUrls) -> str:
    """What `laelia ledger verify` says of the books, which are right."""
    environment = os.environ | {"LAELIA_DATABASE_WORKER_URL": engines.database_worker}
    ended = await forks.laelia("ledger", "verify", environment=environment)
    assert ended.status == 0, ended.said
    return ended.output


@pytest.mark.timeout(240)  # thousands of requests, on a machine that others use too
@pytest.mark.req("D-bill", "FR-3.12", "S15")
async def test_a_month_of_an_economy_ends_with_its_books_balanced(
    hub: RunningHub, engines: EngineUrls, fresh_database: DatabaseUrls
) -> None:
    async with economy(hub, town_on(engines, fresh_database), seed=11) as town:
        await town.populate(sellers=1, buyers=3)
        await town.each_way()
        for day in range(10):
            await town.day(length=timedelta(days=3))
            if day % 5 == 0:
                assert await town.wrong() == []
        for _ in range(5):  # a month's use on credit lines, and all that is tried to be paid for it
            await town.pass_time(timedelta(days=8))
        for n, buyer in enumerate(town.buyers):
            await town.lines.see_to(n, buyer)
        await town.pass_time(timedelta(days=1))
        assert await town.wrong() == []
        assert charged_twice(town) == []
        assert await earned_by_agent(town) == set(town.agents)
        assert await statements_add_up(town) >= {"sales", "usage", "converted", "payouts"}
        for what in WAYS:
            assert town.counted.get(what), town.counted
        assert town.counted["payout 201"], town.counted
        assert town.counted["refund 201"], town.counted
        assert town.counted["use 200"], town.counted
        usage = asked_for(await orders_of(town))
        assert usage["paid"] >= 3, usage
        assert usage["dunned"], usage
        assert town.counted["line paid late"], town.counted


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(2400)
@pytest.mark.req("D-bill")
async def test_a_year_of_two_hundred_organizations_ends_with_its_books_balanced(
    hub: RunningHub, engines: EngineUrls, fresh_database: DatabaseUrls
) -> None:
    began = time.monotonic()
    own = town_on(engines, fresh_database)
    async with economy(hub, own, seed=2026) as town:
        await town.populate(sellers=8, buyers=200)
        await town.each_way()
        for week in range(52):
            await town.day(length=timedelta(days=7), chance=0.25)
            if week % 13 == 0:
                assert await town.wrong() == []
                say(f"week {week}: {time.monotonic() - began:.0f} s, {town.counted}")
        await town.drain()
        assert await town.wrong() == []
        assert charged_twice(town) == []
        assert await statements_add_up(town) >= set(LINES)
        orders = await orders_of(town)
        paid, usage = sold(town, orders), asked_for(orders)
    say(f"{time.monotonic() - began:.0f} s, {town.counted}, {dict(paid)}, {dict(usage)}")
    assert "The books balance: 0 differences." in await verify(own)
    for what in (*WAYS, *DONE):
        assert town.counted.get(what), town.counted
    for became in ("paid", "dunned"):
        assert usage[became], usage
    for kind in KINDS:
        assert paid[kind], paid
