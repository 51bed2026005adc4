"""The hot path's SQL: runs started and finished many at a time, across organizations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from hub.credits import public as credits_
from hub.entitlements import public as entitlements
from hub.kit.batch import BatchInsert
from hub.kit.clock import Clock
from hub.kit.db import SET_ORGS, Connection
from hub.kit.errors import IdempotencyInFlight, IdempotencyKeyReused, LaeliaError
from hub.kit.ids import new_id
from hub.runs.record import Finished, NewRun

_insert_runs: Final = BatchInsert(
    "runs",
    {
        "org_id": "text",
        "id": "text",
        "agent_id": "text",
        "agent_version_id": "text",
        "agent_version": "text",
        "agent_owner_id": "text",
        "entitlement_id": "text",
        "price_id": "text",
        "user_id": "text",
        "key_id": "text",
        "face": "text",
        "mode": "text",
        "parent_run_id": "text",
        "depth": "bigint",
        "session_id": "text",
        "status": "text",
        "input": "bytea",
        "model_requested": "text",
        "max_credits": "bigint",
        "metadata": "jsonb",
        "idempotency_key": "text",
        "request_hash": "bytea",
        "process_id": "text",
        "created_at": "timestamptz",
        "started_at": "timestamptz",
        "input_tokens": "bigint",
        "output_tokens": "bigint",
        "cost": "bigint",
    },
)
_insert_outbox: Final = BatchInsert(
    "outbox", {"org_id": "text", "subject": "text", "payload": "bytea"}
)
_insert_usage: Final = BatchInsert(
    "usage_events",
    {
        "org_id": "text",
        "id": "text",
        "time": "timestamptz",
        "run_id": "text",
        "parent_run_id": "text",
        "user_id": "text",
        "key_id": "text",
        "face": "text",
        "mode": "text",
        "agent_id": "text",
        "agent_version": "text",
        "model_requested": "text",
        "model": "text",
        "status": "text",
        "error_code": "text",
        "input_tokens": "bigint",
        "output_tokens": "bigint",
        "cost": "bigint",
        "first_token_ms": "bigint",
        "duration_ms": "bigint",
        "end_user": "text",
        "tags": "jsonb",
    },
)
_EXISTING: Final = """
    select org_id, id, idempotency_key, request_hash, finished_at is not null
    from runs where org_id = any(%s) and (id = any(%s) or idempotency_key = any(%s))
"""
_FINISH: Final = """
    update runs r set
      status = d.status, output = d.output, error_code = d.error_code,
      error_detail = d.error_detail, model = d.model, model_tier = d.model_tier,
      attempts = d.attempts, input_tokens = d.input_tokens, output_tokens = d.output_tokens,
      cost = d.cost, receipt = d.receipt, first_token_ms = d.first_token_ms,
      duration_ms = d.duration_ms, finished_at = d.finished_at, process_id = null,
      idempotency_key = case when d.status = 'lost' then null else r.idempotency_key end
    from (select * from unnest(
        %s::text[], %s::text[], %s::text[], %s::bytea[], %s::text[], %s::text[], %s::text[],
        %s::text[], %s::jsonb[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[],
        %s::bigint[], %s::bigint[], %s::timestamptz[]
      ) as t(org_id, id, status, output, error_code, error_detail, model, model_tier, attempts,
             input_tokens, output_tokens, cost, receipt, first_token_ms, duration_ms, finished_at)
    ) d
    where r.org_id = d.org_id and r.id = d.id and r.finished_at is null
    returning r.id
"""


_FINISHED_SO: Final = """
    select r.id from runs r
    join (select * from unnest(%s::text[], %s::text[], %s::timestamptz[])
          as t(org_id, id, finished_at)) d using (org_id, id, finished_at)
"""
_RECORDED: Final = "select id from usage_events where org_id = any(%s) and id = any(%s)"


@dataclass(frozen=True, slots=True)
class Replay:
    """The same request came before and its run has finished."""

    run_id: str


Started = NewRun | Replay


async def start_runs(
    connection: Connection,
    items: Sequence[NewRun],
    *,
    again: bool,
    max_running: int,
    clock: Clock,
) -> list[Started | LaeliaError]:
    """Transaction 1 of many runs: entitlement, budgets, hold, run, event.

    `again` says that this batch may have been committed before.
    """
    now = clock()
    await connection.execute(SET_ORGS, [",".join({run.org_id for run in items})])
    answers: dict[str, Started | LaeliaError] = {}
    if again or any(run.idempotency_key for run in items):
        answers |= await _known(connection, items)
    asking = [run for run in items if run.id not in answers]
    if asking:
        admitted = await _admit(connection, asking, answers, now)
        placed = await _hold(connection, admitted, answers, max_running=max_running, now=now)
        await _insert_runs(connection, [_run_row(run, now) for run in placed])
        await _insert_outbox(connection, [_started_event(run) for run in placed])
    return [answers[run.id] for run in items]


async def _known(
    connection: Connection, items: Sequence[NewRun]
) -> dict[str, Started | LaeliaError]:
    """Answers for runs that are there already, and for a key used twice within the batch."""
    orgs = list({run.org_id for run in items})
    keys = [run.idempotency_key for run in items if run.idempotency_key]
    cursor = await connection.execute(_EXISTING, [orgs, [run.id for run in items], keys])
    rows = await cursor.fetchall()
    by_id = {row[1] for row in rows}
    by_key = {(row[0], row[2]): row for row in rows if row[2] is not None}
    answers: dict[str, Started | LaeliaError] = {}
    claimed: set[tuple[str, str]] = set()
    for run in items:
        if run.id in by_id:
            answers[run.id] = run
        elif run.idempotency_key is not None:
            key = (run.org_id, run.idempotency_key)
            if key in by_key:
                answers[run.id] = _same_key(run, *by_key[key][1:])
            elif key in claimed:
                answers[run.id] = _in_flight()
            claimed.add(key)
    return answers


def _same_key(
    run: NewRun, run_id: str, _key: str, request_hash: bytes, finished: bool
) -> Started | LaeliaError:
    if request_hash != run.request_hash:
        return IdempotencyKeyReused("This Idempotency-Key was sent with another request before.")
    # An asynchronous call is answered by the run's ID, which is known before it has finished.
    return Replay(run_id) if finished or run.status == "queued" else _in_flight()


def _in_flight() -> LaeliaError:
    return IdempotencyInFlight("The first request with this key has not finished. Ask again soon.")


async def _admit(
    connection: Connection,
    runs: Sequence[NewRun],
    answers: dict[str, Started | LaeliaError],
    now: datetime,
) -> list[NewRun]:
    await credits_.lock(connection, [run.org_id for run in runs])
    refusals = await entitlements.admit_runs(
        connection, [run.entitlement_id for run in runs], now=now
    )
    admitted = []
    for run, refusal in zip(runs, refusals, strict=True):
        if refusal is None:
            admitted.append(run)
        else:
            answers[run.id] = refusal
    return admitted


async def _hold(
    connection: Connection,
    runs: Sequence[NewRun],
    answers: dict[str, Started | LaeliaError],
    *,
    max_running: int,
    now: datetime,
) -> list[NewRun]:
    if not runs:
        return []
    requests = [
        credits_.HoldRequest(
            org_id=run.org_id,
            run_id=run.id,
            agent_id=run.agent_id,
            user_id=run.user_id,
            key_id=run.key_id,
            amount=run.max_credits,
            metered=run.metered,
        )
        for run in runs
    ]
    holds = await credits_.place_holds(connection, requests, max_running=max_running, now=now)
    placed = []
    for run, hold in zip(runs, holds, strict=True):
        if isinstance(hold, LaeliaError):
            answers[run.id] = hold
        else:
            answers[run.id] = run
            placed.append(run)
    return placed


def _run_row(run: NewRun, now: datetime) -> tuple[object, ...]:
    return (
        run.org_id,
        run.id,
        run.agent_id,
        run.agent_version_id,
        run.agent_version,
        run.agent_owner_id,
        run.entitlement_id,
        run.price_id,
        run.user_id,
        run.key_id,
        run.face,
        run.mode,
        run.parent_run_id,
        run.depth,
        run.session_id,
        run.status,
        run.input,
        run.model_requested,
        run.max_credits,
        run.metadata,
        run.idempotency_key,
        run.request_hash,
        run.process_id,
        run.created_at,
        now if run.status == "running" else None,
        0,
        0,
        0,
    )


def _started_event(run: NewRun) -> tuple[str, str, bytes]:
    subject = "run.queued" if run.status == "queued" else "run.started"
    return run.org_id, subject, msgspec.json.encode({"run_id": run.id, "agent_id": run.agent_id})


async def finish_runs(
    connection: Connection, items: Sequence[Finished], *, again: bool, clock: Clock
) -> list[bool | LaeliaError]:
    """Transaction 2 of many runs: capture, release, usage, event. True for those it finished.

    A run that is finished already is left as it is: whoever came first has settled it, so a batch
    may be applied `again` without a thought. A lost run gives its idempotency key back: it made
    nothing and cost nothing, so that the same request may be tried again.
    """
    now = clock()
    orgs = list({done.run.org_id for done in items})
    await connection.execute(SET_ORGS, [",".join(orgs)])
    await credits_.lock(connection, orgs)
    columns = zip(*(_finish_row(done) for done in items), strict=True)
    cursor = await connection.execute(_FINISH, [list(column) for column in columns])
    open_ids = {row[0] for row in await cursor.fetchall()}
    settled = [done for done in items if done.run.id in open_ids]
    if settled:
        await credits_.settle_holds(
            connection,
            [
                credits_.Charge(
                    org_id=done.run.org_id,
                    run_id=done.run.id,
                    cost=done.cost,
                    publisher_id=done.run.agent_owner_id,
                    publisher_fee=done.publisher_fee,
                )
                for done in settled
            ],
            now,
        )
        await _insert_usage(connection, [_usage_row(done) for done in settled])
        await _insert_outbox(connection, [_finished_event(done) for done in settled])
    if again and len(settled) < len(items):  # perhaps an earlier try of this very batch did it
        open_ids |= await _finished_so(connection, items)
    return [done.run.id in open_ids for done in items]


async def _finished_so(connection: Connection, items: Sequence[Finished]) -> set[str]:
    ends = [(done.run.org_id, done.run.id, done.finished_at) for done in items]
    columns = [list(column) for column in zip(*ends, strict=True)]
    cursor = await connection.execute(_FINISHED_SO, columns)
    return {row[0] for row in await cursor.fetchall()}


def _finish_row(done: Finished) -> tuple[object, ...]:
    return (
        done.run.org_id,
        done.run.id,
        done.status,
        done.output,
        done.error_code,
        done.error_detail,
        done.model,
        done.model_tier,
        done.attempts,
        done.usage.input_tokens,
        done.usage.output_tokens,
        done.cost,
        done.receipt,
        done.first_token_ms,
        done.duration_ms,
        done.finished_at,
    )


def _usage_row(done: Finished) -> tuple[object, ...]:
    run = done.run
    return (
        run.org_id,
        new_id("use"),
        done.finished_at,
        run.id,
        run.parent_run_id,
        run.user_id,
        run.key_id,
        run.face,
        run.mode,
        run.agent_id,
        run.agent_version,
        run.model_requested,
        done.model,
        done.status,
        done.error_code,
        done.usage.input_tokens,
        done.usage.output_tokens,
        done.cost,
        done.first_token_ms,
        done.duration_ms,
        run.end_user,
        run.metadata,
    )


def _finished_event(done: Finished) -> tuple[str, str, bytes]:
    body = {"run_id": done.run.id, "agent_id": done.run.agent_id, "status": done.status}
    return done.run.org_id, "run.finished", msgspec.json.encode(body)


async def record_rejections(
    connection: Connection, items: Sequence[tuple[object, ...]], *, again: bool
) -> list[bool | LaeliaError]:
    """Calls that never became a run: rows of `usage_events`, the organization first."""
    asked = len(items)
    await connection.execute(SET_ORGS, [",".join({str(row[0]) for row in items})])
    if again:  # their commit may have happened: what is there already stays as it is
        cursor = await connection.execute(
            _RECORDED, [[row[0] for row in items], [row[1] for row in items]]
        )
        there = {row[0] for row in await cursor.fetchall()}
        items = [row for row in items if row[1] not in there]
    await _insert_usage(connection, items)
    return [True] * asked
