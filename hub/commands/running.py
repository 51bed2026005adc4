"""What a running `laelia up` leaves in its home for the other commands: its lock and its URLs."""

import fcntl
import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunningError(RuntimeError):
    code = "already_running"


def root_environment(home: Path) -> dict[str, str]:
    """The environment of our own Python children: all of ours, and where the code is."""
    environment = dict(os.environ)
    # Where byte-code may not be written every start compiles everything anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    environment["PYTHONUNBUFFERED"] = "1"
    environment["LAELIA_HOME"] = str(home)
    return environment


@contextmanager
def sole_supervisor(home: Path) -> Iterator[None]:
    """Hold the home's lock; the kernel lets go of it however we end."""
    # Root's engines run under another account, which must be able to pass.
    home.mkdir(parents=True, exist_ok=True, mode=0o755 if os.geteuid() == 0 else 0o700)
    descriptor = os.open(home / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = lock.read().strip() or "unknown"
            raise AlreadyRunningError(
                f"Laelia already runs in {home} (process {holder}); stop it first, "
                "or choose another LAELIA_HOME"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        try:
            yield
        finally:
            lock.seek(0)
            lock.truncate(0)


@contextmanager
def published_urls(home: Path, urls: Mapping[str, str]) -> Iterator[None]:
    """Let `laelia hub`, `worker`, `db` and `doctor` in this home find the engines of ours."""
    path = _urls_file(home)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(dict(urls), file)
    draft.rename(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def adopt_urls(home: Path, names: Collection[str]) -> None:
    """Take these URLs from the engines that run in `home`, where the settings do not say."""
    path = _urls_file(home)
    if path.exists():
        for name, value in json.loads(path.read_text()).items():
            if name in names:
                os.environ.setdefault(name, value)


def missing_urls(names: Iterable[str]) -> list[str]:
    return [name for name in names if not os.environ.get(name)]


def supervisor_of(home: Path) -> str | None:
    """The process that runs `laelia up` in `home`, if one does."""
    try:
        descriptor = os.open(home / "up.lock", os.O_RDWR)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "r") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return lock.read().strip() or "unknown"
    return None


def _urls_file(home: Path) -> Path:
    return home / "secrets" / "running.json"
