"""Whether somebody's email address is theirs, and what waits until it is.

One rule, here: what reaches other people or money (inviting, buying, listing an agent) needs a
verified address where the settings say so, and what follows from the address itself (joining an
organization by its domain) needs one always. It takes both, the link and the account: a link alone
would let a stranger who signed up with another's address have it verified by its owner's click.
"""

from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import links, links_repository, repository
from hub.identity.domain import Identity
from hub.identity.errors import EmailNotVerified, LinkInvalid, SignInFailed
from hub.identity.links_repository import KnownLink
from hub.identity.models import User
from hub.identity.principal import Principal
from hub.kit.errors import Unauthenticated

_WHY: Final = (
    "Verify your email address first: open the link that you were sent, or have another one sent"
    " with POST /v1/auth/email/verification."
)


async def require_verified(
    identity: Identity, principal: Principal, *, always: bool = False
) -> None:
    """`always` for what follows from the address itself, whatever the settings say.

    Raises:
        EmailNotVerified: whoever acts has not shown that their address is theirs.
    """
    if identity.sign_up.verification == "off" and not always:
        return
    user = await _user(identity, principal)
    if user.email_verified_at is None:
        raise EmailNotVerified(_WHY)


def require_of(identity: Identity, user: User) -> None:
    """The same of somebody else, who is to be given power because of their address.

    Raises:
        EmailNotVerified: the account may be a stranger's, who signed up with it.
    """
    if identity.sign_up.verification != "off" and user.email_verified_at is None:
        raise EmailNotVerified("Whoever has this account must verify its address first.")


def require_first(identity: Identity, user: User) -> None:
    """Where addresses are verified first of all, nobody is let in without.

    Raises:
        EmailNotVerified: by whoever has proven that they are the account's owner otherwise.
    """
    if identity.sign_up.verification == "first" and user.email_verified_at is None:
        raise EmailNotVerified(
            "Open the link that you were sent. For another one, recover the account."
        )


async def send(identity: Identity, session: AsyncSession, user: User, org_id: str) -> None:
    await links.send(identity, session, user, "verify", "verify_email", org_id=org_id)


async def send_again(identity: Identity, principal: Principal) -> None:
    """Nothing happens where the address is verified."""
    user = await _user(identity, principal)
    if user.email_verified_at is not None:
        return
    org_id = principal.org_id
    async with identity.database.transaction(org_id, user_id=user.id) as session:
        await send(identity, session, user, org_id)
        await audit.record(session, audit.Entry("user.verification_asked", org_id, user.id))


async def verify(identity: Identity, principal: Principal, token: str) -> User:
    """The account that is signed in has this address.

    Raises:
        LinkInvalid: used, expired, or sent for another account.
    """
    known = await links.find(identity, token, "verify")
    if known.user_id != principal.user_id:
        raise LinkInvalid("The link was sent for another account. Sign in with that one.")
    await _verify(identity, known, principal.org_id, None)
    return await _user(identity, principal)


async def verify_with_password(identity: Identity, token: str, password: str) -> str:
    """The same for whoever is not signed in here. The address.

    Raises:
        LinkInvalid: used or expired.
        SignInFailed: not the account's password.
    """
    known = await links.find(identity, token, "verify")
    async with identity.database.transaction(user_id=known.user_id) as session:
        user = await repository.get_user(session, known.user_id)
    hashed = None if user is None else user.password_hash
    if not await identity.passwords.verify(password, hashed):
        await _count_attempt(identity, known)
        raise SignInFailed("The password is wrong.")
    await _verify(identity, known, links.home_of(known.org_ids), links.by(known.user_id))
    return known.email


async def _verify(
    identity: Identity, known: KnownLink, org_id: str, actor: audit.Actor | None
) -> None:
    async with identity.database.transaction(org_id, user_id=known.user_id) as session:
        user = await links.use(session, known)
        await links_repository.set_verified(session, user.id, identity.clock())
        await links_repository.drop_links(session, user.id, ["verify"])
        await audit.record(session, audit.Entry("user.email_verified", org_id, user.id), by=actor)


async def _count_attempt(identity: Identity, known: KnownLink) -> None:
    async with identity.database.transaction(user_id=known.user_id) as session:
        await links_repository.count_attempt(session, known.token_hash)


async def _user(identity: Identity, principal: Principal) -> User:
    async with identity.database.transaction(user_id=principal.user_id) as session:
        user = await repository.get_user(session, principal.user_id)
    if user is None:
        raise Unauthenticated("This account has ended.")
    return user
