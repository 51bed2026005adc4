"""The rules of comparisons: a label for each, what is shown before the choice, and the choice."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.entitlements import public as entitlements
from hub.identity.public import Principal
from hub.kit.amounts import format_credits
from hub.kit.clock import Clock
from hub.kit.db import Database
from hub.kit.errors import Conflict, InvalidInput
from hub.kit.ids import is_id, new_id
from hub.runs.comparing.errors import AlreadyChosen, ComparisonNotFound
from hub.runs.comparing.models import Comparison, ComparisonEntrant
from hub.runs.comparing.schemas import ComparisonView, EntrantView
from hub.runs.errors import RunNotFound
from hub.runs.record import RunRecord
from hub.runs.repository import RunReader

LABELS: Final = "ABCD"
_NOT_THERE: Final = "There is no comparison with this ID."


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who takes part: an agent, perhaps on another model than its own."""

    agent_id: str
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A comparison that is under way; `order` has by label which of those asked for it is."""

    id: str
    blind: bool
    order: Mapping[str, int]
    tried: frozenset[str]
    """Labels of those that are tried, because they are not enabled."""


class Comparisons:
    def __init__(self, database: Database, reader: RunReader, clock: Clock) -> None:
        self._database = database
        self._reader = reader
        self._clock = clock

    async def begin(self, who: Principal, entrants: Sequence[Entrant], *, blind: bool) -> Begun:
        """Records who takes part. Blind ones get their labels by chance."""
        order = list(range(len(entrants)))
        if blind:
            random.SystemRandom().shuffle(order)
        labels = dict(zip(LABELS, order, strict=False))
        now = self._clock()
        row = Comparison(
            org_id=who.org_id,
            id=new_id("cmp"),
            user_id=who.user_id,
            blind=blind,
            status="running",
            created_at=now,
        )
        async with self._database.transaction(who.org_id, user_id=who.user_id) as session:
            enabled = await entitlements.find_enabled(
                session,
                org_id=who.org_id,
                user_id=who.user_id,
                agent_ids=[one.agent_id for one in entrants],
                now=now,
            )
            tried = frozenset(
                label for label, at in labels.items() if entrants[at].agent_id not in enabled
            )
            session.add(row)
            await session.flush()
            for label, at in labels.items():
                session.add(
                    ComparisonEntrant(
                        org_id=row.org_id,
                        comparison_id=row.id,
                        label=label,
                        agent_id=entrants[at].agent_id,
                        model=entrants[at].model,
                        tried=label in tried,
                    )
                )
        return Begun(row.id, blind, labels, tried)

    async def ran(self, who: Principal, begun: Begun, ends: Mapping[str, dict[str, Any]]) -> None:
        """What became of each, by its label: `run_id`, or `error_code` and `error_detail`."""
        async with self._database.transaction(who.org_id) as session:
            for label, end in ends.items():
                await session.exec(
                    update(ComparisonEntrant)
                    .where(
                        col(ComparisonEntrant.org_id) == who.org_id,
                        col(ComparisonEntrant.comparison_id) == begun.id,
                        col(ComparisonEntrant.label) == label,
                    )
                    .values(**end)
                )
            await session.exec(
                update(Comparison)
                .where(
                    col(Comparison.org_id) == who.org_id,
                    col(Comparison.id) == begun.id,
                    col(Comparison.status) == "running",
                )
                .values(status="finished")
            )

    async def choose(self, who: Principal, comparison_id: str, label: str | None) -> ComparisonView:
        """Raises:
        ComparisonNotFound: none of the caller's.
        AlreadyChosen: it has been decided.
        Conflict: it is still under way.
        InvalidInput: nobody has this label, or who has it did not answer.
        """
        async with self._database.transaction(who.org_id) as session:
            row = await _find(session, who, comparison_id, lock=True)
            if row.status == "decided":
                raise AlreadyChosen("A choice is made once.")
            if row.status == "running":
                raise Conflict("Wait until all of them have answered.")
            entrants = await _entrants(session, [row])
            known = {one.label: one for one in entrants[row.id]}
            if label is not None and (label not in known or known[label].run_id is None):
                raise InvalidInput.at("/label", "is of none that answered")
            row.choice, row.status, row.decided_at = label, "decided", self._clock()
            session.add(row)
            after = {
                "choice": label,
                "agent_id": known[label].agent_id if label is not None else None,
            }
            entry = audit.Entry("comparison.decided", who.org_id, row.id, after=after)
            await audit.record(session, entry)
        return await self.get(who, comparison_id)

    async def get(self, who: Principal, comparison_id: str) -> ComparisonView:
        """Raises ComparisonNotFound: none of the caller's."""
        async with self._database.transaction(who.org_id) as session:
            row = await _find(session, who, comparison_id)
            entrants = await _entrants(session, [row])
        return await self._view(who, row, entrants[row.id])

    async def list(
        self, who: Principal, *, after: str | None, limit: int
    ) -> Sequence[ComparisonView]:
        """The caller's own, the newest first."""
        query = select(Comparison).where(
            Comparison.org_id == who.org_id, Comparison.user_id == who.user_id
        )
        if after is not None:
            query = query.where(Comparison.id < after)
        async with self._database.transaction(who.org_id) as session:
            found = await session.exec(query.order_by(col(Comparison.id).desc()).limit(limit))
            rows = list(found.all())
            entrants = await _entrants(session, rows)
        return [await self._view(who, row, entrants[row.id]) for row in rows]

    async def _view(
        self, who: Principal, row: Comparison, entrants: Sequence[ComparisonEntrant]
    ) -> ComparisonView:
        hidden = row.blind and row.status != "decided"
        shown = []
        for one in entrants:
            run = await self._run(who, one.run_id)
            shown.append(_entrant(one, run, hidden=hidden))
        return ComparisonView.model_validate(
            {
                "id": row.id,
                "blind": row.blind,
                "status": row.status,
                "choice": row.choice,
                "entrants": shown,
                "created_at": row.created_at,
                "decided_at": row.decided_at,
            }
        )

    async def _run(self, who: Principal, run_id: str | None) -> RunRecord | None:
        if run_id is None:
            return None
        try:
            return await self._reader.get(who, run_id)
        except RunNotFound:
            return None


def _entrant(one: ComparisonEntrant, run: RunRecord | None, *, hidden: bool) -> EntrantView:
    error = None
    code = run.error_code if run is not None else one.error_code
    if code is not None:
        detail = run.error_detail if run is not None else one.error_detail
        error = {"code": code, "detail": detail or ""}
    return EntrantView(
        label=one.label,
        agent_id=None if hidden else one.agent_id,
        model=None if hidden else (run.model if run is not None else one.model),
        run_id=None if hidden else one.run_id,
        tried=None if hidden else one.tried,
        status=run.status if run is not None else ("refused" if code else "running"),
        output=msgspec.json.decode(run.output) if run is not None and run.output else None,
        credits=format_credits(run.cost) if run is not None and not hidden else None,
        duration_ms=run.duration_ms if run is not None else None,
        error=error,
    )


async def _find(
    session: AsyncSession, who: Principal, comparison_id: str, *, lock: bool = False
) -> Comparison:
    query = select(Comparison).where(
        Comparison.org_id == who.org_id,
        Comparison.id == comparison_id,
        Comparison.user_id == who.user_id,
    )
    if lock:
        query = query.with_for_update()
    found = None
    if is_id("cmp", comparison_id):
        found = (await session.exec(query)).one_or_none()
    if found is None:
        raise ComparisonNotFound(_NOT_THERE)
    return found


async def _entrants(
    session: AsyncSession, rows: Sequence[Comparison]
) -> dict[str, list[ComparisonEntrant]]:
    """By comparison, in the order of their labels."""
    found: dict[str, list[ComparisonEntrant]] = {row.id: [] for row in rows}
    if rows:
        query = select(ComparisonEntrant).where(
            ComparisonEntrant.org_id == rows[0].org_id,
            col(ComparisonEntrant.comparison_id).in_(list(found)),
        )
        for one in (await session.exec(query.order_by(ComparisonEntrant.label))).all():
            found[one.comparison_id].append(one)
    return found
