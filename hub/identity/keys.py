"""The rules of API keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import repository
from hub.identity.credentials import LIVE_KEY, TEST_KEY, digest, display, mint
from hub.identity.domain import Identity
from hub.identity.errors import KeyNotFound
from hub.identity.events import ApiKeyCreated, KeyBudget, KeyBudgetsAsked
from hub.identity.models import ApiKey
from hub.identity.principal import Principal
from hub.kit.errors import Forbidden, InvalidInput, Unauthenticated
from hub.kit.ids import is_id, new_id

KEY_LIFE_MAX: Final = timedelta(days=3660)
INFERENCE_SCOPES: Final = ("agents:invoke", "agents:read", "runs:read")


@dataclass(frozen=True, slots=True)
class KeyRequest:
    name: str
    mode: str
    scopes: tuple[str, ...] | None
    agent_ids: tuple[str, ...] | None
    requests_per_minute: int | None
    expires_at: datetime | None
    budget: KeyBudget | None


async def create_key(
    identity: Identity, principal: Principal, asked: KeyRequest
) -> tuple[ApiKey, str]:
    """A key that can do no more than its maker, and the secret to show once.

    Raises:
        ScopeMissing: a scope that the maker does not have.
        Forbidden: a key asked for a key that outlasts or outreaches it.
        InvalidInput: the expiry has passed or is too far off, or a budget on a key for keys.
    """
    scopes = sorted(set(asked.scopes or INFERENCE_SCOPES))
    for scope in scopes:
        principal.require(scope)
    if asked.budget is not None and "keys:write" in scopes:
        raise InvalidInput.at("/budget", "cannot bind a key that may make other keys")
    now = identity.clock()
    if asked.expires_at is not None and not now < asked.expires_at <= now + KEY_LIFE_MAX:
        raise InvalidInput.at("/expires_at", "must lie ahead, within ten years")
    secret = mint(LIVE_KEY if asked.mode == "live" else TEST_KEY)
    async with identity.database.transaction(principal.org_id) as session:
        agent_ids, rate, expires_at = await _bounded(session, principal, asked, scopes)
        key = ApiKey(
            id=new_id("key"),
            org_id=principal.org_id,
            user_id=principal.user_id,
            name=asked.name,
            mode=asked.mode,
            display=display(secret),
            key_hash=digest(secret),
            scopes=scopes,
            agent_ids=agent_ids,
            requests_per_minute=rate,
            created_at=now,
            expires_at=expires_at,
        )
        await repository.add(session, key)
        await identity.events.emit(session, ApiKeyCreated(key.org_id, key.id, asked.budget))
        entry = audit.Entry("api_key.created", key.org_id, key.id, after=key.model_dump())
        await audit.record(session, entry)
    return key, secret


async def _bounded(
    session: AsyncSession, principal: Principal, asked: KeyRequest, scopes: list[str]
) -> tuple[list[str] | None, int | None, datetime | None]:
    """Agents, rate and expiry as asked, or as the key that asks allows."""
    agent_ids = None if asked.agent_ids is None else sorted(set(asked.agent_ids))
    rate, expires_at = asked.requests_per_minute, asked.expires_at
    if principal.key_id is not None:
        if asked.mode != principal.mode and principal.mode == "test":
            raise Forbidden("A test key cannot make a live key.")
        if "keys:write" in scopes:
            raise Forbidden("A key cannot make a key that makes keys. Sign in to do this.")
        parent = await repository.get_key(session, principal.org_id, principal.key_id)
        if parent is None:
            raise Unauthenticated("The key has ended.")
        if parent.agent_ids is not None:
            agent_ids = agent_ids if agent_ids is not None else sorted(parent.agent_ids)
            if not set(agent_ids) <= set(parent.agent_ids):
                raise Forbidden("A key cannot reach agents that its maker cannot.")
        expires_at = min(filter(None, (expires_at, parent.expires_at)), default=None)
        rate = min(filter(None, (rate, parent.requests_per_minute)), default=None)
    return agent_ids, rate, expires_at


async def list_keys(
    identity: Identity, principal: Principal, *, after: str | None, limit: int
) -> Sequence[ApiKey]:
    """One's own keys; an admin's list holds the whole organization's."""
    owner = None if principal.sees_everyone else principal.user_id
    async with identity.database.transaction(principal.org_id) as session:
        return await repository.list_keys(
            session, principal.org_id, user_id=owner, after=after, limit=limit
        )


async def get_key(identity: Identity, principal: Principal, key_id: str) -> ApiKey:
    async with identity.database.transaction(principal.org_id) as session:
        return await _visible_key(session, principal, key_id)


async def key_budgets(
    identity: Identity, principal: Principal, key_ids: Sequence[str]
) -> Mapping[str, Sequence[KeyBudget]]:
    """What each of these keys may spend; keys without a budget are absent."""
    asked = KeyBudgetsAsked(principal.org_id, key_ids)
    async with identity.database.transaction(principal.org_id) as session:
        await identity.events.emit(session, asked)
    return asked.found


async def revoke_key(identity: Identity, principal: Principal, key_id: str) -> None:
    """From the next second on the key opens nothing. Revoking twice changes nothing."""
    async with identity.database.transaction(principal.org_id) as session:
        key = await _visible_key(session, principal, key_id)
        if key.revoked_at is not None:
            return
        await repository.revoke_key(session, principal.org_id, key.id, identity.clock())
        entry = audit.Entry("api_key.revoked", key.org_id, key.id, before=key.model_dump())
        await audit.record(session, entry)


async def _visible_key(session: AsyncSession, principal: Principal, key_id: str) -> ApiKey:
    if is_id("key", key_id):
        key = await repository.get_key(session, principal.org_id, key_id)
        if key is not None and (principal.sees_everyone or key.user_id == principal.user_id):
            return key
    raise KeyNotFound("There is no such API key.")
