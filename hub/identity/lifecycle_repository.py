"""The SQL of an organization's life: its name, type, owner and standing. As in `repository`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.joinable.models import JoinRequest
from hub.identity.models import (
    ApiKey,
    Invitation,
    Membership,
    Organization,
    OrganizationTransfer,
    Session,
    User,
)
from hub.identity.oauth.models import OAuthGrant


async def change(session: AsyncSession, org_id: str, **values: Any) -> None:
    await session.exec(
        update(Organization)
        .where(col(Organization.id) == org_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


async def admins_of(session: AsyncSession, org_id: str) -> Sequence[User]:
    """Those who hear of what happens to the organization."""
    rows = await session.exec(
        select(User)
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(
            col(Membership.org_id) == org_id,
            col(Membership.role) == "admin",
            col(Membership.status) == "active",
        )
        .order_by(col(User.id))
    )
    return rows.all()


async def get_transfer(session: AsyncSession, org_id: str) -> OrganizationTransfer | None:
    statement = select(OrganizationTransfer).where(col(OrganizationTransfer.org_id) == org_id)
    return (await session.exec(statement)).first()


async def set_transfer(session: AsyncSession, transfer: OrganizationTransfer) -> None:
    values = transfer.model_dump()
    statement = insert(OrganizationTransfer).values(values)
    await session.exec(
        statement.on_conflict_do_update(
            index_elements=["org_id"],
            set_={name: value for name, value in values.items() if name != "org_id"},
        )
    )


async def remove_transfer(session: AsyncSession, org_id: str) -> bool:
    done = await session.exec(
        delete(OrganizationTransfer).where(col(OrganizationTransfer.org_id) == org_id)
    )
    return done.rowcount == 1


async def revoke_everything_in(session: AsyncSession, org_id: str, now: datetime) -> None:
    """End all sessions, keys, grants and open invitations of an organization."""
    for table in (Session, ApiKey, OAuthGrant, Invitation):
        await session.exec(
            update(table)
            .where(col(table.org_id) == org_id, col(table.revoked_at).is_(None))
            .values(revoked_at=now)
        )


async def remove_memberships(session: AsyncSession, org_id: str) -> None:
    """And what others asked of it."""
    for table in (Membership, JoinRequest):
        await session.exec(delete(table).where(col(table.org_id) == org_id))
