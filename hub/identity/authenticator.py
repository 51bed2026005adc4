"""From a secret to a principal, thousands of times a second.

A principal is remembered for less than a second, in this process, under the whole digest of its
secret: a revocation reaches every worker within that second with no message sent. A secret whose
checksum is wrong never reaches the database.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from hub.identity.closing import Closed
from hub.identity.credentials import (
    ACCESS,
    LIVE_KEY,
    SCIM,
    SESSION,
    TEST_KEY,
    digest,
    prefix_of,
)
from hub.identity.errors import AddressNotAllowed, SecondFactorRequired
from hub.identity.networks import Networks, parse_networks, within
from hub.identity.principal import PROVISIONING, Principal, scopes_of_key, scopes_of_session
from hub.kit.cache import Briefly
from hub.kit.clock import Clock, system_clock
from hub.kit.errors import Unauthenticated, Unavailable

_PREFIXES: Final = (LIVE_KEY, TEST_KEY, SESSION, ACCESS, SCIM)
_KEY: Final = ""
_POOL_SIZE: Final = 4
_QUERY_TIMEOUT_S: Final = 3.0
_KEY_QUERY: Final = """
select id, org_id, user_id, role, platform_role, expires_at, mode, scopes, agent_ids,
       requests_per_minute, factor_missing, networks
from find_api_key(%s)
"""
_SESSION_QUERY: Final = """
select id, org_id, user_id, role, platform_role, expires_at, second_factor, last_used_at,
       factor_missing, networks
from find_session(%s)
"""
_ACCESS_QUERY: Final = """
select id, org_id, user_id, role, expires_at, mode, scopes, agent_ids, requests_per_minute,
       resource, factor_missing, networks, proof_key
from find_access_token(%s)
"""
_SCIM_QUERY: Final = """
select id, org_id, user_id, expires_at, networks from find_scim_token(%s)
"""
_QUERIES: Final = {
    SESSION: _SESSION_QUERY,
    ACCESS: _ACCESS_QUERY,
    SCIM: _SCIM_QUERY,
    _KEY: _KEY_QUERY,
}
_TOUCH: Final = "select touch_session(%s, %s)"
_SUPPORT_QUERY: Final = """
select id, org_id, user_id, expires_at, second_factor, support_id, scopes, factor_missing
from find_support_session(%s)
"""
_CLOSED_QUERY: Final = """
select id, kind, org_id, user_id, role, org_status, org_reason, delete_at, user_status, user_reason,
       expires_at
from find_closed(%s)
"""
_ENDED_KEY_QUERY: Final = "select id, org_id, user_id, mode from find_ended_api_key(%s)"
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
_TOUCHED_EVERY: Final = timedelta(minutes=1)
_REFUSED: Final = "The credential is unknown, expired or revoked."


class Found(NamedTuple):
    """`factor_missing`, `networks`: what the organization asks of whoever acts in it."""

    principal: Principal
    expires_at: datetime | None
    factor_missing: bool = False
    networks: Networks | None = None
    closed: Closed | None = None


class KeyEnded(Unauthenticated):
    """An API key that has expired or was revoked. The caller is told no more than that.

    `whose` may do nothing; it names the organization and the key for the record of the call.
    """

    def __init__(self, detail: str, *, whose: Principal) -> None:
        super().__init__(detail)
        self.whose = whose


class Authenticator:
    """Answers who a credential belongs to. Open it before use and close it after."""

    def __init__(self, url: str, *, clock: Clock = system_clock) -> None:
        self._pool = AsyncConnectionPool[psycopg.AsyncConnection[TupleRow]](
            url,
            min_size=1,
            max_size=_POOL_SIZE,
            open=False,
            timeout=_QUERY_TIMEOUT_S,
            reconnect_timeout=1,  # after an outage each caller's try is a new one
            kwargs={"autocommit": True, "prepare_threshold": 0, "connect_timeout": 3},
            name="authenticator",
        )
        self._clock = clock
        self._found = Briefly[tuple[bytes, str], Found | None](self._find)

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()

    async def authenticate(
        self, credential: str, *, address: str | None, enrolling: bool = False
    ) -> Principal:
        """The caller that a session token, an API key or an OAuth token stands for.

        Whether an OAuth token is taken at the address it was sent to is for the caller to see.

        `address` is the peer's. `enrolling` is for what one does to get a second factor.

        Raises:
            Unauthenticated: malformed, unknown, expired or revoked; which one is not said.
            KeyEnded: the same of an API key, for who records whose it was.
            AddressNotAllowed: the organization is reached from other networks.
            SecondFactorRequired: the organization asks for one, and there was none.
            OrganizationSuspended, OrganizationDeleting, AccountSuspended: closed, and why; who is
                enrolling gets into their organization, and is told there.
            Unavailable: the database could not be asked.
        """
        secret = (digest(credential), _kind_of(credential))
        found = self._found.known(secret)
        if found is None:
            if prefix_of(credential) not in _PREFIXES:
                raise Unauthenticated(_REFUSED)
            found = await self._found.get(secret)
        if found is None:
            raise Unauthenticated(_REFUSED)
        principal, expires_at, factor_missing, networks, closed = found
        if principal.support_id is not None:
            self._found.forget(secret)  # what either side ends, is over at once
        if expires_at is not None and expires_at <= self._clock():
            api_key = principal.key_id is not None and PROVISIONING not in principal.scopes
            if api_key and principal.audience is None:
                raise KeyEnded(_REFUSED, whose=principal)
            raise Unauthenticated(_REFUSED)
        if closed is not None:
            closed.refuse(entering=enrolling and principal.session_id is not None)
        if networks is not None and not within(address, networks):
            raise AddressNotAllowed("Your organization is not reached from this address.")
        if factor_missing and not enrolling:
            raise SecondFactorRequired(
                "Your organization asks for a second factor. Set one up, or sign in with it."
            )
        return principal

    def forget(self, credential: str) -> None:
        """Drop what this process remembers, so that an end decided here holds here at once."""
        self._found.forget((digest(credential), _kind_of(credential)))

    async def _find(self, secret: tuple[bytes, str]) -> Found | None:
        hashed, kind = secret
        try:
            async with asyncio.timeout(_QUERY_TIMEOUT_S), self._pool.connection() as connection:
                cursor = await connection.execute(_QUERIES[kind], (hashed,), binary=True)
                row = await cursor.fetchone()
                if row is None and kind == SESSION:
                    cursor = await connection.execute(_SUPPORT_QUERY, (hashed,), binary=True)
                    if supporting := await cursor.fetchone():
                        return _support(supporting)
                if row is None and (closed := await _find_closed(connection, hashed)):
                    return closed
                if row is None and kind == _KEY:
                    cursor = await connection.execute(_ENDED_KEY_QUERY, (hashed,), binary=True)
                    ended = await cursor.fetchone()
                    return None if ended is None else _ended(ended)
                if row is not None and kind == SESSION and self._is_stale(row):
                    await connection.execute(_TOUCH, (hashed, self._clock()))
        except (psycopg.OperationalError, PoolTimeout, TimeoutError) as error:
            raise Unavailable("Credentials cannot be checked right now.") from error
        if row is None:
            return None
        return _READERS[kind](row)

    def _is_stale(self, row: tuple[Any, ...]) -> bool:
        """Whether the time of its last use is worth writing again."""
        last_used_at: datetime = row[7]
        return self._clock() - last_used_at > _TOUCHED_EVERY


def _kind_of(credential: str) -> str:
    """By its first letters alone; most credentials are remembered, and need no checking."""
    prefix = credential[: len(SESSION)]
    return prefix if prefix in (SESSION, ACCESS, SCIM) else _KEY


def _session(row: tuple[Any, ...]) -> Found:
    session_id, org_id, user_id, role, platform_role, expires_at, factor, _, missing, networks = row
    principal = Principal(
        org_id=org_id,
        user_id=user_id,
        role=role,
        scopes=scopes_of_session(role),
        session_id=session_id,
        platform_role=platform_role,
        second_factor=factor,
    )
    return Found(principal, expires_at, missing, parse_networks(networks))


async def _find_closed(
    connection: psycopg.AsyncConnection[TupleRow], hashed: bytes
) -> Found | None:
    """A credential that would hold, were its organization or its person not suspended."""
    cursor = await connection.execute(_CLOSED_QUERY, (hashed,), binary=True)
    row = await cursor.fetchone()
    if row is None:
        return None
    held_id, kind, org_id, user_id, role, *standing, expires_at = row
    session = kind == "session"
    principal = Principal(
        org_id=org_id,
        user_id=user_id,
        role=role,
        scopes=frozenset(),
        key_id=None if session else held_id,
        session_id=held_id if session else None,
    )
    return Found(principal, expires_at, closed=Closed(*standing))


def _support(row: tuple[Any, ...]) -> Found:
    """Somebody of the platform, who looks at the organization by its consent."""
    session_id, org_id, user_id, expires_at, factor, support_id, scopes, missing = row
    principal = Principal(
        org_id=org_id,
        user_id=user_id,
        role="support",
        scopes=frozenset(scopes),
        session_id=session_id,
        second_factor=factor,
        support_id=support_id,
    )
    return Found(principal, expires_at, missing)


def _ended(row: tuple[Any, ...]) -> Found:
    """A key that was revoked, or whose maker may act for the organization no more."""
    key_id, org_id, user_id, mode = row
    principal = Principal(
        org_id=org_id, user_id=user_id, role="", scopes=frozenset(), key_id=key_id, mode=mode
    )
    return Found(principal, _LONG_AGO)


def _key(row: tuple[Any, ...]) -> Found:
    key_id, org_id, user_id, role, platform_role, expires_at, mode, *more = row
    granted, agent_ids, rpm, missing, networks = more
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
    return Found(principal, expires_at, missing, parse_networks(networks))


def _token(row: tuple[Any, ...]) -> Found:
    """A client that acts for a person, or a machine that acts for its API key."""
    owner_id, org_id, user_id, role, expires_at, mode, granted, agent_ids, rpm, resource = row[:10]
    missing, networks, proof_key = row[10:]
    principal = Principal(
        org_id=org_id,
        user_id=user_id,
        role=role,
        scopes=scopes_of_key(granted, role),
        key_id=owner_id,
        agent_ids=None if agent_ids is None else frozenset(agent_ids),
        mode=mode,
        requests_per_minute=rpm,
        audience=resource,
        proof_key=proof_key,
    )
    return Found(principal, expires_at, missing, parse_networks(networks))


def _scim(row: tuple[Any, ...]) -> Found:
    """An organization's directory. It acts in the name of who made the token, as nobody's role."""
    token_id, org_id, user_id, expires_at, networks = row
    principal = Principal(
        org_id=org_id,
        user_id=user_id,
        role="",
        scopes=frozenset({PROVISIONING}),
        key_id=token_id,
    )
    return Found(principal, expires_at, networks=parse_networks(networks))


_READERS: Final = {SESSION: _session, ACCESS: _token, SCIM: _scim, _KEY: _key}
