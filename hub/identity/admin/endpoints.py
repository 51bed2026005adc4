"""People and organizations for the platform's administrators, over HTTP: parse, call, render."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from hub.identity import erasing
from hub.identity.access import administers, identity_of
from hub.identity.admin import organizations, people, schemas
from hub.identity.domain import Identity
from hub.identity.principal import Principal
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.http import Page, Paging, at_hand, page, paging

router = APIRouter(prefix="/v1/admin", tags=["admin"], responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
Asked = Annotated[Paging, at_hand(paging)]
Text = Annotated[str | None, Query(min_length=1, max_length=254, pattern=r"^[^\x00]*$")]
Sees = Annotated[Principal, administers("users.read")]
Suspends = Annotated[Principal, administers("users.suspend", signed_in=True)]
Erases = Annotated[Principal, administers("users.erase", signed_in=True)]
SignsOut = Annotated[Principal, administers("users.end_sessions", signed_in=True)]
SeesAll = Annotated[Principal, administers("organizations.read")]
Closes = Annotated[Principal, administers("organizations.suspend", signed_in=True)]


@router.get("/users")
async def list_users(
    who: Sees,
    identity: Hub,
    asked: Asked,
    q: Text = None,
    status: schemas.UserStatus | None = None,
) -> Page[schemas.AdminUserView]:
    """All accounts, the newest first. `q` is a whole address, an ID, or a domain; roles that see
    masked addresses do not find people by the domain. Names and parts of addresses are sealed, and
    nothing finds them.
    """
    rows = await people.search(
        identity, who, q=q, status=status, after=asked.after, limit=asked.limit + 1
    )
    shown = [schemas.AdminUserView.of(row, who) for row in rows]
    return Page[schemas.AdminUserView].model_validate(page(shown, asked))


@router.get("/users/{user_id}")
async def get_user(user_id: str, who: Sees, identity: Hub) -> schemas.AdminUserDetail:
    """An account, and where it belongs."""
    return _person(await people.get(identity, user_id), who)


@router.post("/users/{user_id}/suspend")
async def suspend_user(
    user_id: str, body: schemas.ReasonBody, who: Suspends, identity: Hub
) -> schemas.AdminUserDetail:
    """Close an account: within a second nothing of theirs opens anything. They hear why."""
    return _person(await people.suspend(identity, who, user_id, body.reason), who)


@router.post("/users/{user_id}/reactivate")
async def reactivate_user(
    user_id: str, body: schemas.ReasonBody, who: Suspends, identity: Hub
) -> schemas.AdminUserDetail:
    """Open an account again, with its keys; its sessions have ended."""
    return _person(await people.reactivate(identity, user_id, body.reason), who)


@router.post("/users/{user_id}/end-sessions")
async def end_sessions_of_user(
    user_id: str, body: schemas.ReasonBody, _: SignsOut, identity: Hub
) -> schemas.Ended:
    """Sign a person out everywhere."""
    return schemas.Ended(ended=await people.end_sessions(identity, user_id, body.reason))


@router.post("/users/{user_id}/erase", status_code=204)
async def erase_user(user_id: str, body: schemas.ReasonBody, who: Erases, identity: Hub) -> None:
    """Destroy a person's key, for good: name, address and messages can be read nowhere any more.
    Books and the record of acts keep the ID. Teams of theirs are handed on before.
    """
    await erasing.erase(identity, who, user_id, body.reason)


def _person(person: people.Person, who: Principal) -> schemas.AdminUserDetail:
    return schemas.AdminUserDetail.whole(person.user, person.seats, who)


@router.get("/organizations")
async def list_all_organizations(
    _: SeesAll,
    identity: Hub,
    asked: Asked,
    q: Text = None,
    type_: Annotated[Literal["team", "personal"] | None, Query(alias="type")] = None,
    status: schemas.OrganizationStatus | None = None,
) -> Page[schemas.CountedOrganizationView]:
    """All organizations, the newest first. `q` is a part of the name, or an ID."""
    rows = await organizations.search(
        identity, q=q, kind=type_, status=status, after=asked.after, limit=asked.limit + 1
    )
    shown = [schemas.CountedOrganizationView.of(*row) for row in rows]
    return Page[schemas.CountedOrganizationView].model_validate(page(shown, asked))


@router.get("/organizations/{organization_id}")
async def get_any_organization(
    organization_id: str, who: SeesAll, identity: Hub
) -> schemas.AdminOrganizationDetail:
    """An organization and its members."""
    known = await organizations.get(identity, organization_id)
    return schemas.AdminOrganizationDetail.whole(known.organization, known.members, who)


@router.post("/organizations/{organization_id}/suspend")
async def suspend_organization(
    organization_id: str, body: schemas.ReasonBody, _: Closes, identity: Hub
) -> schemas.AdminOrganizationView:
    """Close a team: within a second nobody acts in it, over any face. Its admins hear why."""
    row = await organizations.suspend(identity, organization_id, body.reason)
    return schemas.AdminOrganizationView.model_validate(row)


@router.post("/organizations/{organization_id}/reactivate")
async def reactivate_organization(
    organization_id: str, body: schemas.ReasonBody, _: Closes, identity: Hub
) -> schemas.AdminOrganizationView:
    """Open a team again, with its sessions and keys."""
    row = await organizations.reactivate(identity, organization_id, body.reason)
    return schemas.AdminOrganizationView.model_validate(row)


@router.put("/organizations/{organization_id}/owner")
async def set_owner(
    organization_id: str, body: schemas.OwnerBody, _: Closes, identity: Hub
) -> schemas.AdminOrganizationView:
    """Hand a team to one of its admins, where its owner is out of reach."""
    row = await organizations.set_owner(identity, organization_id, body.user_id, body.reason)
    return schemas.AdminOrganizationView.model_validate(row)
