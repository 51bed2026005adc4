"""Attacks of one operation after the other, from a process beside the tests' own."""

import asyncio
import json
import multiprocessing
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Final

import pytest

from tests.fuzz.answering import (
    can_answer,
    content_of,
    ends,
    for_the_platform,
    headers_of,
    takes_away,
    takes_everything,
)
from tests.fuzz.attacker import Attack, Plain, Target, serve
from tests.fuzz.good import belongings, good_for
from tests.hub_fixtures import RunningHub
from tests.isolation.requests import Operation, operations, served_document
from tests.peers.toolserver import tool, tool_server

# Each hashes a password, asks a machine elsewhere, reads everything, or is read by the same code as
# another: fewer say as much.
_SLOW: Final = {
    "/v1/runs/live",
    "/v1/auth/signup",
    "/v1/auth/login",
    "/v1/auth/setup",
    "/v1/auth/passkeys/options",
    "/v1/auth/password",
    "/v1/auth/email",
    "/v1/auth/identities",
    "/v1/auth/recovery/finish",
    "/v1/auth/signup/confirm",
    "/v1/auth/totp",
    "/v1/auth/totp/disable",
    "/v1/auth/totp/recovery-codes",
    "/v1/audit/export",
    "/scim/v2/.search",
    "/scim/v2/Users/.search",
    "/scim/v2/Groups/.search",
    "/scim/v2/ServiceProviderConfig",
    "/scim/v2/ResourceTypes",
    "/scim/v2/ResourceTypes/{resource_type}",
    "/scim/v2/Schemas",
    "/scim/v2/Schemas/{urn}",
    "/v1/http-probes",
    "/v1/mcp-servers",
    "/v1/mcp-servers/{server_id}/refresh",
}
# What work is made of, and all else: two files, so that two processes share the time.
_WORK: Final = {
    "agents",
    "runs",
    "sessions",
    "schedules",
    "entitlements",
    "prompt templates",
    "mcp",
}


def operations_of(*, work: bool) -> list[Operation]:
    """Those that only read come last, when there is invented content to be read."""
    found = [
        operation
        for operation in operations(served_document())
        if (operation.spec["tags"][0] in _WORK) == work
    ]
    return sorted(found, key=lambda operation: operation.method == "GET")


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
    server_url: str
    target: Target
    _attacker: _Attacker = field(default_factory=_Attacker.start)
    _spare: Target | None = None
    _ended: set[str] = field(default_factory=set)

    async def attack(self, operation: Operation, *, examples: int) -> None:
        """Fails the test when an answer is a server's fault, has no code or is undocumented."""
        target = await self._target_for(operation)
        if for_the_platform(operation):
            target = replace(target, token=str((await self.hub.admin()).token))
        if operation.scope == "scim":
            target = replace(target, token=target.own_ids["scim_token"])
        few = max(5, examples // 20)
        most = few if operation.path in _SLOW else examples
        if self._attacker.busy:  # an earlier test ran out of time, and its attack goes on
            self.end()
            self._attacker = _Attacker.start()
        plain, good = _plain(operation, target.own_ids), good_for(operation, target.own_ids)
        order = Attack(target, operation.method, operation.path, plain, good, most)
        failure = await self._attacker.carry_out(order)
        if failure:
            pytest.fail(failure, pytrace=False)

    async def _target_for(self, operation: Operation) -> Target:
        """The one of all, unless the operation takes something from it.

        What only takes what it names has one that others have taken other things from: to make all
        that a target has takes as long as to attack it.
        """
        if not takes_away(operation):
            return self.target
        if takes_everything(operation):
            return await self._new_target()
        named = set(operation.ids_named())
        if self._spare is None or named & self._ended:
            self._spare, self._ended = await self._new_target(), set()
        self._ended |= named if ends(operation) else set()
        return self._spare

    async def _new_target(self) -> Target:
        return await _target(self.hub, self.server_url, self.target.document)

    def end(self) -> None:
        self._attacker.end()


@asynccontextmanager
async def fuzzing(hub: RunningHub, folder: Path) -> AsyncIterator[Fuzzer]:
    async with tool_server(tool("add"), tool("sub")) as server:
        document = folder / "openapi.json"
        document.write_text(json.dumps(served_document()))
        fuzzer = Fuzzer(hub, server.url, await _target(hub, server.url, document))
        try:
            yield fuzzer
        finally:
            fuzzer.end()


def _plain(operation: Operation, ids: dict[str, str]) -> Plain | None:
    """A request that is as it should be, where there is such a thing."""
    if not can_answer(operation.method, operation.path):
        return None
    content = content_of(operation, ids)
    return Plain(operation.address(ids), headers_of(operation), content)


async def _target(hub: RunningHub, server_url: str, document: Path) -> Target:
    owner = await hub.sign_up(organization="Fuzzed")
    own_ids = await belongings(owner, server_url)
    return Target(hub.url, document, str(owner.token), own_ids)


def name_of(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"
