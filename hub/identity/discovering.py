"""Which ways in there are for an address.

All of it depends on the address's domain and on the installation: accounts are not looked at, so
that neither the answer nor how long it takes says whether there is one.
"""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity import repository
from hub.identity.directory import repository as directories
from hub.identity.directory.domain import Directory
from hub.identity.sso import realms
from hub.identity.sso.realms_repository import Realm


@dataclass(frozen=True, slots=True)
class Home:
    """The organization whose people have such addresses: they come through its provider (`realm`),
    or else with its LDAP server."""

    org_id: str
    name: str
    realm: Realm | None


async def find_home(directory: Directory, email: str) -> Home | None:
    """None where people of the address's domain sign in as everybody does."""
    realm = await realms.find_realm(directory.identity, email)
    org_id = await _owner(directory, email) if realm is None else realm.org_id
    if org_id is None:
        return None
    async with directory.identity.database.transaction(org_id) as session:
        organization = await repository.get_organization(session, org_id)
        if organization is None or organization.status != "active":
            return None
        if realm is None and not await _has_server(session, directory, org_id):
            return None
    return Home(org_id, organization.name, realm)


async def _owner(directory: Directory, email: str) -> str | None:
    async with directory.identity.database.transaction() as session:
        return await directory.domains.owner_of(session, email)


async def _has_server(session: AsyncSession, directory: Directory, org_id: str) -> bool:
    """Its own, or the one that the operator set up for it."""
    if await directories.get_connection(session, org_id) is not None:
        return True
    ours = directory.installation
    return ours is not None and ours.org_id == org_id
