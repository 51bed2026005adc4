"""The SQL of connected directories. Each statement sees one organization."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, false, func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.directory.models import DirectoryConnection, DirectoryUser, index_of
from hub.kit.db import Connection
from hub.kit.people import normalized, people_of


async def get_connection(session: AsyncSession, org_id: str) -> DirectoryConnection | None:
    statement = select(DirectoryConnection).where(col(DirectoryConnection.org_id) == org_id)
    return (await session.exec(statement)).first()


async def set_connection(session: AsyncSession, row: DirectoryConnection) -> None:
    values = row.model_dump()
    statement = insert(DirectoryConnection).values(values)
    rest = {name: value for name, value in values.items() if name != "org_id"}
    connection = await session.connection()
    await connection.execute(statement.on_conflict_do_update(index_elements=["org_id"], set_=rest))


async def remove_connection(session: AsyncSession, org_id: str) -> None:
    await session.exec(delete(DirectoryConnection).where(col(DirectoryConnection.org_id) == org_id))


async def lock_subject(session: AsyncSession, org_id: str, subject: str) -> None:
    """Of two first sign-ins of one person at once, one makes the entry."""
    await session.exec(
        select(func.pg_advisory_xact_lock(func.hashtext(f"laelia.directory.{org_id}.{subject}")))
    )


async def find_subject(
    session: AsyncSession, org_id: str, source: str, subject: str
) -> DirectoryUser | None:
    idx = index_of(people_of(session), org_id, "user_name", subject.casefold())
    statement = select(DirectoryUser).where(
        col(DirectoryUser.org_id) == org_id,
        col(DirectoryUser.source) == source,
        or_(col(DirectoryUser.user_name_index) == idx, col(DirectoryUser.user_name) == subject),
    )
    return (await session.exec(statement)).first()


def of_address(session: AsyncSession, org_id: str, *emails: str) -> ColumnElement[bool]:
    """That an entry's address is one of these."""
    people = people_of(session)
    indexes = [index_of(people, org_id, "email", normalized(one)) for one in emails]
    return or_(
        col(DirectoryUser.email_index).in_(indexes), col(DirectoryUser.email).in_(list(emails))
    )


async def seated(session: AsyncSession, org_id: str, source: str) -> Sequence[DirectoryUser]:
    """Whom this source has said to be there, and who have an account."""
    statement = select(DirectoryUser).where(
        col(DirectoryUser.org_id) == org_id,
        col(DirectoryUser.source) == source,
        col(DirectoryUser.active).is_(True),
        col(DirectoryUser.user_id).is_not(None),
    )
    return (await session.exec(statement)).all()


async def lock_entry(session: AsyncSession, org_id: str, entry_id: str) -> DirectoryUser | None:
    statement = select(DirectoryUser).where(
        col(DirectoryUser.org_id) == org_id, col(DirectoryUser.id) == entry_id
    )
    return (await session.exec(statement.with_for_update())).first()


async def teams(connection: Connection, *, after: str, limit: int) -> list[str]:
    """Organizations that may have a directory, in the order of their IDs."""
    query = """
        select id from organizations
        where type = 'team' and status = 'active' and id > %s order by id limit %s
    """
    return [row[0] for row in await (await connection.execute(query, [after, limit])).fetchall()]


async def connected(connection: Connection, org_ids: Sequence[str]) -> list[str]:
    """Those that have an LDAP server."""
    query = "select org_id from directory_connections where org_id = any(%s)"
    return [row[0] for row in await (await connection.execute(query, [list(org_ids)])).fetchall()]


async def is_off(
    session: AsyncSession, org_id: str, *emails: str | None, user_id: str | None = None
) -> bool:
    """Whether provisioning says that the person with these addresses has no seat.

    `user_id` is their account if there is one: it may have another address than their entry by now.
    """
    by_address = of_address(session, org_id, *(one for one in emails if one is not None))
    by_account = false() if user_id is None else col(DirectoryUser.user_id) == user_id
    statement = select(DirectoryUser.active).where(
        col(DirectoryUser.org_id) == org_id,
        col(DirectoryUser.source) == "scim",
        or_(by_address, by_account),
    )
    found = (await session.exec(statement)).all()
    return bool(found) and not any(found)
