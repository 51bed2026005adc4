"""The second wall: PostgreSQL itself keeps organizations apart, also when SQL forgets to."""

import psycopg
import pytest

from hub.kit.db import SET_ORGS
from tests.engine_fixtures import DatabaseUrls
from tests.isolation.conftest import World

_OWNED = """
    select c.oid::regclass::text, c.relrowsecurity, c.relforcerowsecurity,
           (select count(*) from pg_policy p where p.polrelid = c.oid),
           pg_get_userbyid(c.relowner)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
      and exists (select 1 from pg_attribute a
                  where a.attrelid = c.oid and a.attname in ('org_id', 'thread_id')
                    and not a.attisdropped)
"""
_READABLE = """
    select c.oid::regclass::text from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = %s and not a.attisdropped
    where c.relkind in ('r', 'p', 'v', 'm') and n.nspname not in ('pg_catalog')
      and has_schema_privilege('laelia_app', n.oid, 'usage')
      and has_table_privilege('laelia_app', c.oid, 'select')
"""


@pytest.mark.req("R27", "R28")
async def test_every_table_of_an_organization_forces_its_rows_apart(
    database: DatabaseUrls,
) -> None:
    async with await psycopg.AsyncConnection.connect(database.admin) as connection:
        tables = await (await connection.execute(_OWNED)).fetchall()
    assert len(tables) > 15
    for name, enabled, forced, policies, owner in tables:
        assert (enabled, forced) == (True, True), f"{name} does not force row-level security"
        assert policies > 0, f"{name} has no policy"
        assert owner != "laelia_app", name


@pytest.mark.req("R27", "R28")
async def test_the_hubs_own_role_owns_nothing_and_bypasses_nothing(
    database: DatabaseUrls,
) -> None:
    async with await psycopg.AsyncConnection.connect(database.app) as connection:
        cursor = await connection.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
            " from pg_roles where rolname = current_user"
        )
        assert await cursor.fetchone() == (False,) * 5
        cursor = await connection.execute(
            "select count(*) from pg_class where pg_get_userbyid(relowner) = current_user"
        )
        assert await cursor.fetchone() == (0,)
        cursor = await connection.execute(
            "select count(*) from pg_auth_members m join pg_roles r on r.oid = m.member"
            " where r.rolname = current_user"
        )
        assert await cursor.fetchone() == (0,), "it may become no other role"


@pytest.mark.req("R27", "R28")
async def test_views_and_definer_functions_open_no_door(database: DatabaseUrls) -> None:
    async with await psycopg.AsyncConnection.connect(database.admin) as connection:
        cursor = await connection.execute(
            "select c.oid::regclass::text from pg_class c join pg_namespace n"
            " on n.oid = c.relnamespace where c.relkind = 'v' and n.nspname = 'public'"
            " and not coalesce(c.reloptions @> array['security_invoker=true'], false)"
        )
        assert await cursor.fetchall() == []
        cursor = await connection.execute(
            "select p.proname, p.proconfig from pg_proc p join pg_namespace n"
            " on n.oid = p.pronamespace where p.prosecdef and n.nspname = 'public'"
        )
        for name, config in await cursor.fetchall():
            settings = config or []
            assert any(one.startswith("search_path=") for one in settings), name


@pytest.mark.req("R27", "R28")
async def test_a_query_that_forgets_its_filter_sees_none_of_theirs(
    world: World, database: DatabaseUrls
) -> None:
    mine = world.intruders["admin"].organization["id"]
    theirs = world.theirs["organization_id"]
    async with await psycopg.AsyncConnection.connect(database.app) as app:
        cursor = await app.execute(_READABLE, ["org_id"])
        tables = [row[0] for row in await cursor.fetchall()]
        filled = 0
        for table in tables:
            counted = f"select count(*) from {table} where org_id = %s"  # noqa: S608 - names of the catalog
            await app.execute(SET_ORGS, [theirs])
            present = await (await app.execute(counted, [theirs])).fetchone()
            await app.execute(SET_ORGS, [mine])
            seen = await (await app.execute(counted, [theirs])).fetchone()
            await app.execute(SET_ORGS, [""])
            unset = await (await app.execute(counted, [theirs])).fetchone()
            assert seen == (0,), f"{table} shows rows of another organization"
            assert unset == (0,), f"{table} shows rows to nobody in particular"
            filled += present != (0,)
        assert filled >= 15, "there must be something to hide"


@pytest.mark.req("R27", "R28")
async def test_an_agent_that_is_not_listed_is_not_even_a_row(
    world: World, database: DatabaseUrls
) -> None:
    """Agents and their versions and prices are shared once listed; a private one never is."""
    mine = world.intruders["admin"].organization["id"]
    async with await psycopg.AsyncConnection.connect(database.app) as app:
        await app.execute(SET_ORGS, [mine])
        cursor = await app.execute(
            "select count(*) from agent_versions where agent_id = %s", [world.theirs["agent_id"]]
        )
        assert await cursor.fetchone() == (0,)
