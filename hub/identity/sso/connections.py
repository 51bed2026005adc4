"""The rules of an organization's connections to its identity providers."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity.domain import Identity
from hub.identity.errors import WouldLockOut
from hub.identity.principal import Principal
from hub.identity.sso import repository
from hub.identity.sso.domain import Sso, secret_place
from hub.identity.sso.models import Connection
from hub.identity.sso.saml import messages
from hub.kit.errors import Conflict, InvalidInput
from hub.kit.ids import new_id

_MOST: Final = 20
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
# What a sign-in that worked says nothing about any more, once it is changed.
_PROVEN_BY: Final = ("settings", "domains", "attributes")
_TOLD: Final = (
    *("name", "kind", "status", "domains", "enforced", "provisioning", "default_role"),
    *("attributes", "roles", "session_hours", "mfa", "break_glass", "provider"),
)


@dataclass(frozen=True, slots=True)
class NewConnection:
    """`settings` and the rest are as in the table; `secret` is an OIDC client's."""

    name: str
    kind: str
    settings: dict[str, Any]
    secret: str | None
    fields: Mapping[str, Any]


def checked_url(url: str, pointer: str) -> str:
    """https, or http on this machine. Raises InvalidInput."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise InvalidInput.at(pointer, "is no address") from error
    if not host or "@" in parts.netloc or parts.fragment:
        raise InvalidInput.at(pointer, "is no address")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
        raise InvalidInput.at(pointer, "must begin with https://")
    return url


async def create(sso: Sso, principal: Principal, wanted: NewConnection) -> Connection:
    """Raises:
    InvalidInput: a domain is not verified, or settings that cannot be.
    Conflict: there are too many, or another connection serves a domain.
    """
    now = sso.identity.clock()
    row = Connection(
        id=new_id("sso"),
        org_id=principal.org_id,
        name=wanted.name,
        kind=wanted.kind,
        settings=wanted.settings,
        created_at=now,
        created_by=principal.user_id,
        updated_at=now,
        break_glass=[],
        **wanted.fields,
    )
    secret = wanted.secret
    if row.kind == "saml":
        name = f"Laelia {row.id}"
        secret, certificate = await asyncio.to_thread(messages.new_key, name, now)
        row.settings = row.settings | {"sp_certificate": certificate}
    if secret is not None:
        row.sealed = await sso.secrets.seal(secret_place(row), secret)
    async with sso.identity.database.transaction(principal.org_id) as session:
        known = await repository.list_connections(session, row.org_id, after=None, limit=_MOST)
        if len(known) == _MOST:
            raise Conflict(f"An organization has at most {_MOST} connections.")
        await _check_domains(session, row)
        await repository.save(session, row)
        entry = audit.Entry("sso_connection.created", row.org_id, row.id, after=_told(row))
        await audit.record(session, entry)
    return row


async def get(identity: Identity, principal: Principal, connection_id: str) -> Connection:
    """Raises SsoConnectionNotFound."""
    async with identity.database.transaction(principal.org_id) as session:
        return await repository.get_connection(session, principal.org_id, connection_id)


async def list_own(
    identity: Identity, principal: Principal, *, after: str | None, limit: int
) -> Sequence[Connection]:
    async with identity.database.transaction(principal.org_id) as session:
        return await repository.list_connections(
            session, principal.org_id, after=after, limit=limit
        )


async def change(
    sso: Sso,
    principal: Principal,
    session_id: str,
    connection_id: str,
    changes: Mapping[str, Any],
    *,
    secret: str | None = None,
) -> Connection:
    """Enforcing it, or disabling it, ends the sessions that it means.

    Raises:
        SsoConnectionNotFound: the organization has no such connection.
        InvalidInput, Conflict: as for a new one.
        WouldLockOut: it is to be enforced, and nobody has come through it yet, or nobody is named
            who gets in without it.
    """
    known = await get(sso.identity, principal, connection_id)
    sealed = None if secret is None else await sso.secrets.seal(secret_place(known), secret)
    now = sso.identity.clock()
    async with sso.identity.database.transaction(principal.org_id) as session:
        row = await repository.get_connection(session, principal.org_id, connection_id, lock=True)
        _keep_secret_where_it_is_for(row, changes, secret)
        before = _told(row)
        for name, value in changes.items():
            setattr(row, name, row.settings | value if name == "settings" else value)
        if sealed is not None:
            row.sealed = sealed
        if sealed is not None or any(name in changes for name in _PROVEN_BY):
            row.proven_at = None
        row.updated_at = now
        await _check_domains(session, row)
        await _check_enforced(session, row, asked=bool(changes.get("enforced")))
        await repository.save(session, row)
        await _end_sessions(session, row, changes, session_id, sso)
        was, becomes = audit.changes(before, _told(row))
        entry = audit.Entry("sso_connection.changed", row.org_id, row.id, before=was, after=becomes)
        await audit.record(session, entry)
    return row


def _keep_secret_where_it_is_for(
    known: Connection, changes: Mapping[str, Any], secret: str | None
) -> None:
    """A client's secret is for the provider that gave it: it is not sent to another one because
    somebody, who could not read it, writes another issuer beside it.

    Raises:
        InvalidInput: the issuer changes, and the secret does not.
    """
    issuer = changes.get("settings", {}).get("issuer")
    if known.kind != "oidc" or known.sealed is None or secret is not None:
        return
    if issuer is not None and issuer != known.settings["issuer"]:
        raise InvalidInput.at("/oidc/client_secret", "goes with the issuer: send it again")


async def remove(sso: Sso, principal: Principal, connection_id: str) -> None:
    """The sessions that began through it end; accounts and their seats stay.

    Raises:
        SsoConnectionNotFound: the organization has no such connection.
    """
    identity = sso.identity
    async with identity.database.transaction(principal.org_id) as session:
        row = await repository.get_connection(session, principal.org_id, connection_id)
        await repository.end_sessions(session, row.org_id, row.id, identity.clock())
        await repository.remove_connection(session, row.org_id, row.id)
        entry = audit.Entry("sso_connection.removed", row.org_id, row.id, before=_told(row))
        await audit.record(session, entry)


async def secret_of(sso: Sso, row: Connection) -> str | None:
    return None if row.sealed is None else await sso.secrets.open(secret_place(row), row.sealed)


async def _check_domains(session: AsyncSession, row: Connection) -> None:
    verified = await repository.verified_domains(session, row.org_id)
    for at, domain in enumerate(row.domains):
        if domain not in verified:
            raise InvalidInput.at(f"/domains/{at}", "is no verified domain of yours")
        others = await repository.connections_of_domain(session, row.org_id, domain)
        if any(other.id != row.id for other in others):
            raise Conflict(f"Another connection serves {domain}.")


async def _check_enforced(session: AsyncSession, row: Connection, *, asked: bool) -> None:
    named = set(row.break_glass)
    if named - await repository.admins_among(session, row.org_id, row.break_glass):
        raise InvalidInput.at("/break_glass_user_ids", "names somebody who is no admin here")
    if not row.enforced:
        return
    if not named or not row.domains:
        raise WouldLockOut(
            "Name an admin who gets in when the provider does not answer, and the domains."
        )
    if asked and (row.proven_at is None or row.status != "active"):
        raise WouldLockOut("Sign in through the connection once, as it is now, or test it.")


async def _end_sessions(
    session: AsyncSession, row: Connection, changes: Mapping[str, Any], session_id: str, sso: Sso
) -> None:
    now = sso.identity.clock()
    if changes.get("status") == "disabled":
        await repository.end_sessions(session, row.org_id, row.id, now)
    if changes.get("enforced"):
        await repository.end_other_sessions(
            session, row.org_id, row.domains, kept=row.break_glass, but=session_id, now=now
        )


def _told(row: Connection) -> dict[str, Any]:
    provider = row.settings.get("issuer") or row.settings.get("entity_id")
    about = row.model_dump() | {"provider": provider}
    return {name: about[name] for name in _TOLD}
