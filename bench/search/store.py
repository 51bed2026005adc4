"""A database of the bench's own, with listings in it as the hub keeps them."""

import asyncio
import tempfile
import zlib
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psycopg

from bench.search.catalog import Listing
from hub.agents.embedding import LocalEmbedder
from hub.kit.db import Database
from hub.kit.engines import Engines, EngineUrls
from hub.kit.ids import PLATFORM_ORG, stable_id
from hub.kit.settings import Settings
from hub.marketplace.hybrid import as_vector
from hub.migrations import run

NOW = "2026-11-28T00:00:00Z"
PUBLISHER = stable_id("pub", "bench")
_AGENT = (
    "agents (id, org_id, slug, listed, status, draft, current_version_id, created_at, updated_at)"
)
_VERSION = "agent_versions (id, agent_id, org_id, version, manifest, digest, note, created_at)"
_LISTING = (
    "listings (id, org_id, publisher_id, agent_id, version_id, slug, status, name, tagline,"
    " description, features, categories, tags, use_cases, languages, models, permissions,"
    " data_handling, support, created_at, updated_at, published_at)"
)
_DOCUMENT = (
    "listing_documents (listing_id, org_id, agent_id, publisher_id, name, content, content_words,"
    " words, embedding, embedding_of, categories, tags, kind, models, languages, verified,"
    " price_model, price_amount, published_at, standing)"
)
# As `repository.keep_document` weighs them.
_WORDS = """
    update listing_documents d set content_words = w.words, words = w.words
    from (
      select l.id, setweight(to_tsvector('english', l.name), 'A')
        || setweight(to_tsvector('english', l.tagline), 'B')
        || setweight(to_tsvector('english', array_to_string(l.features, ' ')), 'B')
        || setweight(to_tsvector('english', l.description), 'C') as words
      from listings l
    ) w where w.id = d.listing_id
"""
_LEXICON = """
    insert into listing_words (word, stem, documents)
    select word, coalesce((ts_lexize('english_stem', word))[1], ''), ndoc
    from ts_stat($$select to_tsvector('simple', name || ' ' || content) from listing_documents$$)
    where length(word) between 2 and 40
"""
_FILLED = (
    *("publishers", "agents", "agent_versions", "listings", "listing_documents"),
    "listing_words",
)


@asynccontextmanager
async def database() -> AsyncIterator[EngineUrls]:
    with tempfile.TemporaryDirectory(prefix="laelia-bench-") as folder:
        engines = Engines(Path(folder) / "home", Settings(), parts={"postgres"})
        await engines.start()
        try:
            await asyncio.to_thread(run.upgrade, engines.urls().database_admin)
            yield engines.urls()
        finally:
            await engines.stop()


def embedded(texts: Sequence[str]) -> "np.ndarray[Any, Any]":
    return LocalEmbedder()(texts)


async def fill(
    urls: EngineUrls, listings: Sequence[Listing], vectors: "np.ndarray[Any, Any]"
) -> None:
    """Writes them as the platform's, and builds the indexes that searches use."""
    async with await psycopg.AsyncConnection.connect(urls.database_admin, autocommit=True) as admin:
        for table in _FILLED:
            await admin.execute(f"alter table {table} no force row level security")
        await admin.execute("drop index ix_listing_documents_embedding")
        await admin.execute("drop index ix_listing_documents_words")
        await admin.execute(
            "insert into publishers (id, org_id, owner_type, slug, name, tagline, description,"
            " status, proof_token, created_at, updated_at) values (%s, %s, 'organization', 'bench',"
            " 'Bench', '', '', 'active', 'bench', %s, %s)",
            [PUBLISHER, PLATFORM_ORG, NOW, NOW],
        )
        for table, rows in (
            (_AGENT, (_agent(one) for one in listings)),
            (_VERSION, (_version(one) for one in listings)),
            (_LISTING, (_listing(one) for one in listings)),
            (_DOCUMENT, (_document(*pair) for pair in zip(listings, vectors, strict=True))),
        ):
            await _copy(admin, table, rows)
        await _index(admin)
        for table in _FILLED:
            await admin.execute(f"alter table {table} force row level security")
        await admin.execute("vacuum analyze")


async def _index(admin: psycopg.AsyncConnection[Any]) -> None:
    await admin.execute("set maintenance_work_mem = '1GB'")
    await admin.execute(_WORDS)
    await admin.execute(_LEXICON)
    await admin.execute(
        "create index ix_listing_documents_words on listing_documents using gin (words)"
    )
    await admin.execute(
        "create index ix_listing_documents_embedding on listing_documents"
        " using hnsw (embedding halfvec_cosine_ops)"
    )


async def _copy(admin: psycopg.AsyncConnection[Any], table: str, rows: Iterable[list[Any]]) -> None:
    async with admin.cursor().copy(f"copy {table} from stdin") as copy:
        for row in rows:
            await copy.write_row(row)


def _agent(one: Listing) -> list[Any]:
    agent = stable_id("agt", one.slug)
    version = stable_id("agv", one.slug)
    return [agent, PLATFORM_ORG, one.slug, True, "active", "{}", version, NOW, NOW]


def _version(one: Listing) -> list[Any]:
    agent = stable_id("agt", one.slug)
    version = stable_id("agv", one.slug)
    return [version, agent, PLATFORM_ORG, "1.0.0", '{"kind": "prompt"}', "x", "", NOW]


def _listing(one: Listing) -> list[Any]:
    return [
        *(stable_id("lst", one.slug), PLATFORM_ORG, PUBLISHER, stable_id("agt", one.slug)),
        *(stable_id("agv", one.slug), one.slug, "published", one.name, one.tagline),
        *(one.description, list(one.features), [one.category], [], [], ["en"], [], "[]"),
        *("{}", "{}", NOW, NOW, NOW),
    ]


def _document(one: Listing, vector: "np.ndarray[Any, Any]") -> list[Any]:
    standing = 3 + (hash_of(one.slug) % 200) / 100
    return [
        *(stable_id("lst", one.slug), PLATFORM_ORG, stable_id("agt", one.slug), PUBLISHER),
        *(one.name, one.text, "", "", as_vector(vector), "bench", [one.category], [], "prompt"),
        *([], ["en"], True, "free", 0, NOW, standing),
    ]


def hash_of(text: str) -> int:
    return zlib.crc32(text.encode())


def opened(urls: EngineUrls) -> Database:
    return Database(urls.database)
