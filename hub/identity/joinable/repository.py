"""Every SQL statement of joining by a domain. As in identity's own `repository`."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, exists, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.joinable.models import JoinRequest
from hub.identity.models import Membership
from hub.kit.people import sealed_values


class Open(NamedTuple):
    """The organization whose verified domain it is; `joining` is `ask` or `join`."""

    org_id: str
    name: str
    joining: str


async def find_open(session: AsyncSession, domain: str) -> Open | None:
    """In a transaction that need not see the organization."""
    connection = await session.connection()
    found = await connection.execute(
        text("select org_id, name, joining from find_joinable(:domain)"), {"domain": domain}
    )
    row = found.first()
    return None if row is None else Open(row.org_id, row.name, row.joining)


async def get_request(session: AsyncSession, org_id: str, user_id: str) -> JoinRequest | None:
    return await session.get(JoinRequest, (org_id, user_id))


async def add_request(session: AsyncSession, request: JoinRequest) -> bool:
    """Whether it is a new one."""
    statement = (
        insert(JoinRequest)
        .values(await sealed_values(session, request))
        .on_conflict_do_nothing()
        .returning(col(JoinRequest.user_id))
    )
    return (await session.exec(statement)).first() is not None


async def remove_request(session: AsyncSession, org_id: str, user_id: str) -> bool:
    """Whether there was one: of two admins at once, one decides."""
    done = await session.exec(
        delete(JoinRequest).where(
            col(JoinRequest.org_id) == org_id, col(JoinRequest.user_id) == user_id
        )
    )
    return done.rowcount == 1


async def list_requests(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[JoinRequest]:
    """The newest accounts first; whoever got a seat otherwise asks no more."""
    seated = exists().where(
        col(Membership.org_id) == org_id, col(Membership.user_id) == col(JoinRequest.user_id)
    )
    statement = (
        select(JoinRequest)
        .where(col(JoinRequest.org_id) == org_id, ~seated)
        .order_by(col(JoinRequest.user_id).desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(col(JoinRequest.user_id) < after)
    return (await session.exec(statement)).all()
