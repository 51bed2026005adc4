"""The product's commands as processes of their own, without each loading the product anew.

A server that has loaded it forks one for each, which goes on as `python -m hub.cli WORDS` does,
with its own environment, folder, descriptors and signals, and an end of its own. What a start
itself does is tried with the program as it is, in tests/engines, tests/telemetry and tests/tour.
"""

import asyncio
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

REPOSITORY: Final = Path(__file__).parents[1]


@cache
def _server() -> ForkServerContext:
    """Starts with the first process that is asked of it, and ends with this one."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.preloaded"])
    return context


@dataclass(frozen=True)
class Forked:
    """What tests ask of a process, in the words of `asyncio.subprocess.Process`."""

    _process: ForkServerProcess

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        while (status := self.returncode) is None:
            ended.clear()
            loop.add_reader(self._process.sentinel, ended.set)
            try:
                await ended.wait()
            finally:
                loop.remove_reader(self._process.sentinel)
        return status


async def fork(
    *words: str,
    environment: Mapping[str, str],
    output: Path,
    errors: Path | None = None,
    given: Path = Path(os.devnull),
    listener: socket.socket | None = None,
) -> Forked:
    """`laelia WORDS`, whose errors too go to `output` unless told; it may serve on `listener`."""
    files = (given, output, errors or output)
    arguments = (words, dict(environment), files, listener)
    process = _server().Process(target=_become, args=arguments, daemon=True)
    await asyncio.to_thread(process.start)  # the first waits until the server has loaded all
    return Forked(process)


@dataclass(frozen=True)
class Ended:
    """The status with which a command ended, and what it said."""

    status: int
    output: str
    errors: str

    @property
    def said(self) -> str:
        return self.output + self.errors


async def laelia(
    *words: str, environment: Mapping[str, str], given: str = "", within_s: float = 30
) -> Ended:
    with TemporaryDirectory(prefix="laelia-") as folder:
        sent, output, errors = (Path(folder) / name for name in ("sent", "output", "errors"))
        sent.write_text(given)
        process = await fork(
            *words, environment=environment, output=output, errors=errors, given=sent
        )
        try:
            async with asyncio.timeout(within_s):
                status = await process.wait()
        finally:
            process.kill()
        return Ended(status, output.read_text(), errors.read_text())


def _become(
    words: tuple[str, ...],
    environment: dict[str, str],
    files: tuple[Path, Path, Path],
    listener: socket.socket | None,
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(REPOSITORY)
    for descriptor, file in enumerate(files):
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND if descriptor else os.O_RDONLY
        os.dup2(os.open(file, flags, 0o600), descriptor)
    sys.stdin = os.fdopen(0, closefd=False)
    served = [] if listener is None else ["--fd", str(listener.detach())]
    sys.argv = ["laelia", *words, *served]
    from hub.cli import app  # noqa: PLC0415 - the server has loaded it, the tests' process need not

    app()
