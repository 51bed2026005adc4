"""The platform's administrators over HTTP: parse, call, render."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from hub.identity import administrators, schemas
from hub.identity.access import administers, identity_of
from hub.identity.domain import Identity
from hub.identity.models import User
from hub.identity.platform_roles import PlatformRole
from hub.identity.principal import Principal
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.http import Page, Paging, at_hand, page, paging

router = APIRouter(prefix="/v1/admin/administrators", tags=["admin"], responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
Reads = Annotated[Principal, administers("administrators.read")]


class AdministratorBody(schemas.Body):
    email: schemas.Email
    role: PlatformRole


class AdministratorView(BaseModel):
    user_id: str
    email: str
    name: str
    role: PlatformRole


def _view(user: User) -> AdministratorView:
    return AdministratorView.model_validate(
        {"user_id": user.id, "email": user.email, "name": user.name, "role": user.platform_role}
    )


# Signed in: no key says who administers.
Superadmin = Annotated[Principal, administers("administrators.write", signed_in=True)]


@router.get("")
async def list_administrators(
    _: Reads, identity: Hub, asked: Annotated[Paging, at_hand(paging)]
) -> Page[AdministratorView]:
    """Who administers the platform, and in which role."""
    rows = await administrators.list_all(identity, after=asked.after, limit=asked.limit + 1)
    return Page[AdministratorView].model_validate(
        page([_view(user) for user in rows], asked, key="user_id")
    )


@router.put("")
async def set_administrator(
    body: AdministratorBody, _: Superadmin, identity: Hub
) -> AdministratorView:
    """Give an account a role on the platform, or another one. For superadmins."""
    return _view(await administrators.set_role(identity, body.email, body.role))


@router.delete("/{user_id}", status_code=204)
async def remove_administrator(user_id: str, _: Superadmin, identity: Hub) -> None:
    """Their account stays, without powers over the platform. For superadmins."""
    await administrators.remove(identity, user_id)
