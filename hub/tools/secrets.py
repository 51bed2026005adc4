"""The rules of stored secrets: named credentials for one origin each, and own provider keys.

A secret goes in and never comes out again: it is opened only to be sent where it belongs.
"""

from collections.abc import Coroutine, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.cache import Briefly
from hub.kit.db import Reader
from hub.kit.errors import InvalidInput
from hub.kit.ids import new_id
from hub.kit.sealing import Place
from hub.kit.vault.resealing import Part, Sealed
from hub.tools import outbound, repository
from hub.tools.domain import Tools
from hub.tools.errors import CredentialNotFound
from hub.tools.models import Credential, ProviderKey

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


SECRET_PARTS: Final = tuple(
    Part(table, table, (Sealed("sealed", f"{table}.sealed"),))
    for table in ("credentials", "provider_keys", "mcp_servers")
)


def place_of(row: Credential | ProviderKey) -> Place:
    return Place(row.org_id, f"{row.__tablename__}.sealed", row.id)


_SEALED_KEY: Final = f"{ProviderKey.__tablename__}.sealed"


def header_value(header: str, secret: str) -> str:
    """A bare token becomes a bearer, since that is what nearly every server expects."""
    bare = header.lower() == "authorization" and " " not in secret
    return f"Bearer {secret}" if bare else secret


async def create_credential(
    tools: Tools, who: Principal, *, name: str, url: str, header: str, secret: str
) -> Credential:
    """Raises:
    OutboundBlocked: the URL is not one the hub looks at.
    Conflict: there is a credential with this name.
    """
    now = tools.clock()
    row = Credential(
        id=new_id("crd"),
        org_id=who.org_id,
        name=name,
        origin=outbound.origin_of(url),
        header=header,
        sealed=b"",
        created_by=who.user_id,
        created_at=now,
        updated_at=now,
    )
    row.sealed = await tools.sealer.seal(place_of(row), header_value(header, secret))
    async with tools.database.transaction(who.org_id) as session:
        await repository.add(session, row)
        await _record(session, "credential.created", row, after=row.model_dump())
    return row


async def _record(
    session: AsyncSession,
    action: str,
    row: Credential | ProviderKey,
    *,
    before: Mapping[str, Any] = _NOTHING,
    after: Mapping[str, Any] = _NOTHING,
) -> None:
    """What is sealed in the row, the catalog does not let through."""
    await audit.record(session, audit.Entry(action, row.org_id, row.id, before, after))


async def list_credentials(
    tools: Tools, who: Principal, *, after: str | None, limit: int
) -> Sequence[Credential]:
    async with tools.database.transaction(who.org_id) as session:
        return await repository.list_rows(session, Credential, who.org_id, after=after, limit=limit)


async def replace_secret(
    tools: Tools, who: Principal, credential_id: str, secret: str
) -> Credential:
    """Raises CredentialNotFound."""
    async with tools.database.transaction(who.org_id) as session:
        row = await repository.get_credential(session, who.org_id, credential_id)
        value = header_value(row.header, secret)
        row.sealed, row.updated_at = await tools.sealer.seal(place_of(row), value), tools.clock()
        await repository.save(session, row)
        await _record(session, "credential.replaced", row, after=row.model_dump())
    return row


async def remove_credential(tools: Tools, who: Principal, credential_id: str) -> None:
    """Raises CredentialNotFound. What named it cannot be reached any more."""
    async with tools.database.transaction(who.org_id) as session:
        row = await repository.get_credential(session, who.org_id, credential_id)
        await repository.remove(session, row)
        await _record(session, "credential.removed", row, before=row.model_dump())


async def open_credential(
    tools: Tools, session: AsyncSession, org_id: str, name: str
) -> outbound.Credential:
    """Raises CredentialNotFound."""
    row = await repository.credential_named(session, org_id, name)
    secret = await tools.sealer.open(place_of(row), row.sealed)
    return outbound.Credential(row.origin, {row.header: secret})


async def set_provider_key(tools: Tools, who: Principal, provider: str, key: str) -> ProviderKey:
    """Raises:
    InvalidInput: this installation has no such provider.
    """
    if provider not in tools.providers:
        raise InvalidInput(
            f"There is no provider '{provider}' here.", known=sorted(tools.providers)
        )
    now = tools.clock()
    async with tools.database.transaction(who.org_id) as session:
        row = await repository.find_provider_key(session, who.org_id, provider) or ProviderKey(
            id=new_id("pky"),
            org_id=who.org_id,
            provider=provider,
            sealed=b"",
            created_by=who.user_id,
            created_at=now,
            updated_at=now,
        )
        row.sealed, row.updated_at = await tools.sealer.seal(place_of(row), key), now
        await repository.add(session, row)
        await _record(session, "provider_key.set", row, after=row.model_dump())
    _tell(tools, who.org_id)
    return row


def _tell(tools: Tools, org_id: str) -> None:
    for told in tools.own_keys_changed:
        told(org_id)


async def list_provider_keys(tools: Tools, who: Principal) -> Sequence[ProviderKey]:
    async with tools.database.transaction(who.org_id) as session:
        return await repository.provider_keys(session, who.org_id)


async def remove_provider_key(tools: Tools, who: Principal, provider: str) -> None:
    """Raises CredentialNotFound. From then on the platform's key is used, and charged for."""
    async with tools.database.transaction(who.org_id) as session:
        row = await repository.find_provider_key(session, who.org_id, provider)
        if row is None:
            raise CredentialNotFound("Your organization has no key for this provider.")
        await repository.remove(session, row)
        await _record(session, "provider_key.removed", row, before=row.model_dump())
    _tell(tools, who.org_id)


class OwnKeys:
    """The provider keys of organizations by provider, remembered for less than a second."""

    def __init__(self, tools: Tools, reader: Reader) -> None:
        self._sealer = tools.sealer
        self._reader = reader
        self._known = Briefly[str, Mapping[str, str]](self._load)
        tools.own_keys_changed.append(self._known.forget)

    def of(self, org_id: str) -> Coroutine[Any, Any, Mapping[str, str]]:
        return self._known.get(org_id)

    async def _load(self, org_id: str) -> Mapping[str, str]:
        async with self._reader.transaction(org_id) as connection:
            rows = await repository.sealed_provider_keys(connection, org_id)
        if not rows:
            return _NOTHING
        return {
            provider: await self._sealer.open(Place(org_id, _SEALED_KEY, key_id), sealed)
            for key_id, provider, sealed in rows
        }
