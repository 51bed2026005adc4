"""The rules of who administers the platform. What each role may do is in `platform_roles`."""

from collections.abc import Sequence

from hub.audit import public as audit
from hub.identity import repository
from hub.identity.domain import Identity
from hub.identity.errors import AdministratorNotFound, LastSuperadmin
from hub.identity.models import User
from hub.identity.platform_roles import PlatformRole
from hub.identity.verification import require_of
from hub.kit.ids import PLATFORM_ORG, is_id


async def list_all(identity: Identity, *, after: str | None, limit: int) -> Sequence[User]:
    async with identity.database.transaction(PLATFORM_ORG) as session:
        return await repository.list_administrators(session, after=after, limit=limit)


async def set_role(identity: Identity, email: str, role: PlatformRole) -> User:
    """Effective within a second. The account must exist.

    Raises:
        AdministratorNotFound: there is no account with this address.
        EmailNotVerified: the account has not shown that the address is its owner's.
        LastSuperadmin: nobody would be left who says who administers.
    """
    async with identity.database.transaction() as session:
        known = await repository.find_sign_in(session, email)
    if known is None:
        raise AdministratorNotFound("There is no account with this address.")
    return await _change(identity, known.user_id, role)


async def remove(identity: Identity, user_id: str) -> None:
    """Raises AdministratorNotFound, LastSuperadmin."""
    await _change(identity, user_id, None)


async def _change(identity: Identity, user_id: str, role: PlatformRole | None) -> User:
    missing = AdministratorNotFound("There is no such administrator.")
    if not is_id("usr", user_id):
        raise missing
    async with identity.database.transaction(PLATFORM_ORG, user_id=user_id) as session:
        await repository.lock_platform(session)
        user = await repository.get_user(session, user_id)
        if user is None or (role is None and user.platform_role is None):
            raise missing
        if role is not None:
            require_of(identity, user)
        before = user.platform_role
        leaves = before == "superadmin" and role != "superadmin"
        if leaves and not await repository.other_superadmin_exists(session, user_id):
            raise LastSuperadmin("Make somebody else a superadmin first.")
        await repository.set_platform_role(session, user_id, role)
        entry = audit.Entry(
            "administrator.removed" if role is None else "administrator.set",
            PLATFORM_ORG,
            user_id,
            before={"platform_role": before},
            after={"platform_role": role},
            as_platform=True,
        )
        await audit.record(session, entry)
    user.platform_role = role
    return user
