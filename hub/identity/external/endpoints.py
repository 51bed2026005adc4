"""Accounts elsewhere over HTTP: parse, call, render. The ways there and back are pages."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from hub.identity import schemas
from hub.identity.access import ANY_SCOPE, PUBLIC, caller, goes_on, require_session
from hub.identity.account import prove_owner
from hub.identity.answers import peer_of
from hub.identity.confined import require_free
from hub.identity.external import asking, service, trips
from hub.identity.external.cookies import pack
from hub.identity.external.domain import External, external_of
from hub.identity.principal import Principal
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.http import Page, Paging, at_hand, page, paging, problems

router = APIRouter(prefix="/v1/auth", tags=["auth"], responses=REFUSALS)


Elsewhere = Annotated[External, at_hand(external_of)]
# Also without the second factor that the organization asks for: ways in are one's own affair.
Signed = Annotated[Principal, caller(ANY_SCOPE, enrolling=True)]


class ProviderView(BaseModel):
    name: str
    label: str
    address: str = Field(description="Where a browser begins; add `?next=` and a path of the hub.")


class Providers(BaseModel):
    providers: list[ProviderView]


class NewLink(schemas.Body):
    provider: str = Field(max_length=60, description="The name of one of the providers.")
    password: schemas.OwnPassword = None
    next: str = Field(
        default="/", max_length=2000, pattern=r"^/($|[^/\\])", description="Where it ends here."
    )


class Begun(BaseModel):
    address: str = Field(description="Where the browser that got this answer goes next.")


class IdentityView(schemas.View):
    id: str
    provider: str
    email: str | None = Field(description="As the provider said when it was linked.")
    created_at: schemas.Time
    last_used_at: schemas.Time | None


@router.get("/providers", dependencies=[PUBLIC])
async def get_providers(external: Elsewhere) -> Providers:
    """With what else people sign in here."""
    return Providers(providers=provider_views(external))


def provider_views(external: External) -> list[ProviderView]:
    return [
        ProviderView(name=house.name, label=house.label, address=f"/sign-in/with/{house.name}")
        for house in external.houses.values()
    ]


@router.post("/identities", responses=problems(502))
@goes_on
async def begin_link(
    body: NewLink, who: Signed, request: Request, response: Response, external: Elsewhere
) -> Begun:
    """Begin to link an account elsewhere to yours. It takes your password, and goes on in the
    browser: the answer sets a cookie, and the address is where to go.
    """
    require_session(who)
    identity = external.identity
    await identity.sign_ins.admit_account("password", who.user_id, peer_of(request))
    house = external.house(body.provider)
    await require_free(identity, who)
    await prove_owner(identity, who, schemas.said(body.password))
    trip = trips.begin(external, house, body.next, user_id=who.user_id)
    address = await asking.address(external, house, trip)
    pack(external, response, trip)
    return Begun(address=address)


@router.get("/identities")
async def list_identities(
    who: Signed, external: Elsewhere, asked: Annotated[Paging, at_hand(paging)]
) -> Page[IdentityView]:
    """Accounts elsewhere that sign you in, the newest first."""
    require_session(who)
    rows = await service.list_own(external, who, after=asked.after, limit=asked.limit + 1)
    return Page[IdentityView].model_validate(page(rows, asked), from_attributes=True)


@router.delete("/identities/{identity_id}", status_code=204)
@goes_on
async def unlink_identity(identity_id: str, who: Signed, external: Elsewhere) -> None:
    """It signs you in no more; sessions that it began go on."""
    require_session(who)
    await service.unlink(external, who, identity_id)
