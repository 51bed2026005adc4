"""Another email address for an account.

The password and the new mailbox are shown before it holds; the old mailbox hears of it and can take
it back for a week, during which nobody else gets the old address. Taking it back is what somebody
does whose account was taken over: it ends all that the other one could have set up.
"""

from hub.audit import public as audit
from hub.identity import domains, links, links_repository, repository, sessions_repository
from hub.identity.account import prove_owner
from hub.identity.domain import Identity
from hub.identity.errors import EmailTaken, LinkInvalid
from hub.identity.events import PersonTold
from hub.identity.models import User
from hub.identity.principal import Principal
from hub.identity.sso import realms
from hub.kit.errors import InvalidInput
from hub.kit.ids import new_id


async def ask(identity: Identity, principal: Principal, password: str | None, email: str) -> None:
    """A link to the new address. Of one that has an account the answer is the same, and the account
    hears of it.

    Raises:
        PasswordIncorrect: whoever holds the session does not know the password.
        RecentSignInRequired, StaysHere: there is none, and no sign-in that stands for it.
        EmailDomainNotAllowed: addresses of its domain may have no accounts.
        InvalidInput: it is the address that the account has.
        SsoRequired: people with such addresses, the old or the new one, come through their
            organization's provider.
    """
    user = await prove_owner(identity, principal, password)
    if email == user.email.casefold():
        raise InvalidInput.at("/email", "is the one that you have")
    await domains.admit(identity, email)
    await realms.refuse_other_address(identity, user)
    await realms.refuse_account(identity, email)
    org_id = principal.org_id
    async with identity.database.transaction(org_id, user_id=user.id) as session:
        await links_repository.drop_links(session, user.id, ["change"])
        if await repository.find_sign_in(session, email) is None:
            await links.send(
                identity, session, user, "change", "email_change", org_id=org_id, email=email
            )
        else:
            told = PersonTold(
                org_id=org_id,
                notice="email_in_use",
                key=f"email_in_use:{identity.clock():%Y-%m-%d}",
                email=email,
            )
            await identity.events.emit(session, told)
        await audit.record(session, audit.Entry("user.email_change_asked", org_id, user.id))


async def change(identity: Identity, principal: Principal, token: str) -> User:
    """The link came to the new address, and the account's owner is signed in: it is theirs now.

    Raises:
        LinkInvalid: used, expired, or of another account.
        EmailTaken: somebody signed up with it meanwhile.
        EmailDomainNotAllowed: addresses of its domain are refused by now.
        SsoRequired: people with the old or the new one come through their provider by now.
    """
    known = await links.find(identity, token, "change")
    if known.user_id != principal.user_id:
        raise LinkInvalid("The link was sent for another account. Sign in with that one.")
    await domains.admit(identity, known.email)
    await realms.refuse_account(identity, known.email)
    async with identity.database.transaction(user_id=known.user_id) as session:
        now_has = await repository.get_user(session, known.user_id)
    if now_has is not None:
        await realms.refuse_other_address(identity, now_has)
    org_id, now = principal.org_id, identity.clock()
    async with identity.database.transaction(org_id, user_id=known.user_id) as session:
        user = await links.use(session, known)
        before = user.email
        await links.send(
            identity,
            session,
            user,
            "undo",
            "email_changed",
            org_id=org_id,
            email=before,
            values={"new": known.email},
        )
        await links_repository.set_email(session, user.id, known.email, now)
        await links_repository.drop_links(session, user.id, ["verify", "recovery", "sign_in"])
        await audit.record(session, audit.Entry("user.email_changed", org_id, user.id))
        await session.refresh(user)
    return user


async def undo(identity: Identity, token: str) -> None:
    """The old address again, and an account that nobody is in: sessions, keys and grants end,
    factors and links of since then go, and the password is forgotten.

    Raises:
        LinkInvalid: used or expired.
    """
    known = await links.find(identity, token, "undo")
    orgs = await links.seats_of(identity, known)
    now = identity.clock()
    async with identity.database.transaction(orgs, user_id=known.user_id) as session:
        user = await links.use(session, known)
        left = user.email
        try:
            await links_repository.set_email(session, user.id, known.email, now)
        except EmailTaken as error:
            raise LinkInvalid("The address has another account by now.") from error
        await links_repository.drop_links(session, user.id, ["undo"], since=known.created_at)
        await links_repository.drop_links(
            session, user.id, ["change", "verify", "recovery", "sign_in"]
        )
        await links_repository.clear_password(session, user.id)
        await links_repository.remove_factors_since(session, user.id, known.created_at)
        ended = await sessions_repository.revoke_others(session, user.id, kept=None, now=now)
        await repository.revoke_everything_of(session, orgs, user.id, now)
        for address in (known.email, left):
            told = PersonTold(
                org_id=orgs[0],
                notice="email_restored",
                key=f"email_restored:{new_id('evt')}",
                email=address,
                user_id=user.id if address == known.email else None,
                values={"email": known.email},
            )
            await identity.events.emit(session, told)
        entry = audit.Entry("user.email_restored", orgs[0], user.id, after={"count": ended})
        await audit.record(session, entry, by=links.by(user.id))
