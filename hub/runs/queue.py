"""Asynchronous runs: taken by one worker each, executed as if their caller asked now.

The queue is the rows of `runs` that are `queued`. Taking one is an update that a second worker's
update of the same row can only follow, so each is executed by one process; when that process dies
the run is lost, settled by the sweeper and never executed twice. A run that keeps what it has done
joins the queue again: after its process died, and when a person has answered what it asked. A
child that was cut off is its parent's to take, and no worker's.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import msgspec
import structlog

from hub.identity.public import find_standing
from hub.kit.batch import BatchInsert
from hub.kit.bus import Bus
from hub.kit.clock import Clock
from hub.kit.db import Reader
from hub.kit.errors import LaeliaError, Unavailable
from hub.runs.batches import Waiting
from hub.runs.errors import RightsEnded
from hub.runs.invocation import Outcome
from hub.runs.record import NewRun
from hub.runs.service import Runs
from hub.runs.settling import COLUMNS, run_from

_LOOKED_AT: Final = 5000
# Each organization's oldest first, then everybody's second: a long queue delays its owner alone.
_WAITING: Final = """
    select org_id, id from (
      select org_id, id, row_number() over (partition by org_id order by created_at) as place
      from (
        select org_id, id, created_at from runs
        where status = 'queued' and cancel_requested_at is null and parent_run_id is null
          and coalesce(queued_at, created_at) > %s
        order by created_at limit %s
      ) oldest
    ) placed order by place, id limit %s
"""
_TAKE: Final = f"""
    update runs set status = 'running', process_id = %s, started_at = coalesce(started_at, %s)
    where (org_id, id) in (
      select org_id, id from runs
      where org_id = any(%s) and id = any(%s) and status = 'queued' and cancel_requested_at is null
      for update skip locked
    )
    returning {COLUMNS}
"""  # noqa: S608 - constants of ours
_insert_outbox: Final = BatchInsert(
    "outbox", {"org_id": "text", "subject": "text", "payload": "bytea"}
)

log = structlog.get_logger()


class RunQueue:
    """One worker's end of the queue. `finder` sees every organization's, and changes nothing."""

    def __init__(
        self,
        *,
        finder: Reader,
        reader: Reader,
        runs: Runs,
        bus: Bus,
        process_id: str,
        at_once: int,
        longest_wait_s: float,
        clock: Clock,
    ) -> None:
        self._finder = finder
        self._reader = reader
        self._runs = runs
        self._bus = bus
        self._process_id = process_id
        self._at_once = at_once
        self._longest_wait = timedelta(seconds=longest_wait_s)
        self._clock = clock
        self._taken: list[NewRun] = []
        self._under_way: set[asyncio.Task[Outcome | Waiting]] = set()
        self._farewells: set[asyncio.Task[None]] = set()

    async def step(self) -> bool:
        """Takes what there is room for. True when more may be waiting."""
        room = self._at_once - len(self._under_way) - len(self._taken)
        took = await self._take(room) if room > 0 else 0
        waiting, self._taken = self._taken, []
        await asyncio.gather(*(self._begin(run) for run in waiting))
        return took > 0 and took == room

    async def _take(self, room: int) -> int:
        async with self._finder.transaction() as connection:
            since = self._clock() - self._longest_wait
            cursor = await connection.execute(_WAITING, [since, _LOOKED_AT, room])
            found = await cursor.fetchall()
        if not found:
            return 0
        orgs = sorted({row[0] for row in found})
        async with self._reader.transaction(*orgs) as connection:
            cursor = await connection.execute(
                _TAKE, [self._process_id, self._clock(), orgs, [row[1] for row in found]]
            )
            runs = [run_from(row) for row in await cursor.fetchall()]
            await _insert_outbox(connection, _started(runs))
        self._taken += runs
        return len(runs)

    async def _begin(self, run: NewRun) -> None:
        try:
            task = await self._resume(run)
        except Unavailable:
            self._taken.append(run)  # taken is taken: it begins as soon as it can
        except LaeliaError as error:
            await self._refuse(run, error)
        except Exception:
            # An edge: one run that cannot begin must not keep the others from it.
            log.exception("queue.failed", run_id=run.id)
            await self._refuse(run, LaeliaError("The run failed on our side. It costs nothing."))
        else:
            self._under_way.add(task)
            task.add_done_callback(lambda done: self._over(run, done))

    async def _resume(self, run: NewRun) -> asyncio.Task[Outcome | Waiting]:
        async with self._reader.transaction(run.org_id) as connection:
            caller = await find_standing(
                connection, org_id=run.org_id, user_id=run.user_id, key_id=run.key_id
            )
        if caller is None or "agents:invoke" not in caller.scopes:
            raise RightsEnded("Whoever asked for this run may no longer do so.")

        async def emit(event: str, data: dict[str, Any], /) -> None:
            await self._say(run, event, data)

        return await self._runs.resume(run, caller, emit)

    async def _refuse(self, run: NewRun, error: LaeliaError) -> None:
        try:
            await self._runs.settle(run, "failed", error)
        except Unavailable:
            self._taken.append(run)
            return
        await self._say(run, "run.finished", {})

    def _over(self, run: NewRun, done: asyncio.Task[Outcome | Waiting]) -> None:
        self._under_way.discard(done)
        if not done.cancelled() and (error := done.exception()) is not None:
            log.warning("queue.unrecorded", run_id=run.id, error=repr(error))
        farewell = asyncio.create_task(self._say(run, "run.finished", {}))
        self._farewells.add(farewell)
        farewell.add_done_callback(self._farewells.discard)

    async def _say(self, run: NewRun, event: str, data: dict[str, Any]) -> None:
        said = msgspec.json.encode({"event": event, "data": data})
        await self._bus.say(f"{run.org_id}.{run.id}", said)


def _started(runs: Sequence[NewRun]) -> list[tuple[str, str, bytes]]:
    """One event for each organization, as whoever starts runs directly tells them."""
    told: dict[str, list[dict[str, str]]] = {}
    for run in runs:
        told.setdefault(run.org_id, []).append({"run_id": run.id, "agent_id": run.agent_id})
    return [(org_id, "run.started", msgspec.json.encode(of_it)) for org_id, of_it in told.items()]
