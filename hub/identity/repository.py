"""Every SQL statement of identity.

Each runs in a transaction that sees the organization it names and no other; the few look-ups from
before the organization is known go through the narrow functions of the schema.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.errors import EmailTaken
from hub.identity.models import (
    SIGN_IN,
    ApiKey,
    Invitation,
    Membership,
    Organization,
    Session,
    SetupLink,
    User,
)
from hub.identity.oauth.models import OAuthGrant
from hub.kit.people import normalized, opened_row, people_of


class SignIn(NamedTuple):
    """An active user by address; `org_ids` in the order in which a sign-in prefers them."""

    user_id: str
    password_hash: str | None
    org_ids: list[str]


class KeyPlace(NamedTuple):
    """An API key, found by its secret."""

    key_id: str
    org_id: str


class Seat(NamedTuple):
    """An open invitation, found by its secret."""

    id: str
    org_id: str
    email: str
    role: str
    expires_at: datetime


async def _call(session: AsyncSession, statement: str, **values: Any) -> Any:
    connection = await session.connection()
    return (await connection.execute(text(statement), values)).first()


async def find_sign_in(session: AsyncSession, email: str) -> SignIn | None:
    idx = people_of(session).index(SIGN_IN, normalized(email))
    statement = "select * from find_person(:idx, cast(:email as citext))"
    row = await _call(session, statement, idx=idx, email=email)
    return None if row is None else SignIn(row.user_id, row.password_hash, list(row.org_ids))


async def act_as(session: AsyncSession, user_id: str) -> None:
    """From here on this transaction may write this user's own row, as theirs."""
    await _call(session, "select set_config('app.user_id', :user, true)", user=user_id)


async def find_invitation(session: AsyncSession, token_hash: bytes) -> Seat | None:
    connection = await session.connection()
    found = await connection.execute(text("select * from find_seat(:hash)"), {"hash": token_hash})
    row = found.mappings().first()
    if row is None:
        return None
    said = await opened_row(session, Invitation, dict(row))
    return Seat(**{name: said[name] for name in Seat._fields})


async def find_key_place(session: AsyncSession, key_hash: bytes) -> KeyPlace | None:
    """Of a key that opens something."""
    row = await _call(session, "select id, org_id from find_api_key(:hash)", hash=key_hash)
    return None if row is None else KeyPlace(row.id, row.org_id)


async def platform_admin_exists(session: AsyncSession) -> bool:
    return bool((await _call(session, "select platform_admin_exists()"))[0])


async def list_administrators(
    session: AsyncSession, *, after: str | None, limit: int
) -> Sequence[User]:
    """Newest first. Needs a transaction that sees the platform's own organization."""
    statement = select(User).where(col(User.platform_role).is_not(None))
    if after is not None:
        statement = statement.where(col(User.id) < after)
    return (await session.exec(statement.order_by(col(User.id).desc()).limit(limit))).all()


async def other_superadmin_exists(session: AsyncSession, user_id: str) -> bool:
    statement = select(User.id).where(
        col(User.platform_role) == "superadmin",
        col(User.status) == "active",
        col(User.id) != user_id,
    )
    return (await session.exec(statement.limit(1))).first() is not None


async def set_platform_role(session: AsyncSession, user_id: str, role: str | None) -> None:
    await session.exec(update(User).where(col(User.id) == user_id).values(platform_role=role))


async def lock_platform(session: AsyncSession) -> None:
    """One at a time makes the first administrator."""
    await _call(session, "select pg_advisory_xact_lock(hashtext('laelia.platform_admin'))")


async def add_user(session: AsyncSession, user: User) -> None:
    """Raises EmailTaken. The transaction must name the user as its own."""
    refused = "There is an account with this email address. Sign in."
    await _refuse_plain(session, user.email, refused)
    session.add(user)
    try:
        await session.flush()
    except IntegrityError as error:
        raise EmailTaken(refused) from error


async def _refuse_plain(session: AsyncSession, email: str, refused: str) -> None:
    """Accounts from before addresses were sealed have no index that would refuse it."""
    statement = "select address_kept_plain(cast(:email as citext))"
    if (await _call(session, statement, email=email))[0]:
        raise EmailTaken(refused)


async def add_organization(
    session: AsyncSession, organization: Organization, membership: Membership
) -> None:
    session.add(organization)
    await session.flush()
    session.add(membership)
    await session.flush()


async def add_organization_alone(session: AsyncSession, organization: Organization) -> None:
    session.add(organization)
    await session.flush()  # what it owns follows in the same transaction


async def add(session: AsyncSession, row: Session | ApiKey | Invitation | SetupLink) -> None:
    session.add(row)
    await session.flush()


async def get_user(session: AsyncSession, user_id: str) -> User | None:
    return await session.get(User, user_id)


async def set_password(session: AsyncSession, user_id: str, password_hash: str) -> None:
    await session.exec(
        update(User).where(col(User.id) == user_id).values(password_hash=password_hash)
    )


async def set_person(session: AsyncSession, user_id: str, *, email: str, name: str) -> None:
    """Raises EmailTaken. The transaction must act as the user."""
    user = await session.get(User, user_id)
    if user is None:
        return
    user.email, user.name = email, name
    try:
        await session.flush()
    except IntegrityError as error:
        raise EmailTaken("There is an account with this email address.") from error


async def get_organization(session: AsyncSession, org_id: str) -> Organization | None:
    return await session.get(Organization, org_id)


async def organization_ids_of(session: AsyncSession, user_id: str) -> list[str]:
    """Needs a transaction of this user; sees the memberships of theirs everywhere."""
    rows = await session.exec(
        select(Membership.org_id).where(
            col(Membership.user_id) == user_id, col(Membership.status) == "active"
        )
    )
    return list(rows)


async def organizations_of(
    session: AsyncSession, user_id: str, *, after: str | None, limit: int
) -> Sequence[tuple[Organization, str]]:
    statement = (
        select(Organization, Membership.role)
        .join(Membership, col(Membership.org_id) == col(Organization.id))
        .where(
            col(Membership.user_id) == user_id,
            col(Membership.status) == "active",
            col(Organization.status) != "deleted",
        )
        .order_by(col(Organization.id).desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(col(Organization.id) < after)
    return (await session.exec(statement)).all()


async def revoke_session(
    session: AsyncSession, org_id: str, session_id: str, now: datetime
) -> None:
    await session.exec(
        update(Session)
        .where(col(Session.org_id) == org_id, col(Session.id) == session_id)
        .values(revoked_at=now)
    )


async def revoke_everything_of(
    session: AsyncSession, org_ids: Sequence[str], user_id: str, now: datetime
) -> int:
    """End all sessions, keys and grants of a user in these organizations. How many there were."""
    ended = 0
    for table in (Session, ApiKey, OAuthGrant):
        done = await session.exec(
            update(table)
            .where(
                col(table.org_id).in_(org_ids),
                col(table.user_id) == user_id,
                col(table.revoked_at).is_(None),
            )
            .values(revoked_at=now)
        )
        ended += done.rowcount
    return ended


async def get_key(session: AsyncSession, org_id: str, key_id: str) -> ApiKey | None:
    statement = select(ApiKey).where(col(ApiKey.org_id) == org_id, col(ApiKey.id) == key_id)
    return (await session.exec(statement)).first()


async def list_keys(
    session: AsyncSession, org_id: str, *, user_id: str | None, after: str | None, limit: int
) -> Sequence[ApiKey]:
    """Newest first; of one user, or of all when `user_id` is None."""
    statement = select(ApiKey).where(col(ApiKey.org_id) == org_id)
    if user_id is not None:
        statement = statement.where(col(ApiKey.user_id) == user_id)
    if after is not None:
        statement = statement.where(col(ApiKey.id) < after)
    return (await session.exec(statement.order_by(col(ApiKey.id).desc()).limit(limit))).all()


async def revoke_key(session: AsyncSession, org_id: str, key_id: str, now: datetime) -> None:
    await session.exec(
        update(ApiKey)
        .where(
            col(ApiKey.org_id) == org_id,
            col(ApiKey.id) == key_id,
            col(ApiKey.revoked_at).is_(None),
        )
        .values(revoked_at=now)
    )


async def get_membership(session: AsyncSession, org_id: str, user_id: str) -> Membership | None:
    statement = select(Membership).where(
        col(Membership.org_id) == org_id,
        col(Membership.user_id) == user_id,
        col(Membership.status) == "active",
    )
    return (await session.exec(statement)).first()


async def add_membership(session: AsyncSession, membership: Membership) -> None:
    session.add(membership)
    await session.flush()


async def list_admins(session: AsyncSession, org_id: str) -> list[tuple[str, str]]:
    statement = (
        select(User)
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(
            col(Membership.org_id) == org_id,
            col(Membership.status) == "active",
            col(Membership.role) == "admin",
        )
        .order_by(col(User.id))
        .limit(100)
    )
    return [(user.id, user.email) for user in (await session.exec(statement)).all()]


async def list_people(
    session: AsyncSession, org_id: str, user_ids: Sequence[str]
) -> list[tuple[str, str, str]]:
    """ID, name and address of those who are members here."""
    statement = (
        select(User)
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(
            col(Membership.org_id) == org_id,
            col(Membership.status) == "active",
            col(User.id).in_(user_ids),
        )
    )
    return [(user.id, user.name, user.email) for user in (await session.exec(statement)).all()]


async def lock_organization(session: AsyncSession, org_id: str) -> Organization | None:
    """Roles of one organization change one at a time, so that two admins cannot both step down."""
    statement = select(Organization).where(col(Organization.id) == org_id).with_for_update()
    return (await session.exec(statement)).first()


async def first_admin(session: AsyncSession, org_id: str, preferred: str) -> str | None:
    """An admin who may invite: the preferred one, if they are one still."""
    rows = await session.exec(
        select(Membership.user_id)
        .where(
            col(Membership.org_id) == org_id,
            col(Membership.role) == "admin",
            col(Membership.status) == "active",
        )
        .order_by((col(Membership.user_id) == preferred).desc(), col(Membership.created_at))
        .limit(1)
    )
    return rows.first()


async def count_other_admins(session: AsyncSession, org_id: str, user_id: str) -> int:
    rows = await session.exec(
        select(Membership.user_id).where(
            col(Membership.org_id) == org_id,
            col(Membership.role) == "admin",
            col(Membership.status) == "active",
            col(Membership.user_id) != user_id,
        )
    )
    return len(rows.all())


async def set_role(session: AsyncSession, org_id: str, user_id: str, role: str) -> None:
    await session.exec(
        update(Membership)
        .where(col(Membership.org_id) == org_id, col(Membership.user_id) == user_id)
        .values(role=role)
    )


async def remove_membership(session: AsyncSession, org_id: str, user_id: str) -> None:
    await session.exec(
        delete(Membership).where(
            col(Membership.org_id) == org_id, col(Membership.user_id) == user_id
        )
    )


async def list_invitations(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[Invitation]:
    statement = select(Invitation).where(col(Invitation.org_id) == org_id)
    if after is not None:
        statement = statement.where(col(Invitation.id) < after)
    rows = await session.exec(statement.order_by(col(Invitation.id).desc()).limit(limit))
    return rows.all()


async def get_invitation(
    session: AsyncSession, org_id: str, invitation_id: str
) -> Invitation | None:
    statement = select(Invitation).where(
        col(Invitation.org_id) == org_id, col(Invitation.id) == invitation_id
    )
    return (await session.exec(statement)).first()


async def accept_invitation(
    session: AsyncSession, org_id: str, invitation_id: str, now: datetime
) -> bool:
    """Whether it was still open: of two at once, one gets the seat."""
    done = await session.exec(
        update(Invitation)
        .where(
            col(Invitation.org_id) == org_id,
            col(Invitation.id) == invitation_id,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .values(accepted_at=now)
    )
    return done.rowcount == 1


async def revoke_invitation(
    session: AsyncSession, org_id: str, invitation_id: str, now: datetime
) -> None:
    await session.exec(
        update(Invitation)
        .where(
            col(Invitation.org_id) == org_id,
            col(Invitation.id) == invitation_id,
            col(Invitation.accepted_at).is_(None),
        )
        .values(revoked_at=now)
    )


async def use_setup_link(session: AsyncSession, token_hash: bytes, now: datetime) -> bool:
    done = await session.exec(
        delete(SetupLink).where(
            col(SetupLink.token_hash) == token_hash, col(SetupLink.expires_at) > now
        )
    )
    return done.rowcount == 1


async def forget_setup_links(session: AsyncSession, *, expired_at: datetime | None = None) -> None:
    """All of them, or those whose time is over."""
    statement = delete(SetupLink)
    if expired_at is not None:
        statement = statement.where(col(SetupLink.expires_at) <= expired_at)
    await session.exec(statement)
