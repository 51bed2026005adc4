"""The rules of one's own account."""

from hub.audit import public as audit
from hub.identity import repository, sessions_repository
from hub.identity.domain import Identity
from hub.identity.errors import PasswordIncorrect
from hub.identity.models import User
from hub.identity.principal import Principal
from hub.identity.sessions import organizations_of
from hub.kit.errors import InvalidInput, Unauthenticated


async def prove_password(identity: Identity, principal: Principal, password: str) -> User:
    """Who is signed in, once they have shown that they know the password still.

    Raises:
        PasswordIncorrect: they do not.
    """
    async with identity.database.transaction(user_id=principal.user_id) as session:
        user = await repository.get_user(session, principal.user_id)
    if user is None:
        raise Unauthenticated("This account has ended.")
    if not await identity.passwords.verify(password, user.password_hash):
        raise PasswordIncorrect("That is not your password.")
    return user


async def change_password(
    identity: Identity, principal: Principal, session_id: str, *, current: str, new: str
) -> None:
    """Every other session of theirs ends.

    Raises:
        PasswordIncorrect: the current one is another.
        InvalidInput: the new one is easily guessed, or the same.
    """
    user = await prove_password(identity, principal, current)
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
