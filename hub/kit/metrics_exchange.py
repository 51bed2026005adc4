"""Processes of one home show each other their metrics, so that one scrape shows them all.

Hub processes share one address and the kernel picks which of them answers; the worker has none.
Each listens on loopback for the others, and says where in the home.
"""

import asyncio
import os
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec
import structlog

from hub.kit import metrics
from hub.kit.metrics import Exposition, Family

_TIMEOUT_S: Final = 1.0
_MOST: Final = 4 * 1024 * 1024
_decode: Final = msgspec.json.Decoder(list[Family]).decode
log = structlog.get_logger()


class MetricsExchange:
    """This process's place in the exchange, from entering to leaving."""

    def __init__(self, home: Path, kind: str) -> None:
        self._folder = home / "run" / "metrics"
        self._name = metrics.process_name(kind)
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._server = await asyncio.start_server(self._show, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        draft = self._folder / f".{self._name}"
        draft.write_text(str(port))
        draft.rename(self._folder / self._name)
        return self

    async def __aexit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        (self._folder / self._name).unlink(missing_ok=True)
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def gather(self) -> Exposition:
        """Every process of the home that answers within a second."""
        shown = Exposition()
        shown.add(self._name, metrics.snapshot())
        others = [path for path in self._folder.iterdir() if self._is_other(path)]
        for path, families in zip(others, await asyncio.gather(*map(_ask, others)), strict=True):
            shown.add(path.name, families)
        return shown

    def _is_other(self, path: Path) -> bool:
        return not path.name.startswith(".") and path.name != self._name

    async def _show(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(msgspec.json.encode(metrics.snapshot()))
        writer.close()
        await writer.wait_closed()


async def _ask(path: Path) -> list[Family]:
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", _port(path))
            said = await reader.read(_MOST)
            while more := await reader.read(_MOST):
                said += more
            writer.close()
            return _decode(said)
    except (OSError, TimeoutError, ValueError, msgspec.DecodeError) as error:
        if not _alive(path.name):
            _forget(path)
        else:
            log.warning("metrics.unheard", process=path.name, error=str(error))
        return []


def _alive(name: str) -> bool:
    pid = int(name.rpartition("-")[2])
    return pid == os.getpid() or Path(f"/proc/{pid}").exists()


def _port(path: Path) -> int:
    """A few bytes that were just listed: reading them takes less than handing them to a thread."""
    return int(path.read_text())


def _forget(path: Path) -> None:
    path.unlink(missing_ok=True)
