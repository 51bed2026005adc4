"""What is said of how a run went, and by whom: a person, a rule of the organization, or a judge.

A person's word stands with the run. Rules (the output fits a schema, a tool confirmed it) and
judges (another model's mark) are the organization's own: it decides, and tells. None replaces
another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from msgspec.structs import replace
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.clock import Clock
from hub.kit.db import Database
from hub.kit.errors import Conflict, InvalidInput
from hub.runs.models import Run, RunOutcome
from hub.runs.record import RunRecord

Source = Literal["person", "rule", "judge"]
RANKED: Final[tuple[Source, ...]] = get_args(Source)
"""What is believed first."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`happy` is None where nobody can tell; `name` says which rule, or what judged."""

    happy: bool | None
    source: Source = "person"
    name: str | None = None
    reason: str | None = None

    @property
    def outcome(self) -> str:
        return "unknown" if self.happy is None else "happy" if self.happy else "unhappy"


async def say(
    database: Database, caller: Principal, run: RunRecord, word: Verdict, clock: Clock
) -> RunRecord:
    """The run with what was said; each source's last word counts.

    Raises:
        Conflict: the run has not finished.
        InvalidInput: a rule or a judge has no name, or a person one.
    """
    if run.finished_at is None:
        raise Conflict("Say how it went once the run has finished.")
    if (word.name is None) != (word.source == "person"):
        raise InvalidInput.at("/name", "names the rule or the judge; a person needs none")
    async with database.transaction(caller.org_id) as session:
        if word.source == "person":
            run = await _keep_persons(session, run, word)
        else:
            await _keep(session, caller, run, word, clock)
        after = {"agent_id": run.agent_id, "outcome": word.outcome, "source": word.source}
        entry = audit.Entry("run.rated", run.org_id, run.id, after=after)
        await audit.record(session, entry, by=audit.Actor.of(caller))
    return run


async def _keep_persons(session: AsyncSession, run: RunRecord, word: Verdict) -> RunRecord:
    outcome = None if word.happy is None else word.outcome
    await session.exec(
        update(Run)
        .where(col(Run.org_id) == run.org_id, col(Run.id) == run.id)
        .values(outcome=outcome, outcome_reason=word.reason)
    )
    return replace(run, outcome=outcome, outcome_reason=word.reason)


async def _keep(
    session: AsyncSession, caller: Principal, run: RunRecord, word: Verdict, clock: Clock
) -> None:
    said = {
        "outcome": word.outcome,
        "name": word.name,
        "reason": word.reason,
        "user_id": caller.user_id,
        "created_at": clock(),
    }
    statement = insert(RunOutcome).values(
        org_id=run.org_id, run_id=run.id, source=word.source, **said
    )
    await session.exec(
        statement.on_conflict_do_update(index_elements=["org_id", "run_id", "source"], set_=said)
    )


async def said_of(session: AsyncSession, run: RunRecord) -> list[dict[str, Any]]:
    """Everything that was said, as the wire has it; people first, then rules, then judges."""
    query = select(RunOutcome).where(
        col(RunOutcome.org_id) == run.org_id, col(RunOutcome.run_id) == run.id
    )
    rows: Sequence[RunOutcome] = (await session.exec(query)).all()
    found = [
        _body(row.source, row.outcome, row.name, row.reason)
        for row in sorted(rows, key=lambda row: RANKED.index(_source(row.source)))
    ]
    if run.outcome is not None:
        found.insert(0, _body("person", run.outcome, None, run.outcome_reason))
    return found


def _source(name: str) -> Source:
    return next(source for source in RANKED if source == name)


def _body(source: str, outcome: str, name: str | None, reason: str | None) -> dict[str, Any]:
    happy = None if outcome == "unknown" else outcome == "happy"
    return {"source": source, "happy": happy, "name": name, "reason": reason}
