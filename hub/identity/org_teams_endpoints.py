"""Teams within an organization over HTTP: parse, call, render."""

from typing import Annotated

from fastapi import APIRouter

from hub.identity import org_teams, schemas
from hub.identity.access import ANY_SCOPE, caller, identity_of
from hub.identity.domain import Identity
from hub.identity.models import Team
from hub.identity.principal import Principal
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.http import Page, Paging, at_hand, page, paging

router = APIRouter(prefix="/v1/teams", tags=["members"], responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
Asked = Annotated[Paging, at_hand(paging)]
Anyone = Annotated[Principal, caller(ANY_SCOPE)]
Admin = Annotated[Principal, caller("admin")]


class TeamBody(schemas.Body):
    name: schemas.Name


class TeamView(schemas.View):
    id: str
    name: str
    created_at: schemas.Time


class CountedTeamView(TeamView):
    members: int

    @classmethod
    def of(cls, team: Team, members: int) -> "CountedTeamView":
        return cls.model_validate({**team.model_dump(), "members": members})


class TeamMemberView(schemas.View):
    """Addresses are in the list of the organization's members, for admins."""

    id: str
    name: str


@router.post("", status_code=201)
async def create_team(body: TeamBody, who: Admin, identity: Hub) -> TeamView:
    """Gather members under a name."""
    return TeamView.model_validate(await org_teams.create(identity, who, body.name))


@router.get("")
async def list_teams(who: Anyone, identity: Hub, asked: Asked) -> Page[CountedTeamView]:
    """Your organization's teams, the newest first."""
    rows = await org_teams.list_all(identity, who, after=asked.after, limit=asked.limit + 1)
    shown = [CountedTeamView.of(*row) for row in rows]
    return Page[CountedTeamView].model_validate(page(shown, asked))


@router.patch("/{team_id}")
async def rename_team(team_id: str, body: TeamBody, who: Admin, identity: Hub) -> TeamView:
    return TeamView.model_validate(await org_teams.rename(identity, who, team_id, body.name))


@router.delete("/{team_id}", status_code=204)
async def remove_team(team_id: str, who: Admin, identity: Hub) -> None:
    """Its members stay in the organization."""
    await org_teams.remove(identity, who, team_id)


@router.get("/{team_id}/members")
async def list_team_members(
    team_id: str, who: Anyone, identity: Hub, asked: Asked
) -> Page[TeamMemberView]:
    rows = await org_teams.list_members(
        identity, who, team_id, after=asked.after, limit=asked.limit + 1
    )
    return Page[TeamMemberView].model_validate(page(rows, asked), from_attributes=True)


@router.put("/{team_id}/members/{user_id}", status_code=204)
async def add_team_member(team_id: str, user_id: str, who: Admin, identity: Hub) -> None:
    """Put a member of the organization into the team. Who leaves the organization leaves it."""
    await org_teams.add_member(identity, who, team_id, user_id)


@router.delete("/{team_id}/members/{user_id}", status_code=204)
async def remove_team_member(team_id: str, user_id: str, who: Admin, identity: Hub) -> None:
    await org_teams.remove_member(identity, who, team_id, user_id)
