"""A role that row-level security does not bind would work, and keep no organization apart: each
process refuses to start with one, and says why."""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import quote

import psycopg
import pytest

from hub.assembly import assemble
from hub.kit.engines import EngineUrls
from hub.kit.roles import APP, OWNER, WORKER, DatabaseRoleUnsafeError
from hub.worker import run as work
from tests.engine_fixtures import DatabaseUrls
from tests.engines.conftest import Laelia
from tests.hub_fixtures import hub_settings

_PASSWORD = "of-a-test-alone"
Role = Callable[[LiteralString], Awaitable[str]]


@pytest.fixture
async def role_with(stores: dict[str, Any], fresh_database: DatabaseUrls) -> Any:
    """URLs of new roles, made with these words; they go with the test."""
    made: list[str] = []
    async with await psycopg.AsyncConnection.connect(
        stores["superuser"], autocommit=True
    ) as connection:

        async def make(words: str) -> str:
            name = f"role_{secrets.token_hex(8)}"
            await connection.execute(f"create role {name} login password '{_PASSWORD}' {words}")
            made.append(name)
            return _as(fresh_database.app, name, _PASSWORD)

        yield make
        for name in made:
            await connection.execute(f"drop role {name}")


def _as(url: str, role: str, password: str) -> str:
    return f"postgresql://{role}:{quote(password)}@{url.partition('@')[2]}"


def _urls(engines: EngineUrls, database: DatabaseUrls) -> dict[str, str]:
    return engines.environment() | {
        "LAELIA_DATABASE_URL": database.app,
        "LAELIA_DATABASE_ADMIN_URL": database.admin,
        "LAELIA_DATABASE_WORKER_URL": database.worker,
        "LAELIA_PORT": "0",
    }


async def _run(laelia: Laelia, verb: str, settings: dict[str, str]) -> tuple[int | None, str]:
    process = await laelia(verb, **settings)
    said, _ = await process.communicate()
    return process.returncode, said.decode()


@pytest.mark.req("FR-7.6")
@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (f"bypassrls in role {APP}", "has, or may take, BYPASSRLS"),
        (f"in role {OWNER}", "owns, or may act as the owner of, the hub's tables"),
        (f"in role {WORKER}", f"is a member of '{WORKER}'"),
    ],
)
async def test_no_hub_starts_with_a_role_that_isolation_does_not_bind(
    words: LiteralString,
    fault: str,
    *,
    role_with: Role,
    engines: EngineUrls,
    tmp_path: Path,
) -> None:
    url = await role_with(words)
    settings = hub_settings(engines, tmp_path, database_url=url)
    with pytest.raises(DatabaseRoleUnsafeError, match=re.escape(fault)) as refused:
        async with assemble(settings, kind="hub"):
            pass
    assert refused.value.code == "database_role_unsafe"
    assert _PASSWORD not in str(refused.value)


async def test_the_owners_own_url_is_refused_as_the_hubs(
    engines: EngineUrls, fresh_database: DatabaseUrls, tmp_path: Path
) -> None:
    settings = hub_settings(engines, tmp_path, database_url=fresh_database.admin)
    with pytest.raises(DatabaseRoleUnsafeError, match=f"'{OWNER}'"):
        async with assemble(settings, kind="hub"):
            pass


async def test_no_worker_starts_with_a_superuser(
    role_with: Role, engines: EngineUrls, tmp_path: Path
) -> None:
    url = await role_with("superuser")
    settings = hub_settings(engines, tmp_path, database_worker_url=url)
    with pytest.raises(DatabaseRoleUnsafeError, match="LAELIA_DATABASE_WORKER_URL"):
        await work(settings, asyncio.Event())


@pytest.mark.req("FR-7.6")
async def test_processes_with_a_superuser_leave_and_say_what_to_do(
    role_with: Role, laelia: Laelia, engines: EngineUrls, fresh_database: DatabaseUrls
) -> None:
    settings = _urls(engines, fresh_database)
    settings["LAELIA_DATABASE_URL"] = await role_with("superuser")
    runs = await asyncio.gather(*(_run(laelia, verb, settings) for verb in ("hub", "up", "doctor")))
    assert [code for code, _ in runs] == [3, 1, 1], runs
    for _, said in runs:
        assert "LAELIA_DATABASE_URL connects as" in said
        assert "is a superuser" in said
        assert "create role … login nosuperuser nobypassrls" in said
        assert _PASSWORD not in said
    for _, said in runs[:2]:
        assert "database_role_unsafe" in said


async def test_an_owner_that_is_not_let_in_is_said_where_somebody_reads_it(
    laelia: Laelia, engines: EngineUrls, fresh_database: DatabaseUrls
) -> None:
    settings = _urls(engines, fresh_database)
    settings["LAELIA_DATABASE_ADMIN_URL"] = _as(fresh_database.admin, "nobody_here", _PASSWORD)
    code, said = await _run(laelia, "up", settings)
    assert code == 1
    assert "launch_failed: the database cannot be asked" in said
    assert "Traceback" not in said
    assert _PASSWORD not in said


async def test_doctor_says_which_role_isolation_binds(
    role_with: Role, laelia: Laelia, engines: EngineUrls, fresh_database: DatabaseUrls
) -> None:
    settings = _urls(engines, fresh_database)
    settings["LAELIA_DATABASE_WORKER_URL"] = await role_with(f"bypassrls in role {APP}")
    code, said = await _run(laelia, "doctor", settings)
    assert code == 1, said
    assert f"✓ row-level security binds {APP}, of LAELIA_DATABASE_URL" in said
    assert "✗ LAELIA_DATABASE_WORKER_URL connects as" in said
    assert "which has, or may take, BYPASSRLS" in said
