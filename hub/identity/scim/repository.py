"""The SQL of provisioning. Each statement runs in a transaction that sees its organization."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, cast, delete, exists, func, or_, update
from sqlalchemy import select as sa_select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.directory.models import (
    DirectoryGroup,
    DirectoryMember,
    DirectoryUser,
    ScimToken,
    index_of,
)
from hub.identity.scim.errors import InvalidFilter, NotUnique
from hub.kit.people import people_of

SOURCE = "scim"
OPENED = "opened"
"""What the entries that were opened are called in the statement that filters them."""
_MOST_OPENED = 10_000


class Listed(NamedTuple):
    """One page of a search, and how many there are in all."""

    rows: Sequence[Any]
    total: int


class Wanted(NamedTuple):
    """Conditions and order of a search of people. `narrow` is what an index finds: what it is
    called and the value, where the filter says that it must be this one."""

    where: Sequence[ColumnElement[bool]]
    order: Sequence[ColumnElement[Any]]
    narrow: tuple[str, str] | None = None


class Related(NamedTuple):
    """One membership as it is shown on either side: of whom, and who or what is there."""

    of: str
    id: str
    name: str


def in_group(group_id: str | None) -> ColumnElement[bool]:
    """That an entry is in this group, or in any."""
    found = exists().where(col(DirectoryMember.member_id) == col(DirectoryUser.id))
    return found if group_id is None else found.where(col(DirectoryMember.group_id) == group_id)


def has_member(member_id: str | None) -> ColumnElement[bool]:
    found = exists().where(col(DirectoryMember.group_id) == col(DirectoryGroup.id))
    return found if member_id is None else found.where(col(DirectoryMember.member_id) == member_id)


async def store(session: AsyncSession, row: DirectoryUser | DirectoryGroup) -> None:
    """Raises NotUnique."""
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise NotUnique("There is another by this name.") from error


async def get_user(
    session: AsyncSession, org_id: str, entry_id: str, *, lock: bool = False
) -> DirectoryUser | None:
    statement = select(DirectoryUser).where(
        col(DirectoryUser.org_id) == org_id,
        col(DirectoryUser.id) == entry_id,
        col(DirectoryUser.source) == SOURCE,
    )
    return (await session.exec(statement.with_for_update() if lock else statement)).first()


async def get_group(
    session: AsyncSession, org_id: str, group_id: str, *, lock: bool = False
) -> DirectoryGroup | None:
    statement = select(DirectoryGroup).where(
        col(DirectoryGroup.org_id) == org_id, col(DirectoryGroup.id) == group_id
    )
    return (await session.exec(statement.with_for_update() if lock else statement)).first()


async def search(
    session: AsyncSession,
    table: type[DirectoryUser] | type[DirectoryGroup],
    org_id: str,
    where: Sequence[ColumnElement[bool]],
    order: Sequence[ColumnElement[Any]],
    *,
    start: int,
    count: int,
) -> Listed:
    """`start` counts from one."""
    conditions = [col(table.org_id) == org_id, *where]
    if table is DirectoryUser:
        conditions.append(col(DirectoryUser.source) == SOURCE)
    counting = select(func.count()).select_from(table).where(*conditions)
    total = (await session.exec(counting)).one()
    if count == 0 or start > total:
        return Listed([], total)
    statement = (
        select(table)
        .where(*conditions)
        .order_by(*order, col(table.id))
        .offset(start - 1)
        .limit(count)
    )
    return Listed((await session.exec(statement)).all(), total)


async def search_users(
    session: AsyncSession, org_id: str, wanted: Wanted, *, start: int, count: int
) -> Listed:
    """As `search`, of entries that are sealed: those that may fit are opened, and handed to the
    database as they are searched, for this statement alone.

    Raises:
        InvalidFilter: there are more of them than are opened at once.
    """
    if not wanted.where and not wanted.order:
        return await search(session, DirectoryUser, org_id, [], [], start=start, count=count)
    narrowed = _narrowed(session, org_id, wanted.narrow)
    statement = select(DirectoryUser).where(
        col(DirectoryUser.org_id) == org_id, col(DirectoryUser.source) == SOURCE, *narrowed
    )
    rows = (await session.exec(statement.limit(_MOST_OPENED + 1))).all()
    if len(rows) > _MOST_OPENED:
        raise InvalidFilter("There are too many entries. Ask by userName or externalId.")
    by_id = {row.id: row for row in rows}
    found = await _matching(session, by_id, wanted)
    page = found[start - 1 : start - 1 + count] if count else []
    return Listed([by_id[one] for one in page], len(found))


async def _matching(
    session: AsyncSession, rows: Mapping[str, DirectoryUser], wanted: Wanted
) -> list[str]:
    ids, documents = list(rows), [json.dumps(row.search) for row in rows.values()]
    opened = (
        func.unnest(cast(ids, ARRAY(Text)), cast(documents, ARRAY(Text)))
        .table_valued("id", "search")
        .render_derived(name=OPENED)
    )
    statement = (
        sa_select(col(DirectoryUser.id))
        .select_from(opened)
        .join(DirectoryUser, col(DirectoryUser.id) == opened.c.id)
        .where(*wanted.where)
        .order_by(*wanted.order, col(DirectoryUser.id))
    )
    connection = await session.connection()
    return list((await connection.execute(statement)).scalars())


def _narrowed(
    session: AsyncSession, org_id: str, narrow: tuple[str, str] | None
) -> list[ColumnElement[bool]]:
    """The entries that an index finds; those that are not sealed yet are looked at one by one."""
    if narrow is None:
        return []
    kind, value = narrow
    by_name = kind == "user_name"
    column = DirectoryUser.user_name_index if by_name else DirectoryUser.external_index
    idx = index_of(people_of(session), org_id, kind, value)
    return [or_(col(column) == idx, col(DirectoryUser.sealed).is_(None))]


async def groups_of(session: AsyncSession, org_id: str, entries: Collection[str]) -> list[Related]:
    statement = (
        select(DirectoryMember.member_id, DirectoryGroup.id, DirectoryGroup.name)
        .join(DirectoryGroup, col(DirectoryGroup.id) == col(DirectoryMember.group_id))
        .where(col(DirectoryMember.org_id) == org_id, col(DirectoryMember.member_id).in_(entries))
        .order_by(col(DirectoryGroup.id))
    )
    return [Related(*row) for row in (await session.exec(statement)).all()]


async def members_of(session: AsyncSession, org_id: str, groups: Collection[str]) -> list[Related]:
    statement = (
        select(DirectoryMember.group_id, DirectoryUser)
        .join(DirectoryUser, col(DirectoryUser.id) == col(DirectoryMember.member_id))
        .where(col(DirectoryMember.org_id) == org_id, col(DirectoryMember.group_id).in_(groups))
        .order_by(col(DirectoryUser.id))
    )
    rows = (await session.exec(statement)).all()
    return [Related(group_id, user.id, user.user_name) for group_id, user in rows]


async def known_users(
    session: AsyncSession, org_id: str, entries: Collection[str]
) -> frozenset[str]:
    rows = await session.exec(
        select(DirectoryUser.id).where(
            col(DirectoryUser.org_id) == org_id,
            col(DirectoryUser.source) == SOURCE,
            col(DirectoryUser.id).in_(entries),
        )
    )
    return frozenset(rows.all())


async def add_members(
    session: AsyncSession, org_id: str, group_id: str, entries: Collection[str]
) -> None:
    if not entries:
        return
    rows = [{"org_id": org_id, "group_id": group_id, "member_id": one} for one in sorted(entries)]
    connection = await session.connection()
    await connection.execute(insert(DirectoryMember).on_conflict_do_nothing(), rows)


async def remove_members(
    session: AsyncSession, org_id: str, group_id: str, entries: Collection[str] | None
) -> None:
    """These, or None: all."""
    statement = delete(DirectoryMember).where(
        col(DirectoryMember.org_id) == org_id, col(DirectoryMember.group_id) == group_id
    )
    if entries is not None:
        statement = statement.where(col(DirectoryMember.member_id).in_(entries))
    await session.exec(statement)


async def remove(session: AsyncSession, row: DirectoryUser | DirectoryGroup) -> None:
    """With its memberships, which the schema takes along."""
    await session.delete(row)
    await session.flush()


async def add_token(session: AsyncSession, row: ScimToken) -> None:
    session.add(row)
    await session.flush()


async def list_tokens(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[ScimToken]:
    """Newest first."""
    statement = select(ScimToken).where(col(ScimToken.org_id) == org_id)
    if after is not None:
        statement = statement.where(col(ScimToken.id) < after)
    return (await session.exec(statement.order_by(col(ScimToken.id).desc()).limit(limit))).all()


async def get_token(session: AsyncSession, org_id: str, token_id: str) -> ScimToken | None:
    statement = select(ScimToken).where(
        col(ScimToken.org_id) == org_id, col(ScimToken.id) == token_id
    )
    return (await session.exec(statement)).first()


async def revoke_token(session: AsyncSession, org_id: str, token_id: str, now: datetime) -> None:
    await session.exec(
        update(ScimToken)
        .where(col(ScimToken.org_id) == org_id, col(ScimToken.id) == token_id)
        .values(revoked_at=now)
    )
