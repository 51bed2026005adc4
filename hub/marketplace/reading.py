"""A worker's job: what listings mean, as vectors that a search compares with a query's."""

import asyncio
from typing import Final

from hub.agents.public import Embedder
from hub.kit.db import Reader
from hub.marketplace.vectors import as_vector

_AT_ONCE: Final = 32
_UNREAD: Final = """
    select listing_id, content from listing_documents
    where embedding_of is null order by listing_id limit %s
"""
_READ: Final = """
    update listing_documents set embedding = %s::halfvec, embedding_of = %s
    where listing_id = %s and content = %s
"""
# By another model: its vectors cannot be compared with these.
_READ_BY_OTHERS: Final = """
    update listing_documents set embedding = null, embedding_of = null where embedding_of <> %s
"""


class Reading:
    """The first step does nothing: while a worker starts, nobody waits for this."""

    def __init__(self, finder: Reader, embed: Embedder) -> None:
        self._finder = finder
        self._embed = embed
        self._model: str | None = None
        self._begun = False

    async def step(self) -> bool:
        """Whether there may be more to read."""
        if not self._begun:
            self._begun = True
            return False
        model = await self._known_model()
        async with self._finder.transaction() as connection:
            cursor = await connection.execute(_UNREAD, [_AT_ONCE])
            rows = await cursor.fetchall()
        if not rows:
            return False
        vectors = await asyncio.to_thread(self._embed, [content for _, content in rows])
        values = [
            [as_vector(vector), model, listing_id, content]
            for (listing_id, content), vector in zip(rows, vectors, strict=True)
        ]
        async with self._finder.transaction() as connection:
            await connection.cursor().executemany(_READ, values)
        return len(rows) == _AT_ONCE

    async def _known_model(self) -> str:
        if self._model is None:
            self._model = await asyncio.to_thread(lambda: self._embed.model)
            async with self._finder.transaction() as connection:
                await connection.execute(_READ_BY_OTHERS, [self._model])
        return self._model
