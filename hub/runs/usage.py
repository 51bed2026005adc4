"""Usage: every call that was made, filtered, grouped and summed.

Members see their own; admins and staff see the organization's.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, case, func, literal
from sqlalchemy import select as choose
from sqlmodel import col, select

from hub.identity.public import Principal
from hub.kit.amounts import format_credits
from hub.kit.clock import rfc3339
from hub.kit.db import Database
from hub.runs.models import UsageEvent

GroupBy = Literal["day", "agent", "model", "key", "user", "face", "status", "end_user"]
ERRORS: Final = ("failed", "lost", "rejected")
WAIVED: Final = "waived"  # no call: what one had cost is taken back, since its parent was lost
_MOST_GROUPS: Final = 1000
_PAGE: Final = 1000

_KEYS: Final[dict[str, Any]] = {
    "day": func.to_char(func.timezone("UTC", col(UsageEvent.time)), "YYYY-MM-DD"),
    "agent": col(UsageEvent.agent_id),
    "model": col(UsageEvent.model),
    "key": col(UsageEvent.key_id),
    "user": col(UsageEvent.user_id),
    "face": col(UsageEvent.face),
    "status": col(UsageEvent.status),
    "end_user": col(UsageEvent.end_user),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What of the calls is looked at. `tag` is a key and value of the caller's metadata.

    A call that an agent made for its caller stands beside the outer call, each with its own tokens
    and cost; without `nested` it is left out, and what it took with it.
    """

    start: datetime
    end: datetime
    agent_id: str | None = None
    key_id: str | None = None
    user_id: str | None = None
    face: str | None = None
    model: str | None = None
    status: str | None = None
    end_user: str | None = None
    tag: tuple[str, str] | None = None
    nested: bool = True


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over calls. Latencies are of calls that ran; `key` is the group's, null for none."""

    key: str | None
    calls: int
    errors: int
    input_tokens: int
    output_tokens: int
    cost: int
    p50_ms: float | None
    p95_ms: float | None

    def body(self) -> dict[str, Any]:
        return {
            "calls": self.calls,
            "errors": self.errors,
            "error_rate": round(self.errors / self.calls, 6) if self.calls else 0,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "credits": format_credits(self.cost),
            "latency_ms": {"p50": self.p50_ms, "p95": self.p95_ms},
        }


class UsageReader:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def events(
        self, who: Principal, filters: Filters, *, after: str | None, limit: int
    ) -> list[UsageEvent]:
        """The newest first."""
        query = select(UsageEvent).where(*_conditions(who, filters))
        if after:
            query = query.where(UsageEvent.id < after)
        query = query.order_by(col(UsageEvent.id).desc()).limit(limit)
        async with self._database.transaction(who.org_id) as session:
            return list((await session.exec(query)).all())

    async def every(self, who: Principal, filters: Filters) -> AsyncIterator[UsageEvent]:
        """All of them, read a page at a time so that no transaction stays open."""
        after: str | None = None
        while True:
            page = await self.events(who, filters, after=after, limit=_PAGE)
            for event in page:
                yield event
            if len(page) < _PAGE:
                return
            after = page[-1].id

    async def totals(self, who: Principal, filters: Filters) -> Totals:
        [total] = await self._sums(who, _sums(literal(None)).where(*_conditions(who, filters)))
        return total

    async def groups(self, who: Principal, filters: Filters, by: GroupBy) -> list[Totals]:
        """Days in their order, other groups the dearest first."""
        key = _KEYS[by].label("key")
        query = _sums(key).where(*_conditions(who, filters)).group_by(key)
        order = [key] if by == "day" else [func.sum(UsageEvent.cost).desc(), key]
        return await self._sums(who, query.order_by(*order).limit(_MOST_GROUPS))

    async def _sums(self, who: Principal, query: Select[Any]) -> list[Totals]:
        async with self._database.transaction(who.org_id) as session:
            rows = (await (await session.connection()).execute(query)).all()
        return [
            Totals(row[0], row[1], row[2], int(row[3]), int(row[4]), int(row[5]), row[6], row[7])
            for row in rows
        ]


def _sums(key: ColumnElement[Any]) -> Select[Any]:
    ran = col(UsageEvent.duration_ms)
    failed = case((col(UsageEvent.status).in_(ERRORS), 1), else_=0)
    columns: Sequence[ColumnElement[Any]] = (
        key,
        func.count().filter(col(UsageEvent.status) != WAIVED),
        func.coalesce(func.sum(failed), 0),
        func.coalesce(func.sum(UsageEvent.input_tokens), 0),
        func.coalesce(func.sum(UsageEvent.output_tokens), 0),
        func.coalesce(func.sum(UsageEvent.cost), 0),
        func.percentile_cont(0.5).within_group(ran),
        func.percentile_cont(0.95).within_group(ran),
    )
    return choose(*columns).select_from(UsageEvent)


def _conditions(who: Principal, filters: Filters) -> list[Any]:
    found = [
        col(UsageEvent.org_id) == who.org_id,
        col(UsageEvent.time) >= filters.start,
        col(UsageEvent.time) < filters.end,
    ]
    if who.role not in ("admin", "staff") and who.support_id is None:
        found.append(col(UsageEvent.user_id) == who.user_id)
    for name in ("agent_id", "key_id", "user_id", "face", "model", "status", "end_user"):
        value = getattr(filters, name)
        if value is not None:
            found.append(col(getattr(UsageEvent, name)) == value)
    if not filters.nested:
        found.append(col(UsageEvent.parent_run_id).is_(None))
    if filters.tag is not None:
        key, value = filters.tag
        found.append(col(UsageEvent.tags)[key].astext == value)
    return found


def event_body(event: UsageEvent) -> dict[str, Any]:
    return {
        "id": event.id,
        "time": rfc3339(event.time),
        "run_id": event.run_id,
        "parent_run_id": event.parent_run_id,
        "agent_id": event.agent_id,
        "agent_version": event.agent_version,
        "face": event.face,
        "mode": event.mode,
        "user_id": event.user_id,
        "key_id": event.key_id,
        "model_requested": event.model_requested,
        "model": event.model,
        "attempts": event.attempts or [],
        "status": event.status,
        "error_code": event.error_code,
        "input_tokens": event.input_tokens,
        "output_tokens": event.output_tokens,
        "events": event.events,
        "credits": format_credits(event.cost),
        "first_token_ms": event.first_token_ms,
        "duration_ms": event.duration_ms,
        "end_user": event.end_user,
        "tags": event.tags or {},
    }
