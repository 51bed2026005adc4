"""The database, seen by one organization at a time.

Management code gets a session whose transaction sees exactly the organizations it names
(`app.org_ids`, read by the row-level security policies). The group committer, which serves many
organizations in one short transaction, works on a :class:`hub.kit.pipelining` connection.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, LiteralString, Protocol

import msgspec
import psycopg
from psycopg.rows import TupleRow, namedtuple_row
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool
from psycopg_pool import PoolTimeout as ReaderTimeout
from sqlalchemy import MetaData
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.kit.errors import InvalidInput, Unavailable

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata
# The standard library's takes a tenth of the time in which a list of agents is answered.
set_json_loads(msgspec.json.decode)

DriverConnection = psycopg.AsyncConnection[TupleRow]
# Statements that are few, prepared, and look rows up by key: planning each anew, for every length
# of its arrays, would cost more than running it.
PLAN_ONCE: Final = "select set_config('plan_cache_mode', 'force_generic_plan', false)"
SET_ORGS = "select set_config('app.org_ids', %s, true)"
_AWAY: Final = (psycopg.OperationalError, psycopg.InterfaceError)
# What a transaction begins with, sent together: a trip to the server costs more than it does there.
_BEGIN: Final = f"begin; {SET_ORGS}, set_config('app.user_id', %s, true)"


class Table(SQLModel):
    """Base of every table. Rows are made by our own code, so few tables ever need a validator:
    one is built when it is asked for, not a hundred while a process starts."""

    model_config = {"defer_build": True}


class Answer(Protocol):
    """What a statement answered; its rows are tuples."""

    async def fetchone(self) -> Any | None: ...

    async def fetchall(self) -> Sequence[Any]: ...


class Connection(Protocol):
    """What repositories that write their own SQL need of a connection, within a transaction."""

    async def execute(
        self, query: LiteralString, params: Sequence[Any] | Mapping[str, Any] | None = None
    ) -> Answer: ...


async def connect(url: str) -> DriverConnection:
    """A connection of one's own, in autocommit until `transaction()` is entered."""
    connection = await psycopg.AsyncConnection.connect(
        url, autocommit=True, row_factory=namedtuple_row, prepare_threshold=1
    )
    await connection.execute(PLAN_ONCE)
    return connection


async def begin(connection: DriverConnection, orgs: str, user_id: str = "") -> None:
    """Begins a transaction of a connection in autocommit, which sees these organizations."""
    await psycopg.AsyncClientCursor(connection).execute(_BEGIN, [orgs, user_id], prepare=False)


async def _driver_of(session: AsyncSession) -> DriverConnection:
    pooled = await (await session.connection()).get_raw_connection()
    assert isinstance(pooled.driver_connection, psycopg.AsyncConnection)
    return pooled.driver_connection


class Database:
    """Sessions over one pool, connected as a role that row-level security binds.

    `people` has the keys of persons (:class:`hub.kit.people.People`); without it no row that holds
    what is a person's is read or written.
    """

    def __init__(self, url: str, *, pool_size: int = 5, people: object | None = None) -> None:
        self.url = url
        self._engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=5,
            isolation_level="AUTOCOMMIT",  # a transaction is begun in `_begin` alone
            connect_args={"connect_timeout": 5},
        )
        self._sessions = async_sessionmaker(
            self._engine,
            class_=AsyncSession,
            expire_on_commit=False,
            autoflush=False,
            info={"people": people},
        )

    @asynccontextmanager
    async def transaction(
        self, org_ids: str | Iterable[str] = (), *, user_id: str = ""
    ) -> AsyncIterator[AsyncSession]:
        """One transaction that sees these organizations (and this user's own rows).

        Raises:
            Unavailable: the database could not be reached.
        """
        orgs = org_ids if isinstance(org_ids, str) else ",".join(org_ids)
        try:
            async with await self._begin(orgs, user_id) as session:
                yield session
                await session.commit()
        except (DataError, psycopg.DataError) as error:
            _refuse_nul(error)
            raise
        except (*_AWAY, InterfaceError, OperationalError, PoolTimeout) as error:
            raise Unavailable("The database is not reachable. Try again shortly.") from error

    async def _begin(self, orgs: str, user_id: str) -> AsyncSession:
        """A session whose transaction has begun."""
        try:
            return await self._try_to_begin(orgs, user_id)
        except _AWAY:
            # The server has left since; so it has all connections of that time.
            await self._engine.dispose()
            return await self._try_to_begin(orgs, user_id)

    async def _try_to_begin(self, orgs: str, user_id: str) -> AsyncSession:
        session = self._sessions()
        try:
            await begin(await _driver_of(session), orgs, user_id)
        except BaseException:
            await session.invalidate()  # it is in the middle of something
            raise
        return session

    async def close(self) -> None:
        await self._engine.dispose()


class Reader:
    """Short reads on plain connections, for look-ups that happen many times a second."""

    def __init__(self, url: str, *, size: int = 4) -> None:
        self._pool = AsyncConnectionPool[DriverConnection](
            url,
            min_size=1,
            max_size=size,
            timeout=5,
            # The pool's own patience doubles its pauses; after a long outage the next try of a
            # caller is sooner than the pool's.
            reconnect_timeout=1,
            open=False,
            kwargs={"autocommit": True, "row_factory": namedtuple_row, "prepare_threshold": 1},
        )

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self, *org_ids: str) -> AsyncIterator[DriverConnection]:
        """A transaction that sees these organizations.

        Raises:
            Unavailable: the database could not be reached.
        """
        try:
            # What it hands out is committed when it is given back, or rolled back.
            async with self._pool.connection() as connection:
                await begin(connection, ",".join(org_ids))
                yield connection
        except psycopg.DataError as error:
            _refuse_nul(error)
            raise
        except (psycopg.OperationalError, ReaderTimeout) as error:
            raise Unavailable("The database is not reachable. Try again shortly.") from error


def _refuse_nul(error: Exception) -> None:
    """A NUL is legal JSON and no text of PostgreSQL's: the caller's fault, wherever it was sent.

    Raises:
        InvalidInput: that is what the error says.
    """
    if "NUL (0x00)" in str(error):
        raise InvalidInput("Text cannot hold the character U+0000.") from error
