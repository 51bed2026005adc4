"""Processes under measurement: started in sessions of their own, watched, and always ended."""

import asyncio
import contextlib
import os
import random
import signal
import socket
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import aiohttp
import msgspec
import psutil

LOOPBACK: Final = "127.0.0.1"
OUT: Final = Path(__file__).parent / "out"
ROOT: Final = Path(__file__).parent.parent


class BenchError(Exception):
    """A system under measurement did not do what its part of the bench needs."""


class Usage(msgspec.Struct, frozen=True):
    """What some processes had used up to one instant."""

    cpu_seconds: float
    rss_mb: float


def free_port() -> int:
    """A port below the ephemeral range, so that no outgoing connection can take it meanwhile."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((LOOPBACK, port))
            return port


def tree(pid: int) -> list[psutil.Process]:
    """A process and everything below it, as far as it still lives."""
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def usage(processes: Iterable[psutil.Process]) -> Usage:
    cpu = rss = 0.0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            cpu += times.user + times.system
            rss += process.memory_info().rss / 1e6
    return Usage(cpu, rss)


class Child:
    """One started program with its log file."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: Path) -> None:
        self.name = name
        self.pid = process.pid
        self.started_at = time.perf_counter()
        self._process = process
        self._log = log

    @classmethod
    async def start(
        cls, name: str, argv: Sequence[str], *, env: Mapping[str, str] | None = None
    ) -> "Child":
        OUT.mkdir(exist_ok=True)
        log = OUT / f"{name}.log"
        # Every process would compile every module again where byte-code may not be written.
        inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *argv,
                cwd=ROOT,
                env={**inherited, **(env or {})},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
        return cls(name, process, log)

    def alive(self) -> bool:
        return self._process.returncode is None

    def log_tail(self) -> str:
        return self._log.read_text(errors="replace")[-2000:]

    async def ready(self, url: str, timeout: float) -> float:
        """Wait until `url` answers 200; the seconds since the program was started."""
        async with aiohttp.ClientSession() as session:
            while time.perf_counter() - self.started_at < timeout:
                if not self.alive():
                    break
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    limit = aiohttp.ClientTimeout(total=5)
                    async with session.get(url, timeout=limit) as answer:
                        if answer.status == 200:
                            return time.perf_counter() - self.started_at
                await asyncio.sleep(0.02)
        why = f"was not ready within {timeout} s" if self.alive() else "ended while starting"
        raise BenchError(f"{self.name} {why}:\n{self.log_tail()}")

    async def stop(self) -> None:
        """Ask as Ctrl-C does, then insist: nothing started here outlives the bench."""
        if not self.alive():
            return
        below = tree(self.pid)
        self._process.send_signal(signal.SIGINT)
        try:
            await asyncio.wait_for(self._process.wait(), 20)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        for process in below:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
