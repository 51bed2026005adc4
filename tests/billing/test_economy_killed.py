"""An economy whose processes die at any moment comes to what one comes to where none does."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.kit.engines import EngineUrls
from tests.billing.apart import EconomyApart, economy_apart
from tests.billing.census import census, charged_twice
from tests.billing.test_economy import say, town_on, verify
from tests.engine_fixtures import DatabaseUrls, fresh_database
from tests.hub_fixtures import RunningHub

another_database = fresh_database


async def _live(town: EconomyApart, *, chance: float) -> dict[str, Any]:
    """Seven weeks, and then until all that was begun has ended."""
    await town.populate(sellers=2, buyers=12)
    assert town.fate is not None
    town.fate.chance = chance
    await town.each_way()
    for _ in range(14):
        await town.day(length=timedelta(days=3.5), chance=0.5)
    town.fate.chance = 0
    await town.drain()
    assert await town.wrong() == []
    assert charged_twice(town) == []
    return await census(town)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.req("D-bill", "S5")
async def test_kills_at_any_moment_change_nothing(
    hub: RunningHub,
    engines: EngineUrls,
    fresh_database: DatabaseUrls,
    another_database: DatabaseUrls,
    tmp_path: Path,
) -> None:
    seed = int(os.environ.get("ECONOMY_SEED") or secrets.randbelow(10**6))
    say(f"ECONOMY_SEED={seed}")
    calm, killed = town_on(engines, fresh_database), town_on(engines, another_database)
    async with economy_apart(hub, calm, tmp_path / "calm", seed=seed) as town:
        wanted = await _live(town, chance=0)
        say(f"{town.counted}")
    async with economy_apart(hub, killed, tmp_path / "killed", seed=seed) as town:
        found = await _live(town, chance=0.1)
        assert town.fate is not None
        say(f"{town.counted}, killed {town.fate.kills}")
        assert all(town.fate.kills.values())
    for what, come_to in wanted.items():
        assert found[what] == come_to, what
    assert "The books balance: 0 differences." in await verify(killed)
