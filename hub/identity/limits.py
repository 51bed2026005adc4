"""How often one may call, and how often one may guess.

An address is the peer of the connection, as the server saw it. Headers that a client can write
play no part; an operator's trusted proxy is the server's business.
"""

import hashlib
from functools import lru_cache
from typing import Final

from hub.identity.networks import network_of
from hub.identity.principal import Principal
from hub.kit.ratelimit import Bucket, Quota, QuotaExceeded, RateLimiter
from hub.kit.settings import Limits

_EVERYWHERE: Final = 5
_RECORDS_PER_MINUTE: Final = 5
# With three codes good at a time, a guesser who has the password finds one in two years on average.
_CODES_PER_HOUR: Final = 20
_MAILS_PER_HOUR: Final = 5


class RequestLimits:
    """Per credential and per organization."""

    def __init__(self, limiter: RateLimiter, limits: Limits) -> None:
        self._limiter = limiter
        self._limits = limits
        self._ended = Quota("ended key", _RECORDS_PER_MINUTE)

    async def admit(self, principal: Principal) -> tuple[Bucket, Bucket]:
        """Count one request. `hub.kit.ratelimit.headers` renders the answer.

        Raises:
            QuotaExceeded: the credential or its organization has used its minute.
        """
        limit = principal.requests_per_minute
        quota = _quota("credential", limit or self._limits.requests_per_minute)
        shared = _quota("organization", self._limits.organization_requests_per_minute)
        who = principal.key_id or principal.session_id
        limiter, now, key = self._limiter, self._limiter.now, f"{principal.org_id}:{who}"
        own = limiter.take(key, quota, now) or await limiter.check(key, quota)
        everyone = limiter.take(principal.org_id, shared, now)
        return own, everyone or await limiter.check(principal.org_id, shared)

    async def records_ended(self, whose: Principal) -> bool:
        """Whether this minute's calls with a key that has ended may still be put on record.

        Whoever holds the key is nobody's caller, and could otherwise fill the records with it.
        """
        try:
            await self._limiter.check(f"{whose.org_id}:ended:{whose.key_id}", self._ended)
        except QuotaExceeded:
            return False
        return True


@lru_cache(maxsize=1024)
def _quota(name: str, limit: int) -> Quota:
    """Limits change while the hub runs; those of now are made once."""
    return Quota(name, limit)


class SignInLimits:
    """Guesses per account and address, per address, and per account from everywhere.

    The last is wider, so that one outsider who guesses cannot lock the owner out.
    """

    def __init__(self, limiter: RateLimiter, limits: Limits) -> None:
        self._limiter = limiter
        self._limits = limits
        self._codes = Quota("code", _CODES_PER_HOUR, window_s=3600)
        self._mails = Quota("mail", _MAILS_PER_HOUR, window_s=3600)
        self._mails_from_all = Quota("mail", _MAILS_PER_HOUR * _EVERYWHERE, window_s=3600)

    @property
    def _near(self) -> Quota:
        return _quota("sign-in", self._limits.sign_ins_per_minute)

    @property
    def _far(self) -> Quota:
        return _quota("sign-in", self._limits.sign_ins_per_minute * _EVERYWHERE)

    async def admit(self, email: str, address: str) -> None:
        """Raises QuotaExceeded. `email` must be normalized."""
        account = hashlib.sha256(email.encode()).hexdigest()
        network = network_of(address)
        await self._limiter.check(f"sign-in:from:{network}", self._near)
        await self._limiter.check(f"sign-in:to:{account}:from:{network}", self._near)
        await self._limiter.check(f"sign-in:to:{account}", self._far)

    async def admit_address(self, purpose: str, address: str) -> None:
        """For what names no account yet: signing up, set-up links, invitations."""
        await self._limiter.check(f"{purpose}:from:{network_of(address)}", self._near)

    async def admit_mail(self, email: str, address: str) -> None:
        """For what has a mailbox mailed, whether or not it is anybody's. Raises QuotaExceeded.

        Links that were mailed stay good: who uses an owner's mails up leaves them with links.
        """
        account = hashlib.sha256(email.encode()).hexdigest()
        network = network_of(address)
        await self._limiter.check(f"mail:from:{network}", self._near)
        await self._limiter.check(f"mail:to:{account}:from:{network}", self._mails)
        await self._limiter.check(f"mail:to:{account}", self._mails_from_all)

    async def admit_account(self, purpose: str, user_id: str, address: str) -> None:
        """For guesses at what a known account holds. Raises QuotaExceeded."""
        await self._limiter.check(f"{purpose}:from:{network_of(address)}", self._near)
        await self._limiter.check(f"{purpose}:to:{user_id}", self._near)

    async def admit_code(self, user_id: str) -> None:
        """For guesses at a code, which takes the password or a session first. So nobody else can
        use the owner's guesses up. Raises QuotaExceeded.
        """
        await self._limiter.check(f"code:to:{user_id}", self._codes)
