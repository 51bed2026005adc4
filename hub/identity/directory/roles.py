"""Groups of the directory give roles, as an admin of the organization says.

Of several groups the widest role counts. Who is in none that gives a role keeps what they have,
unless a group gave it: then they are a member.
"""

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import repository
from hub.identity.admins import keep_an_admin
from hub.identity.directory.models import (
    DirectoryGroup,
    DirectoryMember,
    DirectoryRole,
    DirectoryUser,
)
from hub.identity.models import Membership

DEFAULT: Final = "member"
_NARROW_TO_WIDE: Final = ("member", "staff", "admin")


class _Standing(NamedTuple):
    """Somebody with a seat, and what their groups say of their role."""

    entry_id: str
    user_id: str
    mapped_role: str | None
    roles: list[str]


def widest(roles: Iterable[str]) -> str | None:
    return max(roles, key=_NARROW_TO_WIDE.index, default=None)


async def get_map(session: AsyncSession, org_id: str) -> dict[str, str]:
    """Role by name of group."""
    rows = await session.exec(
        select(DirectoryRole)
        .where(col(DirectoryRole.org_id) == org_id)
        .order_by(col(DirectoryRole.group_name))
    )
    return {row.group_name: row.role for row in rows}


async def set_map(session: AsyncSession, org_id: str, wanted: dict[str, str]) -> None:
    """Everybody whom it concerns has their role in the same transaction.

    Raises:
        LastAdmin: nobody would be an admin any more.
    """
    await session.exec(delete(DirectoryRole).where(col(DirectoryRole.org_id) == org_id))
    for name, role in wanted.items():
        session.add(DirectoryRole(org_id=org_id, group_name=name, role=role))
    await session.flush()
    await follow(session, org_id, None)


async def given(session: AsyncSession, org_id: str, groups: Collection[str]) -> str | None:
    """The role of who is in groups of these names."""
    known = {name.casefold(): role for name, role in (await get_map(session, org_id)).items()}
    return widest(known[name.casefold()] for name in groups if name.casefold() in known)


async def of_entry(session: AsyncSession, entry: DirectoryUser) -> str | None:
    """The role that the groups of one entry give it."""
    rows = await session.exec(
        select(DirectoryRole.role)
        .join(DirectoryGroup, _names_group())
        .join(DirectoryMember, col(DirectoryMember.group_id) == col(DirectoryGroup.id))
        .where(
            col(DirectoryRole.org_id) == entry.org_id,
            col(DirectoryMember.member_id) == entry.id,
        )
    )
    return widest(rows.all())


async def follow(session: AsyncSession, org_id: str, entries: Collection[str] | None) -> None:
    """Give these entries of SCIM (None: all) the roles that their groups give now.

    Raises:
        LastAdmin: nobody would be an admin any more.
    """
    await repository.lock_organization(session, org_id)
    for standing in await _standings(session, org_id, entries):
        wanted = widest(standing.roles)
        if wanted != standing.mapped_role:
            await apply(
                session,
                org_id,
                standing.user_id,
                entry_id=standing.entry_id,
                wanted=wanted,
                mapped=standing.mapped_role,
            )


async def apply(
    session: AsyncSession,
    org_id: str,
    user_id: str,
    *,
    entry_id: str,
    wanted: str | None,
    mapped: str | None,
) -> None:
    """One person's role, as their groups say; `mapped` is what they said before.

    Raises:
        LastAdmin: nobody would be an admin any more.
    """
    await session.exec(
        update(DirectoryUser)
        .where(col(DirectoryUser.org_id) == org_id, col(DirectoryUser.id) == entry_id)
        .values(mapped_role=wanted)
    )
    role = wanted or (DEFAULT if mapped is not None else None)
    await repository.lock_organization(session, org_id)
    membership = await repository.get_membership(session, org_id, user_id)
    if membership is None or role is None or role == membership.role:
        return
    if role != "admin":
        await keep_an_admin(session, membership)
    await repository.set_role(session, org_id, user_id, role)
    entry = audit.Entry(
        "member.role_changed",
        org_id,
        user_id,
        before={"role": membership.role},
        after={"role": role},
    )
    await audit.record(session, entry)


async def _standings(
    session: AsyncSession, org_id: str, entries: Collection[str] | None
) -> list[_Standing]:
    statement = (
        select(
            DirectoryUser.id,
            Membership.user_id,
            DirectoryUser.mapped_role,
            func.array_agg(col(DirectoryRole.role)).filter(col(DirectoryRole.role).is_not(None)),
        )
        .join(
            Membership,
            (col(Membership.org_id) == col(DirectoryUser.org_id))
            & (col(Membership.user_id) == col(DirectoryUser.user_id)),
        )
        .outerjoin(DirectoryMember, col(DirectoryMember.member_id) == col(DirectoryUser.id))
        .outerjoin(DirectoryGroup, col(DirectoryGroup.id) == col(DirectoryMember.group_id))
        .outerjoin(DirectoryRole, _names_group())
        .where(
            col(DirectoryUser.org_id) == org_id,
            col(DirectoryUser.source) == "scim",
            col(Membership.status) == "active",
        )
        .group_by(col(DirectoryUser.id), col(Membership.user_id), col(DirectoryUser.mapped_role))
    )
    if entries is not None:
        statement = statement.where(col(DirectoryUser.id).in_(entries))
    rows = (await session.exec(statement)).all()
    return [_Standing(row[0], row[1], row[2], list(row[3] or [])) for row in rows]


def _names_group() -> ColumnElement[bool]:
    return (col(DirectoryRole.org_id) == col(DirectoryGroup.org_id)) & (
        col(DirectoryRole.group_name) == col(DirectoryGroup.name)
    )
