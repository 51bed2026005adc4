"""The first platform administrator: from the settings, or by a link that works once."""

from datetime import timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import factors_repository, repository
from hub.identity.credentials import SETUP, digest, mint, prefix_of
from hub.identity.domain import Identity
from hub.identity.errors import SetupLinkInvalid
from hub.identity.models import SetupLink
from hub.identity.schemas import normalize_email
from hub.identity.service import SignedInUser, found, new_user, open_session, record_sign_in
from hub.kit.ids import PLATFORM_ORG, new_id

LINK_LIFE: Final = timedelta(hours=24)


async def ensure_platform_admin(
    identity: Identity, *, email: str | None, password: str | None
) -> str | None:
    """Make the administrator that the settings name; with none named and none there, a link.

    Safe to call at every start, by every process. Returns the address to print, or None when
    nothing is needed. The secret stands in the fragment, which browsers keep out of requests and
    logs. Links printed earlier keep working until one is used or their time is over.
    """
    if email is not None and password is not None:
        await _ensure_named(identity, normalize_email(email), password)
        return None
    async with identity.database.transaction() as session:
        if await repository.platform_admin_exists(session):
            return None
        token = mint(SETUP)
        now = identity.clock()
        await repository.forget_setup_links(session, expired_at=now)
        link = SetupLink(token_hash=digest(token), created_at=now, expires_at=now + LINK_LIFE)
        await repository.add(session, link)
    return f"{identity.base_url}/setup#token={token}"


async def _ensure_named(identity: Identity, email: str, password: str) -> None:
    if await _is_admin(identity, email):
        return
    hashed = await identity.passwords.accept(password, email=email)
    made = new_user(identity, email, hashed, platform_role="superadmin")
    org_id = new_id("org")
    async with identity.database.transaction(org_id, user_id=made.id) as session:
        await repository.lock_platform(session)
        known = await repository.find_sign_in(session, email)
        if known is None:
            await repository.add_user(session, made)
            await found(identity, session, org_id, made, team=None, first=True)
            await repository.forget_setup_links(session)
            await _record(session, "user.set_up", org_id, made.id)
            return
    await _take_over(identity, known, hashed)


async def _is_admin(identity: Identity, email: str) -> bool:
    async with identity.database.transaction() as session:
        known = await repository.find_sign_in(session, email)
    if known is None:
        return False
    async with identity.database.transaction(user_id=known.user_id) as session:
        user = await repository.get_user(session, known.user_id)
    return user is not None and user.platform_role == "superadmin"


async def _take_over(identity: Identity, known: repository.SignIn, password_hash: str) -> None:
    """Someone else may have made an account under this address: its password becomes the
    operator's and its sessions, keys, passkeys and codes end before it gains any power.
    """
    orgs = [*known.org_ids, PLATFORM_ORG]
    async with identity.database.transaction(orgs, user_id=known.user_id) as session:
        await repository.lock_platform(session)
        user = await repository.get_user(session, known.user_id)
        if user is None or user.platform_role == "superadmin":
            return
        user.platform_role = "superadmin"
        user.password_hash = password_hash
        user.email_verified_at = user.email_verified_at or identity.clock()
        await repository.forget_setup_links(session)
        await repository.revoke_everything_of(session, known.org_ids, user.id, identity.clock())
        await factors_repository.remove_all(session, user.id)
        await _record(session, "user.promoted", PLATFORM_ORG, user.id)


async def _record(session: AsyncSession, action: str, org_id: str, user_id: str) -> None:
    """By the hub itself, which the settings told to."""
    entry = audit.Entry(
        action, org_id, user_id, after={"platform_role": "superadmin"}, as_platform=True
    )
    await audit.record(session, entry, by=audit.SYSTEM)


async def use_link(identity: Identity, token: str, *, email: str, password: str) -> SignedInUser:
    """The first administrator, signed in.

    Raises:
        SetupLinkInvalid: used, expired, wrong, or there is an administrator by now.
    """
    if prefix_of(token) != SETUP:
        raise SetupLinkInvalid("The link is used, expired or wrong.")
    hashed = await identity.passwords.accept(password, email=email)
    user = new_user(identity, email, hashed, platform_role="superadmin")
    org_id = new_id("org")
    async with identity.database.transaction(org_id, user_id=user.id) as session:
        await _consume(identity, session, token)
        await repository.add_user(session, user)
        organization = await found(identity, session, org_id, user, team=None, first=True)
        signed_in = await open_session(identity, session, user, organization, "admin")
        await record_sign_in(session, "user.set_up", signed_in)
        return signed_in


async def _consume(identity: Identity, session: AsyncSession, token: str) -> None:
    await repository.lock_platform(session)
    used = await repository.use_setup_link(session, digest(token), identity.clock())
    if not used or await repository.platform_admin_exists(session):
        raise SetupLinkInvalid("The link is used, expired or wrong.")
    await repository.forget_setup_links(session)
