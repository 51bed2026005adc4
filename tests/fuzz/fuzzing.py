"""Attacks of one operation after the other, from a process beside the tests' own."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Final

import pytest

from tests.fuzz.answering import takes_away
from tests.fuzz.attacker import Attack, Target, serve
from tests.hub_fixtures import RunningHub
from tests.isolation.conftest import possessions
from tests.isolation.requests import Operation

# Each hashes a password, asks a machine elsewhere, or reads everything: fewer say as much.
_SLOW: Final = {
    "/v1/auth/signup",
    "/v1/auth/login",
    "/v1/auth/setup",
    "/v1/audit/export",
    "/v1/mcp-servers",
    "/v1/mcp-servers/{server_id}/refresh",
}
# What work is made of, and all else: two files, so that two processes share the time.
WORK: Final = {"agents", "runs", "sessions", "schedules", "entitlements", "prompt templates", "mcp"}


@dataclass
class _Attacker:
    """The process; it works at one attack at a time."""

    process: SpawnProcess
    orders: Connection
    busy: bool = False

    @classmethod
    def start(cls) -> "_Attacker":
        spawn = multiprocessing.get_context("spawn")
        orders, theirs = spawn.Pipe()
        process = spawn.Process(target=serve, args=(theirs,), name="attacker", daemon=True)
        process.start()
        theirs.close()
        return cls(process, orders)

    async def carry_out(self, attack: Attack) -> str | None:
        """How it failed, or null."""
        self.busy = True
        self.orders.send(attack)
        failure: str | None = await asyncio.to_thread(self.orders.recv)
        self.busy = False
        return failure

    def end(self) -> None:
        self.process.kill()  # nothing of it outlives the tests
        self.process.join()
        self.process.close()
        self.orders.close()


@dataclass
class Fuzzer:
    hub: RunningHub
    target: Target
    _attacker: _Attacker = field(default_factory=_Attacker.start)

    async def attack(self, operation: Operation, *, examples: int) -> None:
        """Fails the test when an answer is a server's fault, has no code or is undocumented."""
        target = await _target(self.hub) if takes_away(operation) else self.target
        few = max(5, examples // 20)
        most = few if operation.path in _SLOW else examples
        if self._attacker.busy:  # an earlier test ran out of time, and its attack goes on
            self.end()
            self._attacker = _Attacker.start()
        order = Attack(target, operation.method, operation.path, most)
        failure = await self._attacker.carry_out(order)
        if failure:
            pytest.fail(failure, pytrace=False)

    def end(self) -> None:
        self._attacker.end()


@asynccontextmanager
async def fuzzing(hub: RunningHub) -> AsyncIterator[Fuzzer]:
    fuzzer = Fuzzer(hub, await _target(hub))
    try:
        yield fuzzer
    finally:
        fuzzer.end()


async def _target(hub: RunningHub) -> Target:
    owner = await hub.sign_up(organization="Fuzzed")
    own_ids, _ = await possessions(owner)
    document = (await hub.anonymous.get("/openapi.json")).body
    return Target(hub.url, document, str(owner.token), own_ids)


def name_of(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"
