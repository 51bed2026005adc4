"""Qdrant behind the port of what listings mean, for catalogs that outgrow one database.

PostgreSQL stays the truth: a worker copies to Qdrant what it says (`Placing`), and what Qdrant
finds is looked up there before anybody sees it. The library is loaded with the first query (0.6 s),
in a thread. Where Qdrant does not answer, searches go by words alone.
"""

import asyncio
from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents.public import DIMENSIONS
from hub.kit.db import Reader
from hub.kit.lazy import lazy, load
from hub.kit.metrics import Counter
from hub.kit.settings import Marketplace
from hub.marketplace.search import Wanted
from hub.marketplace.vectors import FAR, Found, Meanings, PgVectors

if TYPE_CHECKING:
    import qdrant_client
    from qdrant_client import AsyncQdrantClient, models
    from qdrant_client.common import client_exceptions
    from qdrant_client.http import exceptions
else:
    qdrant_client = lazy("qdrant_client")
    models = lazy("qdrant_client.models")
    client_exceptions = lazy("qdrant_client.common.client_exceptions")
    exceptions = lazy("qdrant_client.http.exceptions")

_TIMEOUT_S: Final = 2
_AT_ONCE: Final = 256
# What else is asked for is looked at in PostgreSQL, among so many times as many.
_MORE: Final = 4
_PAYLOAD: Final = {
    "category": "categories",
    "tag": "tags",
    "model": "models",
    "language": "languages",
    "kind": "kind",
    "price": "price_model",
    "publisher": "publisher_id",
    "verified": "verified",
}
_SHOWN: Final = "select listing_id from listing_documents where listing_id = any(:ids) and {where}"
_VECTOR: Final = """
    select embedding::text as vector from listing_documents
    where listing_id = :listing and embedding is not null
"""
_UNPLACED: Final = """
    select listing_id, embedding::text, xmin::text, categories, tags, models, languages, kind,
           price_model, publisher_id, verified
    from listing_documents where placed_in is null and embedding is not null
    order by listing_id limit %s
"""
_PLACED: Final = """
    update listing_documents set placed_in = %s where listing_id = %s and xmin::text = %s
"""
_ELSEWHERE: Final = "update listing_documents set placed_in = null where placed_in <> %s"
_KNOWN: Final = "select listing_id from listing_documents where listing_id = any(%s)"

log = structlog.get_logger()
_silent = Counter("laelia_vectors_unavailable", "Searches for which Qdrant did not answer.", ())


def point_of(listing_id: str) -> str:
    """Qdrant's own kind of ID for a listing."""
    return str(UUID(bytes=sha256(listing_id.encode()).digest()[:16]))


class QdrantVectors:
    """`client` is made when it is first needed, of the settings unless it is given."""

    def __init__(self, settings: Marketplace, client: "AsyncQdrantClient | None" = None) -> None:
        self.collection = settings.qdrant_collection
        self._settings = settings
        self._given = client

    async def ready(self) -> "AsyncQdrantClient":
        """The client, with the library loaded where nobody waits for the loop."""
        await asyncio.to_thread(load, "qdrant_client.models")
        return self._client

    @cached_property
    def _client(self) -> "AsyncQdrantClient":
        key = self._settings.qdrant_api_key
        return self._given or qdrant_client.AsyncQdrantClient(
            url=self._settings.qdrant_url,
            api_key=key.get_secret_value() if key else None,
            timeout=_TIMEOUT_S,
            check_compatibility=False,  # it asks in a thread of its own, whenever one is made
        )

    async def nearest(
        self, session: AsyncSession, vector: Sequence[float], wanted: Wanted, *, most: int
    ) -> Found:
        where, values = wanted.conditions()
        asked = most * _MORE if values.keys() - _PAYLOAD.keys() else most
        found = await self._ask(list(vector), asked, _filter(wanted))
        statement = text(_SHOWN.format(where=where))
        values = {**values, "ids": [id_ for id_, _ in found]}
        shown = {row[0] for row in await (await session.connection()).execute(statement, values)}
        return [(id_, far) for id_, far in found if id_ in shown][:most]

    async def similar(self, session: AsyncSession, listing_id: str, *, most: int) -> list[str]:
        connection = await session.connection()
        row = (await connection.execute(text(_VECTOR), {"listing": listing_id})).one_or_none()
        if row is None:
            return []
        found = await self._ask(_numbers(row.vector), most * 2, None)
        statement = text(_SHOWN.format(where="true"))
        values = {"ids": [id_ for id_, _ in found]}
        shown = {row[0] for row in await connection.execute(statement, values)}
        return [id_ for id_, _ in found if id_ in shown and id_ != listing_id][:most]

    async def _ask(self, query: list[float], most: int, narrowed: "models.Filter | None") -> Found:
        try:
            client = await self.ready()
            answer = await client.query_points(
                self.collection,
                query=query,
                query_filter=narrowed,
                limit=most,
                score_threshold=1 - FAR,
                with_payload=["listing_id"],
            )
        except (exceptions.ApiException, client_exceptions.QdrantException) as error:
            _silent.add()
            log.warning("vectors.unavailable", error=f"{type(error).__name__}: {error}")
            return []
        return [((point.payload or {})["listing_id"], 1 - point.score) for point in answer.points]

    async def keep(self, rows: Sequence[tuple[str, list[float], Mapping[str, Any]]]) -> None:
        """Places listings, or places them anew: their IDs, vectors and what a filter looks at."""
        client = await self.ready()
        points = [
            models.PointStruct(
                id=point_of(listing_id), vector=vector, payload={"listing_id": listing_id, **said}
            )
            for listing_id, vector, said in rows
        ]
        await client.upsert(self.collection, points=points, wait=True)

    async def prepare(self) -> None:
        """Makes the collection, where there is none."""
        client = await self.ready()
        if await client.collection_exists(self.collection):
            return
        space = models.VectorParams(size=DIMENSIONS, distance=models.Distance.COSINE)
        await client.create_collection(self.collection, vectors_config=space)
        for name in _PAYLOAD.values():
            kind = models.PayloadSchemaType
            schema = kind.BOOL if name == "verified" else kind.KEYWORD
            await client.create_payload_index(self.collection, name, field_schema=schema)

    async def page(self, after: Any) -> tuple[list[str], Any]:
        """Some of the listings that are placed, and where to go on; None at the end."""
        client = await self.ready()
        points, behind = await client.scroll(
            self.collection, offset=after, limit=_AT_ONCE, with_payload=["listing_id"]
        )
        return [(point.payload or {})["listing_id"] for point in points], behind

    async def forget(self, listing_ids: Sequence[str]) -> None:
        client = await self.ready()
        chosen = models.PointIdsList(points=[point_of(id_) for id_ in listing_ids])
        await client.delete(self.collection, points_selector=chosen, wait=True)


def _filter(wanted: Wanted) -> "models.Filter | None":
    """What of the query Qdrant can look at by itself."""
    asked = {name: getattr(wanted, field) for field, name in _PAYLOAD.items()}
    must = [
        models.FieldCondition(key=name, match=models.MatchValue(value=value))
        for name, value in asked.items()
        if value is not None
    ]
    return models.Filter(must=must) if must else None


def _numbers(vector: str) -> list[float]:
    """As PostgreSQL writes them."""
    return [float(number) for number in vector[1:-1].split(",")]


class Placing:
    """A worker's job: Qdrant has what PostgreSQL has. Each change of a listing that a search looks
    at takes its mark away, and so it is placed anew."""

    def __init__(self, finder: Reader, index: QdrantVectors) -> None:
        self._finder = finder
        self._index = index
        self._begun = False
        self._after: Any = None

    async def step(self) -> bool:
        """Places some; without any, looks whether some of those placed are gone."""
        if not self._begun:
            await self._index.prepare()
            async with self._finder.transaction() as connection:
                await connection.execute(_ELSEWHERE, [self._index.collection])
            self._begun = True
        async with self._finder.transaction() as connection:
            rows = await (await connection.execute(_UNPLACED, [_AT_ONCE])).fetchall()
        if not rows:
            return await self._forget_some()
        placed = []
        for listing_id, vector, _, categories, tags, spoken, languages, *rest in rows:
            kind, price_model, publisher_id, verified = rest
            said = {
                "categories": categories,
                "tags": tags,
                "models": spoken,
                "languages": languages,
                "kind": kind,
                "price_model": price_model,
                "publisher_id": publisher_id,
                "verified": verified,
            }
            placed.append((listing_id, _numbers(vector), said))
        await self._index.keep(placed)
        marks = [[self._index.collection, row[0], row[2]] for row in rows]
        async with self._finder.transaction() as connection:
            await connection.cursor().executemany(_PLACED, marks)
        return len(rows) == _AT_ONCE

    async def _forget_some(self) -> bool:
        placed, self._after = await self._index.page(self._after)
        async with self._finder.transaction() as connection:
            cursor = await connection.execute(_KNOWN, [placed])
            known = {row[0] for row in await cursor.fetchall()}
        if gone := [id_ for id_ in placed if id_ not in known]:
            await self._index.forget(gone)
        return self._after is not None


class QdrantMissingError(RuntimeError):
    """The operator named a server, and its library is not installed."""


def meanings_of(settings: Marketplace) -> Meanings:
    """Qdrant where the operator names one, else PostgreSQL.

    Raises:
        QdrantMissingError: `laelia[qdrant]` is not installed.
    """
    if settings.qdrant_url is None:
        return PgVectors()
    if find_spec("qdrant_client") is None:
        raise QdrantMissingError(
            "LAELIA_MARKETPLACE__QDRANT_URL is set, and qdrant-client is not installed."
        )
    return QdrantVectors(settings)
