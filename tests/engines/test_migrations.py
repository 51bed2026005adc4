"""One history of revisions, true to the tables in code, there and back."""

import asyncio

import psycopg
import pytest
from alembic.script import ScriptDirectory

from hub.migrations import run
from hub.migrations.revision import is_newest, newest
from tests.engine_fixtures import DatabaseUrls


@pytest.mark.req("FR-7.6")
async def test_the_tables_in_code_are_those_in_the_database(fresh_database: DatabaseUrls) -> None:
    await asyncio.to_thread(run.check, fresh_database.admin)


@pytest.mark.req("FR-7.6")
async def test_whether_anything_is_to_be_applied_is_known_without_the_tooling(
    fresh_database: DatabaseUrls,
) -> None:
    script = ScriptDirectory.from_config(run.config(fresh_database.admin))
    assert newest() == script.get_current_head()
    assert await is_newest(fresh_database.admin)
    await asyncio.to_thread(run.downgrade, fresh_database.admin, "-1")
    assert not await is_newest(fresh_database.admin)
    await asyncio.to_thread(run.downgrade, fresh_database.admin, "base")
    assert not await is_newest(fresh_database.admin)


@pytest.mark.req("FR-7.6")
async def test_every_revision_can_be_undone_and_applied_again(
    fresh_database: DatabaseUrls,
) -> None:
    await asyncio.to_thread(run.downgrade, fresh_database.admin, "base")
    assert await _tables(fresh_database.admin) == {"alembic_version"}
    await asyncio.to_thread(run.upgrade, fresh_database.admin)
    assert "runs" in await _tables(fresh_database.admin)


@pytest.mark.req("S19")
async def test_every_table_with_an_organization_forces_row_level_security(
    database: DatabaseUrls,
) -> None:
    async with await psycopg.AsyncConnection.connect(database.admin) as connection:
        found = await connection.execute(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " where c.relkind in ('r', 'p') and a.attname = 'org_id' and not a.attisdropped"
            " and c.relnamespace = 'public'::regnamespace"
            " and not (c.relrowsecurity and c.relforcerowsecurity)"
        )
        assert await found.fetchall() == []


async def _tables(url: str) -> set[str]:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        found = await connection.execute(
            "select tablename from pg_tables where schemaname = 'public'"
        )
        return {str(row[0]) for row in await found.fetchall()}
