"""Where the files of pictures and videos lie.

They are there to be shown to everybody, or will be: they are not sealed, and are read from any
position, as players of videos do. Each lies under names that the hub made, in the folder of its
organization, so that no request can reach a path.
"""

import asyncio
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Final, TypeVar

from fastapi import Request

from hub.kit.http import at_hand
from hub.kit.uploads import write_whole
from hub.marketplace.media.making import Served

Out = TypeVar("Out")
_AT_ONCE: Final = 2


class MediaStore:
    """One process's; `home` is the folder that all processes of the hub share."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "media"
        self._making = asyncio.Semaphore(_AT_ONCE)

    async def make(self, work: Callable[[], Out]) -> Out:
        """Work that takes a processor for a while: a few at once, and none in the way of others."""
        async with self._making:
            return await asyncio.to_thread(work)

    async def keep(self, org_id: str, media_id: str, files: Iterable[Served]) -> None:
        folder = self._folder / org_id / media_id
        for one in files:
            await asyncio.to_thread(write_whole, folder / one.name, [one.content])

    def path(self, org_id: str, media_id: str, name: str) -> Path:
        """`name` is one that the row has, never one that somebody sent."""
        return self._folder / org_id / media_id / name

    async def remove(self, org_id: str, media_id: str) -> None:
        folder = self._folder / org_id / media_id
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _store(request: Request) -> MediaStore:
    found: MediaStore = request.app.state.media
    return found


Store = Annotated[MediaStore, at_hand(_store)]
