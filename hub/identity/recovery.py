"""Getting back in: a forgotten password, and signing in by a link instead of one.

What is asked with an address alone is answered before the address is looked at, so that neither the
answer nor its time tells who has an account. A mailbox is one factor: who has a second one shows it
here too.
"""

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import (
    factors_repository,
    links,
    links_repository,
    repository,
    service,
    sessions_repository,
    totp,
)
from hub.identity.domain import Identity
from hub.identity.errors import CodeIncorrect, CodeRequired, MfaRequired, OrganizationNotFound
from hub.identity.events import PersonTold
from hub.identity.links_repository import KnownLink
from hub.identity.models import User
from hub.identity.service import SignedInUser
from hub.identity.shown import Shown
from hub.kit.clock import said
from hub.kit.ids import new_id

_BY_LINK = Shown("link")


async def ask(identity: Identity, email: str) -> None:
    """A link to set another password, if there is such an account."""
    await _mail(identity, email, recovering=True)


async def ask_link(identity: Identity, email: str) -> None:
    """A link that signs in. An address that is not verified yet gets one to recover the account:
    whoever signed up with it need not be who reads its mail.
    """
    await _mail(identity, email, recovering=False)


async def _mail(identity: Identity, email: str, *, recovering: bool) -> None:
    async with identity.database.transaction() as session:
        known = await repository.find_sign_in(session, email)
    if known is None:
        return
    org_id = links.home_of(known.org_ids)
    async with identity.database.transaction(org_id, user_id=known.user_id) as session:
        user = await repository.get_user(session, known.user_id)
        if user is None:
            return
        if recovering or user.email_verified_at is None:
            await links.send(identity, session, user, "recovery", "recovery", org_id=org_id)
            action = "user.recovery_asked"
        else:
            await links.send(identity, session, user, "sign_in", "sign_in_link", org_id=org_id)
            action = "user.link_asked"
        await audit.record(session, audit.Entry(action, org_id, user.id), by=audit.ANONYMOUS)


async def recover(
    identity: Identity, token: str, password: str, *, code: str | None, revoke: bool
) -> None:
    """Another password. All sessions end; with `revoke` keys and programs' grants end too.

    The address is verified by it. Where it was not before, whoever signed up with it may have been
    somebody else: nothing that they set up stays.

    Raises:
        LinkInvalid: used or expired.
        InvalidInput: the password is easily guessed.
        CodeRequired, CodeIncorrect: the account has a second factor.
    """
    known = await links.find(identity, token, "recovery")
    hashed = await identity.passwords.accept(password, email=known.email, pointer="/new_password")
    if code is not None:
        await identity.sign_ins.admit_code(known.user_id)
    orgs = await links.seats_of(identity, known)
    try:
        async with identity.database.transaction(orgs, user_id=known.user_id) as session:
            user = await links.use(session, known)
            if user.email_verified_at is not None:
                await _prove_second_factor(identity, session, user, code)
            await _reset(identity, session, user, hashed, orgs, revoke=revoke)
    except CodeIncorrect:
        await _count_attempt(identity, known)
        raise


async def _prove_second_factor(
    identity: Identity, session: AsyncSession, user: User, code: str | None
) -> None:
    app = await factors_repository.get_totp(session, user.id)
    if app is None or app.confirmed_at is None:
        return
    if code is None:
        raise CodeRequired("This account has a second factor: send `code` too.")
    await totp.prove(identity, session, user.id, code)


async def _reset(
    identity: Identity,
    session: AsyncSession,
    user: User,
    password_hash: str,
    orgs: list[str],
    *,
    revoke: bool,
) -> None:
    now, org_id = identity.clock(), orgs[0]
    claimed = user.email_verified_at is None
    await repository.set_password(session, user.id, password_hash)
    await links_repository.drop_links(session, user.id, ["recovery", "sign_in", "verify"])
    ended = await sessions_repository.revoke_others(session, user.id, kept=None, now=now)
    if claimed or revoke:
        await repository.revoke_everything_of(session, orgs, user.id, now)
    if claimed:
        await factors_repository.remove_all(session, user.id)
        await links_repository.set_verified(session, user.id, now)
    told = PersonTold(
        org_id=org_id,
        notice="recovered",
        key=f"recovered:{new_id('evt')}",
        email=user.email,
        user_id=user.id,
        values={"when": said(now)},
    )
    await identity.events.emit(session, told)
    reason = "claimed" if claimed else "keys_too" if revoke else "password_forgotten"
    after = {"count": ended, "reason": reason}
    await audit.record(
        session, audit.Entry("user.recovered", org_id, user.id, after=after), by=links.by(user.id)
    )


async def _count_attempt(identity: Identity, known: KnownLink) -> None:
    org_id = links.home_of(known.org_ids)
    async with identity.database.transaction(org_id, user_id=known.user_id) as session:
        await links_repository.count_attempt(session, known.token_hash)
    await service.record_refusal_in(identity, org_id, known.user_id, CodeIncorrect.code)


async def sign_in(identity: Identity, token: str, *, org_id: str | None) -> SignedInUser:
    """A session in the organization asked for, or in the person's first.

    Raises:
        LinkInvalid: used or expired.
        OrganizationNotFound: not a member of the organization asked for.
        MfaRequired: the link was right, and a code comes next.
    """
    known = await links.find(identity, token, "sign_in")
    if org_id is not None and org_id not in known.org_ids:
        raise OrganizationNotFound("You belong to no such organization.")
    chosen = org_id or (known.org_ids[0] if known.org_ids else None)
    entered = chosen or new_id("org")
    async with identity.database.transaction(entered, user_id=known.user_id) as session:
        await links.use(session, known)
        asked = await service.enter_or_ask(
            identity, session, known.user_id, entered, new=chosen is None, shown=_BY_LINK
        )
        if isinstance(asked, SignedInUser):
            await service.record_sign_in(session, "session.started", asked)
            return asked
    raise MfaRequired(asked.token, asked.expires_at)
