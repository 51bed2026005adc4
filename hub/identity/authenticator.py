"""From a secret to a principal, thousands of times a second.

A principal is remembered for less than a second, in this process, under the whole digest of its
secret: a revocation reaches every worker within that second with no message sent. A secret whose
checksum is wrong never reaches the database.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from hub.identity.credentials import LIVE_KEY, SESSION, TEST_KEY, digest, prefix_of
from hub.identity.principal import Principal, scopes_of_key, scopes_of_session
from hub.kit.clock import Clock, system_clock
from hub.kit.errors import Unauthenticated, Unavailable

REMEMBER_S: Final = 0.8
_CAPACITY: Final = 20_000
_POOL_SIZE: Final = 4
_QUERY_TIMEOUT_S: Final = 3.0
_KEY_QUERY: Final = """
select id, org_id, user_id, role, platform_role, expires_at, mode, scopes, agent_ids,
       requests_per_minute
from find_api_key(%s)
"""
_SESSION_QUERY: Final = """
select id, org_id, user_id, role, platform_role, expires_at from find_session(%s)
"""
_REFUSED: Final = "The credential is unknown, expired or revoked."

Found = tuple[Principal, datetime | None]


class _Entry:
    """What the database said, and until when it is believed; `found` None is a refusal."""

    __slots__ = ("expires_at", "good_until", "principal")

    def __init__(self, found: Found | None, good_until: float) -> None:
        self.principal: Principal | None = found[0] if found else None
        self.expires_at: datetime | None = found[1] if found else None
        self.good_until = good_until


class Authenticator:
    """Answers who a credential belongs to. Open it before use and close it after."""

    def __init__(
        self,
        url: str,
        *,
        clock: Clock = system_clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pool: AsyncConnectionPool[psycopg.AsyncConnection[TupleRow]] = AsyncConnectionPool(
            url,
            min_size=1,
            max_size=_POOL_SIZE,
            open=False,
            timeout=_QUERY_TIMEOUT_S,
            kwargs={"autocommit": True, "prepare_threshold": 0, "connect_timeout": 3},
            name="authenticator",
        )
        self._clock = clock
        self._monotonic = monotonic
        self._known: dict[bytes, _Entry] = {}
        self._asked: dict[bytes, asyncio.Task[_Entry]] = {}

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()

    async def authenticate(self, credential: str) -> Principal:
        """The caller that a session token or an API key stands for.

        Raises:
            Unauthenticated: malformed, unknown, expired or revoked; which one is not said.
            Unavailable: the database could not be asked.
        """
        hashed = digest(credential)
        entry = self._known.get(hashed)
        if entry is None or entry.good_until <= self._monotonic():
            entry = await self._look_up(credential, hashed)
        principal = entry.principal
        if principal is None:
            raise Unauthenticated(_REFUSED)
        if entry.expires_at is not None and entry.expires_at <= self._clock():
            raise Unauthenticated(_REFUSED)
        return principal

    async def _look_up(self, credential: str, hashed: bytes) -> _Entry:
        prefix = prefix_of(credential)
        if prefix not in (SESSION, LIVE_KEY, TEST_KEY):
            raise Unauthenticated(_REFUSED)
        task = self._asked.get(hashed)
        if task is None:
            task = asyncio.create_task(self._ask(hashed, of_session=prefix == SESSION))
            self._asked[hashed] = task
            task.add_done_callback(lambda _: self._asked.pop(hashed, None))
        return await asyncio.shield(task)

    async def _ask(self, hashed: bytes, *, of_session: bool) -> _Entry:
        good_until = self._monotonic() + REMEMBER_S
        query = _SESSION_QUERY if of_session else _KEY_QUERY
        try:
            async with asyncio.timeout(_QUERY_TIMEOUT_S), self._pool.connection() as connection:
                cursor = await connection.execute(query, (hashed,), binary=True)
                row = await cursor.fetchone()
        except (psycopg.OperationalError, PoolTimeout, TimeoutError) as error:
            raise Unavailable("Credentials cannot be checked right now.") from error
        found = None if row is None else _session(row) if of_session else _key(row)
        entry = _Entry(found, good_until)
        self._remember(hashed, entry)
        return entry

    def _remember(self, hashed: bytes, entry: _Entry) -> None:
        self._known.pop(hashed, None)
        if len(self._known) >= _CAPACITY:
            now = self._monotonic()
            self._known = {k: e for k, e in self._known.items() if e.good_until > now}
        while len(self._known) >= _CAPACITY:
            del self._known[next(iter(self._known))]
        self._known[hashed] = entry


def _session(row: tuple[Any, ...]) -> Found:
    session_id, org_id, user_id, role, platform_role, expires_at = row
    principal = Principal(
        org_id=org_id,
        user_id=user_id,
        role=role,
        scopes=scopes_of_session(role),
        session_id=session_id,
        platform_role=platform_role,
    )
    return principal, expires_at


def _key(row: tuple[Any, ...]) -> Found:
    key_id, org_id, user_id, role, platform_role, expires_at, mode, granted, agent_ids, rpm = row
    scopes = scopes_of_key(granted, role)
    principal = Principal(
        org_id=org_id,
        user_id=user_id,
        role=role,
        scopes=scopes,
        key_id=key_id,
        agent_ids=None if agent_ids is None else frozenset(agent_ids),
        mode=mode,
        platform_role=platform_role if "admin" in scopes else None,
        requests_per_minute=rpm,
    )
    return principal, expires_at
