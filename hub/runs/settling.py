"""Runs that end without an execution, or whose end could not be recorded at first.

What a run row holds is enough to settle it: anybody can, once, whoever started it.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import structlog
from msgspec.structs import replace

from hub.kit.errors import LaeliaError, Unavailable
from hub.runs.errors import RunCancelled, RunLost
from hub.runs.record import Finished, NewRun, RunRecord, RunStatus
from hub.runs.sealing import Committer
from providers.contract import Usage

_PAUSES_S: Final = (0.2, 0.5, 1.0, 2.0, 5.0)
_REFUSALS: Final = 3
COLUMNS: Final = (
    "org_id, id, agent_id, agent_version_id, agent_version, agent_owner_id, entitlement_id,"
    " price_id, user_id, key_id, face, mode, status, input, max_credits, created_at, process_id,"
    " parent_run_id, depth, session_id, model_requested, metadata::text,"
    " metadata->>'end_user' as end_user, idempotency_key, request_hash"
)
_SHARED: Final = (set(NewRun.__struct_fields__) & set(RunRecord.__struct_fields__)) - {"metadata"}

log = structlog.get_logger()


def run_from(row: Sequence[Any]) -> NewRun:
    """A row of :data:`COLUMNS` as the value that it was written from."""
    return NewRun(
        org_id=row[0],
        id=row[1],
        agent_id=row[2],
        agent_version_id=row[3],
        agent_version=row[4],
        agent_owner_id=row[5],
        entitlement_id=row[6],
        price_id=row[7],
        user_id=row[8],
        key_id=row[9],
        face=row[10],
        mode=row[11],
        status=row[12],
        input=row[13],
        max_credits=row[14],
        created_at=row[15],
        process_id=row[16],
        parent_run_id=row[17],
        depth=row[18],
        session_id=row[19],
        model_requested=row[20],
        metadata=row[21],
        end_user=row[22],
        idempotency_key=row[23],
        request_hash=row[24],
    )


def run_of(record: RunRecord) -> NewRun:
    """The same of a record."""
    metadata = msgspec.json.encode(record.metadata).decode() if record.metadata else None
    end_user = (record.metadata or {}).get("end_user")
    values = {name: getattr(record, name) for name in _SHARED}
    return NewRun(**values, metadata=metadata, end_user=end_user)


def unexecuted(run: NewRun, status: RunStatus, error: LaeliaError, now: datetime) -> Finished:
    """The end of a run that made nothing and costs nothing by itself.

    Unless it is lost it pays for its children that succeeded, like any run that fails after them.
    """
    return Finished(
        run=run,
        status=status,
        output=None,
        usage=Usage(),
        cost=0,
        publisher_fee=0,
        finished_at=now,
        duration_ms=max(0, int((now - run.created_at).total_seconds() * 1000)),
        error_code=error.code,
        error_detail=error.detail[:1000],
        attempts=msgspec.json.encode([]).decode(),
        pays_children=status != "lost",
    )


def run_lost() -> RunLost:
    return RunLost("The process that had this run ended. Nothing was charged; call again.")


def lost(run: NewRun, now: datetime) -> Finished:
    return unexecuted(run, "lost", run_lost(), now)


def cut_off(run: NewRun, now: datetime) -> Finished:
    """The end of a run whose caller's task was ended by force."""
    return unexecuted(run, "cancelled", RunCancelled("Whoever waited for it went away."), now)


class Settler:
    """Records ends that could not be recorded, for as long as this process lives.

    While it lives no sweeper touches its runs, so it must not forget one: whether the database
    took a batch just before it went away is not known until it is back.
    """

    def __init__(self, finisher: Committer[Finished, bool]) -> None:
        self._finisher = finisher
        self._tasks: set[asyncio.Task[None]] = set()

    def later(self, done: Finished) -> None:
        task = asyncio.create_task(self._insist(done), name=f"settle {done.run.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self, seconds: float) -> None:
        """What is left then is the sweeper's: this process ends."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _insist(self, done: Finished) -> None:
        refusals = attempt = 0
        while True:
            await asyncio.sleep(_PAUSES_S[min(attempt, len(_PAUSES_S) - 1)])
            attempt += 1
            try:
                recorded = await self._finisher.submit(done)
            except Unavailable:
                continue
            except LaeliaError:
                refusals += 1
                if refusals == _REFUSALS:  # something in what it made cannot be written
                    log.exception("settler.refused", run_id=done.run.id)
                    done = lost(replace(done.run, metadata=None), done.finished_at)
                continue
            if recorded or attempt > len(_PAUSES_S):
                return
