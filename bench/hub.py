"""The hub as a user starts it: one command, a fresh folder, its own engines."""

import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec
import psutil

from bench import upstream, wire
from bench.hub_account import ADMIN_EMAIL, ADMIN_PASSWORD, Account, open_account
from bench.processes import LOOPBACK, Child, free_port, tree

_MODEL_FOR_SALE: Final = {
    "id": upstream.MODEL,
    "kind": "chat",
    "capabilities": ["chat", "stream"],
    "prices": [
        {
            "effective_from": "2026-01-01",
            "input_usd_per_million": 0.1,
            "output_usd_per_million": 0.4,
        }
    ],
}
# Limits are lifted as an operator would for one busy organization; everything else is default.
SETTINGS: Final[dict[str, str]] = {
    "LAELIA_ADMIN_EMAIL": ADMIN_EMAIL,
    "LAELIA_ADMIN_PASSWORD": ADMIN_PASSWORD,
    "LAELIA_LIMITS__REQUESTS_PER_MINUTE": "100000000",
    "LAELIA_LIMITS__ORGANIZATION_REQUESTS_PER_MINUTE": "100000000",
    "LAELIA_LIMITS__ORGANIZATION_CONCURRENT_RUNS": "4096",
    "OPENAI_API_KEY": "sk-upstream",
    "LAELIA_PROVIDERS__OPENAI__MODELS": msgspec.json.encode([_MODEL_FOR_SALE]).decode(),
}
READY_SECONDS: Final = 120.0

_ENGINES: Final = ("postgres", "nats-server", "valkey-server", "redis-server")


def environment(home: Path, port: int, workers: int, upstream_port: int) -> dict[str, str]:
    return SETTINGS | {
        "LAELIA_HOME": str(home),
        "LAELIA_PORT": str(port),
        "LAELIA_WORKERS": str(workers),
        "OPENAI_BASE_URL": f"http://{LOOPBACK}:{upstream_port}/v1",
    }


def fresh_home() -> Path:
    """A short path, since sockets live below it and may not be longer than 107 bytes."""
    home = Path(tempfile.mkdtemp(prefix="laelia-bench-"))
    home.chmod(0o755)  # an engine that drops root must be able to pass through
    return home


def command(*verb: str) -> list[str]:
    return [sys.executable, "-m", "hub.cli", *verb]


def role_of(process: psutil.Process, root_pid: int) -> str:
    """What a process of the hub's tree does: the hub itself is counted apart from its engines."""
    if process.pid == root_pid:
        return "supervisor"
    if process.name().startswith(_ENGINES):
        return "engines"
    words = process.cmdline()
    if "worker" in words:
        return "worker"
    return "hub" if any(word in ("hub", "hub.app") for word in words) else "model"


class Hub:
    """A running hub with an account on it."""

    def __init__(self, child: Child, home: Path, port: int, account: Account) -> None:
        self.child = child
        self._home = home
        self._port = port
        self._account = account
        self._roles = _roles(child.pid)

    @classmethod
    async def start(cls, name: str, workers: int, upstream_port: int) -> "Hub":
        home, port = fresh_home(), free_port()
        env = environment(home, port, workers, upstream_port)
        child = await Child.start(name, command("up"), env=env)
        try:
            base = f"http://{LOOPBACK}:{port}"
            await child.ready(f"{base}/readyz", READY_SECONDS)
            return cls(child, home, port, await open_account(base))
        except BaseException:
            await child.stop()
            shutil.rmtree(home, ignore_errors=True)
            raise

    def processes(self, role: str) -> list[psutil.Process]:
        return self._roles.get(role, [])

    def process_counts(self) -> Mapping[str, int]:
        return {role: len(processes) for role, processes in sorted(self._roles.items())}

    def invoke(self) -> wire.Target:
        return wire.invoke(self._port, self._account.key, self._account.agent_id)

    def tools_call(self, revision: str) -> wire.Target:
        account = self._account
        return wire.tools_call(
            self._port,
            account.tool,
            revision,
            key=account.key,
            expect=wire.FROM_MODEL,
            session=account.session if revision == wire.LEGACY else "",
        )

    async def stop(self) -> None:
        await self.child.stop()
        shutil.rmtree(self._home, ignore_errors=True)


def _roles(root_pid: int) -> dict[str, list[psutil.Process]]:
    roles: dict[str, list[psutil.Process]] = defaultdict(list)
    for process in tree(root_pid):
        roles[role_of(process, root_pid)].append(process)
    return dict(roles)
