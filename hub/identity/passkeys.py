"""The rules of passkeys: a person has several, and each signs in alone."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import (
    ceremony,
    challenges,
    confined,
    factors_repository,
    service,
    sessions_repository,
)
from hub.identity.account import prove_owner
from hub.identity.ceremony import NotVerified, Place
from hub.identity.domain import Identity
from hub.identity.errors import (
    ChallengeInvalid,
    OrganizationNotFound,
    PasskeyInvalid,
    PasskeyNotFound,
    PasskeyRefused,
)
from hub.identity.factors_repository import KnownPasskey
from hub.identity.models import Passkey
from hub.identity.principal import Principal
from hub.identity.service import SignedInUser
from hub.identity.shown import Shown
from hub.kit.ids import PLATFORM_ORG, is_id, new_id

MOST: Final = 20
_BY_PASSKEY: Final = Shown("passkey", second_factor=True)


class Begun(NamedTuple):
    challenge: challenges.Offered
    options: dict[str, Any]


async def begin_registration(
    identity: Identity, principal: Principal, password: str | None
) -> Begun:
    """What the browser needs to make a passkey.

    Raises:
        PasswordIncorrect: whoever holds the session does not know the password.
        RecentSignInRequired: there is none, and they signed in too long ago.
        StaysHere: an organization vouches for the session, and for no more.
    """
    await confined.require_free(identity, principal)
    user = await prove_owner(identity, principal, password)
    async with identity.database.transaction(user_id=user.id) as session:
        known = await factors_repository.list_passkeys(session, user.id, limit=MOST)
        if len(known) >= MOST:
            raise PasskeyInvalid(f"You have {MOST} passkeys. Remove one first.")
        offered = await challenges.offer(identity, session, "passkey", user_id=user.id)
    options = ceremony.registration_options(
        Place.of(identity.base_url),
        offered.token,
        user_id=user.id,
        email=user.email,
        name=user.name,
        known=[passkey.credential_id for passkey in known],
    )
    return Begun(offered, options)


async def register(
    identity: Identity,
    principal: Principal,
    session_id: str,
    *,
    challenge: str,
    credential: dict[str, Any],
    name: str,
) -> Passkey:
    """Raises:
    ChallengeInvalid: not begun by this person, or too long ago.
    PasskeyInvalid: the browser's answer does not hold.
    PasskeyExists: it is registered.
    """
    asked = await challenges.find(identity, challenge, "passkey")
    if asked.user_id != principal.user_id:
        raise ChallengeInvalid("The challenge is used, expired or wrong. Begin again.")
    try:
        made = ceremony.verify_registration(Place.of(identity.base_url), challenge, credential)
    except NotVerified as error:
        raise PasskeyInvalid("The browser's answer cannot be verified. Begin again.") from error
    passkey = Passkey(
        id=new_id("psk"),
        user_id=principal.user_id,
        name=name,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=_transports(credential),
        backed_up=made.backed_up,
        created_at=identity.clock(),
    )
    org_id = principal.org_id
    async with identity.database.transaction(org_id, user_id=passkey.user_id) as session:
        await challenges.use(session, asked)
        await factors_repository.add_passkey(session, passkey)
        await sessions_repository.has_second_factor(session, org_id, session_id)
        entry = audit.Entry("passkey.added", org_id, passkey.id, after=passkey.model_dump())
        await audit.record(session, entry)
    return passkey


def _transports(credential: dict[str, Any]) -> list[str]:
    return [str(one)[:20] for one in credential["response"].get("transports") or ()][:8]


async def list_own(
    identity: Identity, principal: Principal, *, after: str | None, limit: int
) -> Sequence[Passkey]:
    async with identity.database.transaction(user_id=principal.user_id) as session:
        return await factors_repository.list_passkeys(
            session, principal.user_id, after=after, limit=limit
        )


async def rename(identity: Identity, principal: Principal, passkey_id: str, name: str) -> Passkey:
    """Raises PasskeyNotFound, StaysHere."""
    await confined.require_free(identity, principal)
    org_id, user_id = principal.org_id, principal.user_id
    async with identity.database.transaction(org_id, user_id=user_id) as session:
        known = await _own(session, user_id, passkey_id)
        before = {"name": known.name}
        await factors_repository.rename_passkey(session, user_id, known.id, name)
        entry = audit.Entry(
            "passkey.renamed", org_id, known.id, before=before, after={"name": name}
        )
        await audit.record(session, entry)
    known.name = name
    return known


async def remove(identity: Identity, principal: Principal, passkey_id: str) -> None:
    """Raises PasskeyNotFound, StaysHere."""
    await confined.require_free(identity, principal)
    org_id, user_id = principal.org_id, principal.user_id
    async with identity.database.transaction(org_id, user_id=user_id) as session:
        known = await _own(session, user_id, passkey_id)
        await factors_repository.remove_passkey(session, user_id, known.id)
        entry = audit.Entry("passkey.removed", org_id, known.id, before={"name": known.name})
        await audit.record(session, entry)


async def _own(session: AsyncSession, user_id: str, passkey_id: str) -> Passkey:
    known = (
        await factors_repository.get_passkey(session, user_id, passkey_id)
        if is_id("psk", passkey_id)
        else None
    )
    if known is None:
        raise PasskeyNotFound("You have no such passkey.")
    return known


async def begin_sign_in(identity: Identity) -> Begun:
    """What the browser needs to ask for a passkey. Nobody has said who they are."""
    async with identity.database.transaction() as session:
        offered = await challenges.offer(identity, session, "passkey_sign_in")
    return Begun(offered, ceremony.sign_in_options(Place.of(identity.base_url), offered.token))


async def sign_in(
    identity: Identity, *, challenge: str, credential: dict[str, Any], org_id: str | None
) -> SignedInUser:
    """A session of the passkey's owner, without a password.

    Raises:
        ChallengeInvalid: not begun, or too long ago.
        PasskeyRefused: unknown, not true, or its count did not go up: it may have been copied.
        OrganizationNotFound: signed in, but not a member of the organization asked for.
    """
    asked = await challenges.find(identity, challenge, "passkey_sign_in")
    known, count = await _verify(identity, challenge, credential)
    if org_id is not None and org_id not in known.org_ids:
        await _refused(identity, known, OrganizationNotFound.code)
        raise OrganizationNotFound("You belong to no such organization.")
    chosen = org_id or (known.org_ids[0] if known.org_ids else None)
    entered = chosen or new_id("org")
    async with identity.database.transaction(entered, user_id=known.user_id) as session:
        await challenges.use(session, asked)
        if not await factors_repository.passkey_used(
            session, known, sign_count=count, now=identity.clock()
        ):
            raise PasskeyRefused("The passkey was used meanwhile. Try again.")
        signed_in = await service.enter(
            identity, session, known.user_id, entered, new=chosen is None, shown=_BY_PASSKEY
        )
        await service.record_sign_in(session, "session.started", signed_in)
    return signed_in


async def _verify(
    identity: Identity, challenge: str, credential: dict[str, Any]
) -> tuple[KnownPasskey, int]:
    """Whose passkey it is, and its new count. A refusal is on record where its owner is."""
    known = None
    try:
        known = await _known(identity, credential)
        count = ceremony.verify_sign_in(
            Place.of(identity.base_url),
            challenge,
            credential,
            user_id=known.user_id,
            public_key=known.public_key,
            sign_count=known.sign_count,
        )
    except NotVerified as error:
        await _refused(identity, known, PasskeyRefused.code)
        raise PasskeyRefused("The passkey is unknown, or cannot be verified.") from error
    return known, count


async def _known(identity: Identity, credential: dict[str, Any]) -> KnownPasskey:
    """Raises NotVerified."""
    wanted = ceremony.credential_id(credential)
    async with identity.database.transaction() as session:
        known = await factors_repository.find_passkey(session, wanted)
    if known is None:
        raise NotVerified("nobody has this passkey")
    return known


async def _refused(identity: Identity, known: KnownPasskey | None, reason: str) -> None:
    org_id = known.org_ids[0] if known is not None and known.org_ids else PLATFORM_ORG
    await service.record_refusal_in(
        identity, org_id, None if known is None else known.user_id, reason
    )
