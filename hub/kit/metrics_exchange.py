"""Processes of one home show each other their metrics, so that one scrape shows them all.

Hub processes share one address and the kernel picks which of them answers; the worker has none.
Each listens on loopback for the others, and says where in the home.
"""

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec
import psutil
import structlog

from hub.kit import metrics
from hub.kit.metrics import Exposition, Family

_TIMEOUT_S: Final = 1.0
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
        others = self._others()
        said = await asyncio.gather(*(_ask(name, port) for name, port in others.items()))
        for name, families in zip(others, said, strict=True):
            shown.add(name, families)
        return shown

    def _others(self) -> dict[str, int]:
        """The ports of the processes that live; the notes of dead ones go."""
        found = {}
        for note in self._folder.iterdir():
            if note.name.startswith(".") or note.name == self._name:
                continue
            if psutil.pid_exists(int(note.name.rpartition("-")[2])):
                found[note.name] = int(note.read_text())
            else:
                note.unlink(missing_ok=True)
        return found

    async def _show(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(msgspec.json.encode(metrics.snapshot()))
        writer.close()
        await writer.wait_closed()


async def _ask(name: str, port: int) -> list[Family]:
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            said = await reader.read()
            writer.close()
            return _decode(said)
    except (OSError, TimeoutError, msgspec.DecodeError) as error:
        log.warning("metrics.unheard", process=name, error=str(error))
        return []
