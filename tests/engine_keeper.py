"""Program: keep engines running for one test run, for every process of it, until the run ends.

`python -m tests.engine_keeper FOLDER WATCHED_PID PART…` writes FOLDER/urls.json when they answer,
and takes the folder away with it when the watched process is gone or on SIGTERM.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
from dataclasses import asdict
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from hub.kit.engines import Engines
from hub.kit.engines.postgres import DATABASE
from hub.kit.settings import Settings
from hub.migrations import run


async def keep(folder: Path, watched: int, parts: list[str]) -> None:
    engines = Engines(folder, Settings(), parts=parts)
    await engines.start()
    try:
        await engines.model_ready()
        if "postgres" in parts:
            await asyncio.to_thread(run.upgrade, engines.urls().database_admin)
            await _ease_connecting(engines)
            await _close_template(engines.postgres.url("postgres", "postgres"))
        _publish(folder, engines)
        await _until_over(watched)
    finally:
        await engines.stop()


async def _ease_connecting(engines: Engines) -> None:
    """Tests connect thousands of times, and would hash the same password four thousand times for
    each. Who guesses at it is no danger here, and one time does."""
    urls, superuser = engines.urls(), engines.postgres.url("postgres", "postgres")
    async with await psycopg.AsyncConnection.connect(superuser, autocommit=True) as connection:
        await connection.execute("set scram_iterations = 1")
        for url in (urls.database, urls.database_admin, urls.database_worker, superuser):
            given = conninfo_to_dict(url)
            role, password = str(given["user"]), str(given["password"])
            verifier = connection.pgconn.encrypt_password(password.encode(), role.encode())
            await connection.execute(
                sql.SQL("alter role {} password {}").format(
                    sql.Identifier(role), sql.Literal(verifier.decode())
                )
            )


async def _close_template(superuser_url: str) -> None:
    """A database is copied only while nobody, not even autovacuum, is connected to it."""
    connection = await psycopg.AsyncConnection.connect(superuser_url, autocommit=True)
    async with connection:
        await connection.execute(f"alter database {DATABASE} allow_connections false")


def _publish(folder: Path, engines: Engines) -> None:
    draft = folder / "urls.draft"
    superuser = engines.postgres.url("postgres", "postgres")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({"urls": asdict(engines.urls()), "superuser": superuser}))
    draft.rename(folder / "urls.json")


async def _until_over(watched: int) -> None:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    if sys.platform == "linux":
        loop.add_reader(os.pidfd_open(watched), over.set)
    await over.wait()


def main() -> None:
    folder, watched, *parts = sys.argv[1:]
    (Path(folder) / "keeper.pid").write_text(str(os.getpid()))
    try:
        asyncio.run(keep(Path(folder), int(watched), parts))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
