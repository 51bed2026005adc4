"""An economy whose hub and worker are processes of their own, and are killed now and then."""

import asyncio
import json
import os
import random
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from hub.kit.db import Database
from hub.kit.engines import EngineUrls
from tests.billing.economy import Economy, Time, processors, town_settings
from tests.hub_fixtures import Answer, Client, RunningHub
from tests.survival.processes import REPOSITORY, STARTS_S, WITHIN_S

# What a dead worker had begun is another's after two minutes
CLAIMED = timedelta(minutes=3)
LATER = timedelta(minutes=30)
# So nothing that waits for days or months falls due within two hours of what the worker does
AFTERWARDS = timedelta(minutes=60)


@dataclass
class NotedTime(Time):
    """Written to where other processes read it, whole at each moment."""

    note: Path = Path()

    def __post_init__(self) -> None:
        self.go(timedelta())

    def to(self, moment: datetime) -> None:
        super().to(moment)
        new = self.note.with_suffix(".new")
        new.write_text(self.now.isoformat())
        new.replace(self.note)


@dataclass
class Fate:
    """Kills with this chance at each thing that is asked for, and each time something is due."""

    spec: Path
    listener: socket.socket
    log: Path
    dice: random.Random
    chance: float = 0
    processes: dict[str, Process] = field(default_factory=dict)
    kills: dict[str, int] = field(default_factory=lambda: {"hub": 0, "worker": 0})

    async def start(self, role: str) -> None:
        fd = self.listener.fileno()
        rest, passed = ([str(fd)], [fd]) if role == "hub" else ([], [])
        with self.log.open("ab") as log:
            self.processes[role] = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.billing.process", role, str(self.spec), *rest),
                env=dict(os.environ),
                cwd=REPOSITORY,
                stdin=PIPE if role == "worker" else DEVNULL,
                stdout=PIPE if role == "worker" else log,
                stderr=log,
                pass_fds=passed,
            )

    def strikes(self) -> bool:
        return self.dice.random() < self.chance

    async def strike(self, role: str, doing: "asyncio.Task[Any]", *, within_s: float) -> None:
        """Some while into what it does."""
        await asyncio.wait({doing}, timeout=self.dice.uniform(0, within_s))
        process = self.processes[role]
        process.send_signal(signal.SIGKILL)
        await process.wait()
        self.kills[role] += 1

    async def end(self) -> None:
        for process in self.processes.values():
            if process.returncode is None:
                process.terminate()
            if process.stdin is not None:
                process.stdin.close()
            await asyncio.wait_for(process.wait(), WITHIN_S)


@dataclass
class Insistent(Client):
    """Asks again, under the same key, for what a killed hub did not answer."""

    fate: Fate | None = None

    async def call(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None
    ) -> Answer:
        def ask() -> Awaitable[Answer]:
            return Client.call(self, method, path, body, headers=headers)

        # What becomes of runs is told elsewhere: without this hub their lease must run out first
        doomed = method != "GET" and not path.endswith("/invoke")
        assert self.fate is not None
        return await insist(self.fate, ask, doomed=doomed)


async def insist(
    fate: Fate, ask: Callable[[], Awaitable[Answer]], *, doomed: bool = True
) -> Answer:
    if not doomed or not fate.strikes():
        return await ask()
    task = asyncio.ensure_future(ask())
    await fate.strike("hub", task, within_s=0.15)
    [outcome] = await asyncio.gather(task, return_exceptions=True)
    await fate.start("hub")
    async with asyncio.timeout(STARTS_S):
        while True:
            try:
                # Whoever was answered before the end knows it, and asks no more
                answer = outcome if isinstance(outcome, Answer) else await ask()
            except aiohttp.ClientError:
                outcome = None
                continue
            if answer.status != 409 or answer["code"] != "idempotency_in_flight":
                return answer
            outcome = None


@dataclass
class EconomyApart(Economy):
    fate: Fate | None = None

    @property
    def _fate(self) -> Fate:
        assert self.fate is not None
        return self.fate

    def person(self, client: Client) -> Client:
        made = Insistent(client.url, client.http, client.token, client.user, client.organization)
        made.fate = self._fate
        return made

    async def tell(self, processor: str, body: bytes, headers: dict[str, str]) -> None:
        async def ask() -> Answer:
            path = f"{self.hub.url}/v1/webhooks/{processor}"
            async with self.hub.http.post(path, data=body, headers=headers) as answer:
                return Answer(answer.status, await answer.text(), {})

        for _ in range(self.dice.choice([1, 1, 2])):
            told = await insist(self._fate, ask)
            assert told.status in (204, 503), told.body

    async def settle_down(self) -> None:
        """Twice: what a worker had begun when it was killed is done by the next one. Killed or not,
        it takes the same time, and not a part of a day: nothing falls due at its very moments."""
        began = self.time()
        for after in (timedelta(), LATER):
            self.time.to(began + after)
            await self._work()
        self.time.to(began + AFTERWARDS)

    async def _work(self) -> None:
        for tries in range(4):
            task = asyncio.ensure_future(self._ask_worker())
            if tries == 3 or not self._fate.strikes():
                return await task
            await self._fate.strike("worker", task, within_s=0.6)
            await asyncio.gather(task, return_exceptions=True)
            await self._fate.start("worker")
            self.time.go(CLAIMED)
        return None

    async def _ask_worker(self) -> None:
        process = self._fate.processes["worker"]
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"go\n")
        await process.stdin.drain()
        async with asyncio.timeout(600):
            while line := await process.stdout.readline():
                if line == b"done\n":  # what else it says is its log
                    return
        raise ConnectionError("the worker is gone")


@asynccontextmanager
async def economy_apart(
    shared: RunningHub, engines: EngineUrls, folder: Path, *, seed: int
) -> AsyncIterator[EconomyApart]:
    """Nobody is killed in it before its fate's `chance` is set."""
    folder.mkdir()
    time = NotedTime(datetime.now().astimezone(), note=folder / "time")
    dice = random.Random(seed)  # noqa: S311 - the same moments each time
    async with processors(time) as peers:
        spec = folder / "spec.json"
        given = {"engines": asdict(engines), "home": str(shared.home), "time": str(time.note)}
        spec.write_text(json.dumps(given | {"billing": town_settings(peers)}))
        listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        fate = Fate(spec, listener, folder / "log", dice)
        finder = Database(engines.database_worker, pool_size=2)
        host, port = listener.getsockname()
        timeout = aiohttp.ClientTimeout(total=STARTS_S)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            hub = RunningHub(f"http://{host}:{port}", shared.model, engines, http, shared.home)
            try:
                await fate.start("hub")
                await fate.start("worker")
                # A change costs to the second, and what a killed hub left is paid minutes later
                town = EconomyApart(hub, time, finder, peers, seed, prorates=False, fate=fate)
                assert (await hub.anonymous.get("/healthz")).status == 200
                yield town
            finally:
                await fate.end()
                await finder.close()
                listener.close()
