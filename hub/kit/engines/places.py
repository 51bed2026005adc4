"""Where engines live: folders, sockets and ports that only their own account can reach."""

import hashlib
import os
import pwd
import secrets
import shutil
import socket
import stat
from dataclasses import dataclass
from pathlib import Path

from hub.kit.engines.errors import EngineFailedError

# sun_path holds 108 bytes with its terminator; PostgreSQL appends `/.s.PGSQL.5432.lock`.
_LONGEST_SOCKET_FOLDER = 107 - 20
# Below the range from which the kernel takes the source ports of outgoing connections.
_PORTS = range(20_000, 32_768)
# The data of homes that root's unprivileged engines cannot reach; each notes whose it is.
DATA_OUTSIDE = Path("/var/lib/laelia")


@dataclass(frozen=True)
class Account:
    """The unprivileged account that engines run under when the supervisor is root."""

    uid: int
    gid: int


def engine_account() -> Account | None:
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


@dataclass(frozen=True)
class Places:
    """The folders of one home. `data` moves out of a home whose parents are closed to `account`."""

    home: Path
    data: Path
    sockets: Path
    logs: Path
    account: Account | None

    def folder(self, name: str) -> Path:
        return _owned_folder(self.data / name, self.account)

    def private_file(self, path: Path, content: str) -> Path:
        """Write a file that the engine's account alone can read (it may hold a password)."""
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
        if self.account is not None:
            os.chown(draft, self.account.uid, self.account.gid)
        draft.rename(path)
        return path

    def program(self, path: Path) -> Path:
        """`path`, or a copy where the account cannot reach it (an environment below 0700)."""
        if self.account is None or can_reach(path, self.account):
            return path
        info = path.stat()
        mark = hashlib.sha256(f"{path}|{info.st_mtime_ns}".encode()).hexdigest()[:12]
        copy = self.data / "programs" / f"{path.name}-{mark}"
        if not copy.exists():
            copy.parent.mkdir(mode=0o755, exist_ok=True)
            draft = copy.with_name(f"{copy.name}.{os.getpid()}")
            if path.is_dir():
                shutil.copytree(path, draft, symlinks=True)
            else:
                shutil.copy(path, draft)
            draft.rename(copy)
        return copy


def open_places(home: Path, instance: str) -> Places:
    """Create what is missing below `home` (and beside it, where it is too deep or closed)."""
    home = home.resolve()
    account = engine_account()
    home.mkdir(parents=True, exist_ok=True, mode=0o755 if account else 0o700)
    logs = home / "logs"
    logs.mkdir(exist_ok=True, mode=0o700)
    mark = hashlib.sha256(f"{home}|{instance}".encode()).hexdigest()[:16]
    return Places(
        home=home,
        data=_data_folder(home, account, mark),
        sockets=_socket_folder(home, account, mark),
        logs=logs,
        account=account,
    )


def _data_folder(home: Path, account: Account | None, mark: str) -> Path:
    inside = home / "engines"
    if account is None or can_reach(home, account):
        inside.mkdir(exist_ok=True, mode=0o755)
        return inside
    outside = DATA_OUTSIDE / mark
    outside.mkdir(parents=True, exist_ok=True, mode=0o755)
    (outside / "home").write_text(f"{home}\n")
    if not inside.is_symlink():
        inside.symlink_to(outside, target_is_directory=True)
    return outside


def _socket_folder(home: Path, account: Account | None, mark: str) -> Path:
    inside = home / "run"
    fits = len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER
    if fits and (account is None or can_reach(home, account)):
        return _owned_folder(inside, account)
    bases = [Path("/run"), Path("/tmp")]  # noqa: S108 - the folder is checked to be ours alone
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        bases.insert(0, Path(runtime))
    for base in bases:
        if os.access(base, os.W_OK | os.X_OK) and (account is None or can_reach(base, account)):
            return _owned_folder(base / f"laelia-{mark}", account)
    raise EngineFailedError(
        "engines", f"no folder for sockets: {inside} is too long", hint="use a shorter LAELIA_HOME"
    )


def _owned_folder(path: Path, account: Account | None) -> Path:
    """`path` as a 0700 folder of the engine's account; somebody else's folder is refused."""
    owner = account.uid if account else os.geteuid()
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        info = path.lstat()
        if not stat.S_ISDIR(info.st_mode) or info.st_uid not in {owner, os.geteuid()}:
            raise EngineFailedError(
                "engines", f"{path} belongs to somebody else", hint="remove it or move LAELIA_HOME"
            ) from None
    path.chmod(0o700)
    if account is not None:
        os.chown(path, account.uid, account.gid)
    return path


def can_reach(path: Path, account: Account) -> bool:
    """Whether `account` may pass every folder on the way to `path`, and enter it."""
    path = path.resolve()
    return all(_may_pass(folder, account) for folder in (path, *path.parents))


def _may_pass(path: Path, account: Account) -> bool:
    info = path.stat()
    if info.st_uid == account.uid:
        return bool(info.st_mode & stat.S_IXUSR)
    if info.st_gid == account.gid:
        return bool(info.st_mode & stat.S_IXGRP)
    return bool(info.st_mode & stat.S_IXOTH)


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    for _ in range(200):
        port = secrets.choice(_PORTS)
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise EngineFailedError("engines", "no free port on loopback between 20000 and 32767")
