"""Between two steps of signing in or of enrolling: a secret that works once, within minutes."""

from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity import factors_repository
from hub.identity.credentials import CHALLENGE, digest, mint, prefix_of
from hub.identity.domain import Identity
from hub.identity.errors import ChallengeInvalid
from hub.identity.factors_repository import KnownChallenge
from hub.identity.models import AuthChallenge

LIFE: Final = timedelta(minutes=5)
MOST_ATTEMPTS: Final = 5
# Of two steps, the first was a directory's password with `ldap_sign_in`: it vouches for its own
# organization, and the second step does not make it vouch for more.
Purpose = Literal["sign_in", "ldap_sign_in", "passkey_sign_in", "passkey"]


class Offered(NamedTuple):
    """`token` is shown once. A WebAuthn challenge is its digest, which is stored beside it."""

    token: str
    expires_at: datetime


async def offer(
    identity: Identity,
    session: AsyncSession,
    purpose: Purpose,
    *,
    user_id: str | None = None,
    entering: str | None = None,
) -> Offered:
    """In a transaction of the user, if they are known."""
    token, now = mint(CHALLENGE), identity.clock()
    challenge = AuthChallenge(
        token_hash=digest(token),
        purpose=purpose,
        user_id=user_id,
        entering=entering,
        expires_at=now + LIFE,
    )
    await factors_repository.add_challenge(session, challenge, now)
    return Offered(token, challenge.expires_at)


async def find(identity: Identity, token: str, *purposes: Purpose) -> KnownChallenge:
    """What was offered under this secret.

    Raises:
        ChallengeInvalid: used, expired, for something else, or guessed at too often.
    """
    known = None
    if prefix_of(token) == CHALLENGE:
        async with identity.database.transaction() as session:
            known = await factors_repository.find_challenge(session, digest(token))
    if (
        known is None
        or known.purpose not in purposes
        or known.expires_at <= identity.clock()
        or known.attempts >= MOST_ATTEMPTS
    ):
        raise ChallengeInvalid("The challenge is used, expired or wrong. Begin again.")
    return known


async def use(session: AsyncSession, known: KnownChallenge) -> None:
    """In the transaction of what it leads to.

    Raises:
        ChallengeInvalid: somebody was faster.
    """
    if not await factors_repository.use_challenge(session, known.token_hash):
        raise ChallengeInvalid("The challenge is used. Begin again.")
