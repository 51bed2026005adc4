"""The index: passages in SQLite with full-text search, and their vectors where there are any."""

import hashlib
import re
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mcp_servers.knowledge.passages import passages
from mcp_servers.sandbox import RefusedError, Sandbox

MARKDOWN: Final = (".md", ".markdown")
SUFFIXES: Final = (*MARKDOWN, ".txt", ".text")
FILE_BYTES: Final = 4 * 1024 * 1024
MOST_FILES: Final = 10_000
_CANDIDATES: Final = 50
# Reciprocal ranks are added: a rank says the same in both lists, where scores do not.
_RANK_OFFSET: Final = 60
_WORD: Final = re.compile(r"\w+")
_SCHEMA: Final = """
create table if not exists setting (name text primary key, value text not null);
create table if not exists document (
  path text primary key, digest text not null, bytes integer not null, modified integer not null
);
create table if not exists passage (
  id integer primary key, path text not null, heading text not null,
  first_line integer not null, last_line integer not null, text text not null, vector blob
);
create index if not exists passage_of on passage (path);
create virtual table if not exists words using fts5 (
  heading, text, tokenize = 'porter unicode61 remove_diacritics 2'
);
"""


@dataclass(frozen=True)
class Document:
    path: str
    bytes: int
    passages: int


@dataclass(frozen=True)
class Hit:
    """One passage; lines count from 1. A higher score is better, within one search only."""

    path: str
    heading: str
    first_line: int
    last_line: int
    text: str
    score: float


@dataclass(frozen=True)
class Changes:
    """What a refresh found. `skipped` are files too large, too many or not UTF-8."""

    documents: int
    read: int
    removed: int
    skipped: list[str]


class Index:
    """Safe to use from several threads, one at a time."""

    def __init__(self, sandbox: Sandbox, place: Path | None, *, model: str) -> None:
        """`model` names what makes the vectors: those of another one are worth nothing."""
        self._sandbox = sandbox
        self._lock = threading.Lock()
        self._db = sqlite3.connect(place or ":memory:", check_same_thread=False)
        self._db.executescript(_SCHEMA)
        self._matrix: tuple[NDArray[np.int64], NDArray[np.float32]] | None = None
        with self._db:
            kept = self._db.execute("select value from setting where name = 'model'").fetchone()
            if kept != (model,):
                self._db.execute("insert or replace into setting values ('model', ?)", (model,))
                self._db.execute("update passage set vector = null")

    def close(self) -> None:
        self._db.close()

    def refresh(self) -> Changes:
        """Bring the index in line with the folder; what did not change is not read."""
        with self._lock, self._db:
            rows = self._db.execute("select path, bytes, modified from document")
            known = {path: (size, modified) for path, size, modified in rows}
            seen: set[str] = set()
            skipped: list[str] = []
            read = 0
            for path, about in self._sandbox.files():
                if not path.lower().endswith(SUFFIXES):
                    continue
                mark = (about.st_size, about.st_mtime_ns)
                if len(seen) == MOST_FILES or about.st_size > FILE_BYTES:
                    skipped.append(path)
                elif known.get(path) == mark or self._take(path, mark):
                    seen.add(path)
                    read += known.get(path) != mark
                else:
                    skipped.append(path)
            gone = known.keys() - seen
            for path in gone:
                self._forget(path)
            if read or gone:
                self._matrix = None
        return Changes(len(seen), read, len(gone), skipped)

    def _take(self, path: str, mark: tuple[int, int]) -> bool:
        """Whether the file could be read; it is cut anew only where its content is another."""
        try:
            data = self._sandbox.read(path, most=FILE_BYTES)
            text = data.decode("utf-8-sig")
        except (RefusedError, UnicodeDecodeError):
            return False
        digest = hashlib.sha256(data).hexdigest()
        kept = self._db.execute("select digest from document where path = ?", (path,)).fetchone()
        if kept != (digest,):
            self._forget(path)
            for one in passages(text, markdown=path.lower().endswith(MARKDOWN)):
                row = (path, one.heading, one.first_line, one.last_line, one.text)
                made = self._db.execute(
                    "insert into passage (path, heading, first_line, last_line, text)"
                    " values (?, ?, ?, ?, ?)",
                    row,
                )
                self._db.execute(
                    "insert into words (rowid, heading, text) values (?, ?, ?)",
                    (made.lastrowid, f"{path} {one.heading}", one.text),
                )
        self._db.execute(
            "insert or replace into document values (?, ?, ?, ?)", (path, digest, *mark)
        )
        return True

    def _forget(self, path: str) -> None:
        self._db.execute(
            "delete from words where rowid in (select id from passage where path = ?)", (path,)
        )
        self._db.execute("delete from passage where path = ?", (path,))
        self._db.execute("delete from document where path = ?", (path,))

    def documents(self, offset: int, limit: int) -> list[Document]:
        with self._lock, closing(self._db.cursor()) as rows:
            rows.execute(
                "select path, bytes, (select count(*) from passage p where p.path = d.path)"
                " from document d order by path limit ? offset ?",
                (limit, offset),
            )
            return [Document(*row) for row in rows]

    def without_vector(self, limit: int) -> list[tuple[int, str]]:
        """Passages that wait for one, with the text that it is made of."""
        with self._lock:
            rows = self._db.execute(
                "select id, path, heading, text from passage where vector is null limit ?", (limit,)
            ).fetchall()
        return [(one, f"{path} {heading}\n{text}") for one, path, heading, text in rows]

    def keep_vectors(self, made: Sequence[tuple[int, NDArray[np.float32]]]) -> None:
        with self._lock, self._db:
            self._db.executemany(
                "update passage set vector = ? where id = ?",
                [(_unit(vector).tobytes(), one) for one, vector in made],
            )
            self._matrix = None

    def search(self, query: str, limit: int, vector: NDArray[np.float32] | None) -> list[Hit]:
        """The best passages first: by words, and by nearness to the vector where there is one."""
        with self._lock:
            lists = [self._by_words(query)]
            if vector is not None:
                lists.append(self._by_meaning(_unit(vector)))
            scores: dict[int, float] = {}
            for ranked in lists:
                for rank, one in enumerate(ranked):
                    scores[one] = scores.get(one, 0.0) + 1 / (_RANK_OFFSET + rank)
            best = sorted(scores, key=lambda one: -scores[one])[:limit]
            return [self._hit(one, scores[one]) for one in best]

    def _hit(self, one: int, score: float) -> Hit:
        path, heading, first, last, text = self._db.execute(
            "select path, heading, first_line, last_line, text from passage where id = ?", (one,)
        ).fetchone()
        return Hit(path, heading, first, last, text, round(score, 6))

    def _by_words(self, query: str) -> list[int]:
        # Quoted, so that no word of a question is read as an operator.
        words = " OR ".join(f'"{word}"' for word in _WORD.findall(query))
        if not words:
            return []
        rows = self._db.execute(
            "select rowid from words where words match ? order by bm25(words, 2.0, 1.0) limit ?",
            (words, _CANDIDATES),
        )
        return [one for (one,) in rows]

    def _by_meaning(self, vector: NDArray[np.float32]) -> list[int]:
        if self._matrix is None:
            # Those of another length are of a model that the address no longer has.
            found = self._db.execute(
                "select id, vector from passage where length(vector) = ?", (vector.nbytes,)
            ).fetchall()
            vectors = [np.frombuffer(raw, dtype=np.float32) for _, raw in found]
            matrix = np.vstack(vectors) if vectors else np.empty((0, vector.size), np.float32)
            self._matrix = np.array([one for one, _ in found], np.int64), matrix
        ids, matrix = self._matrix
        nearest = np.argsort(-(matrix @ vector))[:_CANDIDATES]
        return [int(one) for one in ids[nearest]]


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector
