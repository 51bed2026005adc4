"""Real engines for tests: one set per test run, one database, key space and NATS per process."""

import fcntl
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from hub.kit.engines import Engines, EngineUrls
from hub.kit.engines.postgres import DATABASE, create_database
from hub.kit.settings import Settings

_RUN = "LAELIA_TEST_RUN"
_KEEPER_READY_S = 60


@dataclass(frozen=True, repr=False)
class DatabaseUrls:
    app: str
    admin: str
    worker: str


@dataclass(frozen=True, repr=False)
class LocalModelUrl:
    url: str
    key: str


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    # The developer's own settings are not the tests'.
    for name in [name for name in os.environ if name.startswith("LAELIA_")]:
        del os.environ[name]
    # Memory-backed where possible: PostgreSQL keeps fsync on, and here it costs nothing.
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2 * 1024**3
    folder = tempfile.mkdtemp(prefix="laelia-test-", dir=memory if roomy else None)
    # Engines of a root user run unprivileged, and must be able to pass through.
    Path(folder).chmod(0o711)
    os.environ[_RUN] = folder


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or _RUN not in os.environ:
        return
    folder = Path(os.environ.pop(_RUN))
    for note in folder.glob("*/keeper.pid"):
        try:
            keeper = psutil.Process(int(note.read_text()))
            keeper.terminate()
            keeper.wait(30)
        except (psutil.NoSuchProcess, FileNotFoundError):
            continue  # it ended by itself between the look and the signal
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def run_folder() -> Path:
    return Path(os.environ[_RUN])


@pytest.fixture(scope="session")
def process_number(worker_id: str) -> int:
    """0, 1, … of this test process."""
    return int(worker_id.removeprefix("gw")) if worker_id != "master" else 0


@pytest.fixture(scope="session")
def stores(run_folder: Path) -> dict[str, Any]:
    """PostgreSQL, with a migrated template, and Valkey, shared by the whole test run."""
    return _join_keeper(run_folder / "stores", "postgres", "valkey")


@pytest.fixture(scope="session")
async def database(stores: dict[str, Any], process_number: int) -> DatabaseUrls:
    """This process's own database, migrated and otherwise empty at the start of the run."""
    name = f"{DATABASE}_{process_number}"
    async with await psycopg.AsyncConnection.connect(
        stores["superuser"], autocommit=True
    ) as connection:
        # A try that was cut short has left one behind.
        await connection.execute(f"drop database if exists {name} with (force)")
    return await _clone(stores, name)


@pytest.fixture
async def fresh_database(
    stores: dict[str, Any], process_number: int
) -> AsyncIterator[DatabaseUrls]:
    """A migrated database for one test alone."""
    name = f"{DATABASE}_{process_number}_{time.time_ns()}"
    yield await _clone(stores, name)
    async with await psycopg.AsyncConnection.connect(
        stores["superuser"], autocommit=True
    ) as connection:
        await connection.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
async def nats_url(run_folder: Path, process_number: int) -> AsyncIterator[str]:
    """A server of this process's own: stream names of others do not meet its own."""
    engines = Engines(run_folder / f"nats-{process_number}", Settings(), parts={"nats"})
    await engines.start()
    yield engines.urls().nats
    await engines.stop()


@pytest.fixture(scope="session")
async def engines(
    stores: dict[str, Any], database: DatabaseUrls, nats_url: str, process_number: int
) -> EngineUrls:
    """Everything a hub needs but a model; see `local_model` for that."""
    urls = EngineUrls(**stores["urls"])
    return replace(
        urls,
        database=database.app,
        database_admin=database.admin,
        database_worker=database.worker,
        nats=nats_url,
        redis=f"{urls.redis}?db={process_number}",
        local_model="http://127.0.0.1:9/v1",
        local_model_key="",
    )


@pytest.fixture(scope="session")
def local_model(run_folder: Path) -> LocalModelUrl:
    """The bundled model, loaded once per run and only when a test asks for it."""
    urls = _join_keeper(run_folder / "model", "local-model")["urls"]
    return LocalModelUrl(urls["local_model"], urls["local_model_key"])


def _join_keeper(folder: Path, *parts: str) -> dict[str, Any]:
    """Start the keeper of `folder`, or wait for the one that another test process started."""
    answer = folder / "urls.json"
    with _locked(folder.with_suffix(".lock")):
        if not answer.exists():
            folder.mkdir()
            watched = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
            _wait_for(answer, _spawn_keeper(folder, watched, parts), folder / "keeper.log")
    return dict(json.loads(answer.read_text()))


def _spawn_keeper(folder: Path, watched: int, parts: tuple[str, ...]) -> int:
    """A process that may outlive this one, since other test processes lean on it."""
    write_log = os.O_WRONLY | os.O_CREAT
    return os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "tests.engine_keeper", str(folder), str(watched), *parts],
        {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, str(folder / "keeper.log"), write_log, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )


def _wait_for(answer: Path, keeper: int, log: Path) -> None:
    deadline = time.monotonic() + _KEEPER_READY_S
    while not answer.exists():
        said = log.read_text(errors="replace") if log.exists() else ""
        if os.waitpid(keeper, os.WNOHANG) != (0, 0):
            pytest.fail(f"the test engines did not start:\n{said}")
        if time.monotonic() > deadline:
            os.kill(keeper, signal.SIGTERM)
            pytest.fail(f"the test engines are not ready after {_KEEPER_READY_S} s:\n{said}")
        time.sleep(0.02)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


async def _clone(stores: dict[str, Any], name: str) -> DatabaseUrls:
    async with await psycopg.AsyncConnection.connect(
        stores["superuser"], autocommit=True
    ) as connection:
        await create_database(connection, name, template=DATABASE)
    urls = EngineUrls(**stores["urls"])

    def within(url: str) -> str:
        return url.replace(f"@/{DATABASE}?", f"@/{name}?")

    return DatabaseUrls(
        app=within(urls.database),
        admin=within(urls.database_admin),
        worker=within(urls.database_worker),
    )
