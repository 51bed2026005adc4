"""A worker's job: the files of what was taken away, and of organizations that were erased."""

from typing import Final

from hub.kit.db import Reader
from hub.marketplace.media.store import MediaStore

_AT_ONCE: Final = 100
_ERASED: Final = """
    update listing_media set status = 'gone' where status <> 'gone' and org_id in (
      select org_id from content_jobs where job = 'erase'
    )
"""
_GONE: Final = "select org_id, id from listing_media where status = 'gone' order by id limit %s"
_FORGET: Final = "delete from listing_media where id = any(%s)"


class Clearing:
    """`finder` works across organizations."""

    def __init__(self, finder: Reader, store: MediaStore) -> None:
        self._finder = finder
        self._store = store

    async def step(self) -> bool:
        """Whether there may be more. The files go first: a row that is left names them."""
        async with self._finder.transaction() as connection:
            await connection.execute(_ERASED)
            cursor = await connection.execute(_GONE, [_AT_ONCE])
            rows = await cursor.fetchall()
        for org_id, media_id in rows:
            await self._store.remove(org_id, media_id)
        if rows:
            async with self._finder.transaction() as connection:
                await connection.execute(_FORGET, [[media_id for _, media_id in rows]])
        return len(rows) == _AT_ONCE
