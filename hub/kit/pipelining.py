"""A connection for short transactions that follow each other all day long: statements are sent
together, and waited for only where an answer is read.

It speaks to libpq through the driver's own low-level layer, with the driver's adapters for values.
The driver's cursors in its pipeline mode cost a transaction of eight statements half a millisecond
of the interpreter's time; this costs it a tenth of that. It can do what the group committer needs
and no more: one transaction at a time, statements prepared at their first use, values as text.
"""

import asyncio
import os
import re
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cache
from itertools import count
from typing import Any, Final, LiteralString, Self

import psycopg
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.rows import TupleRow

Params = Sequence[Any] | Mapping[str, Any]

_PLACEHOLDER: Final = re.compile(r"%(?:\((\w+)\)s|(s)|(%))")
_Key = tuple[bytes, tuple[int, ...]]  # a statement, and the types of its values


@cache
def _numbered(query: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement with PostgreSQL's own placeholders, and their names where they have names."""
    names: dict[str, int] = {}
    positions = count(1)

    def number(found: re.Match[str]) -> str:
        name, positional, percent = found.groups()
        if percent:
            return "%"
        if positional:
            return f"${next(positions)}"
        return f"${names.setdefault(name, len(names) + 1)}"

    numbered = _PLACEHOLDER.sub(number, query).encode()
    return numbered, tuple(names)


class Answer:
    """What a statement will have answered. Reading it waits; the rows are plain tuples."""

    __slots__ = ("_connection", "_rows", "error", "prepares", "result")

    def __init__(self, connection: "PipelinedConnection", prepares: _Key | None = None) -> None:
        self._connection = connection
        self._rows: list[TupleRow] | None = None
        self.prepares = prepares
        self.result: pq.abc.PGresult | None = None
        self.error: psycopg.Error | None = None

    @property
    def came(self) -> bool:
        return self.result is not None or self.error is not None

    async def fetchall(self) -> list[TupleRow]:
        """The rows not read yet.

        Raises:
            psycopg.Error: the statement failed, or one before it.
        """
        rows = await self._all()
        self._rows = []
        return rows

    async def fetchone(self) -> TupleRow | None:
        """The next row, or None; raises as `fetchall` does."""
        rows = await self._all()
        return rows.pop(0) if rows else None

    async def _all(self) -> list[TupleRow]:
        if self._rows is None:
            self._rows = await self._connection.rows_of(self)
        return self._rows


class PipelinedConnection:
    """A connection in libpq's pipeline mode. `execute` only within `transaction`."""

    def __init__(self, driver: psycopg.AsyncConnection[TupleRow]) -> None:
        self._driver = driver
        self._pg = driver.pgconn
        self._loop = asyncio.get_running_loop()
        # A number of our own for the socket: the library closes its own when the server is gone,
        # and the next connection of anybody gets that number.
        self._socket = os.dup(self._pg.socket)
        self._watched = True
        self._writable: asyncio.Future[None] | None = None
        self._expected: deque[Answer | None] = deque()  # None: the end of what was sent together
        self._failure: psycopg.Error | None = None  # the transaction's first
        self._lost: psycopg.OperationalError | None = None
        self._names = count()
        self._prepared: dict[_Key, bytes] = {}
        self._arrived: asyncio.Future[None] | None = None
        self._pg.nonblocking = 1
        self._pg.enter_pipeline_mode()
        self._loop.add_reader(self._socket, self._receive)

    @classmethod
    async def open(cls, url: str, *settings: LiteralString) -> Self:
        """`settings` are statements for the whole session."""
        driver = await psycopg.AsyncConnection.connect(url, autocommit=True)
        try:
            for statement in settings:
                await driver.execute(statement)
            return cls(driver)
        except BaseException:
            await driver.close()
            raise

    @property
    def closed(self) -> bool:
        return self._pg.status != pq.ConnStatus.OK

    def close(self) -> None:
        """At once. What was under way is rolled back by the server."""
        self._watch_no_more()
        self._pg.finish()

    def _watch_no_more(self) -> None:
        if self._watched:
            self._watched = False
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
            os.close(self._socket)
            if self._writable is not None:
                _wake(self._writable)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Commits, unless an exception or a statement's failure ends it.

        Raises:
            psycopg.Error: a statement failed; nothing of the transaction is kept.
            psycopg.OperationalError: the connection is lost; whether it was kept is unknown.
        """
        self._failure = None
        try:
            self._send(b"begin")
            yield
            self._send(b"commit")
            await self._settle()
        except asyncio.CancelledError:
            self.close()  # in the middle of an answer, perhaps
            raise
        except BaseException:
            await self._roll_back()
            raise

    async def execute(self, query: LiteralString, params: Params | None = None) -> Answer:
        """Sends a statement; nothing is waited for before its answer is read."""
        numbered, names = _numbered(query)
        if isinstance(params, Mapping):
            params = [params[name] for name in names]
        return self._send(numbered, params or ())

    async def rows_of(self, answer: Answer) -> list[TupleRow]:
        """For :class:`Answer`: waits for it, and for all that was sent before it."""
        if not answer.came:
            self._pg.send_flush_request()
            await self._flush()
            while not answer.came:
                await self._take()
        if answer.error is not None:
            raise answer.error
        transformer, result = Transformer(self._driver), answer.result
        transformer.set_pgresult(result)
        return transformer.load_rows(0, result.ntuples if result else 0, tuple)

    def _send(self, query: bytes, params: Sequence[Any] = ()) -> Answer:
        transformer = Transformer(self._driver)
        values = transformer.dump_sequence(params, [PyFormat.TEXT] * len(params))
        key = query, transformer.types or ()
        name = self._prepared.get(key)
        if name is None:
            name = self._prepared[key] = b"s%d" % next(self._names)
            self._pg.send_prepare(name, query, param_types=key[1])
            self._expected.append(Answer(self, prepares=key))
        self._pg.send_query_prepared(name, values)
        answer = Answer(self)
        self._expected.append(answer)
        return answer

    async def _settle(self) -> None:
        """Waits for everything that was sent; raises the first failure among it."""
        self._pg.pipeline_sync()
        self._expected.append(None)
        await self._flush()
        while self._expected:
            await self._take()
        if self._failure is not None:
            raise self._failure

    async def _roll_back(self) -> None:
        """As if nothing had been sent. Where that fails, the connection is of no use any more."""
        try:
            with suppress(psycopg.DatabaseError):  # the failure that is told already
                await self._settle()
            self._failure = None
            if self._pg.transaction_status != pq.TransactionStatus.IDLE:
                self._send(b"rollback")
                await self._settle()
        except psycopg.Error:
            self.close()

    async def _take(self) -> None:
        """The next result, given to whom it belongs."""
        result = await self._result()
        answer = self._expected.popleft()
        if answer is None or result is None:
            return
        if result.status == pq.ExecStatus.FATAL_ERROR:
            self._failure = self._failure or self._error(result)
            answer.error = self._failure
        elif result.status == pq.ExecStatus.PIPELINE_ABORTED:
            answer.error = self._failure
        else:
            answer.result = result
        if answer.error is not None and answer.prepares is not None:
            del self._prepared[answer.prepares]
        await self._result()  # none: the end of this statement's results

    def _error(self, result: pq.abc.PGresult) -> psycopg.Error:
        """A server that is gone has no code for it: then the answer is the library's own."""
        error = error_from_result(result, encoding="utf-8")
        return psycopg.OperationalError(str(error)) if self.closed else error

    async def _result(self) -> pq.abc.PGresult | None:
        while self._pg.is_busy():
            if self._lost is not None:
                raise self._lost
            self._arrived = self._loop.create_future()
            await self._arrived
        return self._pg.get_result()

    async def _flush(self) -> None:
        while self._pg.flush():
            if self._lost is not None:
                raise self._lost
            self._writable = self._loop.create_future()
            self._loop.add_writer(self._socket, _wake, self._writable)
            try:
                await self._writable
            finally:
                if self._watched:
                    self._loop.remove_writer(self._socket)

    def _receive(self) -> None:
        """Takes in what came, also while nobody waits for it: a server may say goodbye."""
        try:
            self._pg.consume_input()
        except psycopg.OperationalError as error:
            self._lost = error
            self._watch_no_more()
        if self._arrived is not None:
            _wake(self._arrived)


def _wake(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
