"""The books of an economy balance on every day of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.kit.engines import EngineUrls
from tests.billing.economy import economy
from tests.engine_fixtures import DatabaseUrls
from tests.hub_fixtures import RunningHub


def _on(engines: EngineUrls, database: DatabaseUrls) -> EngineUrls:
    """A database of its own: what is due there is due to nobody else."""
    return replace(
        engines,
        database=database.app,
        database_admin=database.admin,
        database_worker=database.worker,
    )


async def _live(
    hub: RunningHub,
    engines: EngineUrls,
    *,
    sellers: int,
    buyers: int,
    days: int,
    every: int,
    length: timedelta = timedelta(days=1),
) -> dict[str, int]:
    async with economy(hub, engines, seed=11) as town:
        await town.populate(sellers=sellers, buyers=buyers)
        await town.each_way()
        for day in range(days):
            await town.day(length=length)
            if day % every == 0:
                assert await town.wrong() == []
        await town.pass_time(timedelta(days=40))
        assert await town.wrong() == []
        return town.counted


@pytest.mark.timeout(240)  # thousands of requests, on a machine that others use too
@pytest.mark.req("D-bill", "FR-3.12", "S15")
async def test_a_month_of_an_economy_ends_with_its_books_balanced(
    hub: RunningHub, engines: EngineUrls, fresh_database: DatabaseUrls
) -> None:
    town = _on(engines, fresh_database)
    three = timedelta(days=3)
    counted = await _live(hub, town, sellers=1, buyers=3, days=10, every=5, length=three)
    for what in ("paid by stripe", "paid by paypal", "paid by razorpay", "paid by manual"):
        assert counted.get(what), counted
    assert counted["payout 201"], counted
    assert counted["refund 201"], counted


@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_a_year_of_an_economy_ends_with_its_books_balanced(
    hub: RunningHub, engines: EngineUrls, fresh_database: DatabaseUrls
) -> None:
    counted = await _live(
        hub, _on(engines, fresh_database), sellers=5, buyers=40, days=365, every=30
    )
    assert counted["dispute lost"], counted
