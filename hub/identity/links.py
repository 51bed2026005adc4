"""Links that are mailed: a secret that works once, for one purpose and a while.

They stand on the address that the settings name, whatever host a request came to, and carry their
secret in the fragment: neither a server's log nor a mail scanner that follows them has it, and
nothing happens until a person presses the button of the page.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final, Literal

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import links_repository, repository
from hub.identity.credentials import LINK, digest, mint, prefix_of
from hub.identity.domain import Identity
from hub.identity.errors import LinkInvalid
from hub.identity.events import Notice, PersonTold
from hub.identity.links_repository import KnownLink
from hub.identity.models import EmailLink, User
from hub.identity.sessions import organizations_of
from hub.kit.ids import PLATFORM_ORG

Purpose = Literal["verify", "recovery", "sign_in", "change", "undo"]
MOST_ATTEMPTS: Final = 5
_LIVES: Final[Mapping[Purpose, timedelta]] = {
    "verify": timedelta(days=1),
    "recovery": timedelta(minutes=15),
    "sign_in": timedelta(minutes=15),
    "change": timedelta(days=1),
    "undo": timedelta(days=7),
}


def home_of(org_ids: Sequence[str]) -> str:
    """Where the record of somebody who is not signed in is; without a seat, the platform's."""
    return org_ids[0] if org_ids else PLATFORM_ORG


async def send(
    identity: Identity,
    session: AsyncSession,
    user: User,
    purpose: Purpose,
    notice: Notice,
    *,
    org_id: str,
    email: str | None = None,
    values: Mapping[str, str] | None = None,
) -> None:
    """Writes the link and its mail, in a transaction of the user and the organization."""
    token, now = mint(LINK), identity.clock()
    hashed = digest(token)
    link = EmailLink(
        token_hash=hashed,
        user_id=user.id,
        purpose=purpose,
        email=email or user.email,
        created_at=now,
        expires_at=now + _LIVES[purpose],
    )
    await links_repository.add_link(session, link)
    told = PersonTold(
        org_id=org_id,
        notice=notice,
        key=f"{notice}:{hashed.hex()[:32]}",
        email=link.email,
        values={"token": token, "name": user.name, **(values or {})},
        expires_at=link.expires_at,
    )
    await identity.events.emit(session, told)


async def find(identity: Identity, token: str, purpose: Purpose) -> KnownLink:
    """Whose link it is.

    Raises:
        LinkInvalid: used, expired, for something else, or guessed at too often.
    """
    known = None
    if prefix_of(token) == LINK:
        async with identity.database.transaction() as session:
            known = await links_repository.find_link(session, digest(token))
    if (
        known is None
        or known.purpose != purpose
        or known.expires_at <= identity.clock()
        or known.attempts >= MOST_ATTEMPTS
    ):
        raise LinkInvalid("The link is used, expired or wrong. Ask for another one.")
    return known


async def seats_of(identity: Identity, known: KnownLink) -> list[str]:
    """Everywhere that its user has a seat, also where nobody can enter now; their home first."""
    home = home_of(known.org_ids)
    return [home, *(one for one in await organizations_of(identity, known.user_id) if one != home)]


async def use(session: AsyncSession, known: KnownLink) -> User:
    """In the transaction of what it leads to, which is one of its user. Who that is.

    Raises:
        LinkInvalid: somebody was faster, or the account has another address by now.
    """
    used = await links_repository.use_link(session, known.token_hash)
    user = await repository.get_user(session, known.user_id)
    if not used or user is None:
        raise LinkInvalid("The link is used.")
    moved = user.email.casefold() != known.email.casefold()
    if moved and known.purpose not in ("change", "undo"):
        raise LinkInvalid("The account has another email address by now.")
    return user


def by(user_id: str) -> audit.Actor:
    """Whoever holds the link acts as the person, though not signed in."""
    return audit.Actor("user", user_id)
