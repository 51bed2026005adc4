"""The rules of one-time codes: of an authenticator app (RFC 6238), and for when it is lost."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyotp
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import factors_repository, sessions_repository
from hub.identity.account import prove_owner
from hub.identity.domain import Identity
from hub.identity.errors import CodeIncorrect, TotpEnabled, TotpNotEnabled
from hub.identity.models import TotpSecret
from hub.identity.principal import Principal
from hub.kit.sealing import Place

ISSUER: Final = "Laelia"
RECOVERY_CODES: Final = 10
_RECOVERY_BYTES: Final = 10
_STEP_S: Final = 30
# A code is good a step early and a step late: clocks differ, and people type slowly.
_SKEW: Final = (0, -1, 1)


@dataclass(frozen=True, slots=True)
class Status:
    enabled: bool
    confirmed_at: datetime | None
    recovery_codes_left: int


async def status(identity: Identity, principal: Principal) -> Status:
    async with identity.database.transaction(user_id=principal.user_id) as session:
        known = await factors_repository.get_totp(session, principal.user_id)
        left = await factors_repository.count_recovery_codes(session, principal.user_id)
    confirmed_at = None if known is None else known.confirmed_at
    return Status(confirmed_at is not None, confirmed_at, left)


async def begin(identity: Identity, principal: Principal, password: str | None) -> tuple[str, str]:
    """A new secret and its `otpauth:` address. It counts once it is confirmed.

    It makes the account harder to enter, so that whoever came through their organization's
    provider may do it too: the organization may ask for it.

    Raises:
        PasswordIncorrect: whoever holds the session does not know the password.
        RecentSignInRequired, StaysHere: there is none, and no sign-in that stands for it.
        TotpEnabled: there is one already.
    """
    user = await prove_owner(identity, principal, password, vouched=True)
    secret = pyotp.random_base32()
    row = TotpSecret(
        user_id=user.id,
        secret=identity.sealer.seal(_place(user.id), secret),
        created_at=identity.clock(),
    )
    async with identity.database.transaction(
        principal.org_id, user_id=principal.user_id
    ) as session:
        known = await factors_repository.get_totp(session, user.id)
        if known is not None and known.confirmed_at is not None:
            raise TotpEnabled("Disable the one that you have first.")
        await factors_repository.replace_totp(session, row)
        await audit.record(session, audit.Entry("totp.started", principal.org_id, user.id))
    return secret, pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=ISSUER)


async def confirm(
    identity: Identity, principal: Principal, session_id: str, code: str
) -> list[str]:
    """The app shows the right codes: from now on signing in takes one. Returns recovery codes.

    Raises:
        TotpNotEnabled: none was begun.
        TotpEnabled: it is confirmed.
        CodeIncorrect: it is not the app's code of now.
    """
    codes = _recovery_codes()
    async with identity.database.transaction(
        principal.org_id, user_id=principal.user_id
    ) as session:
        known = await factors_repository.get_totp(session, principal.user_id)
        if known is None:
            raise TotpNotEnabled("Begin with POST /v1/auth/totp.")
        if known.confirmed_at is not None:
            raise TotpEnabled("It is confirmed already.")
        if not await _matches(identity, session, known, code):
            raise CodeIncorrect("That is not the code that your app shows now.")
        await factors_repository.confirm_totp(session, known.user_id, identity.clock())
        await factors_repository.replace_recovery_codes(session, known.user_id, map(_hash, codes))
        await sessions_repository.has_second_factor(session, principal.org_id, session_id)
        entry = audit.Entry(
            "totp.confirmed", principal.org_id, known.user_id, after={"codes": len(codes)}
        )
        await audit.record(session, entry)
    return codes


async def disable(
    identity: Identity, principal: Principal, password: str | None, code: str
) -> None:
    """Signing in takes one factor alone again.

    Raises:
        PasswordIncorrect, CodeIncorrect: it takes both to take it away.
        RecentSignInRequired, StaysHere: as to begin.
        TotpNotEnabled: there is none.
    """
    user = await prove_owner(identity, principal, password, vouched=True)
    async with identity.database.transaction(
        principal.org_id, user_id=principal.user_id
    ) as session:
        await prove(identity, session, user.id, code)
        await factors_repository.remove_totp(session, user.id)
        await audit.record(session, audit.Entry("totp.disabled", principal.org_id, user.id))


async def renew_codes(
    identity: Identity, principal: Principal, password: str | None, code: str
) -> list[str]:
    """Ten others; those of before open nothing. Raises as `disable`."""
    user = await prove_owner(identity, principal, password, vouched=True)
    codes = _recovery_codes()
    async with identity.database.transaction(
        principal.org_id, user_id=principal.user_id
    ) as session:
        await prove(identity, session, user.id, code)
        await factors_repository.replace_recovery_codes(session, user.id, map(_hash, codes))
        entry = audit.Entry(
            "totp.codes_replaced", principal.org_id, user.id, after={"codes": len(codes)}
        )
        await audit.record(session, entry)
    return codes


async def prove(identity: Identity, session: AsyncSession, user_id: str, code: str) -> str:
    """Which kind of code it was. It is used up in this transaction, and opens nothing again.

    Raises:
        TotpNotEnabled: the person has no second factor of this kind.
        CodeIncorrect: wrong, or used.
    """
    known = await factors_repository.get_totp(session, user_id)
    if known is None or known.confirmed_at is None:
        raise TotpNotEnabled("You have not set up an authenticator app.")
    if await _matches(identity, session, known, code):
        return "totp"
    if await factors_repository.use_recovery_code(session, user_id, _hash(code)):
        return "recovery_code"
    raise CodeIncorrect("The code is wrong, or was used before.")


async def _matches(identity: Identity, session: AsyncSession, known: TotpSecret, code: str) -> bool:
    """Whether it is a code of now of which neither it nor a later one was used."""
    secret = identity.sealer.open(_place(known.user_id), known.secret)
    app = pyotp.TOTP(secret)
    step = int(identity.clock().timestamp()) // _STEP_S
    given = code.replace(" ", "")
    for near in (step + skew for skew in _SKEW):
        if hmac.compare_digest(app.generate_otp(near).encode(), given.encode()):
            return await factors_repository.use_step(session, known.user_id, near)
    return False


def _recovery_codes() -> list[str]:
    """80 random bits each, in groups that people can copy."""
    made = (base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)) for _ in range(RECOVERY_CODES))
    texts = (raw.decode().lower() for raw in made)
    return ["-".join(text[at : at + 4] for at in range(0, 16, 4)) for text in texts]


def _hash(code: str) -> bytes:
    """A fast one does: there are 80 random bits to be found."""
    return hashlib.sha256(code.strip().casefold().replace("-", "").encode()).digest()


def _place(user_id: str) -> Place:
    """Sealed for the person: no organization has a part in it."""
    return Place(user_id, "totp_secrets.secret", user_id)
