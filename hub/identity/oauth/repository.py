"""Every SQL statement of the authorization server."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.oauth.models import (
    OAuthAssertion,
    OAuthClient,
    OAuthClientAssertion,
    OAuthGrant,
    OAuthSubject,
    OAuthToken,
)
from hub.identity.subjects import either, marked

# What stands for an address in grants that an identity provider vouched for.
VOUCHED: Final = ""


class Place(NamedTuple):
    """Where a code or token belongs; the look-up from before its organization is known."""

    org_id: str
    grant_id: str | None


async def _call(session: AsyncSession, statement: str, **values: Any) -> Any:
    connection = await session.connection()
    return (await connection.execute(text(statement), values)).first()


async def find_code(session: AsyncSession, code_hash: bytes) -> Place | None:
    row = await _call(session, "select * from find_oauth_code(:hash)", hash=code_hash)
    return None if row is None else Place(row.org_id, row.grant_id)


async def find_token(session: AsyncSession, token_hash: bytes) -> Place | None:
    row = await _call(session, "select * from find_oauth_token(:hash)", hash=token_hash)
    return None if row is None else Place(row.org_id, row.grant_id)


async def add(session: AsyncSession, *rows: OAuthClient | OAuthGrant | OAuthToken) -> None:
    session.add_all(rows)
    await session.flush()


async def get_client(session: AsyncSession, client_id: str) -> OAuthClient | None:
    return await session.get(OAuthClient, client_id)


async def put_client(session: AsyncSession, client: OAuthClient) -> None:
    """New, or instead of an older copy."""
    values = client.model_dump()
    statement = insert(OAuthClient).values(values)
    renewed = {name: value for name, value in values.items() if name not in ("id", "created_at")}
    await session.exec(statement.on_conflict_do_update(index_elements=["id"], set_=renewed))


async def touch_client(session: AsyncSession, client_id: str, now: datetime) -> None:
    await session.exec(
        update(OAuthClient).where(col(OAuthClient.id) == client_id).values(last_used_at=now)
    )


async def forget_clients(session: AsyncSession, *, unused_since: datetime) -> None:
    await session.exec(delete(OAuthClient).where(col(OAuthClient.last_used_at) <= unused_since))


async def lock_grant(session: AsyncSession, org_id: str, grant_id: str) -> OAuthGrant | None:
    """One at a time uses what belongs to a grant, so that of many at once one is the first."""
    statement = select(OAuthGrant).where(
        col(OAuthGrant.org_id) == org_id, col(OAuthGrant.id) == grant_id
    )
    return (await session.exec(statement.with_for_update())).first()


async def get_token(session: AsyncSession, org_id: str, token_hash: bytes) -> OAuthToken | None:
    """Read again after the grant is locked: another request may have used it meanwhile."""
    statement = select(OAuthToken).where(
        col(OAuthToken.org_id) == org_id, col(OAuthToken.token_hash) == token_hash
    )
    return (await session.exec(statement)).first()


async def remove_token(session: AsyncSession, org_id: str, token_hash: bytes) -> None:
    await session.exec(
        delete(OAuthToken).where(
            col(OAuthToken.org_id) == org_id, col(OAuthToken.token_hash) == token_hash
        )
    )


async def remove_ended_tokens(
    session: AsyncSession,
    org_id: str,
    now: datetime,
    *,
    grant_id: str | None = None,
    key_id: str | None = None,
) -> None:
    owner = col(OAuthToken.key_id) == key_id if key_id else col(OAuthToken.grant_id) == grant_id
    await session.exec(
        delete(OAuthToken).where(
            col(OAuthToken.org_id) == org_id, owner, col(OAuthToken.expires_at) <= now
        )
    )


async def revoke_grant(session: AsyncSession, org_id: str, grant_id: str, now: datetime) -> bool:
    """Whether it was still in force."""
    done = await session.exec(
        update(OAuthGrant)
        .where(
            col(OAuthGrant.org_id) == org_id,
            col(OAuthGrant.id) == grant_id,
            col(OAuthGrant.revoked_at).is_(None),
        )
        .values(revoked_at=now)
    )
    return done.rowcount == 1


async def get_grant(session: AsyncSession, org_id: str, grant_id: str) -> OAuthGrant | None:
    statement = select(OAuthGrant).where(
        col(OAuthGrant.org_id) == org_id, col(OAuthGrant.id) == grant_id
    )
    return (await session.exec(statement)).first()


async def list_grants(
    session: AsyncSession,
    org_id: str,
    now: datetime,
    *,
    user_id: str | None,
    after: str | None,
    limit: int,
) -> Sequence[OAuthGrant]:
    """Those in force, newest first; of one person, or of all when `user_id` is None."""
    statement = select(OAuthGrant).where(
        col(OAuthGrant.org_id) == org_id,
        col(OAuthGrant.revoked_at).is_(None),
        col(OAuthGrant.expires_at) > now,
    )
    if user_id is not None:
        statement = statement.where(col(OAuthGrant.user_id) == user_id)
    if after is not None:
        statement = statement.where(col(OAuthGrant.id) < after)
    return (await session.exec(statement.order_by(col(OAuthGrant.id).desc()).limit(limit))).all()


async def find_vouched_grant(
    session: AsyncSession, org_id: str, *, user_id: str, client_id: str, resource: str
) -> OAuthGrant | None:
    """Locked, so that of two assertions at once the second finds the first one's."""
    statement = select(OAuthGrant).where(
        col(OAuthGrant.org_id) == org_id,
        col(OAuthGrant.user_id) == user_id,
        col(OAuthGrant.client_id) == client_id,
        col(OAuthGrant.resource) == resource,
        col(OAuthGrant.redirect_uri) == VOUCHED,
        col(OAuthGrant.revoked_at).is_(None),
    )
    return (await session.exec(statement.with_for_update())).first()


async def find_subject(session: AsyncSession, org_id: str, issuer: str, subject: str) -> str | None:
    statement = select(OAuthSubject.user_id).where(
        col(OAuthSubject.org_id) == org_id,
        col(OAuthSubject.issuer) == issuer,
        col(OAuthSubject.subject).in_(either(session, issuer, subject)),
    )
    return (await session.exec(statement)).first()


async def add_subject(session: AsyncSession, link: OAuthSubject) -> bool:
    """Whether it now stands: not when the issuer knows the same person by another subject."""
    values = link.model_dump() | {"subject": marked(session, link.issuer, link.subject)}
    statement = insert(OAuthSubject).values(values).on_conflict_do_nothing()
    made = await session.exec(statement.returning(col(OAuthSubject.user_id)))
    if made.first() is not None:
        return True
    return await find_subject(session, link.org_id, link.issuer, link.subject) == link.user_id


async def use_client_assertion(
    session: AsyncSession, used: OAuthClientAssertion, now: datetime
) -> bool:
    """As `use_assertion`, of a client, which is no organization's."""
    await session.exec(
        delete(OAuthClientAssertion).where(col(OAuthClientAssertion.expires_at) <= now)
    )
    statement = insert(OAuthClientAssertion).values(used.model_dump()).on_conflict_do_nothing()
    made = await session.exec(statement.returning(col(OAuthClientAssertion.mark)))
    return made.first() is not None


async def use_assertion(session: AsyncSession, used: OAuthAssertion, now: datetime) -> bool:
    """Whether it is the first use. Those that are over are forgotten: nobody takes them."""
    await session.exec(
        delete(OAuthAssertion).where(
            col(OAuthAssertion.org_id) == used.org_id, col(OAuthAssertion.expires_at) <= now
        )
    )
    statement = insert(OAuthAssertion).values(used.model_dump()).on_conflict_do_nothing()
    made = await session.exec(statement.returning(col(OAuthAssertion.org_id)))
    return made.first() is not None
