"""Engines are for their own hub alone: other users, roles and a process list learn nothing."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import nats.errors
import psutil
import psycopg
import pytest
import redis.asyncio
import redis.exceptions
from nats.aio.client import Client

from hub.kit.engines import EngineFailedError
from hub.kit.engines.places import free_port
from tests.engines.conftest import Running

_CONNECT = "import socket, sys\nsocket.socket(socket.AF_UNIX).connect(sys.argv[1])"
_STRANGER = 54_321


async def test_no_credential_is_in_the_process_list(running: Running, home: Path) -> None:
    async with running("postgres", "nats", "valkey", "local-model") as engines:
        await engines.model_ready()
        secrets = json.loads((home / "secrets" / "engines.json").read_text()).values()
        lines = [" ".join(process.info["cmdline"] or []) for process in _processes()]
    assert any("nats-server" in line for line in lines)
    assert not [line for line in lines for secret in secrets if secret in line]


def _processes() -> list[psutil.Process]:
    return list(psutil.process_iter(["cmdline"]))


def _python_for_all() -> str:
    """An interpreter that a stranger may run too; ours can be in somebody's home."""
    return next(
        path
        for path in ("/usr/bin/python3", "/usr/local/bin/python3", sys.executable)
        if Path(path).exists()
    )


@pytest.mark.req("S24")
async def test_sockets_are_out_of_reach_of_other_users(running: Running, home: Path) -> None:
    async with running("postgres", "valkey"):
        folder = home / "run"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        sockets = [path for path in folder.iterdir() if stat.S_ISSOCK(path.stat().st_mode)]
        assert len(sockets) == 2
        if os.geteuid() == 0:
            for path in sockets:
                attempt = subprocess.run(
                    [_python_for_all(), "-c", _CONNECT, path],
                    check=False,
                    capture_output=True,
                    user=_STRANGER,
                    group=_STRANGER,
                    extra_groups=[],
                )
                assert b"PermissionError" in attempt.stderr


async def test_only_loopback_and_sockets_are_listened_on(running: Running) -> None:
    async with running("postgres", "nats", "valkey", "local-model") as engines:
        await engines.model_ready()
        addresses = {
            connection.laddr.ip
            for child in engines.children.values()
            for connection in psutil.Process(child.pid).net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        }
    assert addresses == {"127.0.0.1"}


async def test_engines_of_root_run_unprivileged(running: Running) -> None:
    async with running("postgres", "nats", "valkey", "local-model") as engines:
        await engines.model_ready()
        users = {psutil.Process(child.pid).uids().effective for child in engines.children.values()}
    assert 0 not in users


@pytest.mark.req("R65")
async def test_secrets_are_for_their_owner_and_refused_otherwise(
    running: Running, home: Path
) -> None:
    async with running("valkey"):
        pass
    secrets = home / "secrets" / "engines.json"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    secrets.chmod(0o644)
    with pytest.raises(EngineFailedError, match="chmod 600"):
        async with running("valkey"):
            pass


@pytest.mark.req("R65")
async def test_a_wrong_password_opens_nothing(running: Running, home: Path) -> None:
    async with running("postgres", "nats", "valkey") as engines:
        urls = engines.urls()
        known = json.loads((home / "secrets" / "engines.json").read_text())
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            await psycopg.AsyncConnection.connect(urls.database.replace(known["app"], "guess"))
        client = redis.asyncio.from_url(urls.redis.replace(known["valkey"], "guess"))
        with pytest.raises(redis.exceptions.ConnectionError, match="invalid username-password"):
            await client.ping()
        await client.aclose()
        stranger = Client()
        with pytest.raises(nats.errors.Error, match="Authorization Violation"):
            await stranger.connect(
                urls.nats.replace(known["nats"], "guess"),
                allow_reconnect=False,
                error_cb=_ignore,
            )
        await stranger.close()


async def _ignore(error: Exception) -> None:
    """The exception itself is what the test looks at."""


@pytest.mark.req("S19")
async def test_the_app_and_worker_roles_own_nothing_and_bypass_nothing(running: Running) -> None:
    async with running("postgres") as engines:
        urls = engines.urls()
        for url in (urls.database, urls.database_worker):
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                found = await connection.execute(
                    "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles"
                    " where rolname = current_user"
                )
                assert await found.fetchone() == (False, False, False, False)
                found = await connection.execute("show synchronous_commit")
                assert await found.fetchone() == ("on",)
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    await connection.execute("create table mine (n int)")
        async with await psycopg.AsyncConnection.connect(urls.database_admin) as connection:
            await connection.execute("create table owned (n vector(3), t citext)")


async def test_an_external_url_replaces_the_embedded_engine(running: Running) -> None:
    elsewhere = f"nats://elsewhere:{free_port()}"
    async with running("postgres", "nats", "valkey", nats_url=elsewhere) as engines:
        assert sorted(engines.children) == ["postgres", "valkey"]
        assert engines.urls().nats == elsewhere


async def test_half_an_external_database_is_refused_by_name(running: Running) -> None:
    with pytest.raises(EngineFailedError, match="LAELIA_DATABASE_WORKER_URL"):
        async with running("postgres", database_url="postgresql://a@b/c"):
            pass


async def test_a_home_too_deep_for_a_socket_works(running: Running, home: Path) -> None:
    deep = home.joinpath(*["a-rather-long-folder-name"] * 5)
    deep.mkdir(parents=True)
    async with running("postgres", "valkey", at=deep) as engines:
        folder = Path(engines.urls().redis.partition("@")[2]).parent
        assert not folder.is_relative_to(home)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        async with await psycopg.AsyncConnection.connect(engines.urls().database) as connection:
            await connection.execute("select 1")
    shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's engines change their account")
async def test_a_home_closed_to_others_works_for_root(running: Running, home: Path) -> None:
    home.chmod(0o700)
    async with running("postgres", "nats", "valkey") as engines:
        async with await psycopg.AsyncConnection.connect(engines.urls().database) as connection:
            await connection.execute("select 1")
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        outside = (home / "engines").resolve()
        sockets = Path(engines.urls().redis.partition("@")[2]).parent
    shutil.rmtree(outside)
    shutil.rmtree(sockets)
