"""The platform's own organization, and what other domains may ask about any organization."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity import repository
from hub.identity.admin import repository as admin_rows
from hub.identity.models import Organization
from hub.identity.platform_roles import Permission, may
from hub.kit.people import opened_row

_MOST: Final = 100
_PUBLISHERS: Final = "select * from find_publisher_names(:ids)"


class Person(NamedTuple):
    """A member, as colleagues know them."""

    name: str
    email: str


async def ensure_platform_organization(
    session: AsyncSession, org_id: str, *, now: datetime
) -> bool:
    """Whether it had to be made. Nobody is a member of it."""
    if await repository.get_organization(session, org_id) is not None:
        return False
    await repository.add_organization_alone(
        session, Organization(id=org_id, type="platform", name="Laelia", created_at=now)
    )
    return True


async def organization_type(session: AsyncSession, org_id: str) -> str | None:
    """`team`, `personal` or `platform`; none for what the session does not see."""
    found = await repository.get_organization(session, org_id)
    return None if found is None else found.type


async def find_person(session: AsyncSession, email: str) -> str | None:
    """The ID of the account with this address, whatever the session may see of it otherwise."""
    found = await repository.find_sign_in(session, email)
    return None if found is None else found.user_id


async def address_of(session: AsyncSession, user_id: str) -> str | None:
    """Of a person whom the transaction sees."""
    found = await repository.get_user(session, user_id)
    return None if found is None else found.email


async def is_member(session: AsyncSession, org_id: str, user_id: str) -> bool:
    """Whether this person has a seat here now."""
    membership = await repository.get_membership(session, org_id, user_id)
    return membership is not None and membership.status == "active"


async def admins_of(session: AsyncSession, org_id: str) -> list[tuple[str, str]]:
    """ID and address of each admin of an organization that the transaction sees."""
    return await repository.list_admins(session, org_id)


async def administrators_with(
    session: AsyncSession, permission: Permission
) -> list[tuple[str, str]]:
    """ID and address of those whose work it is, and of superadmins where it is nobody's. Needs a
    transaction that sees the platform's own organization."""
    everybody = await repository.list_administrators(session, after=None, limit=_MOST)
    able = [
        one for one in everybody if one.status == "active" and may(one.platform_role, permission)
    ]
    theirs = [one for one in able if one.platform_role != "superadmin"]
    return [(one.id, one.email) for one in theirs or able]


async def people_of(
    session: AsyncSession, org_id: str, user_ids: Sequence[str]
) -> dict[str, Person]:
    """By ID, those of them who have a seat in the organization now."""
    rows = await repository.list_people(session, org_id, user_ids)
    return {user_id: Person(name or email, email) for user_id, name, email in rows}


async def names_of_publishers(session: AsyncSession, org_ids: Sequence[str]) -> dict[str, str]:
    """Of organizations anywhere; for those whose agents the session may see."""
    connection = await session.connection()
    rows = await connection.execute(text(_PUBLISHERS), {"ids": list(org_ids)})
    said = [await opened_row(session, Organization, dict(row)) for row in rows.mappings().all()]
    return {one["id"]: one["name"] or "" for one in said}


async def names_of_organizations(session: AsyncSession, org_ids: Collection[str]) -> dict[str, str]:
    """Of those that the transaction sees."""
    return await admin_rows.names_of(session, org_ids)
