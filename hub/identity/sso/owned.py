"""The rules of domains that an organization shows to be its own, by a record in their DNS."""

import secrets
from collections.abc import Sequence
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import domains
from hub.identity.directory.verified import OperatorsDomains
from hub.identity.domain import Identity
from hub.identity.errors import EmailDomainNotAllowed
from hub.identity.principal import Principal
from hub.identity.sso import realms_repository, repository
from hub.identity.sso.domain import Sso
from hub.identity.sso.errors import DomainInUse, DomainNotVerified
from hub.identity.sso.models import OwnDomain
from hub.kit.errors import Conflict, InvalidInput
from hub.kit.ids import new_id


class ShownDomains:
    """Those that an organization has shown to be its own, and those that the operator gave it."""

    def __init__(self, given: OperatorsDomains) -> None:
        self._given = given

    async def is_verified(self, session: AsyncSession, org_id: str, email: str) -> bool:
        """In a transaction that sees the organization."""
        if await self._given.is_verified(session, org_id, email):
            return True
        try:
            domain = domains.ascii_name(email.rpartition("@")[2])
        except EmailDomainNotAllowed:
            return False
        return domain in await repository.verified_domains(session, org_id)

    async def owner_of(self, session: AsyncSession, email: str) -> str | None:
        """In any transaction. The operator's word goes before what an organization showed."""
        given = self._given.given_to(email)
        if given is not None:
            return given
        try:
            domain = domains.ascii_name(email.rpartition("@")[2])
        except EmailDomainNotAllowed:
            return None
        return await realms_repository.find_owner(session, domain)


LABEL: Final = "_laelia"
_TEXT: Final = "laelia-domain-verification="
_MOST: Final = 50


def record_name(row: OwnDomain) -> str:
    return f"{LABEL}.{row.domain}"


def record_text(row: OwnDomain) -> str:
    return _TEXT + row.token


async def add(sso: Sso, principal: Principal, domain: str) -> OwnDomain:
    """Raises:
    InvalidInput: it is no domain.
    Conflict: it is there already.
    """
    try:
        name = domains.ascii_name(domain.strip())
    except EmailDomainNotAllowed as error:
        raise InvalidInput.at("/domain", "is no domain") from error
    row = OwnDomain(
        id=new_id("dmn"),
        org_id=principal.org_id,
        domain=name,
        token=secrets.token_hex(16),
        created_at=sso.identity.clock(),
        created_by=principal.user_id,
    )
    async with sso.identity.database.transaction(principal.org_id) as session:
        if await repository.domain_named(session, principal.org_id, name) is not None:
            raise Conflict("You have this domain already.")
        if (
            len(await repository.list_domains(session, row.org_id, after=None, limit=_MOST))
            == _MOST
        ):
            raise Conflict(f"An organization has at most {_MOST} domains.")
        await repository.save(session, row)
        entry = audit.Entry("organization_domain.added", row.org_id, row.id, after=row.model_dump())
        await audit.record(session, entry)
    return row


async def verify(sso: Sso, principal: Principal, domain_id: str) -> OwnDomain:
    """Looks for the record. Nothing changes for a domain that is verified.

    Raises:
        DomainNotFound: the organization has no such domain.
        DomainNotVerified: the record is not there.
        DomainTaken: another organization was first.
        Unavailable: no name server answers.
    """
    row = await get(sso.identity, principal, domain_id)
    if row.verified_at is not None:
        return row
    texts = await sso.find_texts(record_name(row))
    if record_text(row) not in [one.strip() for one in texts]:
        raise DomainNotVerified(
            f"There is no TXT record {record_name(row)} with the text that is asked for. New"
            " records take minutes to be seen everywhere.",
            found=len(texts),
        )
    async with sso.identity.database.transaction(principal.org_id) as session:
        row = await repository.get_domain(session, principal.org_id, domain_id)
        row.verified_at = sso.identity.clock()
        await repository.verify_domain(session, row)
        entry = audit.Entry(
            "organization_domain.verified", row.org_id, row.id, after=row.model_dump()
        )
        await audit.record(session, entry)
    return row


async def get(identity: Identity, principal: Principal, domain_id: str) -> OwnDomain:
    """Raises DomainNotFound."""
    async with identity.database.transaction(principal.org_id) as session:
        return await repository.get_domain(session, principal.org_id, domain_id)


async def list_own(
    identity: Identity, principal: Principal, *, after: str | None, limit: int
) -> Sequence[OwnDomain]:
    async with identity.database.transaction(principal.org_id) as session:
        return await repository.list_domains(session, principal.org_id, after=after, limit=limit)


async def change(
    identity: Identity, principal: Principal, domain_id: str, joining: str
) -> OwnDomain:
    """Raises:
    DomainNotFound: the organization has no such domain.
    DomainNotVerified: nobody joins by a domain that may be somebody else's.
    """
    async with identity.database.transaction(principal.org_id) as session:
        row = await repository.get_domain(session, principal.org_id, domain_id)
        if row.verified_at is None and joining != "off":
            raise DomainNotVerified("Show first that the domain is yours.")
        before = row.model_dump()
        row.joining = joining
        await repository.save(session, row)
        entry = audit.Entry(
            "organization_domain.changed", row.org_id, row.id, before, row.model_dump()
        )
        await audit.record(session, entry)
    return row


async def remove(identity: Identity, principal: Principal, domain_id: str) -> None:
    """Raises:
    DomainNotFound: the organization has no such domain.
    DomainInUse: a connection serves it.
    """
    async with identity.database.transaction(principal.org_id) as session:
        row = await repository.get_domain(session, principal.org_id, domain_id)
        if await repository.connections_of_domain(session, row.org_id, row.domain):
            raise DomainInUse("Take it out of the connection first.")
        await repository.remove_domain(session, row.org_id, row.id)
        entry = audit.Entry(
            "organization_domain.removed", row.org_id, row.id, before=row.model_dump()
        )
        await audit.record(session, entry)
