"""The rules of provisioned people: what the directory says is kept, and their seat follows it."""

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import literal_column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import domains
from hub.identity.directory import roles, seats
from hub.identity.directory.domain import Directory
from hub.identity.directory.models import DirectoryUser
from hub.identity.principal import Principal
from hub.identity.repository import lock_organization
from hub.identity.scim import patching, repository
from hub.identity.scim.attributes import GROUPS, USERS
from hub.identity.scim.documents import Document, accept, searchable
from hub.identity.scim.errors import ScimNotFound
from hub.identity.scim.resources import Asked, listed, location, ours, shown, unchanged
from hub.identity.scim.searching import Search, narrowed
from hub.kit.ids import is_id, new_id

_OPENED: Final = literal_column(f"cast({repository.OPENED}.search as jsonb)", JSONB)
_SEARCH: Final = Search(USERS, _OPENED, {"groups": repository.in_group})
_MOST_NAME: Final = 100


async def create(directory: Directory, who: Principal, body: Document) -> DirectoryUser:
    """Raises:
    InvalidValue: no user name, or a value of another kind.
    NotUnique, EmailTaken: the directory has this person already.
    EmailDomainNotAllowed: addresses of their domain are refused.
    """
    now = directory.identity.clock()
    document: Document = {"active": True} | accept(USERS, body)
    entry = DirectoryUser(
        id=new_id("dru"),
        org_id=who.org_id,
        source=repository.SOURCE,
        user_name=document["userName"],
        document=document,
        search={},
        created_at=now,
        modified_at=now,
    )
    _describe(entry, document)
    await _admit(directory, entry)
    async with directory.identity.database.transaction(who.org_id) as session:
        await lock_organization(session, who.org_id)
        await repository.store(session, entry)
        role = await _settle(directory, session, who, entry)
        await _record(session, "directory_user.created", entry, role)
    return entry


async def get(directory: Directory, who: Principal, entry_id: str) -> DirectoryUser:
    """Raises ScimNotFound."""
    async with directory.identity.database.transaction(who.org_id) as session:
        return await _known(session, who, entry_id)


async def replace(
    directory: Directory, who: Principal, entry_id: str, body: Document, *, if_match: str | None
) -> DirectoryUser:
    """What is left out is gone; but who has no seat gets none by being left unmentioned.

    Raises what `create` does, and ScimNotFound, NotUnchanged.
    """
    document = accept(USERS, body)

    def changed(before: Document) -> Document:
        return {"active": before.get("active", True)} | document

    return await _change(directory, who, entry_id, changed, if_match=if_match)


async def patch(
    directory: Directory, who: Principal, entry_id: str, body: Document, *, if_match: str | None
) -> DirectoryUser:
    """Raises what `replace` does, and whatever `patching` does."""
    asked = [
        one
        for operation in patching.operations(body)
        for one in patching.unrolled(USERS, operation)
    ]

    def changed(document: Document) -> Document:
        for operation in asked:
            document = patching.apply(USERS, document, operation)
        return document

    return await _change(directory, who, entry_id, changed, if_match=if_match)


async def remove(
    directory: Directory, who: Principal, entry_id: str, *, if_match: str | None
) -> None:
    """The entry is gone, and with it the seat and all that opens it.

    Raises:
        ScimNotFound, NotUnchanged.
        LastAdmin: the organization would be left without an admin.
    """
    async with directory.identity.database.transaction(who.org_id) as session:
        entry = await _known(session, who, entry_id, lock=True)
        unchanged(entry, if_match)
        await seats.take_away(directory, session, entry)
        await repository.remove(session, entry)
        await _record(session, "directory_user.removed", entry, None)


async def find(directory: Directory, who: Principal, asked: Asked) -> Document:
    """Raises InvalidFilter."""
    where = [] if asked.filter is None else [_SEARCH.where(asked.filter)]
    by = [] if asked.sort_by is None else [_SEARCH.by(asked.sort_by)]
    order = [one.desc().nulls_last() if asked.descending else one.nulls_last() for one in by]
    async with directory.identity.database.transaction(who.org_id) as session:
        page = await repository.search_users(
            session,
            who.org_id,
            repository.Wanted(where, order, narrowed(asked.filter)),
            start=asked.start,
            count=asked.count,
        )
    rendered = await render(directory, who, page.rows, asked)
    return listed(rendered, total=page.total, start=asked.start)


async def render(
    directory: Directory, who: Principal, entries: Sequence[DirectoryUser], asked: Asked
) -> list[Document]:
    """As they are shown, with their groups."""
    base_url, groups = base_of(directory), dict[str, list[Document]]()
    if entries and asked.shows("groups"):
        async with directory.identity.database.transaction(who.org_id) as session:
            found = await repository.groups_of(session, who.org_id, [one.id for one in entries])
        for of, group_id, name in found:
            at = location(base_url, GROUPS, group_id)
            group = {"value": group_id, "$ref": at, "display": name, "type": "direct"}
            groups.setdefault(of, []).append(group)
    return [
        shown(
            USERS,
            entry,
            {"groups": groups[entry.id]} if entry.id in groups else {},
            base_url=base_url,
            asked=asked,
        )
        for entry in entries
    ]


def base_of(directory: Directory) -> str:
    return directory.identity.issuer + "/scim/v2"


async def _change(
    directory: Directory,
    who: Principal,
    entry_id: str,
    changed: Callable[[Document], Document],
    *,
    if_match: str | None,
) -> DirectoryUser:
    before = await get(directory, who, entry_id)
    wanted = DirectoryUser(**before.model_dump())
    _describe(wanted, changed(before.document))
    await _admit(directory, wanted)
    async with directory.identity.database.transaction(who.org_id) as session:
        entry = await _known(session, who, entry_id, lock=True)
        unchanged(entry, if_match)
        was = {"active": entry.active}
        document = changed(entry.document)
        if document == entry.document:
            return entry
        entry.modified_at, entry.version = directory.identity.clock(), entry.version + 1
        _describe(entry, document)
        await repository.store(session, entry)
        role = await _settle(directory, session, who, entry)
        action = "directory_user.changed"
        if was["active"] != entry.active:
            action = "directory_user." + ("reactivated" if entry.active else "deactivated")
        await _record(session, action, entry, role)
    return entry


def _describe(entry: DirectoryUser, document: Document) -> None:
    """Everything that follows from the document."""
    entry.document = document
    entry.user_name = document["userName"]
    entry.active = document.get("active", entry.active)
    entry.email = _address_in(document)
    entry.search = searchable(USERS, document, **ours(USERS, entry))


def _address_in(document: Document) -> str | None:
    """The primary address, else one for work, else the first; else a user name that is one."""
    emails = document.get("emails", [])
    ranked = sorted(emails, key=lambda one: (not one.get("primary"), one.get("type") != "work"))
    given = [one.get("value") for one in ranked] + [document["userName"]]
    return next((found for one in given if (found := seats.mailbox(one))), None)


def _name_in(document: Document) -> str:
    name = document.get("name", {})
    both = f"{name.get('givenName', '')} {name.get('familyName', '')}".strip()
    found = document.get("displayName") or name.get("formatted") or both
    printable = "".join(char for char in found or "" if char.isprintable()).strip()
    return (printable or str(document["userName"]).partition("@")[0])[:_MOST_NAME]


async def _admit(directory: Directory, entry: DirectoryUser) -> None:
    if entry.active and entry.email is not None:
        await domains.admit(directory.identity, entry.email)


async def _settle(
    directory: Directory, session: AsyncSession, who: Principal, entry: DirectoryUser
) -> str | None:
    wanted = seats.Wanted(
        name=_name_in(entry.document),
        groups_role=await roles.of_entry(session, entry),
        inviter_id=who.user_id,
    )
    return await seats.settle(directory, session, entry, wanted)


async def _known(
    session: AsyncSession, who: Principal, entry_id: str, *, lock: bool = False
) -> DirectoryUser:
    if lock:  # the organization first, as everywhere
        await lock_organization(session, who.org_id)
    found = (
        await repository.get_user(session, who.org_id, entry_id, lock=lock)
        if is_id("dru", entry_id)
        else None
    )
    if found is None:
        raise ScimNotFound("There is no such user in this directory.")
    return found


async def _record(
    session: AsyncSession, action: str, entry: DirectoryUser, role: str | None
) -> None:
    after = {"user_id": entry.user_id, "active": entry.active, "role": role}
    after |= {"invitation_id": entry.invitation_id}
    await audit.record(session, audit.Entry(action, entry.org_id, entry.id, after=after))
