"""Where graph runs leave off: LangGraph's saver over tables that row-level security guards.

Imported when the first graph runs, never at the start of a process: it loads LangGraph.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.encrypted import EncryptedSerializer
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from hub.kit.db import SET_ORGS
from hub.kit.vault import Envelope, version_of

SCHEMA: Final = "checkpoints"
_SEALED: Final = "laelia"
Pool = AsyncConnectionPool[AsyncConnection[DictRow]]


def checkpoint_pool(url: str, *, size: int = 4) -> Pool:
    """Connections that see the checkpoint tables; each use says whose."""
    options: dict[str, Any] = {
        "autocommit": True,
        "row_factory": dict_row,
        "prepare_threshold": 0,
        "options": f"-c search_path={SCHEMA}",
    }
    return Pool(url, min_size=0, max_size=size, timeout=5, open=False, kwargs=options)


class ThreadCipher:
    """Seals what one thread leaves, under its organization's newest key."""

    def __init__(self, envelopes: Mapping[int, Envelope], thread_id: str) -> None:
        self._envelopes = envelopes
        self._newest = envelopes[max(envelopes)]
        self._thread_id = thread_id

    def encrypt(self, plaintext: bytes) -> tuple[str, bytes]:
        return _SEALED, self._newest.seal(SCHEMA, self._thread_id, plaintext)

    def decrypt(self, ciphername: str, ciphertext: bytes) -> bytes:
        """Raises:
        ContentUnreadable: it belongs to another thread, or was changed.
        KeyError: its key was destroyed.
        """
        del ciphername  # there is one
        envelope = self._envelopes[version_of(ciphertext)]
        return envelope.open(SCHEMA, self._thread_id, ciphertext)


class TenantSaver(AsyncPostgresSaver):
    """The checkpoints of one organization. One per run: a saver serves one caller at a time."""

    def __init__(self, pool: Pool, org_id: str, cipher: ThreadCipher | None = None) -> None:
        """`cipher` for whoever reads or writes; to remove them takes none."""
        # Plain data and the library's own types: whoever can write rows must not name a class.
        plain = JsonPlusSerializer(allowed_msgpack_modules=None)
        super().__init__(pool, serde=EncryptedSerializer(cipher, plain) if cipher else plain)
        self._org_id = org_id
        self._pool = pool

    @asynccontextmanager
    async def _cursor(self, *, pipeline: bool = False) -> AsyncIterator[AsyncCursor[DictRow]]:
        # Every statement of the library goes through here; there is no public way to scope one.
        del pipeline
        async with (
            self.lock,
            self._pool.connection() as connection,
            connection.transaction(),
            connection.cursor(binary=True, row_factory=dict_row) as cursor,
        ):
            await cursor.execute(SET_ORGS, [self._org_id])
            yield cursor
