"""An organization's life over HTTP: parse, call, render."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from hub.identity import lifecycle, schemas
from hub.identity.access import ANY_SCOPE, caller, identity_of, require_session
from hub.identity.domain import Identity
from hub.identity.models import Organization, OrganizationTransfer
from hub.identity.principal import Principal
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.errors import InvalidInput
from hub.kit.http import at_hand

router = APIRouter(prefix="/v1/organizations", tags=["organizations"], responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
Anyone = Annotated[Principal, caller(ANY_SCOPE)]
Admin = Annotated[Principal, caller("admin")]
# An organization that is closed lets its people see why, and take it back.
Closed = Annotated[Principal, caller(ANY_SCOPE, enrolling=True)]
UserId = Annotated[str, Field(pattern=r"^usr_[0-9A-HJKMNP-TV-Z]{26}$")]


class Offer(schemas.Body):
    user_id: UserId


class Deletion(schemas.Body):
    confirm: str = Field(max_length=64, description="The organization's ID once more.")
    reason: schemas.Reason


class TransferView(schemas.View):
    organization_id: str
    from_user_id: str
    to_user_id: str
    created_at: schemas.Time
    expires_at: schemas.Time


def _transfer(row: OrganizationTransfer) -> TransferView:
    return TransferView(
        organization_id=row.org_id,
        from_user_id=row.from_user,
        to_user_id=row.to_user,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


def _view(organization: Organization) -> schemas.OrganizationView:
    return schemas.OrganizationView.model_validate(organization)


@router.patch("/current")
async def rename_organization(
    body: schemas.NewOrganization, who: Admin, identity: Hub
) -> schemas.OrganizationView:
    """Give your organization another name."""
    return _view(await lifecycle.rename(identity, who, body.name))


@router.post("/current/grow")
async def grow_organization(
    body: schemas.NewOrganization, who: Admin, identity: Hub
) -> schemas.OrganizationView:
    """Make a team of your personal account. Agents, keys, credits and runs stay what they are."""
    require_session(who)
    return _view(await lifecycle.grow(identity, who, body.name))


@router.post("/current/transfer", status_code=201)
async def offer_organization(body: Offer, who: Admin, identity: Hub) -> TransferView:
    """Offer the organization to a member, for seven days. Its owner does this."""
    require_session(who)
    return _transfer(await lifecycle.offer(identity, who, body.user_id))


@router.get("/current/transfer")
async def get_offer(who: Anyone, identity: Hub) -> TransferView:
    """The open offer, for admins and for whom it is made to."""
    return _transfer(await lifecycle.offered(identity, who))


@router.post("/current/transfer/accept")
async def accept_organization(who: Anyone, identity: Hub) -> schemas.OrganizationView:
    """Take over the organization that is offered to you; its owner until now stays an admin."""
    require_session(who)
    return _view(await lifecycle.accept(identity, who))


@router.delete("/current/transfer", status_code=204)
async def end_offer(who: Anyone, identity: Hub) -> None:
    """Take the offer back, or decline it."""
    require_session(who)
    await lifecycle.withdraw(identity, who)


@router.post("/current/deletion", status_code=202)
async def delete_organization(
    body: Deletion, who: Admin, identity: Hub
) -> schemas.OrganizationView:
    """Ask for the organization's end. It is closed at once, and gone for good at `delete_at`;
    until then an admin takes it back. Its owner does this.
    """
    require_session(who)
    if body.confirm != who.org_id:
        raise InvalidInput.at("/confirm", "must be the organization's ID")
    return _view(await lifecycle.ask_for_deletion(identity, who, body.reason))


@router.delete("/{organization_id}/deletion")
async def restore_organization(
    organization_id: str, who: Closed, identity: Hub
) -> schemas.OrganizationView:
    """Take back that it is to be deleted; its admins may, from a session anywhere."""
    require_session(who)
    return _view(await lifecycle.restore(identity, who, organization_id))
