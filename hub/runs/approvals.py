"""Questions that runs put to people: asked once, answered once, and over when their time is up.

A run that waits holds nothing but its row, its hold and its checkpoint. The answer puts it into
the queue again, where a worker takes it as it takes every queued run.
"""

from datetime import timedelta
from typing import Any, Final, Literal

import msgspec
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.clock import Clock
from hub.kit.db import Database
from hub.kit.ids import new_id
from hub.kit.tables import Outbox
from hub.kit.vault import Place, Vault
from hub.runs.errors import AlreadyDecided, RequestNotFound, RunCancelled
from hub.runs.executor import Work
from hub.runs.models import Run, RunApproval
from hub.runs.record import NewRun, RunRecord
from hub.runs.repository import opened, request_body
from hub.runs.sealing import ANSWER, QUESTION, open_requests

Decision = Literal["approve", "reject"]
_STATUS: Final[dict[Decision, str]] = {"approve": "approved", "reject": "rejected"}


class Approvals:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def decide(
        self, work: Work, node_id: str, visit: int, question: str, timeout_s: int, /
    ) -> dict[str, Any] | None:
        """What a person decided, or null while they have not; the first time it asks them."""
        question = question.replace("\0", "")  # JSON has no other place for it either
        envelope = await self._vault.ready(work.run.org_id)
        async with self._database.transaction(work.run.org_id) as session:
            request = await _find_visit(session, work.run, node_id, visit)
            if request is None:
                request = self._request(work.run, node_id, visit, timeout_s)
                sealed = envelope.seal(QUESTION, request.id, question.encode())
                request.sealed_question = sealed
            if request.status == "pending" and request.expires_at <= self._clock():
                request.status, request.decided_at = "expired", self._clock()
            session.add(request)
            await session.flush()
            asked = request_body(request) | {"question": question}
        if request.status != "pending":
            value = await self._answered(request)
            return {
                "decision": "approved" if request.status == "approved" else "rejected",
                "expired": request.status == "expired",
                "value": msgspec.json.decode(value) if value else None,
                "by": request.decided_by,
            }
        if work.emit is not None:
            await work.emit("run.input_required", asked)
        return None

    async def _answered(self, request: RunApproval) -> bytes | None:
        if request.value is None:
            return None
        return await self._vault.open(request.org_id, Place(ANSWER, request.id), request.value)

    def _request(self, run: NewRun, node_id: str, visit: int, timeout_s: int) -> RunApproval:
        now = self._clock()
        return RunApproval(
            org_id=run.org_id,
            id=new_id("req"),
            run_id=run.id,
            agent_id=run.agent_id,
            user_id=run.user_id,
            node_id=node_id,
            visit=visit,
            question="",
            status="pending",
            created_at=now,
            expires_at=now + timedelta(seconds=timeout_s),
        )

    async def park(self, run: NewRun, /) -> bool:
        """Records that the run waits for a person; false when they have answered meanwhile.

        Raises:
            RunCancelled: its end has been asked for.
        """
        async with self._database.transaction(run.org_id) as session:
            row = await _locked(session, run.org_id, run.id)
            if row is None or row.finished_at is not None or row.cancel_requested_at is not None:
                raise RunCancelled("The run was cancelled.")
            open_requests = (
                select(RunApproval.id)
                .where(RunApproval.org_id == run.org_id, RunApproval.run_id == run.id)
                .where(RunApproval.status == "pending")
            )
            if (await session.exec(open_requests.limit(1))).first() is None:
                return False
            row.status, row.process_id, row.paused_at = "input_required", None, self._clock()
            session.add(row)
            session.add(_event(row, "run.input_required"))
            await session.flush()
        return True

    async def answer(
        self, caller: Principal, run_id: str, request_id: str, decision: Decision, value: Any
    ) -> RunRecord:
        """Records a person's decision, and lets the run go on.

        Raises:
            RequestNotFound: there is none, or it is not the caller's to answer.
            AlreadyDecided: it was answered otherwise, its time is up, or the run is over.
        """
        given = None if value is None else msgspec.json.encode(value)
        envelope = await self._vault.ready(caller.org_id)
        async with self._database.transaction(caller.org_id) as session:
            run = await _locked(session, caller.org_id, run_id)
            request = await session.get(RunApproval, (caller.org_id, request_id))
            if run is None or request is None or request.run_id != run.id:
                raise RequestNotFound("There is no such request.")
            if not may_answer(caller, request):
                raise RequestNotFound("There is no such request.")
            if request.status == _STATUS[decision] and await self._answered(request) == given:
                return await opened(self._vault, run)
            now = self._clock()
            if request.status != "pending" or request.expires_at <= now or run.finished_at:
                raise AlreadyDecided(f"This request is {_fate(request, run)}.")
            request.status = _STATUS[decision]
            request.value = None if given is None else envelope.seal(ANSWER, request.id, given)
            request.decided_by, request.decided_at = caller.user_id, now
            session.add(request)
            if run.status == "input_required":
                run.status, run.queued_at = "queued", now
                session.add(run)
            session.add(_event(run, "run.input_given"))
            after = {**request.model_dump(exclude={"value"}), "decision": decision}
            entry = audit.Entry("approval.decided", request.org_id, request.id, after=after)
            await audit.record(session, entry, by=audit.Actor.of(caller))
        return await opened(self._vault, run)

    async def list(
        self, caller: Principal, *, after: str | None, limit: int, run_id: str | None = None
    ) -> list[RunApproval]:
        """What waits for an answer that the caller may give, the newest first."""
        query = (
            select(RunApproval)
            .join(
                Run, (col(Run.org_id) == RunApproval.org_id) & (col(Run.id) == RunApproval.run_id)
            )
            .where(RunApproval.org_id == caller.org_id, RunApproval.status == "pending")
            .where(col(RunApproval.expires_at) > self._clock(), col(Run.finished_at).is_(None))
            .order_by(col(RunApproval.id).desc())
        )
        if not sees_all(caller):
            query = query.where(RunApproval.user_id == caller.user_id)
        if caller.agent_ids is not None:
            query = query.where(col(RunApproval.agent_id).in_(caller.agent_ids))
        if run_id is not None:
            query = query.where(RunApproval.run_id == run_id)
        if after:
            query = query.where(RunApproval.id < after)
        async with self._database.transaction(caller.org_id) as session:
            found = list((await session.exec(query.limit(limit))).all())
        await open_requests(self._vault, found)
        return found


def sees_all(caller: Principal) -> bool:
    return caller.role in ("admin", "staff")


def may_answer(caller: Principal, request: RunApproval) -> bool:
    """Whoever asked for the run, and the organization's staff and administrators."""
    is_theirs = sees_all(caller) or request.user_id == caller.user_id
    return is_theirs and (caller.agent_ids is None or request.agent_id in caller.agent_ids)


async def _find_visit(
    session: AsyncSession, run: NewRun, node_id: str, visit: int
) -> RunApproval | None:
    query = select(RunApproval).where(
        RunApproval.org_id == run.org_id,
        RunApproval.run_id == run.id,
        RunApproval.node_id == node_id,
        RunApproval.visit == visit,
    )
    return (await session.exec(query.with_for_update())).one_or_none()


async def _locked(session: AsyncSession, org_id: str, run_id: str) -> Run | None:
    """Answers and the run's own steps take turns on its row."""
    query = select(Run).where(Run.org_id == org_id, Run.id == run_id)
    return (await session.exec(query.with_for_update())).one_or_none()


def _event(run: Run, subject: str) -> Outbox:
    body = {"run_id": run.id, "agent_id": run.agent_id}
    return Outbox(org_id=run.org_id, subject=subject, payload=msgspec.json.encode(body))


def _fate(request: RunApproval, run: Run) -> str:
    if request.status != "pending":
        return request.status
    return f"over: the run is {run.status}" if run.finished_at else "expired"
