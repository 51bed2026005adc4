"""Organizations, members and invitations over HTTP: parse, call, render."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from hub.identity import schemas, teams
from hub.identity.access import ANY_SCOPE, caller, identity_of, require_session
from hub.identity.domain import Identity
from hub.identity.models import Membership, Organization, User
from hub.identity.principal import Principal
from hub.kit.http import Page, Paging, page, paging, problems

REFUSALS: Final = problems(400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 503)
router = APIRouter(prefix="/v1", responses=REFUSALS)

Hub = Annotated[Identity, Depends(identity_of)]
Anyone = Annotated[Principal, caller(ANY_SCOPE)]
Closed = Annotated[Principal, caller(ANY_SCOPE, enrolling=True)]
Admin = Annotated[Principal, caller("admin")]
VerifiedAdmin = Annotated[Principal, caller("admin", verified=True)]
Asked = Annotated[Paging, Depends(paging)]


@router.post("/organizations", status_code=201, tags=["organizations"])
async def create_organization(
    body: schemas.NewOrganization, who: Anyone, identity: Hub
) -> schemas.OwnOrganization:
    """Make a team; you are its admin. `POST /v1/auth/switch` enters it."""
    require_session(who)
    return _own(await teams.create_team(identity, who, body.name), "admin")


@router.get("/organizations", tags=["organizations"])
async def list_organizations(
    who: Closed, identity: Hub, asked: Asked
) -> Page[schemas.OwnOrganization]:
    """Where you belong, those included that are suspended or wait for their end."""
    rows = await teams.list_organizations(identity, who, after=asked.after, limit=asked.limit + 1)
    return Page[schemas.OwnOrganization].model_validate(
        page([_own(organization, role) for organization, role in rows], asked)
    )


def _own(organization: Organization, role: str) -> schemas.OwnOrganization:
    return schemas.OwnOrganization.model_validate({**organization.model_dump(), "role": role})


@router.get("/members", tags=["members"])
async def list_members(who: Admin, identity: Hub, asked: Asked) -> Page[schemas.MemberView]:
    rows = await teams.list_members(identity, who, after=asked.after, limit=asked.limit + 1)
    return Page[schemas.MemberView].model_validate(
        page([_member(user, membership) for user, membership in rows], asked, key="user_id")
    )


@router.patch("/members/{user_id}", tags=["members"])
async def change_role(
    user_id: str, body: schemas.ChangeRole, who: Admin, identity: Hub
) -> schemas.MemberView:
    return _member(*await teams.change_role(identity, who, user_id, body.role))


@router.delete("/members/{user_id}", status_code=204, tags=["members"])
async def remove_member(user_id: str, who: Anyone, identity: Hub) -> None:
    """An admin takes a member out; anyone signed in may leave."""
    if user_id == who.user_id:
        require_session(who)
    else:
        who.require("admin")
    await teams.remove_member(identity, who, user_id)


def _member(user: User, membership: Membership) -> schemas.MemberView:
    return schemas.MemberView(
        user_id=user.id,
        email=user.email,
        name=user.name,
        role=membership.role,
        created_at=membership.created_at,
    )


@router.post("/invitations", status_code=201, tags=["members"])
async def invite(
    body: schemas.NewInvitation, who: VerifiedAdmin, response: Response, identity: Hub
) -> schemas.CreatedInvitation:
    """The person gets the token by mail; it is in this answer too, to hand it over yourself."""
    invitation, token = await teams.invite(identity, who, body.email, body.role)
    response.headers["cache-control"] = "no-store"
    shown = schemas.InvitationView.model_validate(invitation)
    return schemas.CreatedInvitation(
        **{name: getattr(shown, name) for name in schemas.InvitationView.model_fields},
        token=token,
    )


@router.get("/invitations", tags=["members"])
async def list_invitations(who: Admin, identity: Hub, asked: Asked) -> Page[schemas.InvitationView]:
    rows = await teams.list_invitations(identity, who, after=asked.after, limit=asked.limit + 1)
    return Page[schemas.InvitationView].model_validate(page(rows, asked), from_attributes=True)


@router.delete("/invitations/{invitation_id}", status_code=204, tags=["members"])
async def revoke_invitation(invitation_id: str, who: Admin, identity: Hub) -> None:
    await teams.revoke_invitation(identity, who, invitation_id)


@router.post("/invitations/accept", tags=["members"])
async def accept(
    body: schemas.Accept, who: Anyone, request: Request, identity: Hub
) -> schemas.Accepted:
    """Take the seat that an invitation offers to your address."""
    require_session(who)
    peer = request.client.host if request.client is not None else ""
    await identity.sign_ins.admit_address("invitation", peer)
    organization, role = await teams.accept(identity, who, body.token.get_secret_value())
    return schemas.Accepted(
        organization=schemas.OrganizationView.model_validate(organization), role=role
    )
