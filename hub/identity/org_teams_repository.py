"""The SQL of teams within an organization. As in `repository`."""

from collections.abc import Sequence

from sqlalchemy import delete, func, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.errors import TeamNameTaken
from hub.identity.models import Team, TeamMember, User

_TAKEN = "Another team of your organization has this name."


async def add(session: AsyncSession, row: Team) -> None:
    """Raises TeamNameTaken."""
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise TeamNameTaken(_TAKEN) from error


async def add_member(session: AsyncSession, row: TeamMember) -> None:
    session.add(row)
    await session.flush()


async def get(session: AsyncSession, org_id: str, team_id: str) -> Team | None:
    statement = select(Team).where(col(Team.org_id) == org_id, col(Team.id) == team_id)
    return (await session.exec(statement)).first()


async def list_all(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[tuple[Team, int]]:
    """With how many members each has, the newest first."""
    members = (
        select(func.count())
        .where(col(TeamMember.team_id) == col(Team.id))
        .correlate(Team)
        .scalar_subquery()
    )
    statement = select(Team, members).where(col(Team.org_id) == org_id)
    if after is not None:
        statement = statement.where(col(Team.id) < after)
    return (await session.exec(statement.order_by(col(Team.id).desc()).limit(limit))).all()


async def rename(session: AsyncSession, org_id: str, team_id: str, name: str) -> None:
    """Raises TeamNameTaken."""
    try:
        await session.exec(
            update(Team)
            .where(col(Team.org_id) == org_id, col(Team.id) == team_id)
            .values(name=name)
            .execution_options(synchronize_session=False)
        )
    except IntegrityError as error:
        raise TeamNameTaken(_TAKEN) from error


async def remove(session: AsyncSession, org_id: str, team_id: str) -> None:
    await session.exec(delete(Team).where(col(Team.org_id) == org_id, col(Team.id) == team_id))


async def list_members(
    session: AsyncSession, org_id: str, team_id: str, *, after: str | None, limit: int
) -> Sequence[User]:
    statement = (
        select(User)
        .join(TeamMember, col(TeamMember.user_id) == col(User.id))
        .where(col(TeamMember.org_id) == org_id, col(TeamMember.team_id) == team_id)
        .order_by(col(User.id).desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(col(User.id) < after)
    return (await session.exec(statement)).all()


async def is_in(session: AsyncSession, org_id: str, team_id: str, user_id: str) -> bool:
    statement = select(TeamMember).where(
        col(TeamMember.org_id) == org_id,
        col(TeamMember.team_id) == team_id,
        col(TeamMember.user_id) == user_id,
    )
    return (await session.exec(statement)).first() is not None


async def remove_member(session: AsyncSession, org_id: str, team_id: str, user_id: str) -> None:
    await session.exec(
        delete(TeamMember).where(
            col(TeamMember.org_id) == org_id,
            col(TeamMember.team_id) == team_id,
            col(TeamMember.user_id) == user_id,
        )
    )
