"""The rules of provisioned groups: who is in them, and the roles that follow."""

from collections.abc import Sequence
from typing import Any, Final

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity.directory import roles
from hub.identity.directory.domain import Directory
from hub.identity.directory.models import DirectoryGroup
from hub.identity.principal import Principal
from hub.identity.scim import patching, repository
from hub.identity.scim.attributes import GROUP_SCHEMA, GROUPS, USERS, Attribute
from hub.identity.scim.documents import Document, InvalidValue, accept, accept_value, searchable
from hub.identity.scim.errors import Mutability, NoTarget, ScimNotFound
from hub.identity.scim.resources import Asked, listed, location, ours, shown, unchanged
from hub.identity.scim.searching import Search
from hub.identity.scim.users import base_of
from hub.kit.ids import is_id, new_id

_SEARCH: Final = Search(GROUPS, col(DirectoryGroup.search), {"members": repository.has_member})
_MEMBERS: Final[Attribute] = GROUP_SCHEMA.by_name["members"]


async def create(directory: Directory, who: Principal, body: Document) -> DirectoryGroup:
    """Raises:
    InvalidValue: no name, a value of another kind, or a member who is not in this directory.
    NotUnique: there is a group by this name.
    """
    now = directory.identity.clock()
    document = accept(GROUPS, body)
    members = _ids(document.pop("members", None))
    group = DirectoryGroup(
        id=new_id("drg"),
        org_id=who.org_id,
        name=document["displayName"],
        document=document,
        search={},
        created_at=now,
        modified_at=now,
    )
    _describe(group, document)
    async with directory.identity.database.transaction(who.org_id) as session:
        await repository.store(session, group)
        await _join(session, group, members)
        await roles.follow(session, who.org_id, members)
        await _record(session, "directory_group.created", group, members)
    return group


async def get(directory: Directory, who: Principal, group_id: str) -> DirectoryGroup:
    """Raises ScimNotFound."""
    async with directory.identity.database.transaction(who.org_id) as session:
        return await _known(session, who, group_id)


async def replace(
    directory: Directory, who: Principal, group_id: str, body: Document, *, if_match: str | None
) -> DirectoryGroup:
    """Raises what `create` does, and ScimNotFound, NotUnchanged."""
    document = accept(GROUPS, body)
    members = _ids(document.pop("members", None))
    async with directory.identity.database.transaction(who.org_id) as session:
        group = await _known(session, who, group_id, lock=True)
        unchanged(group, if_match)
        before = await _members(session, group)
        await repository.remove_members(session, who.org_id, group.id, before - members)
        await _join(session, group, members - before)
        everybody, moved = before | members, before ^ members
        await _finish(directory, session, group, document, everybody=everybody, moved=moved)
    return group


async def patch(
    directory: Directory, who: Principal, group_id: str, body: Document, *, if_match: str | None
) -> DirectoryGroup:
    """Members come and go without the others being looked at: a group may have many.

    Raises what `replace` does, and whatever `patching` does.
    """
    asked = [
        one
        for operation in patching.operations(body)
        for one in patching.unrolled(GROUPS, operation)
    ]
    async with directory.identity.database.transaction(who.org_id) as session:
        group = await _known(session, who, group_id, lock=True)
        unchanged(group, if_match)
        document, touched = group.document, set[str]()
        before = group.name
        for operation in asked:
            if _is_of_members(operation):
                touched |= await _patch_members(session, group, operation)
            else:
                document = patching.apply(GROUPS, document, operation)
        renamed = document["displayName"].casefold() != before.casefold()
        everybody = await _members(session, group) if renamed else touched
        await _finish(directory, session, group, document, everybody=everybody, moved=touched)
    return group


async def remove(
    directory: Directory, who: Principal, group_id: str, *, if_match: str | None
) -> None:
    """Its people stay; a role that it gave them ends.

    Raises:
        ScimNotFound, NotUnchanged.
        LastAdmin: nobody would be an admin any more.
    """
    async with directory.identity.database.transaction(who.org_id) as session:
        group = await _known(session, who, group_id, lock=True)
        unchanged(group, if_match)
        members = await _members(session, group)
        await repository.remove_members(session, who.org_id, group.id, None)
        await repository.remove(session, group)
        await roles.follow(session, who.org_id, members)
        await _record(session, "directory_group.removed", group, members)


async def find(directory: Directory, who: Principal, asked: Asked) -> Document:
    """Raises InvalidFilter."""
    where = [] if asked.filter is None else [_SEARCH.where(asked.filter)]
    by = [] if asked.sort_by is None else [_SEARCH.by(asked.sort_by)]
    order = [one.desc().nulls_last() if asked.descending else one.nulls_last() for one in by]
    async with directory.identity.database.transaction(who.org_id) as session:
        page = await repository.search(
            session,
            DirectoryGroup,
            who.org_id,
            where,
            order,
            start=asked.start,
            count=asked.count,
        )
    rendered = await render(directory, who, page.rows, asked)
    return listed(rendered, total=page.total, start=asked.start)


async def render(
    directory: Directory, who: Principal, groups: Sequence[DirectoryGroup], asked: Asked
) -> list[Document]:
    """As they are shown, with their members unless those are left out."""
    base_url, members = base_of(directory), dict[str, list[Document]]()
    if groups and asked.shows("members"):
        async with directory.identity.database.transaction(who.org_id) as session:
            found = await repository.members_of(session, who.org_id, [one.id for one in groups])
        for of, entry_id, _ in found:
            at = location(base_url, USERS, entry_id)
            member = {"value": entry_id, "$ref": at, "type": "User"}
            members.setdefault(of, []).append(member)
    return [
        shown(
            GROUPS,
            group,
            {"members": members[group.id]} if group.id in members else {},
            base_url=base_url,
            asked=asked,
        )
        for group in groups
    ]


async def _finish(
    directory: Directory,
    session: AsyncSession,
    group: DirectoryGroup,
    document: Document,
    *,
    everybody: set[str],
    moved: set[str],
) -> None:
    """`moved` came or went; `everybody` is whom another name concerns."""
    if document == group.document and not moved:
        return
    group.modified_at, group.version = directory.identity.clock(), group.version + 1
    renamed = document["displayName"] != group.name
    _describe(group, document)
    await repository.store(session, group)
    touched = everybody | moved if renamed else moved
    await roles.follow(session, group.org_id, touched)
    await _record(session, "directory_group.changed", group, touched)


def _is_of_members(operation: patching.Operation) -> bool:
    return operation.path is not None and operation.path.name.attribute.lower() == "members"


async def _patch_members(
    session: AsyncSession, group: DirectoryGroup, operation: patching.Operation
) -> set[str]:
    """Whom it concerned."""
    path = operation.path
    assert path is not None
    if path.which is not None or path.name.part is not None:
        return await _patch_selected(session, group, operation)
    given = None if operation.value is None else _ids(accept_value(_MEMBERS, operation.value))
    if operation.kind == "add":
        await _join(session, group, given or set())
        return given or set()
    before = await _members(session, group) if operation.kind == "replace" or not given else given
    await repository.remove_members(session, group.org_id, group.id, before)
    if operation.kind == "replace":
        await _join(session, group, given or set())
        return before ^ (given or set())
    return before


async def _patch_selected(
    session: AsyncSession, group: DirectoryGroup, operation: patching.Operation
) -> set[str]:
    """`members[value eq "…"]`: who is in a group leaves it, or is replaced by others."""
    path = operation.path
    assert path is not None
    if path.which is None or path.part is not None:
        raise Mutability("Of a member nothing changes; remove one and add another.")
    known = await repository.members_of(session, group.org_id, [group.id])
    chosen = {
        member.id
        for member in known
        if patching.holds(_MEMBERS, path.which, {"value": member.id, "type": "User"})
    }
    if operation.kind == "remove":
        # Gone is gone: directories repeat what they are not sure of.
        await repository.remove_members(session, group.org_id, group.id, chosen)
        return chosen
    named = operation.value or patching.described(_MEMBERS, path.which)
    given = _ids(accept_value(_MEMBERS, named))
    if operation.kind == "replace":
        if not chosen:
            raise NoTarget("Nobody in the group is as the path says.")
        await repository.remove_members(session, group.org_id, group.id, chosen)
    await _join(session, group, given)
    return chosen | given


async def _join(session: AsyncSession, group: DirectoryGroup, members: set[str]) -> None:
    known = await repository.known_users(session, group.org_id, members)
    if unknown := members - known:
        raise InvalidValue(f"{min(unknown)[:100]!r} is nobody in this directory.")
    await repository.add_members(session, group.org_id, group.id, members)


async def _members(session: AsyncSession, group: DirectoryGroup) -> set[str]:
    found = await repository.members_of(session, group.org_id, [group.id])
    return {member.id for member in found}


def _ids(members: list[Any] | None) -> set[str]:
    found = [member.get("value") for member in members or []]
    if None in found:
        raise InvalidValue("A member has a value: the ID of a user.")
    return set(found)


def _describe(group: DirectoryGroup, document: Document) -> None:
    group.document = document
    group.name = document["displayName"]
    group.search = searchable(GROUPS, document, **ours(GROUPS, group))


async def _known(
    session: AsyncSession, who: Principal, group_id: str, *, lock: bool = False
) -> DirectoryGroup:
    found = (
        await repository.get_group(session, who.org_id, group_id, lock=lock)
        if is_id("drg", group_id)
        else None
    )
    if found is None:
        raise ScimNotFound("There is no such group in this directory.")
    return found


async def _record(
    session: AsyncSession, action: str, group: DirectoryGroup, members: set[str]
) -> None:
    after = {"name": group.name, "members": len(members)}
    await audit.record(session, audit.Entry(action, group.org_id, group.id, after=after))
