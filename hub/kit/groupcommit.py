"""Group commit: many callers, one transaction, each answered after its own commit.

While one batch is being committed the next one gathers, and goes on gathering while the process is
busy with others who may join it: a lone caller waits for nothing, and a crowd shares the cost of a
transaction.
Items keep their order of arrival. An item that the rules refuse gets its own error and the rest
commit; an item that breaks the transaction is found by committing the batch one by one.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Generic, Protocol, TypeVar

import psycopg
import structlog

from hub.kit.db import PLAN_ONCE, Connection
from hub.kit.errors import LaeliaError, Unavailable
from hub.kit.metrics import SIZES, Histogram
from hub.kit.pipelining import PipelinedConnection

Item = TypeVar("Item")
Result = TypeVar("Result")
Item_contra = TypeVar("Item_contra", contravariant=True)
Result_co = TypeVar("Result_co", covariant=True)


class Apply(Protocol[Item_contra, Result_co]):
    """Applies a batch inside a transaction. `again`: it may have been committed before."""

    async def __call__(
        self, connection: Connection, items: Sequence[Item_contra], *, again: bool
    ) -> Sequence[Result_co | LaeliaError]: ...


# A larger batch costs the database less an item; but then all callers are in it, and the process
# has nothing to do until it is committed.
_MAX_BATCH = 32
# A batch is full, for now, when the loop went round this often without another item …
_IDLE_TURNS = 2
# … or when it has gathered this long: a transaction costs what a dozen items cost.
_LONGEST_GATHERING_S = 0.004
_FIRST_PAUSE_S = 0.05
_LONGEST_PAUSE_S = 1.0
_PATIENCE_S = 3.5

log = structlog.get_logger()
_sizes = Histogram("laelia_batch_size", "Items of a batch.", ("committer",), bounds=SIZES)
_seconds = Histogram("laelia_batch_commit_seconds", "Commit of a batch.", ("committer",))


@dataclass(slots=True, eq=False)
class _Waiting(Generic[Item, Result]):
    item: Item
    answer: asyncio.Future[Result]


class GroupCommitter(Generic[Item, Result]):
    """Applies items in batches over one connection of its own.

    `apply` runs inside a transaction and must be idempotent by item: after a lost connection the
    fate of a commit is unknown, and the batch is applied again.
    """

    def __init__(
        self, name: str, url: str, apply: Apply[Item, Result], *, patience_s: float = _PATIENCE_S
    ) -> None:
        """`patience_s`: for so long a batch is tried while the database is away."""
        self._name = name
        self._url = url
        self._apply = apply
        self._patience_s = patience_s
        self._pending: list[_Waiting[Item, Result]] = []
        self._arrived = asyncio.Event()
        self._drained = asyncio.Event()
        self._connection: PipelinedConnection | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._connection = await self._open()
        self._drained.set()
        self._task = asyncio.create_task(self._run(), name=f"group-commit-{self._name}")

    async def stop(self) -> None:
        """Commits what has been submitted, then closes."""
        await self._drained.wait()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._connection is not None:
            self._connection.close()

    async def submit(self, item: Item) -> Result:
        """Returns when the item's transaction has committed.

        The item is applied even if the caller is cancelled while it waits.

        Raises:
            LaeliaError: the rules refused this item.
            Unavailable: the database did not come back in time; the item may have been applied.
        """
        # Without its types: naming them at each call costs more than making it.
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        if not self._pending:
            self._drained.clear()
            self._arrived.set()
        self._pending.append(_Waiting(item, answer))
        return await answer

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            await self._gather()
            batch, self._pending = self._pending[:_MAX_BATCH], self._pending[_MAX_BATCH:]
            began = perf_counter()
            await self._commit(batch)
            _seconds.observe(perf_counter() - began, self._name)
            _sizes.observe(len(batch), self._name)
            if not self._pending:
                self._arrived.clear()
                self._drained.set()

    async def _gather(self) -> None:
        """While the process is busy, waiting for more company costs nobody time."""
        until = perf_counter() + _LONGEST_GATHERING_S
        idle = 0
        while idle < _IDLE_TURNS and len(self._pending) < _MAX_BATCH and perf_counter() < until:
            before = len(self._pending)
            await asyncio.sleep(0)
            idle = idle + 1 if len(self._pending) == before else 0

    async def _commit(self, batch: list[_Waiting[Item, Result]], *, again: bool = False) -> None:
        try:
            results = await self._transact([w.item for w in batch], again=again)
        except psycopg.OperationalError:
            log.exception("group_commit.unreachable", committer=self._name)
            _refuse(batch, Unavailable("The database is not reachable. Try again shortly."))
        except Exception:  # an edge: one item must not stop the others
            if len(batch) == 1:
                log.exception("group_commit.failed", committer=self._name)
                _refuse(batch, LaeliaError("This could not be recorded; nothing was charged."))
                return
            for waiting in batch:
                await self._commit([waiting], again=True)
        else:
            for waiting, result in zip(batch, results, strict=True):
                _answer(waiting, result)

    async def _transact(
        self, items: Sequence[Item], *, again: bool
    ) -> Sequence[Result | LaeliaError]:
        until, pause = perf_counter() + self._patience_s, _FIRST_PAUSE_S
        while True:
            try:
                if self._connection is None:
                    self._connection = await self._open()
                return await self._apply_all(self._connection, items, again=again)
            except psycopg.OperationalError as error:
                if self._connection is not None:
                    self._connection.close()
                self._connection = None
                if perf_counter() >= until:
                    raise
                log.warning("group_commit.retry", committer=self._name, error=str(error))
            again = True
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    async def _apply_all(
        self, connection: PipelinedConnection, items: Sequence[Item], *, again: bool
    ) -> Sequence[Result | LaeliaError]:
        async with connection.transaction():
            return await self._apply(connection, items, again=again)

    async def _open(self) -> PipelinedConnection:
        return await PipelinedConnection.open(self._url, PLAN_ONCE)


def _answer(waiting: _Waiting[Item, Result], result: Result | LaeliaError) -> None:
    if waiting.answer.cancelled():
        return
    if isinstance(result, LaeliaError):
        waiting.answer.set_exception(result)
    else:
        waiting.answer.set_result(result)


def _refuse(batch: Sequence[_Waiting[Item, Result]], error: LaeliaError) -> None:
    for waiting in batch:
        _answer(waiting, error)
