"""The record as the database holds it, read by those whom no policy hides anything from."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg.rows import TupleRow, dict_row

from hub.kit.engines.postgres import DATABASE
from tests.engine_fixtures import DatabaseUrls
from tests.hub_fixtures import Client
from tests.worker.conftest import working

__all__ = ["working"]

Row = dict[str, Any]


@dataclass(frozen=True)
class Ledger:
    """`superuser` bypasses the policies, and so does `reading`; `owning` may alter the tables. Both
    stay open: a new connection must first learn of a hundred tables what they are."""

    superuser: str
    reading: psycopg.AsyncConnection[Row]
    owning: psycopg.AsyncConnection[TupleRow]

    async def rows(self, query: str, values: Any = None) -> Sequence[Row]:
        return await (await self.reading.execute(query, values)).fetchall()

    async def of_request(self, request_id: str) -> Sequence[Row]:
        return await self.rows(
            "select * from audit_events where request_id = %s order by seq", [request_id]
        )

    async def of_chain(self, org_id: str) -> Sequence[Row]:
        return await self.rows(
            "select * from audit_events where org_id = %s order by seq", [org_id]
        )

    async def contents(self) -> dict[str, str]:
        """What differs once anything was committed in a table: how many rows, and which transaction
        wrote last. Not of the processes' heartbeats, nor of the keys that an organization gets when
        it is first about to store something."""
        names = await self.rows(
            "select schemaname || '.' || tablename as name from pg_tables"
            " where schemaname in ('public', 'checkpoints')"
            " and tablename not in ('processes', 'org_keys')"
        )
        each = (
            f"select '{row['name']}' as name,"  # noqa: S608 - of the catalog
            " count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) as written"
            f" from {row['name']}"
            for row in names
        )
        return {row["name"]: row["written"] for row in await self.rows(" union all ".join(each))}

    async def fill(self, org_id: str, events: int) -> None:
        """That many events, put into the chain by the database as all are."""
        start = time.time_ns()
        async with self._as_superuser() as superuser:
            await superuser.execute(
                "insert into audit_events (org_id, id, actor_type, as_platform, action,"
                " target_type, outcome) select %s, 'aud_' || upper(lpad(to_hex(n), 26, '0')),"
                " 'system', false, 'budget.set', 'budget', 'success'"
                " from generate_series(%s::bigint, %s::bigint) n",
                [org_id, start, start + events - 1],
            )

    @asynccontextmanager
    async def refusing_events(self) -> AsyncIterator[None]:
        """As when the record's disk is full: no event can be written."""
        await self.owning.execute(
            "create trigger a_full_disk before insert on audit_events"
            " for each row execute function refuse_change()"
        )
        try:
            yield
        finally:
            await self.owning.execute("drop trigger a_full_disk on audit_events")

    @asynccontextmanager
    async def dying_at_commit(self, org_id: str) -> AsyncIterator[None]:
        """The server ends the connection of whoever commits an event of this chain."""
        async with self._as_superuser() as superuser:
            await superuser.execute(
                "create function die() returns trigger language plpgsql security definer as $$"
                " begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$"
            )
            await superuser.execute(
                "create constraint trigger dies after insert on audit_events deferrable initially"
                f" deferred for each row when (new.org_id = '{org_id}') execute function die()"
            )
        try:
            yield
        finally:
            async with self._as_superuser() as superuser:
                await superuser.execute("drop function die() cascade")

    @asynccontextmanager
    async def _as_superuser(self) -> AsyncIterator[psycopg.AsyncConnection[TupleRow]]:
        connection = await psycopg.AsyncConnection.connect(self.superuser, autocommit=True)
        async with connection:
            yield connection

    @asynccontextmanager
    async def tampering(self) -> AsyncIterator[psycopg.AsyncConnection[TupleRow]]:
        """An intruder with all powers over the database, who first takes the triggers away."""
        connection = await psycopg.AsyncConnection.connect(self.superuser)
        async with connection:
            await connection.execute("set local session_replication_role = replica")
            yield connection


async def export(who: Client, query: str = "") -> str:
    """The text of an export, in whatever form."""
    url = f"{who.url}/v1/audit/export{query}"
    async with who.http.get(url, headers=who.headers()) as answer:
        assert answer.status == 200, await answer.text()
        assert answer.headers["content-disposition"].startswith("attachment")
        return await answer.text()


@pytest.fixture(scope="session")
async def ledger(
    stores: dict[str, Any], database: DatabaseUrls, process_number: int
) -> AsyncIterator[Ledger]:
    superuser = str(stores["superuser"]).replace("@/postgres?", f"@/{DATABASE}_{process_number}?")
    assert superuser != stores["superuser"]
    connect = psycopg.AsyncConnection.connect
    async with (
        await connect(superuser, autocommit=True, row_factory=dict_row) as reading,
        await connect(database.admin, autocommit=True) as owning,
    ):
        yield Ledger(superuser, reading, owning)
