"""A worker's job: once a day, what organizations said of their runs becomes what is shown of it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.kit.amounts import format_credits
from hub.kit.clock import Clock
from hub.kit.db import Connection, DriverConnection, Reader
from hub.marketplace.counting import ORGANIZATIONS, Cell, Tally, all_of, cell_of, may_change
from hub.marketplace.outcome_models import OutcomeCell
from hub.marketplace.outcome_schemas import ModelOutcomes, Outcomes, OutcomeView

_WINDOW: Final = timedelta(days=180)
_LOCK: Final = "select pg_try_advisory_xact_lock(hashtext('laelia/outcomes'))"
# A publisher's own word about its agent is no outcome, nor is a test key's.
_SAID: Final = """
    select agent_id, coalesce(model, ''), org_id,
           count(*) filter (where outcome = 'happy') as happy,
           count(*) filter (where outcome = 'unhappy') as unhappy,
           percentile_cont(0.5) within group (order by duration_ms), sum(cost)
    from runs
    where outcome is not null and mode = 'live' and org_id <> agent_owner_id
      and created_at >= %s and created_at < %s
    group by 1, 2, 3
"""
_BEFORE: Final = "select agent_id, model, org_id, happy, unhappy from outcome_tallies"
_SHOW: Final = """
    insert into outcome_cells (
      agent_id, model, as_of, happy_share, low, high, runs, median_seconds, cost_per_happy
    ) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
    on conflict (agent_id, model) do update set
      as_of = excluded.as_of, happy_share = excluded.happy_share, low = excluded.low,
      high = excluded.high, runs = excluded.runs, median_seconds = excluded.median_seconds,
      cost_per_happy = excluded.cost_per_happy
"""
_FORGET: Final = "delete from outcome_tallies where agent_id = %s and model = %s"
_REMEMBER: Final = """
    insert into outcome_tallies (agent_id, model, org_id, happy, unhappy)
    values (%s, %s, %s, %s, %s)
"""
# By its age alone, which says nothing of anybody.
_OVER: Final = "delete from outcome_cells where as_of < %s returning agent_id"
_CELLS: Final = """
    select agent_id, happy_share, low, high, runs, median_seconds, cost_per_happy
    from outcome_cells where agent_id = any(%s)
"""
_ON_LISTING: Final = """
    update listing_documents set
      happy_share = %s, happy_low = %s, happy_high = %s, happy_runs = %s,
      standing = listing_standing(rating_score, %s::real)
    where agent_id = %s
"""
_KEEP: Final = """
    update listing_documents set
      happy_share = :share, happy_low = :low, happy_high = :high, happy_runs = :runs,
      standing = listing_standing(rating_score, cast(:low as real))
    where agent_id = :agent
"""

log = structlog.get_logger()
_Key = tuple[str, str]


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
            await _on_listings(connection, {agent_id for agent_id, _ in changed} | over)
        if changed:
            log.info("outcomes.counted", cells=len(changed))
        return len(changed)


async def _said(connection: Connection, now: datetime) -> Mapping[_Key, Mapping[str, Tally]]:
    found: dict[_Key, dict[str, Tally]] = defaultdict(dict)
    cursor = await connection.execute(_SAID, [now - _WINDOW, now])
    for agent_id, model, org_id, happy, unhappy, milliseconds, cost in await cursor.fetchall():
        found[agent_id, model][org_id] = Tally(happy, unhappy, milliseconds, int(cost))
    return found


async def _before(connection: Connection) -> Mapping[_Key, Mapping[str, tuple[int, int]]]:
    found: dict[_Key, dict[str, tuple[int, int]]] = defaultdict(dict)
    cursor = await connection.execute(_BEFORE)
    for agent_id, model, org_id, happy, unhappy in await cursor.fetchall():
        found[agent_id, model][org_id] = (happy, unhappy)
    return found


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


async def outcomes_of(session: AsyncSession, listing_id: str, agent_id: str) -> Outcomes:
    """What is shown of an agent, the most run model first."""
    query = select(OutcomeCell).where(OutcomeCell.agent_id == agent_id)
    rows = (await session.exec(query.order_by(col(OutcomeCell.runs).desc()))).all()
    cells = [_cell(row) for row in rows]
    whole = all_of(cells)
    return Outcomes(
        listing_id=listing_id,
        as_of=max((row.as_of for row in rows), default=None),
        minimum_organizations=ORGANIZATIONS,
        all=OutcomeView.model_validate(_view(whole)) if whole else None,
        models=[
            ModelOutcomes.model_validate(_view(cell) | {"model": row.model or None})
            for row, cell in zip(rows, cells, strict=True)
        ],
    )


async def keep_on_document(session: AsyncSession, agent_id: str) -> None:
    """For a listing that is shown again: the numbers that are shown of its agent."""
    rows = (await session.exec(select(OutcomeCell).where(OutcomeCell.agent_id == agent_id))).all()
    whole = all_of([_cell(row) for row in rows])
    if whole is None:
        return
    values = {"share": whole.happy_share, "low": whole.low, "high": whole.high}
    await (await session.connection()).execute(
        text(_KEEP), values | {"runs": whole.runs, "agent": agent_id}
    )


def _cell(row: OutcomeCell) -> Cell:
    return Cell(
        row.happy_share, row.low, row.high, row.runs, row.median_seconds, row.cost_per_happy
    )


def _view(cell: Cell) -> dict[str, object]:
    cost = cell.cost_per_happy
    return {
        "happy_share": round(cell.happy_share, 2),
        "low": round(cell.low, 2),
        "high": round(cell.high, 2),
        "runs": cell.runs,
        "organizations": f"{ORGANIZATIONS}+",
        "median_seconds": None if cell.median_seconds is None else round(cell.median_seconds, 3),
        "credits_per_happy": None if cost is None else format_credits(cost),
    }
