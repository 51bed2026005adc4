"""What the rules of directories stand on, put together once by a root."""

from dataclasses import dataclass
from typing import Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.directory.connection import Connection, Dial
from hub.identity.domain import Identity
from hub.kit.sealing import Secrets


class Domains(Protocol):
    """Which email domains are whose."""

    async def is_verified(self, session: AsyncSession, org_id: str, email: str) -> bool:
        """Whether the address is of a domain that the organization has shown to be its own."""

    async def owner_of(self, session: AsyncSession, email: str) -> str | None:
        """The ID of the one organization whose own the address's domain is; in any transaction."""


@dataclass(frozen=True)
class Installation:
    """The LDAP server that the operator names, and the organization that its people join."""

    org_id: str
    settings: Connection
    password: str | None


@dataclass(frozen=True)
class Directory:
    """Found by the endpoints at `app.state.directory`.

    `dial` reaches what tenants name, past the guard; `dial_ours` what the operator names.
    """

    identity: Identity
    domains: Domains
    secrets: Secrets
    dial: Dial
    dial_ours: Dial
    installation: Installation | None = None
