"""The port of what listings mean: a place that finds the nearest to a vector.

PostgreSQL is that place unless the operator names another (`hub/marketplace/qdrant.py`); one
contract test is for both. Whatever finds, PostgreSQL says which listings are shown and fit.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.marketplace.search import Wanted

if TYPE_CHECKING:
    from hub.agents.public import Vectors

FAR: Final = 0.8
"""Beyond this cosine distance two texts have nothing to do with each other."""
_NEAREST: Final = """
    select listing_id, embedding <=> cast(:vector as halfvec(384)) as far
    from listing_documents where embedding is not null and {where}
    order by far limit {most}
"""
_SIMILAR: Final = """
    select d.listing_id from listing_documents d, listing_documents o
    where o.listing_id = :listing and d.listing_id <> o.listing_id
      and d.embedding is not null and o.embedding is not null
      and d.embedding <=> o.embedding < :far
    order by d.embedding <=> o.embedding limit :most
"""

Found = list[tuple[str, float]]
"""Listing IDs with their cosine distance, the nearest first."""


class Meanings(Protocol):
    """Where listings lie by what they mean. Distances of `FAR` and more are none."""

    async def nearest(
        self, session: AsyncSession, vector: Sequence[float], wanted: Wanted, *, most: int
    ) -> Found:
        """Of the listings that are shown and fit."""
        ...

    async def similar(self, session: AsyncSession, listing_id: str, *, most: int) -> list[str]:
        """The nearest to a listing, without itself."""
        ...


class PgVectors:
    """Beside the words of the listings, in the same row: pgvector's HNSW index."""

    async def nearest(
        self, session: AsyncSession, vector: Sequence[float], wanted: Wanted, *, most: int
    ) -> Found:
        where, values = wanted.conditions()
        connection = await session.connection()
        await connection.execute(text("set local hnsw.ef_search = 120"))
        await connection.execute(text("set local hnsw.iterative_scan = relaxed_order"))
        statement = _NEAREST.format(where=where, most=most)
        values = {**values, "vector": as_vector(vector)}
        rows = await connection.execute(text(statement), values)
        return [(id_, far) for id_, far in rows if far < FAR]

    async def similar(self, session: AsyncSession, listing_id: str, *, most: int) -> list[str]:
        rows = await (await session.connection()).execute(
            text(_SIMILAR), {"listing": listing_id, "far": FAR, "most": most}
        )
        return [row[0] for row in rows]


def as_vector(row: "Sequence[float] | Vectors") -> str:
    """As pgvector reads it."""
    return "[" + ",".join(f"{number:.5f}" for number in row) + "]"


def numbers(row: Any) -> tuple[float, ...]:
    """A row of an embedder as plain numbers."""
    return tuple(float(number) for number in row)
