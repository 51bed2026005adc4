"""Joining by a domain over HTTP, for who joins and for who decides: parse, call, render."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from hub.identity import schemas
from hub.identity.access import ANY_SCOPE, caller, identity_of, require_session
from hub.identity.answers import peer_of
from hub.identity.domain import Identity
from hub.identity.joinable import service
from hub.identity.principal import Principal, Role
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.http import Page, Paging, at_hand, page, paging

router = APIRouter(prefix="/v1", responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
Asked = Annotated[Paging, at_hand(paging)]
Anyone = Annotated[Principal, caller(ANY_SCOPE)]
Admin = Annotated[Principal, caller("admin")]


class JoinableView(schemas.View):
    organization_id: str
    name: str
    joining: Literal["ask", "join"]
    asked: bool = Field(description="Whether your request is there and waits.")


class Join(schemas.Body):
    organization_id: schemas.OrganizationId


class Joined(BaseModel):
    status: service.Status


class JoinRequestView(schemas.View):
    user_id: str
    email: str
    name: str
    created_at: schemas.Time


class JoinDecision(schemas.Body):
    decision: Literal["accept", "refuse"]
    role: Role = "member"


@router.get("/organizations/joinable", tags=["organizations"])
async def list_joinable(who: Anyone, identity: Hub) -> Page[JoinableView]:
    """The organization that lets people with your verified address in. One at most."""
    require_session(who)
    found = await service.find(identity, who)
    shown = [] if found is None else [JoinableView.model_validate(found)]
    return Page(data=shown, next_cursor=None)


@router.post("/organizations/joinable", tags=["organizations"])
async def join_organization(body: Join, who: Anyone, request: Request, identity: Hub) -> Joined:
    """Take a seat there as a member, or ask for one, as it says for your address's domain."""
    require_session(who)
    await identity.sign_ins.admit_address("join", peer_of(request))
    return Joined(status=await service.join(identity, who, body.organization_id))


@router.get("/join-requests", tags=["members"])
async def list_join_requests(who: Admin, identity: Hub, asked: Asked) -> Page[JoinRequestView]:
    """Who asks to join your organization by the domain of their address."""
    rows = await service.list_requests(identity, who, after=asked.after, limit=asked.limit + 1)
    return Page[JoinRequestView].model_validate(
        page(rows, asked, key="user_id"), from_attributes=True
    )


@router.post("/join-requests/{user_id}/decision", status_code=204, tags=["members"])
async def decide_join_request(user_id: str, body: JoinDecision, who: Admin, identity: Hub) -> None:
    """Give them a seat in this role, or refuse; they may ask again."""
    require_session(who)
    if body.decision == "accept":
        await service.accept(identity, who, user_id, body.role)
    else:
        await service.refuse(identity, who, user_id)
