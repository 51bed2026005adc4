"""Organizations, members and invitations over HTTP: parse, call, render."""

from datetime import datetime, timedelta
from typing import Annotated, Final, get_args

from fastapi import APIRouter, Query, Request, Response

from hub.identity import inviting, schemas, teams
from hub.identity.access import ANY_SCOPE, PUBLIC, caller, identity_of, require_session
from hub.identity.domain import Identity
from hub.identity.models import Invitation, Membership, Organization, User
from hub.identity.principal import Principal, Role, Scope, scopes_of_session
from hub.kit.http import Page, Paging, at_hand, page, paging, problems

REFUSALS: Final = problems(400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 503)
router = APIRouter(prefix="/v1", responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
Anyone = Annotated[Principal, caller(ANY_SCOPE)]
Closed = Annotated[Principal, caller(ANY_SCOPE, enrolling=True)]
Admin = Annotated[Principal, caller("admin")]
VerifiedAdmin = Annotated[Principal, caller("admin", verified=True)]
Asked = Annotated[Paging, at_hand(paging)]


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
async def list_members(
    who: Admin,
    identity: Hub,
    asked: Asked,
    q: Annotated[str | None, Query(min_length=1, max_length=100, pattern=r"^[^\x00]*$")] = None,
) -> Page[schemas.MemberView]:
    """Everybody with a seat; `q` is a part of the name or the address."""
    rows = await teams.list_members(identity, who, q=q, after=asked.after, limit=asked.limit + 1)
    return Page[schemas.MemberView].model_validate(
        page([_member(*row) for row in rows], asked, key="user_id")
    )


@router.get("/roles", tags=["members"])
async def list_roles(_: Anyone) -> Page[schemas.RoleView]:
    """What each role may do, the most powerful first."""
    shown = [
        schemas.RoleView(
            role=role, scopes=[one for one in get_args(Scope) if one in scopes_of_session(role)]
        )
        for role in get_args(Role)
    ]
    return Page(data=shown, next_cursor=None)


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


def _member(
    user: User, membership: Membership, signed_in: datetime | None = None
) -> schemas.MemberView:
    return schemas.MemberView(
        user_id=user.id,
        email=user.email,
        name=user.name,
        role=membership.role,
        created_at=membership.created_at,
        last_signed_in_at=signed_in,
    )


@router.post("/invitations", status_code=201, tags=["members"])
async def invite(
    body: schemas.NewInvitation, who: VerifiedAdmin, response: Response, identity: Hub
) -> schemas.CreatedInvitation:
    """The person gets the token by mail; it is in this answer too, to hand it over yourself."""
    life = timedelta(days=body.expires_in_days)
    made = await teams.invite(identity, who, body.email, body.role, life)
    response.headers["cache-control"] = "no-store"
    return _created(*made)


@router.post("/invitations/{invitation_id}/resend", tags=["members"])
async def resend_invitation(
    invitation_id: str,
    body: schemas.Resend,
    who: VerifiedAdmin,
    response: Response,
    identity: Hub,
) -> schemas.CreatedInvitation:
    """Mail it again, with another token and end. The token before opens nothing any more."""
    life = timedelta(days=body.expires_in_days)
    made = await inviting.resend(identity, who, invitation_id, life)
    response.headers["cache-control"] = "no-store"
    return _created(*made)


def _created(invitation: Invitation, token: str) -> schemas.CreatedInvitation:
    shown = schemas.InvitationView.model_validate(invitation)
    return schemas.CreatedInvitation(
        **{name: getattr(shown, name) for name in schemas.InvitationView.model_fields},
        token=token,
    )


@router.post("/invitations/preview", tags=["members"], dependencies=[PUBLIC])
async def preview_invitation(
    body: schemas.Accept, request: Request, response: Response, identity: Hub
) -> schemas.OfferView:
    """What an invitation offers and to which address, for whoever holds its token."""
    peer = request.client.host if request.client is not None else ""
    await identity.sign_ins.admit_address("invitation", peer)
    response.headers["cache-control"] = "no-store"
    offer = await inviting.look(identity, body.token.get_secret_value())
    return schemas.OfferView.model_validate(offer)


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
