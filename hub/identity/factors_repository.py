"""The SQL of second factors, passkeys and challenges, of one person. As in `repository`.

Each needs a transaction of that user, but for the look-ups from before it is known who they are.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.errors import PasskeyExists
from hub.identity.external.models import ExternalIdentity
from hub.identity.models import AuthChallenge, EmailLink, Passkey, RecoveryCode, TotpSecret


class KnownChallenge(NamedTuple):
    token_hash: bytes
    purpose: str
    user_id: str | None
    entering: str | None
    attempts: int
    expires_at: datetime


class KnownPasskey(NamedTuple):
    """By its credential; `org_ids` in the order in which a sign-in prefers them."""

    id: str
    user_id: str
    public_key: bytes
    sign_count: int
    org_ids: list[str]


async def add_challenge(session: AsyncSession, challenge: AuthChallenge, now: datetime) -> None:
    """Those whose time is over go with it, as far as this transaction sees them."""
    await session.exec(delete(AuthChallenge).where(col(AuthChallenge.expires_at) <= now))
    session.add(challenge)
    await session.flush()


async def find_challenge(session: AsyncSession, token_hash: bytes) -> KnownChallenge | None:
    connection = await session.connection()
    found = await connection.execute(
        text("select * from find_challenge(:hash)"), {"hash": token_hash}
    )
    row = found.first()
    return None if row is None else KnownChallenge(token_hash, *row)


async def use_challenge(session: AsyncSession, token_hash: bytes) -> bool:
    """Whether it was there still: of two at once, one goes on."""
    done = await session.exec(
        delete(AuthChallenge).where(col(AuthChallenge.token_hash) == token_hash)
    )
    return done.rowcount == 1


async def count_attempt(session: AsyncSession, token_hash: bytes) -> None:
    await session.exec(
        update(AuthChallenge)
        .where(col(AuthChallenge.token_hash) == token_hash)
        .values(attempts=col(AuthChallenge.attempts) + 1)
    )


async def get_totp(session: AsyncSession, user_id: str) -> TotpSecret | None:
    return await session.get(TotpSecret, user_id, populate_existing=True)


async def replace_totp(session: AsyncSession, secret: TotpSecret) -> None:
    await remove_totp(session, secret.user_id)
    session.add(secret)
    await session.flush()


async def remove_totp(session: AsyncSession, user_id: str) -> None:
    await session.exec(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))
    await session.exec(delete(TotpSecret).where(col(TotpSecret.user_id) == user_id))


async def remove_all(session: AsyncSession, user_id: str) -> None:
    """Whatever somebody could sign in with but the password."""
    await remove_totp(session, user_id)
    for table in (Passkey, AuthChallenge, ExternalIdentity, EmailLink):
        await session.exec(delete(table).where(col(table.user_id) == user_id))


async def confirm_totp(session: AsyncSession, user_id: str, now: datetime) -> None:
    await session.exec(
        update(TotpSecret).where(col(TotpSecret.user_id) == user_id).values(confirmed_at=now)
    )


async def use_step(session: AsyncSession, user_id: str, step: int) -> bool:
    """Whether no code of this step or a later one was used: of two at once, one was not."""
    done = await session.exec(
        update(TotpSecret)
        .where(col(TotpSecret.user_id) == user_id, col(TotpSecret.last_step) < step)
        .values(last_step=step)
    )
    return done.rowcount == 1


async def replace_recovery_codes(
    session: AsyncSession, user_id: str, hashes: Iterable[bytes]
) -> None:
    await session.exec(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))
    session.add_all(RecoveryCode(user_id=user_id, code_hash=hashed) for hashed in hashes)
    await session.flush()


async def use_recovery_code(session: AsyncSession, user_id: str, code_hash: bytes) -> bool:
    done = await session.exec(
        delete(RecoveryCode).where(
            col(RecoveryCode.user_id) == user_id, col(RecoveryCode.code_hash) == code_hash
        )
    )
    return done.rowcount == 1


async def count_recovery_codes(session: AsyncSession, user_id: str) -> int:
    statement = select(func.count()).where(col(RecoveryCode.user_id) == user_id)
    return (await session.exec(statement)).one()


async def add_passkey(session: AsyncSession, passkey: Passkey) -> None:
    """Raises PasskeyExists."""
    session.add(passkey)
    try:
        await session.flush()
    except IntegrityError as error:
        raise PasskeyExists("This passkey is registered already.") from error


async def find_passkey(session: AsyncSession, credential_id: bytes) -> KnownPasskey | None:
    connection = await session.connection()
    found = await connection.execute(text("select * from find_passkey(:id)"), {"id": credential_id})
    row = found.first()
    return None if row is None else KnownPasskey(*row)


async def list_passkeys(
    session: AsyncSession, user_id: str, *, after: str | None = None, limit: int
) -> Sequence[Passkey]:
    """Newest first."""
    statement = select(Passkey).where(col(Passkey.user_id) == user_id)
    if after is not None:
        statement = statement.where(col(Passkey.id) < after)
    return (await session.exec(statement.order_by(col(Passkey.id).desc()).limit(limit))).all()


async def get_passkey(session: AsyncSession, user_id: str, passkey_id: str) -> Passkey | None:
    statement = select(Passkey).where(
        col(Passkey.user_id) == user_id, col(Passkey.id) == passkey_id
    )
    return (await session.exec(statement)).first()


async def rename_passkey(session: AsyncSession, user_id: str, passkey_id: str, name: str) -> None:
    await session.exec(
        update(Passkey)
        .where(col(Passkey.user_id) == user_id, col(Passkey.id) == passkey_id)
        .values(name=name)
    )


async def remove_passkey(session: AsyncSession, user_id: str, passkey_id: str) -> None:
    await session.exec(
        delete(Passkey).where(col(Passkey.user_id) == user_id, col(Passkey.id) == passkey_id)
    )


async def passkey_used(
    session: AsyncSession, known: KnownPasskey, *, sign_count: int, now: datetime
) -> bool:
    """Whether nobody used it meanwhile."""
    done = await session.exec(
        update(Passkey)
        .where(
            col(Passkey.user_id) == known.user_id,
            col(Passkey.id) == known.id,
            col(Passkey.sign_count) == known.sign_count,
        )
        .values(sign_count=sign_count, last_used_at=now)
    )
    return done.rowcount == 1
