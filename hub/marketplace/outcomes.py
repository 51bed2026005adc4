"""A worker's job: once a day, what organizations said of their runs becomes what is shown of it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

import structlog

from hub.kit.clock import Clock
from hub.kit.db import Connection, DriverConnection, Reader
from hub.marketplace.counting import Cell, Tally, all_of, cell_of, may_change

_WINDOW: Final = timedelta(days=180)
_LOCK: Final = "select pg_try_advisory_xact_lock(hashtext('laelia/outcomes'))"
# A publisher's own word about its agent is no outcome, nor is a test key's.
_SAID: Final = """
    select agent_id, model, version, source, org_id,
           count(*) filter (where outcome = 'happy') as happy,
           count(*) filter (where outcome = 'unhappy') as unhappy,
           percentile_cont(0.5) within group (order by duration_ms) as milliseconds,
           sum(cost) as cost
    from (
      select agent_id, coalesce(model, '') as model, agent_version as version,
             'person' as source, org_id, outcome, duration_ms, cost
      from runs
      where outcome is not null and mode = 'live' and org_id <> agent_owner_id
        and created_at >= %(since)s and created_at < %(until)s
      union all
      select r.agent_id, coalesce(r.model, ''), r.agent_version, o.source, r.org_id, o.outcome,
             r.duration_ms, r.cost
      from run_outcomes o join runs r on r.org_id = o.org_id and r.id = o.run_id
      where o.outcome <> 'unknown' and r.mode = 'live' and r.org_id <> r.agent_owner_id
        and r.created_at >= %(since)s and r.created_at < %(until)s
    ) said
    group by 1, 2, 3, 4, 5
"""
_BEFORE: Final = """
    select agent_id, model, version, source, org_id, happy, unhappy from outcome_tallies
"""
_SHOW: Final = """
    insert into outcome_cells (
      agent_id, model, version, source, as_of, happy_share, low, high, runs, median_seconds,
      cost_per_happy
    ) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    on conflict (agent_id, model, version, source) do update set
      as_of = excluded.as_of, happy_share = excluded.happy_share, low = excluded.low,
      high = excluded.high, runs = excluded.runs, median_seconds = excluded.median_seconds,
      cost_per_happy = excluded.cost_per_happy
"""
_FORGET: Final = """
    delete from outcome_tallies
    where agent_id = %s and model = %s and version = %s and source = %s
"""
_REMEMBER: Final = """
    insert into outcome_tallies (agent_id, model, version, source, org_id, happy, unhappy)
    values (%s, %s, %s, %s, %s, %s, %s)
"""
# By its age alone, which says nothing of anybody.
_OVER: Final = "delete from outcome_cells where as_of < %s returning agent_id"
_CELLS: Final = """
    select agent_id, happy_share, low, high, runs, median_seconds, cost_per_happy
    from outcome_cells where agent_id = any(%s) and source = 'person'
"""
_ON_LISTING: Final = """
    update listing_documents set
      happy_share = %s, happy_low = %s, happy_high = %s, happy_runs = %s,
      standing = listing_standing(rating_score, %s::real)
    where agent_id = %s
"""

log = structlog.get_logger()
_Key = tuple[str, str, str, str]
"""Agent, model, version and source: of what one cell is made, whatever happens later."""


class Counting:
    """One step counts everything, in one transaction; the workers take turns by a lock."""

    def __init__(self, finder: Reader, clock: Clock) -> None:
        self._finder = finder
        self._clock = clock
        self._counted: date | None = None

    async def step(self) -> bool:
        """Counts what was said until the last midnight, once for each day."""
        today = self._clock().date()
        if self._counted == today:
            return False
        await self.count(self._clock())
        self._counted = today
        return False

    async def count(self, now: datetime) -> int:
        """How many cells are shown anew, of what was said before `now`."""
        async with self._finder.transaction() as connection:
            cursor = await connection.execute(_LOCK)
            row = await cursor.fetchone()
            if row is None or not row[0]:
                return 0
            said = await _said(connection, now)
            before = await _before(connection)
            changed = [key for key in said if may_change(before.get(key, {}), said[key])]
            for key in changed:
                await _show(connection, key, said[key], now.date())
            cursor = await connection.execute(_OVER, [(now - _WINDOW).date()])
            over = {row[0] for row in await cursor.fetchall()}
            await _on_listings(connection, {agent_id for agent_id, *_ in changed} | over)
        if changed:
            log.info("outcomes.counted", cells=len(changed))
        return len(changed)


async def _said(connection: Connection, now: datetime) -> Mapping[_Key, Mapping[str, Tally]]:
    found: dict[_Key, dict[str, Tally]] = defaultdict(dict)
    cursor = await connection.execute(_SAID, {"since": now - _WINDOW, "until": now})
    for *key, org_id, happy, unhappy, milliseconds, cost in await cursor.fetchall():
        tally = Tally(happy, unhappy, milliseconds, int(cost))
        found[_key(*key)][org_id] = tally
    return found


async def _before(connection: Connection) -> Mapping[_Key, Mapping[str, tuple[int, int]]]:
    found: dict[_Key, dict[str, tuple[int, int]]] = defaultdict(dict)
    cursor = await connection.execute(_BEFORE)
    for *key, org_id, happy, unhappy in await cursor.fetchall():
        found[_key(*key)][org_id] = (happy, unhappy)
    return found


def _key(agent_id: str, model: str, version: str, source: str) -> _Key:
    return agent_id, model, version, source


async def _show(
    connection: DriverConnection, key: _Key, tallies: Mapping[str, Tally], as_of: date
) -> None:
    cell = cell_of(tallies)
    await connection.execute(_SHOW, [*key, as_of, *_values(cell)])
    await connection.execute(_FORGET, [*key])
    rows = [[*key, org_id, t.happy, t.unhappy] for org_id, t in sorted(tallies.items())]
    await connection.cursor().executemany(_REMEMBER, rows)


def _values(cell: Cell) -> list[float | int | None]:
    return [
        *(cell.happy_share, cell.low, cell.high, cell.runs),
        *(cell.median_seconds, cell.cost_per_happy),
    ]


async def _on_listings(connection: Connection, agent_ids: set[str]) -> None:
    cells: dict[str, list[Cell]] = {agent_id: [] for agent_id in agent_ids}
    cursor = await connection.execute(_CELLS, [list(agent_ids)])
    for agent_id, *values in await cursor.fetchall():
        cells[agent_id].append(Cell(*values))
    for agent_id in sorted(agent_ids):
        whole = all_of(cells[agent_id])
        shown = [whole.happy_share, whole.low, whole.high, whole.runs] if whole else [None] * 4
        low = whole.low if whole else None
        await connection.execute(_ON_LISTING, [*shown, low, agent_id])
