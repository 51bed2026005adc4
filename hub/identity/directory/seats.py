"""A seat in the organization follows what its directory says of a person.

A directory speaks for its own domains alone. Whoever has an address of another domain, or an
account that was not made here, is offered the seat and takes it themselves: nobody's account is
taken over by naming its address.
"""

from dataclasses import dataclass
from typing import Any, Final

from pydantic import EmailStr, TypeAdapter, ValidationError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity import (
    factors_repository,
    links_repository,
    repository,
    sessions_repository,
)
from hub.identity.admins import keep_an_admin
from hub.identity.directory import repository as directory_repository
from hub.identity.directory import roles
from hub.identity.directory.domain import Directory
from hub.identity.directory.models import DirectoryUser
from hub.identity.errors import EmailTaken, OrganizationNotFound
from hub.identity.models import Membership, User
from hub.identity.schemas import normalize_email
from hub.identity.teams import offer
from hub.kit.ids import new_id

_email: Final = TypeAdapter(EmailStr)
_MOST_EMAIL: Final = 254


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the directory says now. `groups_role` is the role that their groups give."""

    name: str
    groups_role: str | None
    inviter_id: str


def mailbox(value: Any) -> str | None:
    """The address in its one spelling, or None when it is none."""
    try:
        found = _email.validate_python(normalize_email(value)).casefold()
    except ValidationError:
        return None
    return found if len(found) <= _MOST_EMAIL else None


async def settle(
    directory: Directory, session: AsyncSession, entry: DirectoryUser, wanted: Wanted
) -> str | None:
    """Give, offer, keep or take away the seat. The role it has now; None without one.

    The entry must be flushed, and the domain of its address admitted.

    Raises:
        LastAdmin: the organization would be left without an admin.
        EmailTaken: another entry has the address, or is this person.
    """
    if not entry.active:
        await take_away(directory, session, entry)
        return None
    if entry.email is None:
        await _withdraw(directory, session, entry)
        return None
    await _alone(session, entry)
    membership = await _seat(directory, session, entry, wanted)
    if membership is None:
        return None
    await session.flush()
    await roles.apply(
        session,
        entry.org_id,
        membership.user_id,
        entry_id=entry.id,
        wanted=wanted.groups_role,
        mapped=entry.mapped_role,
    )
    entry.mapped_role = wanted.groups_role
    now = await repository.get_membership(session, entry.org_id, membership.user_id)
    return None if now is None else now.role


async def take_away(directory: Directory, session: AsyncSession, entry: DirectoryUser) -> None:
    """The seat ends with all that opens it; what the person made and did stays.

    Raises:
        LastAdmin: the organization would be left without an admin.
    """
    await _withdraw(directory, session, entry)
    entry.mapped_role = None
    await repository.lock_organization(session, entry.org_id)
    if entry.user_id is None:
        entry.user_id = await _seated_otherwise(session, entry)
    if entry.user_id is None:
        return
    membership = await repository.get_membership(session, entry.org_id, entry.user_id)
    if membership is None:
        return
    await keep_an_admin(session, membership)
    now = directory.identity.clock()
    await repository.revoke_everything_of(session, [entry.org_id], entry.user_id, now)
    await repository.remove_membership(session, entry.org_id, entry.user_id)


async def _seated_otherwise(session: AsyncSession, entry: DirectoryUser) -> str | None:
    """Who has the entry's address and came into the organization without it."""
    known = await repository.find_sign_in(session, entry.email) if entry.email is not None else None
    return known.user_id if known is not None and entry.org_id in known.org_ids else None


async def _seat(
    directory: Directory, session: AsyncSession, entry: DirectoryUser, wanted: Wanted
) -> Membership | None:
    org_id = entry.org_id
    if entry.user_id is not None:
        membership = await repository.get_membership(session, org_id, entry.user_id)
        if membership is None:
            membership = await _add(directory, session, org_id, entry.user_id)
        await _rename(directory, session, entry, wanted)
        return membership
    known = await repository.find_sign_in(session, str(entry.email))
    if known is not None and org_id in known.org_ids:
        await _withdraw(directory, session, entry)
        entry.user_id = known.user_id
        await _alone(session, entry)
        return await repository.get_membership(session, org_id, known.user_id)
    if await directory.domains.is_verified(session, org_id, str(entry.email)):
        if known is None:
            await _withdraw(directory, session, entry)
            return await _make_account(directory, session, entry, wanted)
        if await _is_left_behind(session, known):
            await _withdraw(directory, session, entry)
            await _take_over(directory, session, known.user_id)
            entry.user_id, entry.owned = known.user_id, True
            return await _add(directory, session, org_id, known.user_id)
    await _offer(directory, session, entry, wanted)
    return None


async def _is_left_behind(session: AsyncSession, known: repository.SignIn) -> bool:
    """An account that a directory made and removed again: in no organization, with no password.

    One that is suspended, or being deleted, is one too: it may open again. What the account has
    elsewhere, the transaction sees as its user alone.
    """
    if known.org_ids or known.password_hash is not None:
        return False
    await repository.act_as(session, known.user_id)
    return not await repository.organization_ids_of(session, known.user_id)


async def _take_over(directory: Directory, session: AsyncSession, user_id: str) -> None:
    """Addresses are given to new people. Whoever had the account before does not get in with what
    they once set up. The transaction is the user's.
    """
    now = directory.identity.clock()
    await factors_repository.remove_all(session, user_id)
    await sessions_repository.revoke_others(session, user_id, kept=None, now=now)
    await links_repository.set_verified(session, user_id, now)


async def _make_account(
    directory: Directory, session: AsyncSession, entry: DirectoryUser, wanted: Wanted
) -> Membership:
    """Without a password: they sign in through their organization, whose domain it is."""
    user = User(
        id=new_id("usr"),
        email=str(entry.email),
        name=wanted.name,
        created_at=directory.identity.clock(),
        email_verified_at=directory.identity.clock(),
    )
    await repository.act_as(session, user.id)
    await repository.add_user(session, user)
    entry.user_id, entry.owned = user.id, True
    return await _add(directory, session, entry.org_id, user.id)


async def _add(
    directory: Directory, session: AsyncSession, org_id: str, user_id: str
) -> Membership:
    membership = Membership(
        org_id=org_id, user_id=user_id, role=roles.DEFAULT, created_at=directory.identity.clock()
    )
    await repository.add_membership(session, membership)
    return membership


async def _rename(
    directory: Directory, session: AsyncSession, entry: DirectoryUser, wanted: Wanted
) -> None:
    """An account that the directory made, and that belongs nowhere else, follows its words."""
    user = await repository.get_user(session, str(entry.user_id))
    if not entry.owned or user is None:
        return
    email = str(entry.email)
    if (user.email.casefold(), user.name) == (email, wanted.name):
        return
    known = await repository.find_sign_in(session, user.email)
    if known is None or set(known.org_ids) != {entry.org_id}:
        return
    if not await directory.domains.is_verified(session, entry.org_id, email):
        email = user.email
    await repository.act_as(session, user.id)
    await repository.set_person(session, user.id, email=email, name=wanted.name)
    await session.refresh(user)


async def _offer(
    directory: Directory, session: AsyncSession, entry: DirectoryUser, wanted: Wanted
) -> None:
    """Once per address: what is open already stands."""
    identity = directory.identity
    if entry.invitation_id is not None:
        open_ = await repository.get_invitation(session, entry.org_id, entry.invitation_id)
        if (
            open_ is not None
            and open_.revoked_at is None
            and open_.email.casefold() == entry.email
            and open_.expires_at > identity.clock()
        ):
            return
        await _withdraw(directory, session, entry)
    organization = await repository.get_organization(session, entry.org_id)
    inviter = await repository.first_admin(session, entry.org_id, wanted.inviter_id)
    if organization is None or inviter is None:
        raise OrganizationNotFound("The organization has ended.")
    role = wanted.groups_role or roles.DEFAULT
    invitation, _ = await offer(
        identity, session, organization, str(entry.email), role, inviter_id=inviter
    )
    entry.invitation_id = invitation.id


async def _withdraw(directory: Directory, session: AsyncSession, entry: DirectoryUser) -> None:
    if entry.invitation_id is None:
        return
    await repository.revoke_invitation(
        session, entry.org_id, entry.invitation_id, directory.identity.clock()
    )
    entry.invitation_id = None


async def _alone(session: AsyncSession, entry: DirectoryUser) -> None:
    """Two entries of one directory are two people, also when they are made at once."""
    await directory_repository.lock_subject(session, entry.org_id, str(entry.email))
    same = directory_repository.of_address(session, entry.org_id, str(entry.email))
    if entry.user_id is not None:
        same |= col(DirectoryUser.user_id) == entry.user_id
    found = await session.exec(
        select(DirectoryUser.id)
        .where(
            col(DirectoryUser.org_id) == entry.org_id,
            col(DirectoryUser.source) == entry.source,
            col(DirectoryUser.active).is_(True),
            col(DirectoryUser.id) != entry.id,
            same,
        )
        .limit(1)
    )
    if found.first() is not None:
        raise EmailTaken("Another entry of the directory is this person.")
