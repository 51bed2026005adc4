"""The SQL of reported secrets. As in `repository`."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.models import ApiKey, Session
from hub.identity.oauth.models import OAuthGrant

_LOOK_UPS: Final = {
    "api_key": "select id, org_id, user_id from find_api_key(:hash)",
    "session": "select id, org_id, user_id from find_session(:hash)",
    "oauth_grant": "select grant_id, org_id, user_id from find_leaked_token(:hash)",
}
_TABLES: Final[dict[str, type[ApiKey] | type[Session] | type[OAuthGrant]]] = {
    "api_key": ApiKey,
    "session": Session,
    "oauth_grant": OAuthGrant,
}


class Leaked(NamedTuple):
    """What a secret opened."""

    kind: str
    id: str
    org_id: str
    user_id: str


async def find(session: AsyncSession, kind: str, secret_hash: bytes) -> Leaked | None:
    """None: unknown, or ended before."""
    connection = await session.connection()
    row = (await connection.execute(text(_LOOK_UPS[kind]), {"hash": secret_hash})).first()
    return None if row is None else Leaked(kind, *row)


async def revoke(session: AsyncSession, leaked: Leaked, now: datetime) -> bool:
    """Whether it still opened something. Needs a transaction of its organization."""
    table = _TABLES[leaked.kind]
    done = await session.exec(
        update(table)
        .where(
            col(table.org_id) == leaked.org_id,
            col(table.id) == leaked.id,
            col(table.revoked_at).is_(None),
        )
        .values(revoked_at=now)
    )
    return done.rowcount == 1


async def name_of(session: AsyncSession, leaked: Leaked) -> str:
    """An API key's name and ends, a program's name; a session has none."""
    if leaked.kind == "api_key":
        key = (await session.exec(select(ApiKey).where(col(ApiKey.id) == leaked.id))).one()
        return f"{key.name} ({key.display})"
    if leaked.kind == "oauth_grant":
        grant = (
            await session.exec(select(OAuthGrant).where(col(OAuthGrant.id) == leaked.id))
        ).one()
        return grant.client_name
    return leaked.id
