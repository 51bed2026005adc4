"""A hub, or a worker's billing, in a process of its own, whose time is what a file says.

`python -m tests.billing.process hub SPEC DESCRIPTOR` serves at that socket; `… worker SPEC` does
what is due with each line that it reads, and says when it is done.
"""

import asyncio
import json
import socket
import sys
from datetime import datetime
from pathlib import Path

import uvicorn

from hub.app import create_app
from hub.assembly import assemble
from hub.billing.runner import Runner
from hub.credits.expiry import expire_grants
from hub.kit.clock import Clock
from hub.kit.db import Database
from hub.kit.engines import EngineUrls
from hub.kit.settings import Settings
from tests.hub_fixtures import hub_settings


def _read(spec: Path) -> tuple[Settings, Clock]:
    given = json.loads(spec.read_text())
    settings = hub_settings(
        EngineUrls(**given["engines"]), Path(given["home"]), billing=given["billing"]
    )
    note = Path(given["time"])
    return settings, lambda: datetime.fromisoformat(note.read_text())


async def _serve(spec: Path, descriptor: int) -> None:
    settings, clock = _read(spec)
    config = uvicorn.Config(
        create_app(settings, clock=clock), log_level="warning", access_log=False
    )
    await uvicorn.Server(config).serve(sockets=[socket.socket(fileno=descriptor)])


async def _work(spec: Path) -> None:
    settings, clock = _read(spec)
    finder = Database(str(settings.database_worker_url), pool_size=2)
    async with assemble(settings, kind="worker", clock=clock) as parts:
        runner = Runner(finder, parts.billing)
        while await asyncio.to_thread(sys.stdin.readline):
            while await runner.step():
                pass
            while await expire_grants(finder, parts.database, clock()):
                pass
            sys.stdout.write("done\n")
            sys.stdout.flush()
    await finder.close()


if __name__ == "__main__":
    role, path, *rest = sys.argv[1:]
    asyncio.run(_serve(Path(path), int(rest[0])) if role == "hub" else _work(Path(path)))
