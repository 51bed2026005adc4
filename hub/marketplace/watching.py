"""A worker's job: how roll-outs go; those that go badly end by themselves.

The new version's runs are compared with those of the version before in the same time: how many
failed, and how many of those that somebody judged were unhappy, by the word that is believed first
(person, rule, judge). No organization counts for more than twice the median of them all. A creator
sees shares as everybody sees outcomes: rounded, from five organizations up, and changed only once
what five of them did has changed.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Final

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import public as agents
from hub.identity.public import admins_of
from hub.kit.clock import Clock
from hub.kit.db import Connection, Database, DriverConnection, Reader
from hub.kit.proportions import is_worse
from hub.marketplace.counting import Cell, Tally, cell_of, may_change
from hub.notifications.public import Notice, Notifier

_LIVE: Final = """
    select id, agent_id, org_id, before_id, version_id, counted_from from rollouts
    where status = 'running' order by id
"""
_RUNS: Final = """
    select org_id, agent_version_id,
           count(*) filter (where status = 'succeeded') as good,
           count(*) filter (where status in ('failed', 'lost')) as failed,
           count(*) filter (where said = 'happy') as happy,
           count(*) filter (where said = 'unhappy') as unhappy
    from (
      select r.org_id, r.agent_version_id, r.status,
             coalesce(r.outcome, nullif(rule.outcome, 'unknown'), nullif(judge.outcome, 'unknown'))
               as said
      from runs r
      left join run_outcomes rule
        on rule.org_id = r.org_id and rule.run_id = r.id and rule.source = 'rule'
      left join run_outcomes judge
        on judge.org_id = r.org_id and judge.run_id = r.id and judge.source = 'judge'
      where r.agent_id = %(agent)s and r.agent_version_id in (%(before)s, %(after)s)
        and r.mode = 'live' and r.org_id <> %(owner)s and r.created_at >= %(since)s
        and r.finished_at is not null
    ) ran
    group by 1, 2
"""
_BEFORE: Final = """
    select version_id, measure, org_id, good, bad from rollout_tallies where rollout_id = %s
"""
_SHOW: Final = """
    insert into rollout_figures (
      rollout_id, version_id, measure, org_id, share, low, high, runs
    ) values (%s, %s, %s, %s, %s, %s, %s, %s)
    on conflict (rollout_id, version_id, measure) do update set
      share = excluded.share, low = excluded.low, high = excluded.high, runs = excluded.runs
"""
_FORGET: Final = """
    delete from rollout_tallies where rollout_id = %s and version_id = %s and measure = %s
"""
_REMEMBER: Final = """
    insert into rollout_tallies (rollout_id, version_id, measure, org_id, good, bad)
    values (%s, %s, %s, %s, %s, %s)
"""
_WORDS: Final = {"succeeded": "of its runs failed", "happy": "of the runs judged were unhappy"}

log = structlog.get_logger()
_Arm = tuple[str, str]
"""A version's ID, and what is measured of it."""
_Said = Mapping[_Arm, Mapping[str, Tally]]


@dataclass(frozen=True, slots=True)
class _Live:
    id: str
    agent_id: str
    org_id: str
    before_id: str
    version_id: str
    since: datetime


class Watching:
    """`finder` sees the runs of every organization; what it decides is written as the owner."""

    def __init__(
        self, finder: Reader, database: Database, notifier: Notifier, clock: Clock
    ) -> None:
        self._finder = finder
        self._database = database
        self._notifier = notifier
        self._clock = clock

    async def step(self) -> bool:
        """Looks at every roll-out that is under way."""
        async with self._finder.transaction() as connection:
            rows = await (await connection.execute(_LIVE)).fetchall()
        for row in (_Live(*row) for row in rows):
            async with self._finder.transaction() as connection:
                said = await _said(connection, row)
                await _show(connection, row, said)
            if reason := _worse(row, said):
                await self._stop(row, reason)
        return False

    async def _stop(self, row: _Live, reason: str) -> None:
        async with self._database.transaction(row.org_id) as session:
            await self._tell(session, row, reason)
            stopped = await agents.stop_rollout(session, row.id, reason, now=self._clock())
        if stopped:
            log.info("rollout.stopped", rollout_id=row.id, reason=reason)

    async def _tell(self, session: AsyncSession, row: _Live, reason: str) -> None:
        versions = await agents.find_versions(session, [row.before_id, row.version_id])
        after, before = versions[row.version_id], versions[row.before_id]
        for user_id, email in await admins_of(session, row.org_id):
            notice = Notice(
                org_id=row.org_id,
                event_key=f"rollout_stopped:{row.id}",
                template="rollout_stopped",
                email=email,
                user_id=user_id,
                values={
                    "agent": after.manifest["name"],
                    "version": after.version,
                    "before": before.version,
                    "reason": reason,
                },
            )
            await self._notifier.tell(session, notice)


async def _said(connection: Connection, row: _Live) -> _Said:
    found: dict[_Arm, dict[str, Tally]] = defaultdict(dict)
    asked = {
        "agent": row.agent_id,
        "before": row.before_id,
        "after": row.version_id,
        "owner": row.org_id,
        "since": row.since,
    }
    cursor = await connection.execute(_RUNS, asked)
    for org_id, version_id, good, failed, happy, unhappy in await cursor.fetchall():
        for measure, tally in (
            ("succeeded", Tally(good, failed)),
            ("happy", Tally(happy, unhappy)),
        ):
            if tally.said:
                found[version_id, measure][org_id] = tally
    return found


async def _show(connection: DriverConnection, row: _Live, said: _Said) -> None:
    before: dict[_Arm, dict[str, tuple[int, int]]] = defaultdict(dict)
    cursor = await connection.execute(_BEFORE, [row.id])
    for version_id, measure, org_id, good, bad in await cursor.fetchall():
        before[version_id, measure][org_id] = (good, bad)
    for arm, tallies in said.items():
        if may_change(before.get(arm, {}), tallies):
            cell: Cell = cell_of(tallies)
            shown = [cell.happy_share, cell.low, cell.high, cell.runs]
            await connection.execute(_SHOW, [row.id, *arm, row.org_id, *shown])
            await connection.execute(_FORGET, [row.id, *arm])
            kept = [[row.id, *arm, o, t.happy, t.unhappy] for o, t in sorted(tallies.items())]
            await connection.cursor().executemany(_REMEMBER, kept)


def _worse(row: _Live, said: _Said) -> str | None:
    """Why the new version has to end, if it has to."""
    for measure, words in _WORDS.items():
        bad, trials = _weighed(said.get((row.version_id, measure), {}))
        bad_before, trials_before = _weighed(said.get((row.before_id, measure), {}))
        if is_worse(bad, trials, bad_before, trials_before):
            share, was = _percent(bad, trials), _percent(bad_before, trials_before)
            return f"{share} {words}, and {was} with the version before."
    return None


def _weighed(tallies: Mapping[str, Tally]) -> tuple[float, float]:
    """How many were bad, and how many there were, with nobody counting for too many."""
    if not tallies:
        return 0, 0
    most = 2 * median(tally.said for tally in tallies.values())
    weights = {org_id: min(tally.said, most) for org_id, tally in tallies.items()}
    bad = sum(weights[o] * tally.unhappy / tally.said for o, tally in tallies.items())
    return bad, sum(weights.values())


def _percent(bad: float, trials: float) -> str:
    return f"{round(100 * bad / trials)} %"
