"""The hot path's SQL: runs started and finished many at a time, across organizations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hub.credits import public as credits_
from hub.entitlements import public as entitlements
from hub.kit.batch import array_literal, json_rows, recordset
from hub.kit.clock import Clock
from hub.kit.db import SET_ORGS, Connection
from hub.kit.errors import IdempotencyInFlight, IdempotencyKeyReused, LaeliaError
from hub.kit.settings import Limits, Tries
from hub.runs import kindred, orphans, sessions
from hub.runs.attempts import wordless
from hub.runs.record import DIRECT, TRIED, Finished, NewRun, Rejected
from hub.runs.trying import batches as trying

_NEW_RUNS: Final = recordset(
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
        "input": "text",
        "model_requested": "text",
        "max_credits": "bigint",
        "metadata": "text",
        "idempotency_key": "text",
        "request_hash": "text",
        "process_id": "text",
        "created_at": "timestamptz",
    }
)
_START: Final = f"""
    with started as (
      insert into runs (
        org_id, id, agent_id, agent_version_id, agent_version, agent_owner_id, entitlement_id,
        price_id, user_id, key_id, face, mode, parent_run_id, depth, session_id, status, input,
        model_requested, max_credits, metadata, idempotency_key, request_hash, process_id,
        created_at, started_at, input_tokens, output_tokens, cost
      )
      select
        org_id, id, agent_id, agent_version_id, agent_version, agent_owner_id, entitlement_id,
        price_id, user_id, key_id, face, mode, parent_run_id, depth, session_id, status,
        decode(input, 'base64'), model_requested, max_credits, metadata::jsonb, idempotency_key,
        decode(request_hash, 'base64'), process_id, created_at,
        case when status = 'running' then created_at end, 0, 0, 0
      from {_NEW_RUNS}
      returning org_id, id, agent_id, status
    )
    insert into outbox (org_id, subject, payload)
    select org_id, case status when 'queued' then 'run.queued' else 'run.started' end,
           convert_to(json_agg(
             json_build_object('run_id', id, 'agent_id', agent_id) order by id)::text, 'UTF8')
    from started group by org_id, 2
"""  # noqa: S608 - columns of ours
_EXISTING: Final = """
    select org_id, id, idempotency_key, request_hash,
           finished_at is not null or status = 'input_required',
           case when status = 'queued' or %s then parent_run_id end
    from runs where org_id = any(%s) and (id = any(%s) or idempotency_key = any(%s))
"""
_FINISHED_RUNS: Final = recordset(
    {
        "org_id": "text",
        "id": "text",
        "status": "text",
        "output": "text",
        "error_code": "text",
        "error_detail": "text",
        "model": "text",
        "model_tier": "text",
        "attempts": "text",
        "used": "text",
        "regions": "text[]",
        "events": "bigint",
        "input_tokens": "bigint",
        "output_tokens": "bigint",
        "cost": "bigint",
        "child_cost": "bigint",
        "child_input_tokens": "bigint",
        "child_output_tokens": "bigint",
        "publisher_fee": "bigint",
        "receipt": "text",
        "first_token_ms": "bigint",
        "duration_ms": "bigint",
        "finished_at": "timestamptz",
    }
)
# That it is open is said in words which the index of open runs does not answer: the planner would
# walk all of it, whoever's runs they are, rather than look these up by key.
_FINISH: Final = f"""
    with done as (
      update runs r set
        status = d.status, output = decode(d.output, 'base64'), error_code = d.error_code,
        error_detail = d.error_detail, model = d.model, model_tier = d.model_tier,
        attempts = d.attempts::jsonb, regions = d.regions, events = d.events,
        input_tokens = d.input_tokens, output_tokens = d.output_tokens, cost = d.cost,
        publisher_fee = d.publisher_fee,
        receipt = d.receipt, first_token_ms = d.first_token_ms, duration_ms = d.duration_ms,
        finished_at = d.finished_at, process_id = null,
        idempotency_key = case when d.status = 'lost' then null else r.idempotency_key end
      from {_FINISHED_RUNS}
      where r.org_id = d.org_id and r.org_id = any(%s::text[])
        and r.id = d.id and r.id = any(%s::text[])
        and coalesce(r.finished_at, 'infinity') = 'infinity'
      returning r.*, d.used, d.child_cost, d.child_input_tokens, d.child_output_tokens
    ), used as (
      insert into usage_events (
        org_id, id, time, run_id, parent_run_id, user_id, key_id, face, mode, agent_id,
        agent_version, model_requested, model, status, error_code, input_tokens, output_tokens,
        cost, first_token_ms, duration_ms, end_user, tags, attempts, events
      )
      select
        org_id, 'use' || substr(id, 4), finished_at, id, parent_run_id, user_id, key_id, face,
        mode, agent_id, agent_version, model_requested, model, status, error_code,
        input_tokens - child_input_tokens, output_tokens - child_output_tokens,
        cost - child_cost, first_token_ms, duration_ms, metadata ->> 'end_user',
        metadata, used::jsonb, events
      from done
    ), told as (
      insert into outbox (org_id, subject, payload)
      select org_id, 'run.finished', convert_to(json_agg(
        json_build_object('run_id', id, 'agent_id', agent_id, 'status', status)
        order by id)::text, 'UTF8')
      from done group by org_id
    )
    select id from done
"""  # noqa: S608 - columns of ours
_JOIN: Final = "select set_config('enable_nestloop', %s, true)"
_REJECTED: Final = recordset(
    {
        "org_id": "text",
        "id": "text",
        "time": "timestamptz",
        "user_id": "text",
        "key_id": "text",
        "face": "text",
        "mode": "text",
        "agent_id": "text",
        "error_code": "text",
        "status": "text",
        "agent_version": "text",
        "duration_ms": "bigint",
        "tags": "jsonb",
    }
)
_REJECT: Final = f"""
    insert into usage_events (
      org_id, id, time, user_id, key_id, face, mode, agent_id, status, error_code, agent_version,
      duration_ms, tags, input_tokens, output_tokens, cost
    )
    select org_id, id, time, user_id, key_id, face, mode, agent_id, status, error_code,
           agent_version, duration_ms, tags, 0, 0, 0
    from {_REJECTED}
    on conflict do nothing
"""  # noqa: S608 - columns of ours
_FINISHED_SO: Final = """
    select r.id from runs r
    join (select * from unnest(%s::text[], %s::text[], %s::timestamptz[])
          as t(org_id, id, finished_at)) d using (org_id, id, finished_at)
"""


@dataclass(frozen=True, slots=True)
class Replay:
    """The same request came before and its run has finished."""

    run_id: str


class Waiting(Replay):
    """The run of this very request has not finished: a person must answer first."""


Started = NewRun | Replay


async def start_runs(
    connection: Connection,
    items: Sequence[NewRun],
    *,
    again: bool,
    limits: Limits,
    tries: Tries,
    clock: Clock,
) -> list[Started | LaeliaError]:
    """Transaction 1 of many runs: entitlement, budgets, hold, run, event.

    What it must know is asked for at once, and under the wallets' locks, so that counts hold.
    `again` says that this batch may have been committed before.
    """
    now = clock()
    await connection.execute(SET_ORGS, [",".join({run.org_id for run in items})])
    answers: dict[str, Started | LaeliaError] = {}
    if again or any(run.idempotency_key for run in items):
        answers |= await _known(connection, items, again=again)
    asking = [run for run in items if run.id not in answers]
    if asking:
        requests = {run.id: _request(run) for run in asking}
        wallets = await credits_.lock_wallets(connection, list(requests.values()), now=now)
        admitted = await _admit(connection, asking, answers, now)
        # A child spends inside its parent's hold, and a try what somebody else has set aside.
        placed = [run for run in admitted if run.parent_run_id is not None]
        answers.update({run.id: run for run in placed})
        if asked := [run for run in admitted if run.trying is not None]:
            reserved = await trying.reserve(connection, asked, tries, now=now)
            answers.update(reserved)
            placed += [run for run in reserved.values() if isinstance(run, NewRun)]
        holding = [run for run in admitted if run.parent_run_id is None and run.trying is None]
        if holding:
            holds = await wallets.place(
                [requests[r.id] for r in holding], max_running=limits.organization_concurrent_runs
            )
            placed += _held(holding, holds, answers)
        limited = [run.entitlement_id for run in placed if run.limited]
        await entitlements.count_runs(connection, limited)
        if placed:
            await connection.execute(_START, [json_rows(placed)])
    return [answers[run.id] for run in items]


async def _known(
    connection: Connection, items: Sequence[NewRun], *, again: bool
) -> dict[str, Started | LaeliaError]:
    """Answers for runs that are there already, and for a key used twice within the batch."""
    orgs = list({run.org_id for run in items})
    keys = [run.idempotency_key for run in items if run.idempotency_key]
    cursor = await connection.execute(_EXISTING, [again, orgs, [run.id for run in items], keys])
    rows = await cursor.fetchall()
    by_id = {row[1] for row in rows}
    by_key = {(row[0], row[2]): row for row in rows if row[2] is not None}
    answers: dict[str, Started | LaeliaError] = {}
    claimed: set[tuple[str, str]] = set()
    cut_off: list[NewRun] = []
    for run in items:
        if run.id in by_id:
            answers[run.id] = run
        elif run.idempotency_key is not None:
            key = (run.org_id, run.idempotency_key)
            if key in by_key:
                answers[run.id] = _same_key(run, *by_key[key][1:5])
                if key not in claimed and _is_cut_off(run, *by_key[key][4:]):
                    cut_off.append(run)
            elif key in claimed:
                answers[run.id] = _in_flight()
            claimed.add(key)
    if cut_off:
        taken, freed = await orphans.take_again(connection, cut_off, again=again)
        answers = {id_: answer for id_, answer in answers.items() if id_ not in freed} | taken
    return answers


def _is_cut_off(run: NewRun, finished: bool, waits_for: str | None) -> bool:
    return not finished and waits_for is not None and waits_for == run.parent_run_id


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
    of_agents = [run for run in runs if run.entitlement_id not in (DIRECT, TRIED)]
    answered = await entitlements.admit_runs(
        connection,
        [run.entitlement_id for run in of_agents],
        beyond=[not run.limited and run.price_id is not None for run in of_agents],
        now=now,
    )
    refusals = dict(zip((run.id for run in of_agents), answered, strict=True))
    admitted = []
    for run in runs:
        refusal = refusals.get(run.id)
        if refusal is None:
            admitted.append(run)
        else:
            answers[run.id] = refusal
    return admitted


def _request(run: NewRun) -> credits_.HoldRequest:
    return credits_.HoldRequest(
        org_id=run.org_id,
        run_id=run.id,
        agent_id=run.agent_id,
        user_id=run.user_id,
        key_id=run.key_id,
        amount=run.hold,
        metered=run.metered,
    )


def _held(
    runs: Sequence[NewRun],
    holds: Sequence[credits_.Hold | LaeliaError],
    answers: dict[str, Started | LaeliaError],
) -> list[NewRun]:
    """Those of the runs that may start; all of them are answered."""
    placed = []
    for run, hold in zip(runs, holds, strict=True):
        if isinstance(hold, LaeliaError):
            answers[run.id] = hold
        else:
            answers[run.id] = run
            placed.append(run)
    return placed


async def finish_runs(
    connection: Connection, items: Sequence[Finished], *, again: bool, clock: Clock
) -> list[bool | LaeliaError]:
    """Transaction 2 of many runs: capture, release, usage, event. True for those it finished.

    A run that is finished already is left as it is: whoever came first has settled it, so a batch
    may be applied `again` without a thought. A lost run gives its idempotency key back: it made
    nothing and cost nothing, so that the same request may be tried again; nor is anything due for
    its children, of which the next try makes others.
    """
    now = clock()
    orgs = list({done.run.org_id for done in items})
    await connection.execute(SET_ORGS, [",".join(orgs)])
    if any(done.pays_children for done in items):
        items = await kindred.with_children(connection, items)
    charges = {done.run.id: _charge(done) for done in items}
    holds = await credits_.lock_holds(connection, list(charges.values()), now=now)
    rows = json_rows([_finish_row(done) for done in items])
    ids = array_literal(done.run.id for done in items)
    # The planner expects one row, and would compare each run of the batch with every other.
    await connection.execute(_JOIN, ["off"])
    cursor = await connection.execute(_FINISH, [rows, array_literal(orgs), ids])
    open_ids = {row[0] for row in await cursor.fetchall()}
    settled = [done for done in items if done.run.id in open_ids]
    if settled:
        await holds.settle([charges[done.run.id] for done in settled])
    await connection.execute(_JOIN, ["on"])
    if settled:
        if tried := [done for done in settled if done.run.mode == trying.MODE]:
            await trying.settle(connection, tried, now=now)
        said = [sessions.as_kept(done.said) for done in settled if done.said]
        await sessions.record(connection, said)
        if lost := [done for done in settled if done.status == "lost"]:
            await kindred.waive(connection, lost)
    if again and len(settled) < len(items):  # perhaps an earlier try of this very batch did it
        open_ids |= await _finished_so(connection, items)
    return [done.run.id in open_ids for done in items]


async def _finished_so(connection: Connection, items: Sequence[Finished]) -> set[str]:
    ends = [(done.run.org_id, done.run.id, done.finished_at) for done in items]
    columns = [list(column) for column in zip(*ends, strict=True)]
    cursor = await connection.execute(_FINISHED_SO, columns)
    return {row[0] for row in await cursor.fetchall()}


def _charge(done: Finished) -> credits_.Charge:
    return credits_.Charge(
        org_id=done.run.org_id,
        run_id=done.run.id,
        cost=done.cost,
        publisher_id=done.run.agent_owner_id,
        publisher_fee=done.publisher_fee,
        other_fees=done.child_fees,
    )


def _finish_row(done: Finished) -> dict[str, object]:
    return {
        "org_id": done.run.org_id,
        "id": done.run.id,
        "status": done.status,
        "output": done.output,
        "error_code": done.error_code,
        "error_detail": done.error_detail,
        "model": done.model,
        "model_tier": done.model_tier,
        "attempts": done.attempts,
        "used": wordless(done.attempts),
        "regions": list(done.regions) or None,
        "events": done.events,
        "input_tokens": done.usage.input_tokens,
        "output_tokens": done.usage.output_tokens,
        "cost": done.cost,
        "child_cost": done.child_cost,
        "child_input_tokens": done.child_usage.input_tokens,
        "child_output_tokens": done.child_usage.output_tokens,
        "publisher_fee": done.publisher_fee,
        "receipt": done.receipt,
        "first_token_ms": done.first_token_ms,
        "duration_ms": done.duration_ms,
        "finished_at": done.finished_at,
    }


async def record_rejections(
    connection: Connection, items: Sequence[Rejected], *, again: bool
) -> list[bool | LaeliaError]:
    """Calls that never became a run. `again` changes nothing: an event is recorded once."""
    del again
    await connection.execute(SET_ORGS, [",".join({item.org_id for item in items})])
    await connection.execute(_REJECT, [json_rows(items)])
    return [True] * len(items)
