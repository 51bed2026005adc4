"""The rules of teams within an organization: some of its members, under a name."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import org_teams_repository as repository
from hub.identity import repository as accounts
from hub.identity.domain import Identity
from hub.identity.errors import MemberNotFound, PersonalOrganization, TeamNotFound
from hub.identity.models import Team, TeamMember, User
from hub.identity.principal import Principal
from hub.identity.service import PERSONAL
from hub.kit.ids import is_id, new_id


async def create(identity: Identity, who: Principal, name: str) -> Team:
    """Raises TeamNameTaken; PersonalOrganization: one person needs no teams."""
    async with identity.database.transaction(who.org_id) as session:
        organization = await accounts.get_organization(session, who.org_id)
        if organization is None or organization.type == PERSONAL:
            raise PersonalOrganization("A personal account has no teams.")
        team = Team(
            id=new_id("tem"),
            org_id=who.org_id,
            name=name,
            created_at=identity.clock(),
            created_by=who.user_id,
        )
        await repository.add(session, team)
        await _record(session, "created", team)
    return team


async def list_all(
    identity: Identity, who: Principal, *, after: str | None, limit: int
) -> Sequence[tuple[Team, int]]:
    async with identity.database.transaction(who.org_id) as session:
        return await repository.list_all(session, who.org_id, after=after, limit=limit)


async def _known(session: AsyncSession, who: Principal, team_id: str) -> Team:
    found = await repository.get(session, who.org_id, team_id) if is_id("tem", team_id) else None
    if found is None:
        raise TeamNotFound("Your organization has no such team.")
    return found


async def rename(identity: Identity, who: Principal, team_id: str, name: str) -> Team:
    """Raises TeamNotFound, TeamNameTaken."""
    async with identity.database.transaction(who.org_id) as session:
        team = await _known(session, who, team_id)
        await repository.rename(session, who.org_id, team_id, name)
        await _record(session, "renamed", team)
        team.name = name
    return team


async def remove(identity: Identity, who: Principal, team_id: str) -> None:
    """Its members stay in the organization. Raises TeamNotFound."""
    async with identity.database.transaction(who.org_id) as session:
        team = await _known(session, who, team_id)
        await repository.remove(session, who.org_id, team_id)
        await _record(session, "removed", team)


async def list_members(
    identity: Identity, who: Principal, team_id: str, *, after: str | None, limit: int
) -> Sequence[User]:
    """Raises TeamNotFound."""
    async with identity.database.transaction(who.org_id) as session:
        await _known(session, who, team_id)
        return await repository.list_members(session, who.org_id, team_id, after=after, limit=limit)


async def add_member(identity: Identity, who: Principal, team_id: str, user_id: str) -> None:
    """Who is in it already stays in it.

    Raises:
        TeamNotFound: there is none.
        MemberNotFound: nobody by this ID belongs to the organization.
    """
    async with identity.database.transaction(who.org_id) as session:
        team = await _known(session, who, team_id)
        seat = (
            await accounts.get_membership(session, who.org_id, user_id)
            if is_id("usr", user_id)
            else None
        )
        if seat is None:
            raise MemberNotFound("There is no such member.")
        if await repository.is_in(session, who.org_id, team_id, user_id):
            return
        row = TeamMember(
            team_id=team_id, user_id=user_id, org_id=who.org_id, created_at=identity.clock()
        )
        await repository.add_member(session, row)
        await _record(session, "member_added", team, user_id)


async def remove_member(identity: Identity, who: Principal, team_id: str, user_id: str) -> None:
    """Raises TeamNotFound; MemberNotFound: they are not in it."""
    async with identity.database.transaction(who.org_id) as session:
        team = await _known(session, who, team_id)
        if not await repository.is_in(session, who.org_id, team_id, user_id):
            raise MemberNotFound("There is no such member of the team.")
        await repository.remove_member(session, who.org_id, team_id, user_id)
        await _record(session, "member_removed", team, user_id)


async def _record(session: AsyncSession, verb: str, team: Team, user_id: str | None = None) -> None:
    after = {} if user_id is None else {"user_id": user_id}
    await audit.record(session, audit.Entry(f"team.{verb}", team.org_id, team.id, after=after))
