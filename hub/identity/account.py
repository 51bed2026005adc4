"""The rules of one's own account."""

from datetime import timedelta
from typing import Final

from hub.audit import public as audit
from hub.identity import repository, sessions_repository
from hub.identity.confined import VOUCHED
from hub.identity.domain import Identity
from hub.identity.errors import PasswordIncorrect, RecentSignInRequired, StaysHere
from hub.identity.models import User
from hub.identity.principal import Principal
from hub.identity.sessions import organizations_of
from hub.kit.errors import InvalidInput, Unauthenticated

# How long a sign-in stands for its person where there is no password to ask for again.
RECENT: Final = timedelta(minutes=10)
_NOT_SHOWN: Final = frozenset({"switch"})


async def prove_owner(
    identity: Identity, principal: Principal, password: str | None, *, vouched: bool = False
) -> User:
    """Who is signed in, once they have shown that it is they still: by their password. Whoever has
    none has signed in themselves just now, by a mailed link, a passkey or an account elsewhere.

    `vouched`: the word of an organization's provider will do too, if the account is in that
    organization alone.

    Raises:
        PasswordIncorrect: there is a password, and it is another.
        RecentSignInRequired: there is none, and they signed in too long ago.
        StaysHere: an organization vouches for the session, and for no more.
    """
    user = await _who(identity, principal)
    if user.password_hash is not None or password is not None:
        if not await identity.passwords.verify(password or "", user.password_hash):
            raise PasswordIncorrect("That is not your password.")
        return user
    began = await _began(identity, principal)
    if began is None or began.method in _NOT_SHOWN or identity.clock() - began.at > RECENT:
        raise RecentSignInRequired(
            "Your account has no password: sign in again, by a mailed link if you like, and do"
            " this within ten minutes."
        )
    if began.method in VOUCHED:
        elsewhere = set(await organizations_of(identity, user.id)) - {principal.org_id}
        if not vouched or elsewhere:
            raise StaysHere("Sign in yourself to change what opens your account.")
    return user


async def _who(identity: Identity, principal: Principal) -> User:
    async with identity.database.transaction(user_id=principal.user_id) as session:
        user = await repository.get_user(session, principal.user_id)
    if user is None:
        raise Unauthenticated("This account has ended.")
    return user


async def _began(identity: Identity, principal: Principal) -> sessions_repository.Began | None:
    if principal.session_id is None:
        return None
    async with identity.database.transaction(principal.org_id) as session:
        return await sessions_repository.began(session, principal.org_id, principal.session_id)


async def change_password(
    identity: Identity, principal: Principal, session_id: str, *, current: str | None, new: str
) -> None:
    """Every other session of theirs ends. Without a current one this is their first.

    Raises:
        PasswordIncorrect: the current one is another.
        RecentSignInRequired, StaysHere: there is none, and no sign-in that stands for it.
        InvalidInput: the new one is easily guessed, or the same.
    """
    user = await prove_owner(identity, principal, current)
    if new == current:
        raise InvalidInput.at("/new_password", "is the one that you have")
    hashed = await identity.passwords.accept(new, email=user.email, pointer="/new_password")
    orgs = await organizations_of(identity, principal.user_id)
    async with identity.database.transaction(orgs, user_id=principal.user_id) as session:
        await repository.set_password(session, principal.user_id, hashed)
        ended = await sessions_repository.revoke_others(
            session, principal.user_id, kept=session_id, now=identity.clock()
        )
        entry = audit.Entry(
            "user.password_changed", principal.org_id, principal.user_id, after={"count": ended}
        )
        await audit.record(session, entry)
