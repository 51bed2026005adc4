"""The SQL of a person's end, and of the copy of what the hub holds of them. As in `repository`.

Each needs a transaction of that person, which sees their organizations.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.external.models import ExternalIdentity
from hub.identity.joinable.models import JoinRequest
from hub.identity.models import ApiKey, Passkey, Session, User
from hub.identity.oauth.models import OAuthGrant
from hub.kit.db import Table


async def destroy(session: AsyncSession, user_id: str, now: datetime) -> None:
    """The key, what it sealed of the account itself, and whatever would find it again."""
    await session.exec(delete(JoinRequest).where(col(JoinRequest.user_id) == user_id))
    nothing = dict.fromkeys(
        (
            *("wrapped_key", "sealed", "email_index", "domain_index", "email", "name"),
            *("password_hash", "email_verified_at", "status_reason"),
        )
    )
    await session.exec(
        update(User)
        .where(col(User.id) == user_id)
        .values(**nothing, status="erased", status_at=now, erased_at=now)
        .execution_options(synchronize_session=False)
    )


async def rows_of(session: AsyncSession, user_id: str) -> dict[str, Sequence[Table]]:
    """What is kept of a person in tables of people, the newest first."""
    kinds: dict[str, type[Session | ApiKey | Passkey | ExternalIdentity | OAuthGrant]] = {
        "sessions": Session,
        "api_keys": ApiKey,
        "passkeys": Passkey,
        "external_identities": ExternalIdentity,
        "grants": OAuthGrant,
    }
    found: dict[str, Sequence[Table]] = {}
    for name, table in kinds.items():
        statement = select(table).where(col(table.user_id) == user_id)
        found[name] = (await session.exec(statement.order_by(col(table.id).desc()))).all()
    asked = select(JoinRequest).where(col(JoinRequest.user_id) == user_id)
    found["join_requests"] = (await session.exec(asked)).all()
    return found
