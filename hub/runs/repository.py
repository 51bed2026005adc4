"""Reading runs and usage, always as one organization."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from msgspec.structs import replace
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.amounts import format_credits
from hub.kit.clock import Clock, rfc3339
from hub.kit.db import Database
from hub.kit.vault import Place, Vault
from hub.runs.errors import RunNotFound
from hub.runs.models import Run, RunApproval
from hub.runs.record import RunRecord
from hub.runs.saying import Verdict, said_of, say
from hub.runs.sealing import INPUT, OUTPUT, open_requests

ANSWER_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"decision": {"enum": ["approve", "reject"]}, "value": {}},
    "required": ["decision"],
}
_FIELDS: Final = tuple(set(RunRecord.__struct_fields__) - {"metadata"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs a list holds; None stands for all."""

    agent_id: str | None = None
    status: str | None = None
    session_id: str | None = None


class RunReader:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def get(self, caller: Principal, run_id: str) -> RunRecord:
        """Raises:
        RunNotFound: there is none, or it is not the caller's to see.
        """
        found = await self._read(caller, _seen_by(caller).where(Run.id == run_id))
        if not found:
            raise RunNotFound("There is no run with this ID.")
        return await opened(self._vault, found[0])

    async def list(
        self, caller: Principal, wanted: Wanted, *, after: str | None, limit: int
    ) -> Sequence[RunRecord]:
        """The newest first; with their content."""
        query = _seen_by(caller).order_by(col(Run.id).desc()).limit(limit)
        for name in ("agent_id", "status", "session_id"):
            value = getattr(wanted, name)
            if value is not None:
                query = query.where(getattr(Run, name) == value)
        if after:
            query = query.where(Run.id < after)
        return [await opened(self._vault, run) for run in await self._read(caller, query)]

    async def latest(
        self, caller: Principal, *, limit: int, under_way: bool = False
    ) -> Sequence[RunRecord]:
        """The newest first, if need be only those that have not finished; without content."""
        query = _seen_by(caller).where(col(Run.mode) != "test")
        if under_way:
            query = query.where(col(Run.finished_at).is_(None))
        query = query.order_by(col(Run.id).desc()).limit(limit)
        return [_without_content(run) for run in await self._read(caller, query)]

    async def find(self, caller: Principal, run_ids: Sequence[str]) -> Sequence[RunRecord]:
        """Those of these that the caller may see, the oldest first; without their content."""
        query = _seen_by(caller).where(col(Run.id).in_(run_ids), col(Run.mode) != "test")
        return [_without_content(run) for run in await self._read(caller, query.order_by(Run.id))]

    async def _read(self, caller: Principal, query: SelectOfScalar[Run]) -> Sequence[Run]:
        async with self._database.transaction(caller.org_id) as session:
            return (await session.exec(query)).all()

    async def cancel(self, caller: Principal, run_id: str) -> RunRecord:
        """Asks for the end of a run; the process that has it sees that within a second.

        The answer is of the moment of asking: a run that is queued then is taken by no worker.
        """
        run = await self.get(caller, run_id)
        if run.finished_at is not None:
            return run
        async with self._database.transaction(caller.org_id) as session:
            asked = await session.exec(
                update(Run)
                .where(
                    col(Run.org_id) == run.org_id,
                    col(Run.id) == run.id,
                    col(Run.finished_at).is_(None),
                    col(Run.cancel_requested_at).is_(None),
                )
                .values(cancel_requested_at=self._clock())
                .returning(col(Run.id))
            )
            if asked.first() is not None:
                await _record(session, caller, "cancelled", run, {"status": run.status})
        return await self.get(caller, run_id)

    async def set_outcome(self, caller: Principal, run_id: str, word: Verdict) -> dict[str, Any]:
        """The body of the run, with all that was said of it.

        Raises what `saying.say` does.
        """
        run = await say(self._database, caller, await self.get(caller, run_id), word, self._clock)
        return await self._with_outcomes(caller, run)

    async def _with_outcomes(self, caller: Principal, run: RunRecord) -> dict[str, Any]:
        async with self._database.transaction(caller.org_id) as session:
            return run_body(run) | {"outcomes": await said_of(session, run)}

    async def answer(self, caller: Principal, run_id: str) -> dict[str, Any]:
        """The body of a run; of one that waits for people, with what it asks them, and of one that
        is over, with all that was said of how it went."""
        run = await self.get(caller, run_id)
        if run.finished_at is not None:
            return await self._with_outcomes(caller, run)
        body = run_body(run)
        if run.status in ("input_required", "running"):  # which may wait for one of its tools
            query = select(RunApproval).where(
                RunApproval.org_id == run.org_id,
                RunApproval.run_id == run.id,
                RunApproval.status == "pending",
            )
            async with self._database.transaction(caller.org_id) as session:
                asked = list(await session.exec(query.order_by(col(RunApproval.id))))
            await open_requests(self._vault, asked)
            if asked or run.status == "input_required":
                body["input_required"] = [request_body(request) for request in asked]
        return body


def _seen_by(caller: Principal) -> SelectOfScalar[Run]:
    """Members see their own runs, admins and staff those of the organization."""
    query = select(Run).where(Run.org_id == caller.org_id)
    return query if caller.reads_everyone else query.where(Run.user_id == caller.user_id)


async def _record(
    session: AsyncSession, caller: Principal, verb: str, run: RunRecord, after: dict[str, Any]
) -> None:
    """What people do to a run that is there; of its course the run itself is the record."""
    entry = audit.Entry(f"run.{verb}", run.org_id, run.id, after={"agent_id": run.agent_id} | after)
    await audit.record(session, entry, by=audit.Actor.of(caller))


def record_of(run: Run) -> RunRecord:
    """The row as a value, with its content as it lies in the books."""
    values = {name: getattr(run, name) for name in _FIELDS}
    return RunRecord(**values, metadata=run.metadata_)


def _without_content(run: Run) -> RunRecord:
    return replace(record_of(run), input=b"", output=None)


async def opened(vault: Vault, run: Run) -> RunRecord:
    """The row as a value with its content, which is empty once removed or its key destroyed."""
    record = record_of(run)
    given = await vault.open(run.org_id, Place(INPUT, run.id), run.input) or b""
    made = run.output
    if made is not None:
        made = await vault.open(run.org_id, Place(OUTPUT, run.id), made)
    return replace(record, input=given, output=made)


def run_body(run: RunRecord) -> dict[str, Any]:
    """A run as the contract shows it: the invoke answer, with when and how it went."""
    body: dict[str, Any] = {
        "id": run.id,
        "agent_id": run.agent_id,
        "agent_version": run.agent_version,
        "agent_version_id": run.agent_version_id,
        "model": run.model,
        "model_tier": run.model_tier,
        "regions": run.regions or [],
        "status": run.status,
        "output": msgspec.json.decode(run.output) if run.output else None,
        "usage": {"input_tokens": run.input_tokens, "output_tokens": run.output_tokens},
        "cost": {"credits": format_credits(run.cost)},
        "receipt": run.receipt,
        "session_id": run.session_id,
        "input": msgspec.json.decode(run.input) if run.input else None,
        "face": run.face,
        "mode": run.mode,
        "parent_run_id": run.parent_run_id,
        "attempts": run.attempts or [],
        "metadata": run.metadata or {},
        "first_token_ms": run.first_token_ms,
        "duration_ms": run.duration_ms,
        "created_at": rfc3339(run.created_at),
        "finished_at": rfc3339(run.finished_at) if run.finished_at else None,
    }
    if run.events is not None:
        body["usage"]["events"] = run.events
    if run.content_removed_at:
        body["content_removed_at"] = rfc3339(run.content_removed_at)
    if run.error_code:
        body["error"] = {"code": run.error_code, "detail": run.error_detail}
    if run.outcome:
        body["outcome"] = {"happy": run.outcome == "happy", "reason": run.outcome_reason}
    return body


def request_body(request: RunApproval) -> dict[str, Any]:
    return {
        "request_id": request.id,
        "run_id": request.run_id,
        "agent_id": request.agent_id,
        "node": request.node_id,
        "question": request.question,
        "schema": ANSWER_SCHEMA,
        "created_at": rfc3339(request.created_at),
        "expires_at": rfc3339(request.expires_at),
    }
