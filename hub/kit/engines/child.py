"""One supervised child process: started with its parent's death in mind, restarted when it dies."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import threading
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import IO, Any, Protocol

from hub.kit.engines.errors import EngineFailedError
from hub.kit.engines.places import Account

_PR_SET_PDEATHSIG = 1
_LOG_KEPT_BYTES = 16 * 1024 * 1024
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 10.0
# A child that lived this long was well: its next death starts from the shortest pause again.
_WELL_AFTER_S = 30.0

Report = Callable[[str], None]


@dataclass(frozen=True)
class Command:
    argv: Sequence[str | Path]
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    stdin: bytes | None = None
    descriptors: Sequence[int] = ()


class Program(Protocol):
    """What is to be kept running. `command` is asked anew, and may tidy up, before each start."""

    name: str
    stop_signal: signal.Signals

    async def command(self) -> Command: ...

    async def is_ready(self, pid: int) -> bool: ...


class Child:
    """Keeps one program running from :meth:`start` to :meth:`stop`.

    With `on_line` its output is passed on line by line, and what that returns goes to the log.
    """

    def __init__(
        self,
        program: Program,
        log: Path,
        *,
        report: Report,
        on_line: Callable[[str], str] | None = None,
        ready_within_s: float = 60,
    ) -> None:
        self.program = program
        self._log = log
        self._report = report
        self._on_line = on_line
        self._ready_within_s = ready_within_s
        self._process: Process | None = None
        self._pump: asyncio.Task[None] | None = None
        self._monitor: asyncio.Task[None] | None = None
        self._said_from = 0

    @property
    def pid(self) -> int | None:
        """The running process; none between a death and the restart."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def start(self) -> None:
        _rotate(self._log)
        try:
            await self._launch()
        except BaseException:
            await self._end(grace_s=5)
            raise
        self._monitor = asyncio.create_task(self._watch(), name=f"monitor {self.program.name}")

    async def stop(self, grace_s: float = 20) -> None:
        """End the program with its own signal; kill it when it is not gone after `grace_s`."""
        if self._monitor is not None:
            self._monitor.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._monitor
            self._monitor = None
        await self._end(grace_s)

    async def _launch(self) -> None:
        command = await self.program.command()
        self._process = process = await self._spawn(command)
        if command.stdin is not None and process.stdin is not None:
            process.stdin.write(command.stdin)
            process.stdin.close()
        deadline = monotonic() + self._ready_within_s
        while not await self.program.is_ready(process.pid):
            if process.returncode is not None:
                raise EngineFailedError(self.program.name, self._epitaph(process.returncode))
            if monotonic() > deadline:
                raise EngineFailedError(
                    self.program.name,
                    f"not ready after {self._ready_within_s:.0f} s: {self._last_words()}",
                )
            await asyncio.sleep(0.01)

    async def _spawn(self, command: Command) -> Process:
        account = command.account
        with _open_log(self._log) as log:
            self._said_from = log.tell()
            process = await asyncio.create_subprocess_exec(
                *command.argv,
                stdin=DEVNULL if command.stdin is None else PIPE,
                stdout=PIPE if self._on_line else log,
                stderr=STDOUT,
                cwd="/" if account else None,
                env=dict(command.environment),
                pass_fds=command.descriptors,
                # A terminal's Ctrl-C reaches the supervisor alone, which stops things in order.
                start_new_session=True,
                preexec_fn=_dies_with_parent(self.program.stop_signal),
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        if self._on_line is not None:
            self._pump = asyncio.create_task(self._copy_lines(process, self._on_line))
        return process

    async def _copy_lines(self, process: Process, on_line: Callable[[str], str]) -> None:
        if process.stdout is None:
            return
        with _open_log(self._log) as log:
            while line := await _read_line(process.stdout):
                kept = on_line(line.decode(errors="replace").rstrip("\n"))
                log.write(f"{kept}\n".encode())

    async def _watch(self) -> None:
        pause = _FIRST_PAUSE_S
        while self._process is not None:
            born = monotonic()
            code = await self._process.wait()
            if monotonic() - born > _WELL_AFTER_S:
                pause = _FIRST_PAUSE_S
            self._report(f"{self.program.name} died: {self._epitaph(code)}; restarting")
            while True:
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)
                try:
                    await self._launch()
                except (EngineFailedError, OSError) as error:
                    self._report(f"{self.program.name} did not restart: {error}")
                    await self._end(grace_s=5)
                    continue
                self._report(f"{self.program.name} is back")
                break

    async def _end(self, grace_s: float) -> None:
        process = self._process
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(self.program.stop_signal)
            try:
                await asyncio.wait_for(process.wait(), grace_s)
            except TimeoutError:
                self._report(f"{self.program.name} did not stop within {grace_s:.0f} s: killed")
                process.kill()
                await process.wait()
        if self._pump is not None:
            await self._pump
            self._pump = None

    def _epitaph(self, code: int) -> str:
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        # Nobody has last words under SIGKILL; the log's end would only mislead.
        words = self._last_words() if code != -signal.SIGKILL else ""
        return f"{how}: {words}" if words else how

    def _last_words(self) -> str:
        try:
            with self._log.open("rb") as log:
                log.seek(max(self._said_from, log.seek(0, os.SEEK_END) - 2000))
                lines = log.read().decode(errors="replace").split("\n")
        except FileNotFoundError:
            return ""
        return " | ".join([line.strip() for line in lines if line.strip()][-3:])


async def _read_line(stream: asyncio.StreamReader) -> bytes:
    """The next line; of one longer than the stream's buffer, what there is."""
    try:
        return await stream.readuntil(b"\n")
    except asyncio.IncompleteReadError as end:
        return end.partial
    except asyncio.LimitOverrunError as long:
        return await stream.read(long.consumed)


def _open_log(path: Path) -> IO[bytes]:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    file = os.fdopen(descriptor, "ab", buffering=0)
    file.seek(0, os.SEEK_END)
    return file


def _rotate(path: Path) -> None:
    if path.exists() and path.stat().st_size > _LOG_KEPT_BYTES:
        path.replace(path.with_suffix(".log.1"))


def _dies_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """Run in the child before exec: have the kernel stop it when the supervisor is killed."""
    if sys.platform != "linux":
        return None
    if threading.current_thread() is not threading.main_thread():
        # The kernel watches the creating *thread*: a worker thread's end would stop the engine.
        raise RuntimeError("children are started from the main thread only")
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask_kernel() -> None:
        prctl(_PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel


async def together(*starts: Coroutine[Any, Any, None]) -> None:
    """Run all at once; the first failure ends the others and is raised as itself."""
    try:
        async with asyncio.TaskGroup() as group:
            for start in starts:
                group.create_task(start)
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None


async def stop_all(children: Sequence[Child], grace_s: float = 20) -> None:
    """Stop independent children at once; a failing one does not keep the others alive."""
    stops: list[Awaitable[None]] = [child.stop(grace_s) for child in children]
    outcomes = await asyncio.gather(*stops, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
