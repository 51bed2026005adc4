"""The group committer's connection answers as the driver would and keeps nothing of a failure."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from hub.kit.pipelining import PipelinedConnection
from tests.engine_fixtures import DatabaseUrls

pytestmark = pytest.mark.req("S10")


@pytest.fixture
async def connection(database: DatabaseUrls) -> AsyncIterator[PipelinedConnection]:
    made = await PipelinedConnection.open(
        database.admin, "create temporary table kept (id bigint primary key)"
    )
    yield made
    made.close()


async def _kept(connection: PipelinedConnection) -> list[int]:
    async with connection.transaction():
        answer = await connection.execute("select id from kept order by id")
        return [row[0] for row in await answer.fetchall()]


@pytest.mark.parametrize(
    ("cast", "value"),
    [
        ("text", "naïve — 文字 \\ ' \" %s"),
        ("bigint", -(2**62)),
        ("boolean", True),
        ("timestamptz", datetime(2026, 1, 31, 12, 30, 1, 250_000, tzinfo=UTC)),
        ("bytea", b"\x00\xff'\\"),
        ("text[]", ["a", "b,c", 'd"e']),
        ("text", None),
        ("jsonb", '{"a": [1, null]}'),
    ],
)
async def test_values_go_and_come_as_with_the_driver(
    database: DatabaseUrls, connection: PipelinedConnection, cast: str, value: Any
) -> None:
    query = f"select %s::{cast}, 5 %% 3"
    async with await psycopg.AsyncConnection.connect(database.admin) as driver:
        expected = await (await driver.execute(query, [value])).fetchone()
    async with connection.transaction():
        first = await connection.execute(query, [value])
        again = await connection.execute(query, [value])
        assert await first.fetchone() == expected
        assert await again.fetchall() == [expected]
        assert await first.fetchone() is None


async def test_names_may_be_used_more_than_once(connection: PipelinedConnection) -> None:
    async with connection.transaction():
        answer = await connection.execute(
            "select %(b)s::text || %(a)s::text || %(b)s::text", {"a": "1", "b": "2"}
        )
        assert await answer.fetchone() == ("212",)


async def test_answers_are_read_in_any_order(connection: PipelinedConnection) -> None:
    async with connection.transaction():
        answers = [await connection.execute("select %s::int", [n]) for n in range(20)]
        assert [await answer.fetchone() for answer in reversed(answers)] == [
            (n,) for n in reversed(range(20))
        ]


async def test_more_than_a_sockets_buffer_is_sent(connection: PipelinedConnection) -> None:
    large = "x" * 8_000_000
    async with connection.transaction():
        sizes = [await connection.execute("select length(%s), %s", [large, large]) for _ in "abc"]
        for answer in sizes:
            assert await answer.fetchone() == (8_000_000, large)


async def _insert(connection: PipelinedConnection, *ids: int) -> None:
    async with connection.transaction():
        for number in ids:
            await connection.execute("insert into kept values (%s)", [number])


async def test_a_failure_that_nobody_reads_keeps_the_whole_from_being_committed(
    connection: PipelinedConnection,
) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        await _insert(connection, 1, 2, 2, 3)
    assert await _kept(connection) == []


async def _count(connection: PipelinedConnection, *also: int) -> int:
    async with connection.transaction():
        for number in also:
            await connection.execute("insert into kept values (%s)", [number])
        # Prepared for the first time behind a failure, it is not prepared, and will be later.
        answer = await connection.execute("select count(*) from kept where id > %s", [0])
        [(found,)] = await answer.fetchall()
        return int(found)


async def test_who_reads_behind_a_failure_is_told_that_failure(
    connection: PipelinedConnection,
) -> None:
    await _insert(connection, 7)
    with pytest.raises(psycopg.errors.UniqueViolation):
        await _count(connection, 8, 7)
    assert await _count(connection) == 1


async def _select_from_nowhere(connection: PipelinedConnection) -> None:
    async with connection.transaction():
        await connection.execute("select * from nowhere")


async def test_a_statement_that_cannot_be_prepared_fails_each_time(
    connection: PipelinedConnection,
) -> None:
    for _ in range(2):
        with pytest.raises(psycopg.errors.UndefinedTable):
            await _select_from_nowhere(connection)
    assert await _kept(connection) == []


async def _insert_and_give_up(connection: PipelinedConnection) -> None:
    async with connection.transaction():
        await connection.execute("insert into kept values (9)")
        raise LookupError


async def test_an_exception_rolls_back(connection: PipelinedConnection) -> None:
    with pytest.raises(LookupError):
        await _insert_and_give_up(connection)
    assert await _kept(connection) == []


async def _sleep(connection: PipelinedConnection, killer: psycopg.AsyncConnection) -> None:
    async with connection.transaction():
        answer = await connection.execute("select pg_backend_pid()")
        [(pid,)] = await answer.fetchall()
        answer = await connection.execute("select pg_sleep(%s)", [30])
        await killer.execute("select pg_terminate_backend(%s)", [pid])
        await answer.fetchone()


async def test_a_lost_server_is_told_to_who_waits_and_to_who_comes_later(
    database: DatabaseUrls, connection: PipelinedConnection
) -> None:
    async with await psycopg.AsyncConnection.connect(database.admin, autocommit=True) as killer:
        with pytest.raises(psycopg.OperationalError):
            await _sleep(connection, killer)
    assert connection.closed
    with pytest.raises(psycopg.OperationalError):
        await _kept(connection)
