"""The runs under way in this process, and the sign of life that keeps them from being lost."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, Protocol, TypeVar

import psycopg
import structlog

from hub.kit.db import Reader
from hub.kit.errors import Unavailable
from hub.kit.metrics import Gauge
from hub.runs.record import NewRun

T = TypeVar("T")
log = structlog.get_logger()
_under_way = Gauge("laelia_runs_in_flight", "Runs under way.")

_BEAT_S: Final = 0.5
_MOST_CALLED_OFF: Final = 1_000
_BEAT: Final = """
    insert into processes (id, kind, heartbeat_at) values (%s, %s, now())
    on conflict (id) do update set heartbeat_at = now()
"""
_CANCELLED: Final = """
    select id from runs
    where process_id = %s and finished_at is null and cancel_requested_at is not null
"""
_GONE: Final = "delete from processes where id = %s"


class UnderWay(Protocol):
    """Something that executes a run here."""

    @property
    def run(self) -> NewRun: ...

    def cancel(self) -> None:
        """Ends the execution soon; the run is settled all the same."""
        ...

    def stop(self) -> None:
        """The same, because this process ends: nobody asked for the run's end."""
        ...


class LiveRuns:
    """Runs by ID while they execute here. `process_id` names this process in their rows."""

    def __init__(self, process_id: str, kind: str, reader: Reader) -> None:
        self.process_id = process_id
        self._kind = kind
        self._reader = reader
        self._tasks: dict[str, tuple[UnderWay, asyncio.Task[Any]]] = {}
        self._called_off: dict[str, None] = {}
        self._beating: asyncio.Task[None] | None = None

    def begin(self, work: UnderWay, carried_out: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """In a task of its own, which goes on when whoever waits for it goes away."""
        task = asyncio.create_task(carried_out, name=work.run.id)
        self._enter(work, task)
        task.add_done_callback(lambda _: self._over(work))
        return task

    async def carry(self, work: UnderWay, carried_out: Coroutine[Any, Any, T]) -> T:
        """In the caller's own task: what cancels that, cancels the run."""
        task = asyncio.current_task()
        assert task is not None
        self._enter(work, task)
        try:
            return await carried_out
        finally:
            self._over(work)

    def _enter(self, work: UnderWay, task: asyncio.Task[Any]) -> None:
        run_id = work.run.id
        self._tasks[run_id] = (work, task)
        if run_id in self._called_off:
            del self._called_off[run_id]
            work.cancel()
        _under_way.add(1)

    def rename(self, run_id: str, work: UnderWay) -> None:
        """What began under this ID turned out to be the rest of a run that was cut off."""
        self._tasks[work.run.id] = self._tasks.pop(run_id)

    def _over(self, work: UnderWay) -> None:
        self._tasks.pop(work.run.id, None)
        _under_way.add(-1)

    def cancel(self, run_id: str) -> bool:
        """Whether the run was here to be cancelled. One that begins here later ends at once: its
        caller may hang up while it is still being planned."""
        found = self._tasks.get(run_id)
        if found is None:
            self._called_off[run_id] = None
            if len(self._called_off) > _MOST_CALLED_OFF:
                del self._called_off[next(iter(self._called_off))]
            return False
        found[0].cancel()
        return True

    async def start(self) -> None:
        await self._beat()
        self._beating = asyncio.create_task(self._keep_beating(), name="heartbeat")

    async def drain(self, seconds: float) -> None:
        """Lets runs end by themselves for a while; what is left then is lost, and recorded so."""
        tasks = [task for _, task in self._tasks.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        for work, _ in list(self._tasks.values()):
            work.stop()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
        try:
            async with self._reader.transaction() as connection:
                await connection.execute(_GONE, [self.process_id])
        except Unavailable as error:  # the row goes when its lease has ended
            log.warning("heartbeat.left", error=str(error))

    async def _keep_beating(self) -> None:
        while True:
            await asyncio.sleep(_BEAT_S)
            try:
                await self._beat()
            except (Unavailable, psycopg.Error) as error:
                log.warning("heartbeat.missed", error=str(error))

    async def _beat(self) -> None:
        """Says that this process lives, and learns which of its runs are to end."""
        orgs = {work.run.org_id for work, _ in self._tasks.values()}
        async with self._reader.transaction(*orgs) as connection:
            await connection.execute(_BEAT, [self.process_id, self._kind])
            if orgs:
                cursor = await connection.execute(_CANCELLED, [self.process_id])
                for row in await cursor.fetchall():
                    self.cancel(row[0])
