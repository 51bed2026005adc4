"""The tools over an index that follows its folder."""

import argparse
import asyncio
import os
import sqlite3
from dataclasses import dataclass
from time import monotonic
from typing import Annotated, Final

import numpy as np
from fastmcp import FastMCP
from mcp_types import ToolAnnotations
from numpy.typing import NDArray
from pydantic import Field

from mcp_servers.knowledge.embedding import Embedder, EmbeddingFailedError
from mcp_servers.knowledge.index import FILE_BYTES, SUFFIXES, Changes, Document, Hit, Index
from mcp_servers.knowledge.options import KEY_SETTING
from mcp_servers.refusals import in_words, refusal
from mcp_servers.sandbox import RefusedError, Sandbox

_READS: Final = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_PAGE: Final = 200
_BATCH: Final = 32
_MOST_LINES: Final = 400


@dataclass(frozen=True)
class Results:
    """`ranking` says what decided the order; `note` why meaning did not, where it should have."""

    results: list[Hit]
    ranking: str
    note: str | None = None


@dataclass(frozen=True)
class Documents:
    documents: list[Document]
    next_offset: int | None


@dataclass(frozen=True)
class Lines:
    path: str
    first_line: int
    lines: int
    text: str


class Knowledge:
    """What the tools do. `fresh_s` is how old the index may be when it is asked."""

    def __init__(
        self, sandbox: Sandbox, index: Index, embedder: Embedder | None, *, fresh_s: float
    ) -> None:
        self._sandbox = sandbox
        self._index = index
        self._embedder = embedder
        self._fresh_s = fresh_s
        self._looked_at: float | None = None
        self._refreshing = asyncio.Lock()

    async def search_knowledge(
        self,
        query: Annotated[
            str, Field(min_length=1, max_length=2000, description="A question, or words.")
        ],
        limit: Annotated[int, Field(ge=1, le=20)] = 5,
    ) -> Results:
        """Find the passages that answer a question, best first, with file and lines to cite."""
        await self._follow()
        vector, note = await self._meaning(query)
        hits = await asyncio.to_thread(self._index.search, query, limit, vector)
        ranking = "words" if vector is None else "words and meaning"
        return Results(results=hits, ranking=ranking, note=note)

    async def list_documents(self, offset: Annotated[int, Field(ge=0)] = 0) -> Documents:
        """Name the documents that can be found, with their sizes."""
        await self._follow()
        found = await asyncio.to_thread(self._index.documents, offset, _PAGE + 1)
        more = offset + _PAGE if len(found) > _PAGE else None
        return Documents(documents=found[:_PAGE], next_offset=more)

    async def read_document(
        self,
        path: Annotated[str, Field(max_length=1000, description="As search_knowledge names it.")],
        first_line: Annotated[int, Field(ge=1)] = 1,
        lines: Annotated[int, Field(ge=1, le=_MOST_LINES)] = 200,
    ) -> Lines:
        """Read lines of a document, such as those around a passage."""
        with in_words():
            if not path.lower().endswith(SUFFIXES):
                raise RefusedError(f"{path!r} is not one of the documents")
            data = await asyncio.to_thread(self._sandbox.read, path, most=FILE_BYTES)
        try:
            text = data.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            raise refusal(f"{path!r} is not a text in UTF-8") from error
        part = "\n".join(text[first_line - 1 : first_line - 1 + lines])
        return Lines(path=path, first_line=first_line, lines=len(text), text=part)

    async def refresh_knowledge(self) -> Changes:
        """Look for changed files now, rather than within the usual time."""
        async with self._refreshing:
            return await self._refresh()

    async def _follow(self) -> None:
        async with self._refreshing:
            if self._looked_at is None or monotonic() - self._looked_at >= self._fresh_s:
                await self._refresh()

    async def _refresh(self) -> Changes:
        changes = await asyncio.to_thread(self._index.refresh)
        self._looked_at = monotonic()
        return changes

    async def _meaning(self, query: str) -> tuple[NDArray[np.float32] | None, str | None]:
        """The query's vector, once every passage has one. Without it words still find things."""
        if self._embedder is None:
            return None, None
        try:
            async with self._refreshing:
                while waiting := await asyncio.to_thread(self._index.without_vector, _BATCH):
                    vectors = await self._embedder.embed([text for _, text in waiting])
                    made = [(one, v) for (one, _), v in zip(waiting, vectors, strict=True)]
                    await asyncio.to_thread(self._index.keep_vectors, made)
            (vector,) = await self._embedder.embed([query])
        except EmbeddingFailedError as error:
            return None, str(error)
        return vector, None


def build(given: argparse.Namespace) -> FastMCP:
    """Raises OSError or ValueError when the folder or the index cannot be used."""
    url, model = given.embeddings_url, given.embeddings_model
    embedder = Embedder(url, os.environ.get(KEY_SETTING), model) if url else None
    sandbox = Sandbox(given.folder)
    try:
        index = Index(sandbox, given.index, model=f"{url} {model}" if url else "")
    except sqlite3.Error as error:
        raise ValueError(f"the index {given.index} cannot be used: {error}") from error
    return knowledge_server(Knowledge(sandbox, index, embedder, fresh_s=given.refresh_seconds))


def knowledge_server(knowledge: Knowledge) -> FastMCP:
    server = FastMCP(
        "laelia-knowledge",
        instructions="Search the documents of a folder; cite path and lines of what you use.",
        version="1",
        mask_error_details=True,
    )
    for tool in (
        knowledge.search_knowledge,
        knowledge.read_document,
        knowledge.list_documents,
        knowledge.refresh_knowledge,
    ):
        server.tool(tool, annotations=_READS)
    return server
