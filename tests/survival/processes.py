"""Hub and worker processes like those of `laelia up`, to be killed; and callers that insist."""

import asyncio
import json
import os
import random
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from hub.kit.engines import EngineUrls
from tests.forks import REPOSITORY, Forked, fork
from tests.hub_fixtures import MODEL_PRICES, PASSWORD, Client, share_secrets
from tests.peers.model import ModelPeer

WITHIN_S = 45  # several interpreters start at once, on a machine that others use too
STARTS_S = 100  # one interpreter, at the worst of such times, until it serves
Process = Forked | asyncio.subprocess.Process
LEASE_S = 2.0


def environment(engines: EngineUrls, model: ModelPeer, home: Path) -> dict[str, str]:
    """As an operator would set it, with a lease short enough for a test."""
    share_secrets(home)
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(REPOSITORY),
        "LAELIA_HOME": str(home),
        **{k: v for k, v in engines.environment().items() if v and "LOCAL_MODEL" not in k},
        "LAELIA_RUNS__PROCESS_LEASE_S": str(LEASE_S),
        "LAELIA_CREDITS__WELCOME_GRANT": "100000",
        "LAELIA_LIMITS__REQUESTS_PER_MINUTE": "1000000",
        "LAELIA_LIMITS__ORGANIZATION_REQUESTS_PER_MINUTE": "1000000",
        "LAELIA_LIMITS__SIGN_INS_PER_MINUTE": "1000000",
        "OPENAI_BASE_URL": model.url,
        "OPENAI_API_KEY": "sk-upstream",
        "LAELIA_PROVIDERS__OPENAI__MODELS": json.dumps(MODEL_PRICES),
    }


@asynccontextmanager
async def within(what: str, seconds: float = WITHIN_S) -> AsyncIterator[None]:
    """Says what did not come true in time."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise AssertionError(f"not true within {seconds} s: {what}") from error


@dataclass
class Place:
    """One address whose listening socket outlives the processes that serve it."""

    environment: Mapping[str, str]
    listener: socket.socket
    log: Path
    descriptors: int | None = None
    started: list[Process] = field(default_factory=list)

    @property
    def url(self) -> str:
        host, port = self.listener.getsockname()
        return f"http://{host}:{port}"

    async def hub(self) -> Process:
        if self.descriptors is not None:
            return await self._limited_hub(self.listener.fileno())
        return await self._fork("hub", self.listener)

    async def worker(self) -> Process:
        return await self._fork("worker")

    async def _fork(self, verb: str, listener: socket.socket | None = None) -> Process:
        forked = await fork(verb, environment=self.environment, output=self.log, listener=listener)
        self.started.append(forked)
        return forked

    async def _limited_hub(self, fd: int) -> Process:
        """The program as it is: a fork would begin with its server's own descriptors."""
        limited = ["sh", "-c", f'ulimit -n {self.descriptors}; exec "$@"', "limited"]
        with self.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(*limited, sys.executable, "-m", "hub.cli", "hub", "--fd", str(fd)),
                env=dict(self.environment),
                cwd=REPOSITORY,
                stdin=DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[fd],
            )
        self.started.append(process)
        return process


@asynccontextmanager
async def place(
    variables: Mapping[str, str], log: Path, *, descriptors: int | None = None
) -> AsyncIterator[Place]:
    """`descriptors`: as many each process may have."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    made = Place(variables, listener, log, descriptors)
    with listener:
        try:
            yield made
        finally:
            for process in made.started:
                if process.returncode is None:
                    process.terminate()
            for process in made.started:
                async with within("a process that was told to stop has ended"):
                    await process.wait()


async def kill(process: Process) -> None:
    process.send_signal(signal.SIGKILL)
    await process.wait()


async def sign_up(url: str, http: aiohttp.ClientSession, name: str) -> Client:
    body = {"email": f"{name}@example.com", "password": PASSWORD, "name": name}
    made = await Client(url, http).post("/v1/auth/signup", body)
    assert made.status == 201, made.body
    return Client(url, http, made["token"], made["user"], made["organization"])


@dataclass
class Insisting:
    """A caller who sends each request, under one key, until it is answered for good."""

    client: Client
    agent_id: str
    input: Any
    prefer: str = ""
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    hurt: int = 0

    async def call(self, key: str) -> dict[str, Any]:
        headers = {"idempotency-key": key} | ({"prefer": self.prefer} if self.prefer else {})
        while True:
            try:
                answer = await self.client.invoke(
                    self.agent_id, self.input, model="openai/gpt-test", headers=headers
                )
            except (aiohttp.ClientError, TimeoutError):
                self.hurt += 1
                continue
            if answer.status in (200, 202):
                body: dict[str, Any] = answer.body
                return body
            # What may be sent again says so: it is in flight, or an engine or the run was lost.
            assert answer.status in (409, 503), answer.body
            self.hurt += 1
            await asyncio.sleep(random.uniform(0.02, 0.1))  # noqa: S311 - a caller's own backoff

    async def keep_calling(self, name: str, over: asyncio.Event) -> None:
        number = 0
        while not over.is_set():
            key = f"{name}-{number}"
            self.answers[key] = await self.call(key)
            number += 1
