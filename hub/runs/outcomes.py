"""Outcomes: whether what was done did the job, by agent, model, person and time.

Members see their own runs; admins and staff see the organization's. Only a caller's own calls
count: of the runs that an agent made for its caller nobody is asked whether they were happy. What
people, rules and judges said is looked at one source at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, func, literal
from sqlalchemy import select as choose
from sqlmodel import col

from hub.identity.public import Principal
from hub.kit.amounts import format_credits
from hub.kit.db import Database
from hub.kit.ids import id_at
from hub.kit.proportions import wilson_interval
from hub.runs.models import Run, RunOutcome
from hub.runs.saying import Source

GroupBy = Literal["hour", "day", "week", "agent", "model", "agent_model", "user", "face", "reason"]
_MOST_GROUPS: Final = 1000


def _span(unit: str) -> ColumnElement[Any]:
    """The beginning of the hour, day or week (from Monday) in UTC."""
    start = func.date_trunc(unit, func.timezone("UTC", col(Run.created_at)))
    return func.to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')


_TIMES: Final = ("hour", "day", "week")
# What a group is called on the wire, and where it is read.
KEYS: Final[dict[str, dict[str, Any]]] = {
    **{unit: {"start": _span(unit)} for unit in _TIMES},
    "agent": {"agent_id": col(Run.agent_id)},
    "model": {"model": col(Run.model)},
    "agent_model": {"agent_id": col(Run.agent_id), "model": col(Run.model)},
    "user": {"user_id": col(Run.user_id)},
    "face": {"face": col(Run.face)},
    "reason": {"reason": col(Run.outcome_reason)},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which runs are looked at: begun from `start` on and before `end`."""

    start: datetime
    end: datetime
    agent_id: str | None = None
    model: str | None = None
    user_id: str | None = None
    face: str | None = None
    source: Source = "person"

    def before(self) -> "Filters | None":
        """The same for the period of the same length before this one; None before all time."""
        try:
            start = self.start - (self.end - self.start)
        except OverflowError:
            return None
        return Filters(
            start=start,
            end=self.start,
            agent_id=self.agent_id,
            model=self.model,
            user_id=self.user_id,
            face=self.face,
            source=self.source,
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the runs of a group. `cost` in micro-credits, durations in milliseconds."""

    key: tuple[str | None, ...]
    runs: int
    succeeded: int
    failed: int
    cancelled: int
    happy: int
    unhappy: int
    cost: int
    p50_ms: float | None
    p95_ms: float | None

    def body(self) -> dict[str, Any]:
        """`happy_share` is of those that were judged; what nobody judged is never called happy."""
        judged = self.happy + self.unhappy
        interval = wilson_interval(self.happy / judged, judged) if judged else None
        return {
            "runs": self.runs,
            "succeeded": self.succeeded,
            "failed": self.failed,
            "cancelled": self.cancelled,
            "happy": self.happy,
            "unhappy": self.unhappy,
            "unknown": self.runs - judged,
            "happy_share": round(self.happy / judged, 4) if judged else None,
            "happy_interval": [round(end, 4) for end in interval] if interval else None,
            "credits": format_credits(self.cost),
            "credits_per_happy": format_credits(self.cost // self.happy) if self.happy else None,
            "latency_ms": {"p50": self.p50_ms, "p95": self.p95_ms},
        }


class OutcomeReader:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def total(self, who: Principal, filters: Filters) -> Tally:
        query = _tallies([], filters.source).where(*_conditions(who, filters))
        [tally] = await self._read(who, query, keys=0)
        return tally

    async def groups(self, who: Principal, filters: Filters, by: GroupBy) -> list[Tally]:
        """Times in their order, other groups the most used first; reasons only of the unhappy."""
        outcome, reason = _said(filters.source)
        found = {"reason": reason} if by == "reason" else KEYS[by]
        keys = [key.label(name) for name, key in found.items()]
        query = _tallies(keys, filters.source).where(*_conditions(who, filters)).group_by(*keys)
        if by == "reason":
            query = query.where(outcome == "unhappy")
        order = keys if by in _TIMES else [func.count().desc(), *keys]
        return await self._read(who, query.order_by(*order).limit(_MOST_GROUPS), keys=len(keys))

    async def _read(self, who: Principal, query: Select[Any], *, keys: int) -> list[Tally]:
        async with self._database.transaction(who.org_id) as session:
            rows = (await (await session.connection()).execute(query)).all()
        return [Tally(tuple(row[:keys]), *_numbers(row[keys:])) for row in rows]


def _numbers(row: Sequence[Any]) -> tuple[Any, ...]:
    """Sums of integers arrive as decimals."""
    *counts, cost, p50, p95 = row
    return (*counts, int(cost), p50, p95)


def _said(source: Source) -> tuple[Any, Any]:
    """What this source said, and its reason."""
    if source == "person":
        return col(Run.outcome), col(Run.outcome_reason)
    return col(RunOutcome.outcome), col(RunOutcome.reason)


def _tallies(keys: Sequence[ColumnElement[Any]], source: Source) -> Select[Any]:
    status, (outcome, _) = col(Run.status), _said(source)
    columns: Sequence[ColumnElement[Any]] = (
        *keys,
        func.count(),
        func.count().filter(status == "succeeded"),
        func.count().filter(status.in_(("failed", "lost"))),
        func.count().filter(status == "cancelled"),
        func.count().filter(outcome == "happy"),
        func.count().filter(outcome == "unhappy"),
        func.coalesce(func.sum(Run.cost), literal(0)),
        func.percentile_cont(0.5).within_group(col(Run.duration_ms)),
        func.percentile_cont(0.95).within_group(col(Run.duration_ms)),
    )
    query = choose(*columns).select_from(Run)
    if source == "person":
        return query
    return query.outerjoin(
        RunOutcome,
        (col(RunOutcome.org_id) == col(Run.org_id))
        & (col(RunOutcome.run_id) == col(Run.id))
        & (col(RunOutcome.source) == source),
    )


def _conditions(who: Principal, filters: Filters) -> list[Any]:
    found = [
        col(Run.org_id) == who.org_id,
        # The key is by ID, and IDs begin with their time
        col(Run.id) >= id_at("run", filters.start),
        col(Run.created_at) >= filters.start,
        col(Run.created_at) < filters.end,
        col(Run.finished_at).is_not(None),
        col(Run.parent_run_id).is_(None),
        col(Run.mode) != "test",
    ]
    if not who.sees_everyone:
        found.append(col(Run.user_id) == who.user_id)
    for name in ("agent_id", "model", "user_id", "face"):
        value = getattr(filters, name)
        if value is not None:
            found.append(col(getattr(Run, name)) == value)
    return found
